/*
 * zhenctl programme load: the form's rules go to the server, which compiles
 * them; then the form is held against what came of it.  All or nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "admin/check.h"
#include "admin/command.h"
#include "base/i18n.h"
#include "db/server.h"
#include "form/programme.h"

static bool
load(struct admin *a, const char *path, struct error *err)
{
	struct form *form = form_read(path, check_complain, NULL);
	char *json = form ? programme_json(form) : NULL;
	bool ok = json != NULL;
	struct error cause = { "" };

	if (form == NULL)
		error_set(err, _("%s isn't loaded"), path);
	else if (json == NULL)
		error_set(err, _("%s is no programme"), path);
	ok = ok && admin_do(a, "BEGIN", err);
	if (ok && !admin_print(a, SERVER_PROGRAMME, 1,
	    (const char *const[]){ json }, &cause))
		ok = error_set(err, "%s: %s", path, cause.text);
	if (ok && check_form(a, form, path) > 0)
		ok = error_set(err, _("%s isn't loaded"), path);
	if (ok)
		ok = admin_do(a, "COMMIT", err);
	else if (json)
		admin_do(a, "ROLLBACK", NULL);
	free(json);
	form_free(form);
	return ok;
}

bool
command_programme_load(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc < 2)
		return error_set(err, _("programme load takes FILE..."));
	for (int i = 1; i < argc; i++)
		if (!load(a, argv[i], err))
			return false;
	return true;
}

/*
 * zhenctl programme load: the form's rules go to the server, which tells what
 * they would change, and compiles them; then the form is held against what
 * came of it.  All or nothing.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "admin/check.h"
#include "admin/command.h"
#include "base/i18n.h"
#include "db/server.h"
#include "form/programme.h"

static bool
compile(struct admin *a, const char *json, bool is_dry, struct error *err)
{
	const char *const param[] = { json, is_dry ? "true" : "false" };

	return admin_print(a, SERVER_PREVIEW, 2, param, err) &&
	    (is_dry || admin_print(a, SERVER_PROGRAMME, 1, param, err));
}

static bool
load(struct admin *a, const char *path, bool is_dry, struct error *err)
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
	if (ok && !compile(a, json, is_dry, &cause))
		ok = error_set(err, "%s: %s", path, cause.text);
	if (ok && !is_dry && check_form(a, form, path) > 0)
		ok = error_set(err, _("%s isn't loaded"), path);
	if (ok && !is_dry)
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
	static const struct option longs[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	bool is_dry = false, ok = true;
	int c;

	while (ok && (c = getopt_long(argc, argv, "n", longs, NULL)) != -1)
		ok = is_dry = c == 'n';
	if (!ok || optind == argc)
		return error_set(err,
		    _("programme load takes [--dry-run] FILE..."));
	for (int i = optind; i < argc; i++)
		if (!load(a, argv[i], is_dry, err))
			return false;
	return true;
}

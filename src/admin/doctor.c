/* zhenctl check: what grew wrong in the database. */
#include <stdio.h>
#include <string.h>

#include "admin/command.h"
#include "admin/progress.h"
#include "base/i18n.h"
#include "db/server.h"
#include "text/tell.h"

/* Each damaged relation on a line; how many there are in *found. */
static bool
check_data(struct admin *a, size_t *found, struct error *err)
{
	struct table *plan = admin_do(a, SERVER_AMCHECK, err) ?
	    run_query(a->run, SERVER_RELATIONS, 0, NULL, err) : NULL;
	size_t count = table_rows(plan);
	struct progress progress = progress_start(count);

	for (size_t i = 0; i < count; i++) {
		struct error damage;

		progress_show(&progress, i);
		if (admin_do(a, table_text(plan, i, 1), &damage))
			continue;
		tell_text(stdout, table_text(plan, i, 0));
		putchar('\t');
		tell_text(stdout, damage.text);
		putchar('\n');
		++*found;
	}
	if (plan)
		progress_show(&progress, count);
	table_free(plan);
	return plan != NULL;
}

static bool
check_catalogue(struct admin *a, size_t *found, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_DOCTOR, 0, NULL, err);

	admin_rows(t);
	*found += table_rows(t);
	table_free(t);
	return t != NULL;
}

bool
command_check(struct admin *a, int argc, char **argv, struct error *err)
{
	bool wants_data = argc == 2 && strcmp(argv[1], "--data") == 0;
	size_t found = 0;

	if (argc > 1 && !wants_data)
		return error_set(err, _("check takes --data or nothing"));
	if (!check_catalogue(a, &found, err) ||
	    (wants_data && !check_data(a, &found, err)))
		return false;
	if (found)
		return error_set(err,
		    _("%zu things in the database aren't as they should be"),
		    found);
	puts(_("the database is as it should be"));
	return true;
}

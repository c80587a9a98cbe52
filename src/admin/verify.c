/* zhenctl verify: the audit record, recomputed. */
#include <stdio.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "db/server.h"
#include "text/tell.h"

bool
command_verify(struct admin *a, int argc, char **argv, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_VERIFY, 0, NULL, err);
	size_t problems = table_rows(t);

	(void)argc;
	(void)argv;
	if (t == NULL)
		return false;
	for (size_t i = 0; i < problems; i++) {
		for (size_t j = 0; j < table_columns(t); j++) {
			tell_text(stdout, table_text(t, i, j));
			putchar(j + 1 < table_columns(t) ? '\t' : '\n');
		}
	}
	table_free(t);
	if (problems)
		return error_set(err,
		    _("the audit record isn't whole: %zu problems"), problems);
	puts(_("the audit record is whole"));
	return true;
}

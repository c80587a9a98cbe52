/* zhenctl demo: the steps of the demo plan, each a transaction of its own. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/progress.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

#define RESIDENTS "20000"

static bool
run_steps(struct admin *a, const struct table *plan, struct error *err)
{
	size_t count = table_rows(plan);
	struct progress progress = progress_start(count);

	for (size_t i = 0; i < count; i++) {
		struct error cause;

		progress_show(&progress, i);
		if (!admin_do(a, table_text(plan, i, 2), &cause))
			return error_set(err, "%s: %s", table_text(plan, i, 1),
			    cause.text);
	}
	progress_show(&progress, count);
	return true;
}

bool
command_demo(struct admin *a, int argc, char **argv, struct error *err)
{
	static const struct option longs[] = {
		{ "residents", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	const char *residents = RESIDENTS;
	struct table *plan;
	char *path, *text;
	bool ok;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "n:", longs, NULL)) != -1) {
		if (c != 'n')
			return error_set(err, _("demo takes --residents N"));
		residents = optarg;
	}
	path = mem_printf("%s/demo.sql", a->sql_dir);
	text = file_text(path, err);
	ok = text && run_script(a->run, path, text, err) &&
	    (plan = run_query(a->run, SERVER_DEMO, 1, &residents, err));
	if (ok) {
		ok = run_steps(a, plan, err);
		table_free(plan);
	}
	free(text);
	free(path);
	return ok;
}

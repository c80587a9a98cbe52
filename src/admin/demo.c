/* zhenctl demo: the steps of the demo plan, each a transaction of its own. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* The functions that the steps call, file by file. */
static bool
run_files(struct admin *a, struct error *err)
{
	char *order = mem_printf("%s/demo/order", a->sql_dir);
	char *names = file_text(order, err), *rest = NULL;
	bool ok = names != NULL;

	for (char *name = ok ? strtok_r(names, "\n", &rest) : NULL; ok && name;
	    name = strtok_r(NULL, "\n", &rest)) {
		char *path = mem_printf("%s/demo/%s", a->sql_dir, name);
		char *text = file_text(path, err);

		ok = text && run_script(a->run, path, text, err);
		free(text);
		free(path);
	}
	free(names);
	free(order);
	return ok;
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
	bool ok;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "n:", longs, NULL)) != -1) {
		if (c != 'n')
			return error_set(err, _("demo takes --residents N"));
		residents = optarg;
	}
	ok = run_files(a, err) &&
	    (plan = run_query(a->run, SERVER_DEMO, 1, &residents, err));
	if (ok) {
		ok = run_steps(a, plan, err);
		table_free(plan);
	}
	return ok;
}

/*
 * zhenctl init: the files of all versions, then the data of sql/data/order,
 * all in one transaction.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/schema.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

static bool
load_data(struct admin *a, char *line, struct error *err)
{
	char *space = strchr(line, ' '), *path;
	struct error cause;
	FILE *file;
	bool ok;

	if (space == NULL)
		return error_set(err, _("%s: a line is RELATION FILE"), line);
	*space = '\0';
	path = mem_printf("%s/data/%s", a->sql_dir, space + 1);
	file = fopen(path, "r");
	if (file == NULL) {
		ok = error_set(err, "%s: %s", path, strerror(errno));
	} else {
		ok = run_copy(a->run, line, file, &cause);
		fclose(file);
		if (!ok)
			error_set(err, "%s: %s", path, cause.text);
	}
	free(path);
	return ok;
}

static bool
load_all_data(struct admin *a, struct error *err)
{
	char *path = mem_printf("%s/data/order", a->sql_dir);
	char *text = file_text(path, err), *rest = NULL;
	bool ok = text != NULL;

	for (char *line = ok ? strtok_r(text, "\n", &rest) : NULL; ok && line;
	    line = strtok_r(NULL, "\n", &rest))
		ok = load_data(a, line, err);
	free(text);
	free(path);
	return ok;
}

/* The first version has what the others need to be told apart. */
static bool
run_versions(struct admin *a, const struct schema *s, int last,
    struct error *err)
{
	bool ok = schema_run(a, s, 1, err) && load_all_data(a, err) &&
	    admin_print(a, SERVER_SETUP, 0, NULL, err);

	for (int version = 2; ok && version <= last; version++)
		ok = schema_upgrade(a, s, version, false, err);
	return ok && admin_do(a, SERVER_GRANTS, err);
}

bool
command_init(struct admin *a, int argc, char **argv, struct error *err)
{
	static const struct option longs[] = {
		{ "to", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	struct schema s;
	int c, last = 0;
	bool ok;

	optind = 0;
	while ((c = getopt_long(argc, argv, "t:", longs, NULL)) != -1)
		if (c != 't' || (last = atoi(optarg)) < 1)
			return error_set(err, _("init takes --to VERSION"));
	ok = schema_read(&s, a, err);
	if (ok && last > s.newest)
		ok = error_set(err, _("there is no version %d"), last);
	ok = ok && admin_do(a, "BEGIN", err) &&
	    run_versions(a, &s, last ? last : s.newest, err) &&
	    admin_do(a, "COMMIT", err);
	schema_free(&s);
	return ok;
}

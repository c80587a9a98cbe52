/*
 * zhenctl init: the files that sql/order lists, then the data of
 * sql/data/order, all in one transaction.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

static bool
run_file(struct admin *a, const char *path, struct error *err)
{
	char *text = file_text(path, err);
	bool ok = text && run_script(a->run, path, text, err) &&
	    admin_do(a, "RESET ROLE", err) && admin_do(a, SERVER_PATH, err);

	free(text);
	return ok;
}

/* Calls each for every word line of a list file. */
static bool
each_line(struct admin *a, const char *list,
    bool (*each)(struct admin *a, char *line, struct error *err),
    struct error *err)
{
	char *path = mem_printf("%s/%s", a->sql_dir, list);
	char *text = file_text(path, err), *rest = NULL;
	bool ok = text != NULL;

	for (char *line = ok ? strtok_r(text, "\n", &rest) : NULL; ok && line;
	    line = strtok_r(NULL, "\n", &rest))
		ok = each(a, line, err);
	free(text);
	free(path);
	return ok;
}

static bool
load_file(struct admin *a, char *line, struct error *err)
{
	char *path = mem_printf("%s/%s", a->sql_dir, line);
	bool ok = run_file(a, path, err);

	free(path);
	return ok;
}

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

bool
command_init(struct admin *a, int argc, char **argv, struct error *err)
{
	(void)argc;
	(void)argv;
	return admin_do(a, "BEGIN", err) &&
	    each_line(a, "order", load_file, err) &&
	    each_line(a, "data/order", load_data, err) &&
	    admin_print(a, SERVER_SETUP, 0, NULL, err) &&
	    admin_do(a, SERVER_GRANTS, err) &&
	    admin_do(a, "COMMIT", err);
}

/* A file may belong to one version only: what is applied isn't edited. */
#include "admin/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

#define VERSION "version "

static bool
add_file(struct schema *s, const struct admin *a, const char *name,
    struct error *err)
{
	char *path = mem_printf("%s/%s", a->sql_dir, name);
	char *text = file_text(path, err);

	free(path);
	if (text == NULL)
		return false;
	*MEM_PUSH(s->file, s->count) = (struct schema_file){
		.version = s->newest, .name = mem_dup(name), .text = text,
	};
	return true;
}

static bool
take_line(struct schema *s, const struct admin *a, const char *line,
    struct error *err)
{
	size_t len = strlen(VERSION);

	if (strncmp(line, VERSION, len) != 0)
		return s->newest > 0 ? add_file(s, a, line, err) :
		    error_set(err, "%s/order: %s", a->sql_dir, line);
	if (atoi(line + len) != s->newest + 1)
		return error_set(err, "%s/order: %s", a->sql_dir, line);
	s->newest++;
	return true;
}

bool
schema_read(struct schema *s, const struct admin *a, struct error *err)
{
	char *path = mem_printf("%s/order", a->sql_dir);
	char *text = file_text(path, err), *rest = NULL;
	bool ok = text != NULL;

	*s = (struct schema){ NULL, 0, 0 };
	for (char *line = ok ? strtok_r(text, "\n", &rest) : NULL; ok && line;
	    line = strtok_r(NULL, "\n", &rest))
		ok = take_line(s, a, line, err);
	free(text);
	free(path);
	return ok;
}

void
schema_free(struct schema *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->file[i].name);
		free(s->file[i].text);
	}
	free(s->file);
}

static bool
run_one(struct admin *a, const struct schema_file *file, struct error *err)
{
	char *path = mem_printf("%s/%s", a->sql_dir, file->name);
	bool ok = run_script(a->run, path, file->text, err) &&
	    admin_do(a, "RESET ROLE", err) && admin_do(a, SERVER_PATH, err);

	free(path);
	return ok;
}

bool
schema_tell(struct admin *a, const char *sql, const struct schema_file *file,
    struct error *err)
{
	char *version = mem_printf("%d", file->version);
	struct table *t = run_query(a->run, sql, 3,
	    (const char *const[]){ version, file->name, file->text }, err);

	free(version);
	table_free(t);
	return t != NULL;
}

/* The table that records them may come with the last of them. */
bool
schema_run(struct admin *a, const struct schema *s, int version,
    struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < s->count; i++)
		if (s->file[i].version == version)
			ok = run_one(a, &s->file[i], err);
	for (size_t i = 0; ok && i < s->count; i++)
		if (s->file[i].version == version)
			ok = schema_tell(a, SERVER_INSTALLED_KEEP,
			    &s->file[i], err);
	return ok;
}

static bool
reach(struct admin *a, int version, bool shows, struct error *err)
{
	char *text = mem_printf("%d", version);
	struct table *t = run_query(a->run, SERVER_UPGRADE_END, 1,
	    (const char *const[]){ text }, err);

	if (shows)
		admin_rows(t);
	free(text);
	table_free(t);
	return t != NULL;
}

bool
schema_upgrade(struct admin *a, const struct schema *s, int version,
    bool shows, struct error *err)
{
	return admin_do(a, SERVER_UPGRADE_BEGIN, err) &&
	    schema_run(a, s, version, err) && reach(a, version, shows, err);
}

/*
 * zhenctl backup and restore: pg_dump and pg_restore for the database, and
 * what they leave out: the roles with what they may, and the proof.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/command.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

#define DUMP "data.dump"
#define ROLES "roles.sql"
#define MANIFEST "manifest"
#define SUMS "SHA256SUMS"

extern char **environ;

/* Says itself what goes wrong, on the standard error. */
static bool
run_tool(const char *const *argv, struct error *err)
{
	pid_t pid;
	int status;
	int cause = posix_spawnp(&pid, argv[0], NULL, NULL,
	    (char *const *)argv, environ);

	if (cause != 0)
		return error_set(err, "%s: %s", argv[0], strerror(cause));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
	    error_set(err, _("%s has failed"), argv[0]);
}

static bool
write_text(const char *dir, const char *name, const char *text,
    struct error *err)
{
	char *path = mem_printf("%s/%s", dir, name);
	FILE *file = fopen(path, "wx");
	bool ok = file && fputs(text, file) >= 0;

	if (file && (fflush(file) != 0 || fsync(fileno(file)) != 0))
		ok = false;
	if (!ok)
		error_set(err, "%s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	free(path);
	return ok;
}

/* Rows as lines, columns apart by a tab; NULL on failure. */
static char *
rows_text(struct admin *a, const char *sql, struct error *err)
{
	struct table *t = run_query(a->run, sql, 0, NULL, err);
	struct buf text = BUF_INIT;

	if (t == NULL)
		return NULL;
	buf_adds(&text, "");
	for (size_t i = 0; i < table_rows(t); i++)
		for (size_t j = 0; j < table_columns(t); j++)
			buf_addf(&text, "%s%c", table_text(t, i, j),
			    j + 1 < table_columns(t) ? '\t' : '\n');
	table_free(t);
	return buf_take(&text);
}

static bool
write_rows(struct admin *a, const char *dir, const char *name, const char *sql,
    struct error *err)
{
	char *text = rows_text(a, sql, err);
	bool ok = text && write_text(dir, name, text, err);

	free(text);
	return ok;
}

/* Of the same moment as what the transaction reads. */
static bool
dump(struct admin *a, const char *dir, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_SNAPSHOT, 0, NULL, err);
	char *path = mem_printf("%s/" DUMP, dir);
	bool ok = t && run_tool((const char *const[]){ "pg_dump",
	    "--format=custom", "--file", path, "--snapshot",
	    table_text(t, 0, 0), NULL }, err);

	table_free(t);
	free(path);
	return ok;
}

static bool
seal(const char *dir, struct error *err)
{
	return run_tool((const char *const[]){ "sh", "-c", "cd \"$0\" && "
	    "sha256sum " DUMP " " ROLES " " MANIFEST " >" SUMS " && "
	    "sync " DUMP " " SUMS " .", dir, NULL }, err);
}

/* It has its name only when it is whole, also after a power cut. */
static bool
give_name(const char *part, const char *dir, struct error *err)
{
	if (rename(part, dir) != 0)
		return error_set(err, "%s: %s", dir, strerror(errno));
	return run_tool((const char *const[]){ "sh", "-c",
	    "sync \"$(dirname \"$0\")\"", dir, NULL }, err);
}

static void
remove_part(const char *part)
{
	static const char *const names[] = { DUMP, ROLES, MANIFEST, SUMS };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = mem_printf("%s/%s", part, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(part);
}

static bool
fill(struct admin *a, const char *dir, struct error *err)
{
	return admin_do(a, SERVER_BEGIN_SNAPSHOT, err) &&
	    write_rows(a, dir, ROLES, SERVER_BACKUP_ROLES, err) &&
	    write_rows(a, dir, MANIFEST, SERVER_MANIFEST, err) &&
	    dump(a, dir, err) && admin_do(a, "COMMIT", err) &&
	    seal(dir, err);
}

bool
command_backup(struct admin *a, int argc, char **argv, struct error *err)
{
	char *part;
	bool ok;

	if (argc != 2)
		return error_set(err, _("backup takes a folder that isn't there yet"));
	if (access(argv[1], F_OK) == 0)
		return error_set(err, "%s: %s", argv[1], strerror(EEXIST));
	part = mem_printf("%s.unfinished", argv[1]);
	umask(077);
	if (mkdir(part, 0700) != 0)
		ok = error_set(err, _("%s: %s; remove what a backup that was cut short has left"),
		    part, strerror(errno));
	else if (!(ok = fill(a, part, err) && give_name(part, argv[1], err)))
		remove_part(part);
	if (ok)
		printf(_("%s is whole: keep a copy elsewhere, it holds passwords and people\n"),
		    argv[1]);
	free(part);
	return ok;
}

static bool
check_seal(const char *dir, struct error *err)
{
	return run_tool((const char *const[]){ "sh", "-c", "cd \"$0\" && "
	    "sha256sum --quiet --check " SUMS, dir, NULL }, err) ||
	    error_set(err, _("the backup is damaged, see above: nothing was restored"));
}

static bool
check_empty(struct admin *a, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_HAS_SCHEMA, 0, NULL, err);
	bool ok = t && (table_text(t, 0, 0)[0] == 'f' || error_set(err,
	    _("this database isn't empty: restore into a new one")));

	table_free(t);
	return ok;
}

static bool
make_roles(struct admin *a, const char *dir, struct error *err)
{
	char *path = mem_printf("%s/" ROLES, dir);
	char *text = file_text(path, err);
	bool ok = text && admin_do(a, "BEGIN", err) &&
	    run_script(a->run, path, text, err) && admin_do(a, "COMMIT", err);

	free(text);
	free(path);
	return ok;
}

static bool
load(struct admin *a, const char *dir, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_DATABASE, 0, NULL, err);
	char *path = mem_printf("%s/" DUMP, dir);
	bool ok = t && run_tool((const char *const[]){ "pg_restore",
	    "--exit-on-error", "--single-transaction", "--dbname",
	    table_text(t, 0, 0), path, NULL }, err);

	table_free(t);
	free(path);
	return ok && admin_do(a, "ANALYZE", err) &&
	    admin_do(a, SERVER_PATH, err);
}

static bool
compare(struct admin *a, const char *dir, struct error *err)
{
	char *path = mem_printf("%s/" MANIFEST, dir);
	char *kept = file_text(path, err);
	char *now = kept ? rows_text(a, SERVER_MANIFEST, err) : NULL;
	bool ok = now != NULL;

	if (ok && strcmp(kept, now) != 0)
		ok = error_set(err, _("what was restored isn't what %s says"),
		    path);
	free(now);
	free(kept);
	free(path);
	return ok;
}

bool
command_restore(struct admin *a, int argc, char **argv, struct error *err)
{
	if (argc != 2)
		return error_set(err, _("restore takes the folder of a backup"));
	if (!check_seal(argv[1], err) || !check_empty(a, err) ||
	    !make_roles(a, argv[1], err) || !load(a, argv[1], err) ||
	    !compare(a, argv[1], err))
		return false;
	puts(_("all that was in the backup is in the database"));
	fflush(stdout);
	return command_verify(a, 1, argv, err) && command_check(a, 1, argv, err);
}

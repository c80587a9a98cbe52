/*
 * zhenctl upgrade: the versions that the database doesn't have yet, each in a
 * transaction of its own; as a rehearsal, all in one that is rolled back.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "admin/schema.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/array.h"
#include "db/server.h"

struct wish {
	bool is_rehearsal, is_at_once;
};

/* The version that the database has; 0: it can't be upgraded. */
static int
check_version(struct admin *a, const struct schema *s, bool is_at_once,
    struct error *err)
{
	char *newest = mem_printf("%d", s->newest), *files;
	struct buf list = BUF_INIT;
	struct table *t;
	int version;

	for (size_t i = 0; i < s->count; i++) {
		char *file = mem_printf("%d %s", s->file[i].version,
		    s->file[i].name);

		array_add(&list, file);
		free(file);
	}
	array_end(&list);
	files = buf_take(&list);
	t = run_query(a->run, SERVER_UPGRADE_CHECK, 3, (const char *const[]){
	    newest, files, is_at_once ? "t" : "f" }, err);
	version = t ? atoi(table_text(t, 0, 0)) : 0;
	table_free(t);
	free(files);
	free(newest);
	return version;
}

static bool
check_files(struct admin *a, const struct schema *s, int version,
    struct error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < s->count; i++)
		if (s->file[i].version <= version)
			ok = schema_tell(a, SERVER_INSTALLED_CHECK,
			    &s->file[i], err);
	return ok;
}

static bool
step(struct admin *a, const struct schema *s, int version, bool is_rehearsal,
    struct error *err)
{
	long start = monotonic_ms();

	printf(_("version %d:\n"), version);
	if (!(is_rehearsal || admin_do(a, "BEGIN", err)) ||
	    !schema_upgrade(a, s, version, true, err) ||
	    !(is_rehearsal || admin_do(a, "COMMIT", err)))
		return false;
	printf(_("version %d took %.1f seconds\n"), version,
	    (double)(monotonic_ms() - start) / 1000);
	return true;
}

static bool
steps(struct admin *a, const struct schema *s, int version,
    const struct wish *wish, struct error *err)
{
	bool ok = true;

	if (version == s->newest) {
		printf(_("the database is of version %d already\n"), version);
		return true;
	}
	if (wish->is_rehearsal)
		ok = admin_do(a, "BEGIN", err);
	while (ok && ++version <= s->newest)
		ok = step(a, s, version, wish->is_rehearsal, err);
	if (!ok)
		return false;
	puts(wish->is_rehearsal ? _("all of this was undone: a rehearsal") :
	    _("the database is upgraded"));
	return !wish->is_rehearsal || admin_do(a, "ROLLBACK", err);
}

static bool
is_installed(struct admin *a, struct error *err)
{
	struct table *t = run_query(a->run, SERVER_IS_INSTALLED, 0, NULL, err);
	bool ok = t && table_text(t, 0, 0)[0] == 't';

	if (t && !ok)
		error_set(err, _("this database wasn't made by zhenctl init, or by one that knew no upgrades"));
	table_free(t);
	return ok;
}

static bool
take_options(struct wish *wish, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "now", no_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "n", longs, NULL)) != -1) {
		wish->is_rehearsal |= c == 'n';
		wish->is_at_once |= c == 'f';
		if (c == '?')
			return false;
	}
	return optind == argc;
}

bool
command_upgrade(struct admin *a, int argc, char **argv, struct error *err)
{
	struct wish wish = { false, false };
	struct schema s;
	int version;
	bool ok;

	if (!take_options(&wish, argc, argv))
		return error_set(err, _("upgrade takes --dry-run and --now"));
	ok = schema_read(&s, a, err) && is_installed(a, err) &&
	    (version = check_version(a, &s,
		wish.is_at_once || wish.is_rehearsal, err)) > 0 &&
	    check_files(a, &s, version, err) &&
	    steps(a, &s, version, &wish, err);
	schema_free(&s);
	return ok;
}

/*
 * zhenctl verify: the audit record, recomputed county by county, and the
 * heads of its chains, to be written down and held against later.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "text/tell.h"

struct wanted {
	const char *county;	/* NULL for all */
	const char *since;	/* NULL for from the beginning */
	const char *against;	/* a file of heads */
	bool heads;
};

static bool
read_options(int argc, char **argv, struct wanted *w, struct error *err)
{
	static const struct option longs[] = {
		{ "county", required_argument, NULL, 'c' },
		{ "since", required_argument, NULL, 's' },
		{ "against", required_argument, NULL, 'a' },
		{ "head", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	bool ok = true;
	int c;

	optind = 0;
	while (ok && (c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		switch (c) {
		case 'c': w->county = optarg; break;
		case 's': w->since = optarg; break;
		case 'a': w->against = optarg; break;
		case 'h': w->heads = true; break;
		default: ok = false;
		}
	return (ok && optind == argc) || error_set(err, _("verify takes "
	    "[--county CODE] [--since YYYY-MM-DD], --head or --against FILE"));
}

/* Every row as a line, columns apart by a tab; an empty column is skipped. */
static size_t
tell_rows(const struct table *t)
{
	for (size_t i = 0; i < table_rows(t); i++) {
		bool first = true;

		for (size_t j = 0; j < table_columns(t); j++) {
			const char *text = table_text(t, i, j);

			if (*text == '\0')
				continue;
			if (!first)
				putchar('\t');
			tell_text(stdout, text);
			first = false;
		}
		putchar('\n');
	}
	fflush(stdout);
	return table_rows(t);
}

static void
show_progress(const struct table *counties, size_t at)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r\033[K", stderr);
	if (at == table_rows(counties))
		return;
	fprintf(stderr, "%zu/%zu ", at + 1, table_rows(counties));
	tell_text(stderr, table_text(counties, at, 1));
	fflush(stderr);
}

static bool
prove(struct admin *a, const struct wanted *w, struct error *err)
{
	struct table *counties = run_query(a->run, SERVER_VERIFY_COUNTIES, 1,
	    &w->county, err);
	size_t count = table_rows(counties), problems = 0;
	bool ok = counties && (count || error_set(err,
	    _("there is no county %s"), w->county ? w->county : ""));

	for (size_t i = 0; ok && i < count; i++) {
		struct table *t;

		show_progress(counties, i);
		t = run_query(a->run, SERVER_VERIFY, 2, (const char *const[]){
		    table_text(counties, i, 0), w->since }, err);
		ok = t != NULL;
		show_progress(counties, count);
		problems += tell_rows(t);
		table_free(t);
	}
	table_free(counties);
	if (!ok)
		return false;
	if (problems)
		return error_set(err,
		    _("the audit record isn't whole: %zu problems"), problems);
	printf(_("the audit record is whole, of %zu counties\n"), count);
	return true;
}

/* A line of a file of heads: county, place in the chain, digest. */
static bool
hold_line(struct admin *a, const char *path, char *line, size_t *lies,
    struct error *err)
{
	const char *param[3];
	struct table *t;
	char *rest = NULL;

	for (size_t i = 0; i < 3; i++) {
		param[i] = strtok_r(i ? NULL : line, " \t\r", &rest);
		if (i == 0 && (param[0] == NULL || *param[0] == '#'))
			return true;
		if (param[i] == NULL)
			return error_set(err,
			    _("%s: a line is COUNTY NUMBER DIGEST"), path);
	}
	t = run_query(a->run, SERVER_VERIFY_AGAINST, 3, param, err);
	if (t == NULL)
		return false;
	if (table_rows(t) && *table_text(t, 0, 0)) {
		tell_text(stdout, param[0]);
		putchar('\t');
		tell_rows(t);
		(*lies)++;
	}
	table_free(t);
	return true;
}

static bool
hold_against(struct admin *a, const char *path, struct error *err)
{
	char *text = file_text(path, err), *rest = NULL;
	size_t lies = 0;
	bool ok = text != NULL;

	for (char *line = ok ? strtok_r(text, "\n", &rest) : NULL; ok && line;
	    line = strtok_r(NULL, "\n", &rest))
		ok = hold_line(a, path, line, &lies, err);
	free(text);
	if (!ok)
		return false;
	if (lies)
		return error_set(err, _("the chains aren't those that were "
		    "written down: %zu differ"), lies);
	puts(_("the chains still run through what was written down"));
	return true;
}

bool
command_verify(struct admin *a, int argc, char **argv, struct error *err)
{
	struct wanted w = { 0 };

	if (!read_options(argc, argv, &w, err))
		return false;
	if (w.heads)
		return admin_print(a, SERVER_VERIFY_HEADS, 0, NULL, err);
	if (w.against)
		return hold_against(a, w.against, err);
	return prove(a, &w, err);
}

/*
 * Profiles: tests/data/profiles.tsv over the files in tests/profiles, and
 * that all of ours can be read.
 */
#include <glob.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ui/profile.h"

#include "tap.h"

#define COLUMNS 5

static void
add_keys(const struct profile *p, struct buf *out)
{
	for (size_t i = 0; i < p->key_count; i++) {
		buf_addf(out, ", %s ", key_label(p->key[i].key));
		for (const char *s = p->key[i].sequence; *s; s++)
			buf_adds(out, *s == '\033' ? "^[" :
			    (const char[]){ *s, '\0' });
	}
}

static void
add_profile(const struct profile *p, struct buf *out)
{
	if (p->charset)
		buf_addf(out, "charset %s, ", p->charset);
	if (p->ambiguous)
		buf_addf(out, "ambiguous %d, ", p->ambiguous);
	if (p->theme != THEME_NONE)
		buf_addf(out, "theme %s, ", theme_name(p->theme));
	buf_addf(out, "lines %d, escape %d%s%s%s%s%s", (int)p->lines,
	    p->escape_delay, p->has_colour ? ", colour" : "",
	    p->has_rep ? ", rep" : "", p->has_ech ? ", ech" : "",
	    p->has_scroll ? ", scroll" : "", p->is_thrifty ? ", thrift" : "");
	if (p->printer.way != PRINTER_FILE)
		buf_addf(out, ", printer %d", (int)p->printer.way);
	if (p->printer.command)
		buf_addf(out, " %s", p->printer.command);
	if (p->printer.charset)
		buf_addf(out, " %s", p->printer.charset);
	buf_adds(out, p->printer.has_feed ? " feed" : "");
	add_keys(p, out);
}

static const char *
unless_none(const char *cell)
{
	return strcmp(cell, "-") == 0 ? NULL : cell;
}

static void
test_case(char *const cell[COLUMNS])
{
	struct profile_query query = {
		.dirs = unless_none(cell[0]) ?
		    "tests/profiles/site:tests/profiles" : "tests/profiles",
		.type = cell[1], .is_gb = unless_none(cell[2]) != NULL,
		.asked = unless_none(cell[3]),
	};
	char *name = mem_printf("%s %s %s %s", cell[0], cell[1], cell[2],
	    cell[3]);
	struct buf got = BUF_INIT;
	struct profile p;
	struct error err;

	if (profile_read(&p, &query, &err)) {
		add_profile(&p, &got);
		profile_done(&p);
	}
	else {
		buf_adds(&got, err.text);
	}
	is(got.data, cell[4], name);
	buf_done(&got);
	free(name);
}

static void
test_cases(void)
{
	FILE *file = fopen("tests/data/profiles.tsv", "r");
	char line[1024];

	while (file && fgets(line, sizeof(line), file)) {
		char *cell[COLUMNS], *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < COLUMNS; i++)
			cell[i] = strsep(&rest, "\t");
		if (*line != '#' && ok(cell[4] != NULL, "%s has its cells",
		    line))
			test_case(cell);
	}
	ok(file != NULL, "the table of cases is there");
	if (file)
		fclose(file);
}

static void
test_ours(void)
{
	glob_t found = { 0 };

	glob("profiles/*.profile", 0, NULL, &found);
	ok(found.gl_pathc >= 8, "there are profiles");
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *type = mem_dup(strchr(found.gl_pathv[i], '/') + 1);
		struct profile_query query = {
			.dirs = "profiles", .type = type, .is_gb = true,
		};
		struct profile p;
		struct error err = { "" };

		type[strcspn(type, ".")] = '\0';
		if (ok(profile_read(&p, &query, &err), "%s can be read", type))
			profile_done(&p);
		else
			printf("# %s\n", err.text);
		free(type);
	}
	globfree(&found);
}

int
main(void)
{
	test_cases();
	test_ours();
	return done_testing();
}

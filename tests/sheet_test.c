/*
 * What a file is found to be, and its rows: tests/data/import/shapes.tsv has
 * the file, its shape, a line and the cells expected in it.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sheet/sheet.h"
#include "sheet/sniff.h"

#include "tap.h"

static char *
path_of(const char *name)
{
	const char *dir = getenv("srcdir");

	return mem_printf("%s/tests/data/import/%s", dir ? dir : ".", name);
}

/* "gbk ,", "utf-8 mark ;", "gbk fixed", "book 台账" */
static char *
shape_text(const struct sheet_shape *s)
{
	if (s->kind == SHEET_BOOK)
		return mem_printf("book %s", s->title);
	if (s->kind == SHEET_FIXED)
		return mem_printf("%s fixed", s->charset);
	return mem_printf("%s%s %s", s->charset, s->has_mark ? " mark" : "",
	    s->separator == '\t' ? "tab" : (char[]){ s->separator, '\0' });
}

/* The cells of a line, a bar between them; "#" marks a number, "!" a fault. */
static char *
cells_text(const struct sheet_row *row)
{
	struct buf text = BUF_INIT;

	if (row->fault)
		return mem_printf("! %s", row->fault);
	for (size_t i = 0; i < row->count; i++)
		buf_addf(&text, "%s%s%s", i ? "¦" : "",
		    row->cell[i].is_number ? "#" : "", row->cell[i].text);
	for (char *s = text.data; s && *s; s++)
		if (*s == '\n')
			*s = '^';
	return text.data ? buf_take(&text) : mem_dup("");
}

static void
test_case(char *file, char *shape, char *line, char *cells)
{
	char *path = path_of(file);
	struct sheet_wish wish = { 0 };
	struct error err = { "" };
	struct sheet *s = sheet_open(path, &wish, &err);
	char *name = mem_printf("%s line %s", file, line), *got;
	struct sheet_row row;
	bool ended = s == NULL;

	free(path);
	if (s) {
		struct sheet_shape found = sheet_shape(s);

		got = shape_text(&found);
		is(got, shape, file);
		free(got);
	} else {
		is(err.text, shape, file);
	}
	while (!ended && sheet_next(s, &row, &ended, &err))
		if (row.line == strtoul(line, NULL, 10)) {
			got = cells_text(&row);
			is(got, cells, name);
			free(got);
			ended = true;
		}
	sheet_close(s);
	free(name);
}

static void
test_shapes(void)
{
	char *path = path_of("shapes.tsv"), line[1024];
	FILE *file = fopen(path, "r");

	free(path);
	if (!ok(file != NULL, "shapes.tsv is there"))
		return;
	while (fgets(line, sizeof(line), file)) {
		char *field[4], *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i < 4; i++)
			field[i] = rest ? strsep(&rest, "\t") : NULL;
		if (*line && *line != '#' && field[3])
			test_case(field[0], field[1], field[2], field[3]);
	}
	fclose(file);
}

static const struct {
	const char *lines[4];
	const char *charset;
} charsets[] = {
	{ { "a,b", "1,2" }, "utf-8" },
	{ { "\xd5\xc5,\xc8\xfd" }, "gbk" },			/* 张,三 */
	{ { "\xe5\xbc\xa0,\xe4\xb8\x89" }, "utf-8" },
	{ { "\xfe\x9f", "\x82\x32\xa6\x35" }, "gb18030" },
	/* one pasted line doesn't decide */
	{ { "\xd5\xc5,\xc8\xfd", "\xc0\xee,\xcb\xc4",
	    "\xe5\xbc\xa0,\xe4\xb8\x89" }, "gbk" },
	{ { "\xff\xff\x00" }, "none" },
};

static void
test_charsets(void)
{
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
		struct buf line[4] = { BUF_INIT };
		size_t count = 0;
		const char *found;

		for (; count < 4 && charsets[i].lines[count]; count++)
			buf_adds(&line[count], charsets[i].lines[count]);
		found = sniff_charset(line, count);
		is(found ? found : "none", charsets[i].charset,
		    charsets[i].lines[0]);
		while (count > 0)
			buf_done(&line[--count]);
	}
}

static const struct {
	const char *lines[4];
	char separator;
} separators[] = {
	{ { "a,b,c", "1,2,3" }, ',' },
	{ { "a;b", "1,5;2", "3;4,5" }, ';' },
	{ { "a\tb", "c, d\te" }, '\t' },
	{ { "a|b|c", "1|2|3" }, '|' },
	{ { "\"a;b\",c", "\"d;e\",f" }, ',' },
	{ { "title", "a,b", "1,2", "3,4" }, ',' },
	{ { "name      number", "abc       123" }, '\0' },
};

static void
test_separators(void)
{
	for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]);
	    i++) {
		size_t count = 0;

		while (count < 4 && separators[i].lines[count])
			count++;
		ok(sniff_separator(separators[i].lines, count) ==
		    separators[i].separator, "%s", separators[i].lines[0]);
	}
}

int
main(void)
{
	test_charsets();
	test_separators();
	test_shapes();
	return done_testing();
}

/*
 * Field types, case by case: tests/types/NAME.tsv has what is typed, then
 * what becomes of it: canonical text, or "!" and a part of the message.
 * Further columns: "?" and a part of the doubt about the value, "=" and how
 * it is shown, "~" and what stands beside it, "PART=" and that part of it.
 * Without "?" there is no doubt.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "form/form.h"
#include "text/fold.h"

#include "tap.h"

#define NOW "2026-11-23 09:30"

static char *
parse(const struct field *f, const char *typed, struct error *err)
{
	char *text = f->type->is_lines ? mem_dup(typed) : fold_blanks(typed);
	char *value;

	if (f->type->parse == NULL)
		return text;
	value = f->type->parse(f, text, NOW, err);
	free(text);
	return value;
}

static void
check_shown(const struct field *f, const char *value, const char *expected,
    const char *name)
{
	char *shown = f->type->format ? f->type->format(f, value) :
	    mem_dup(value);
	struct error err;
	char *again;

	is(shown, expected, name);
	again = parse(f, shown, &err);
	is(again ? again : err.text, value, "what is shown can be typed");
	free(again);
	free(shown);
}

static void
check_aside(const struct field *f, const char *value, const char *expected,
    const char *name)
{
	char *aside = f->type->aside(f, value);

	is(aside ? aside : "(none)", expected, name);
	free(aside);
}

static void
check_part(const struct field *f, const char *value, char *column)
{
	char *equals = strchr(column, '='), *part;

	*equals = '\0';
	part = f->type->part(f, value, column);
	is(part ? part : "(none)", equals + 1, column);
	free(part);
}

static void
check_value(const struct field *f, const char *value, char *columns,
    const char *name)
{
	const char *doubt = NULL;
	struct error note = { "" };
	char *column;

	while ((column = strsep(&columns, "\t"))) {
		if (*column == '?')
			doubt = column + 1;
		else if (*column == '=')
			check_shown(f, value, column + 1, name);
		else if (*column == '~')
			check_aside(f, value, column + 1, name);
		else
			check_part(f, value, column);
	}
	if (f->type->doubt && f->type->doubt(f, value, &note) && !doubt)
		ok(false, "%s: no doubt about %s", note.text, value);
	if (doubt && !ok(*doubt && strstr(note.text, doubt), "%s: doubt",
	    name))
		printf("# %s\n", note.text);
}

/* In the columns of several lines. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1]) {
			s++;
			*to++ = *s == 'n' ? '\n' : *s == 'r' ? '\r' : '\t';
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

static void
check_line(const struct field *f, char *line, int number)
{
	struct error err = { "" };
	char *typed = strsep(&line, "\t");
	char *expected = strsep(&line, "\t");
	char *name = mem_printf("%s.tsv:%d: %s", f->type->name, number, typed);
	char *value;

	if (f->type->is_lines) {
		unescape(typed);
		unescape(expected);
	}
	value = parse(f, typed, &err);
	if (expected == NULL)
		ok(false, "%s: a column is missing", name);
	else if (*expected == '!' && !ok(!value && expected[1] &&
	    strstr(err.text, expected + 1), "%s", name))
		printf("# value %s, error %s\n", value ? value : "none",
		    err.text);
	else if (*expected != '!')
		is(value ? value : err.text, expected, name);
	if (value && expected && *expected != '!')
		check_value(f, value, line, name);
	free(value);
	free(name);
}

static void
check_type(const struct type *type)
{
	const struct field f = {
		.name = mem_dup("x"), .label = mem_dup("x"), .type = type,
		.chars = 100,
	};
	const char *dir = getenv("srcdir");
	char *path = mem_printf("%s/tests/types/%s.tsv", dir ? dir : ".",
	    type->name);
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (!file)
		ok(false, "%s can't be read", path);
	for (int n = 1; file && getline(&line, &size, file) > 0; n++) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#')
			check_line(&f, line, n);
	}
	if (file)
		fclose(file);
	free(line);
	free(path);
	free(f.name);
	free(f.label);
}

static void
check_accept(const char *type, const char *yes, const char *no)
{
	const struct type *t = type_find(type);
	const struct field f = { .type = t };

	for (; *yes; yes++)
		ok(t->accept(&f, (uint32_t)*yes), "%s takes %c", type, *yes);
	for (; *no; no++)
		ok(!t->accept(&f, (uint32_t)*no), "%s refuses %c", type, *no);
}

int
main(void)
{
	for (size_t i = 0; type_all[i]; i++)
		check_type(type_all[i]);
	check_accept("idcard", "09xX", "a -");
	check_accept("money", "09.,-", "a%");
	check_accept("date", "09-/.+", "ab");
	check_accept("phone", "09-() +", "a.");
	ok(type_find("idcard")->accept(NULL, 0x2169), "idcard takes U+2169");
	ok(type_find("idcard")->accept(NULL, 0xFF19), "idcard takes U+FF19");
	ok(type_find("dat") == NULL, "no type dat");
	return done_testing();
}

/*
 * Query by example: tests/data/find.tsv has what is typed into a field and
 * what becomes of it.  And pages: in which direction, from where.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "db/statement.h"
#include "form/example.h"

#include "tap.h"

#define BEFORE "SELECT count(*) FROM (SELECT FROM \"person\" WHERE (("
#define BEHIND ")) LIMIT 5) AS hit"

static char *
path_of(const char *name)
{
	const char *dir = getenv("srcdir");

	return mem_printf("%s/tests/%s", dir ? dir : ".", name);
}

static char *
value(void *data, size_t field, const char *typed, struct error *err)
{
	const struct form *form = data;
	const struct field *f = &form->field[field];

	return f->type->parse ? f->type->parse(f, typed, "2026-11-23", err) :
	    mem_dup(typed);
}

/* "SQL | param | param"; done with the statement. */
static char *
text_of(struct statement st)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, st.sql);
	for (size_t i = 0; i < st.count; i++)
		buf_addf(&text, " | %s", st.param[i] ? st.param[i] : "null");
	statement_done(&st);
	return buf_take(&text);
}

/* The condition alone. */
static char *
condition_of(const struct form *form, const struct criterion *all)
{
	char *text = text_of(statement_found_count(form, all, 5));
	char *behind = strstr(text, BEHIND), *found;

	if (behind == NULL || strncmp(text, BEFORE, strlen(BEFORE)) != 0)
		return text;
	*behind = '\0';
	found = mem_printf("%s%s", text + strlen(BEFORE),
	    behind + strlen(BEHIND));
	free(text);
	return found;
}

static void
check_case(struct form *form, char *line)
{
	struct criterion all[8] = { { 0 } };
	const char *name = strsep(&line, "\t"), *typed = strsep(&line, "\t");
	int field = form_field(form, name);
	struct error err = { "" };
	char *got;

	if (field < 0 || typed == NULL || line == NULL) {
		ok(false, "a case has a field, a text and a result: %s", name);
		return;
	}
	if (!criterion_read(&all[field], form, (size_t)field, typed, value,
	    form, &err)) {
		if (!ok(*line == '!' && strstr(err.text, line + 1), "%s: %s",
		    name, typed))
			printf("# %s\n", err.text);
		return;
	}
	got = condition_of(form, all);
	is(got, line, typed);
	free(got);
	criterion_done(&all[field]);
}

static void
check_cases(struct form *form)
{
	char *path = path_of("data/find.tsv"), *line = NULL;
	FILE *file = fopen(path, "r");
	size_t size = 0;
	ssize_t len;

	while (file && (len = getline(&line, &size, file)) > 0) {
		line[len - 1] = '\0';
		if (*line != '#')
			check_case(form, line);
	}
	ok(file != NULL, "%s", path);
	if (file)
		fclose(file);
	free(line);
	free(path);
}

static void
check_page(const struct page *page, const char *expected, const char *name)
{
	char sql[] = "SELECT 1";
	struct rows rows = { .query = { .text = sql } };
	char *text = text_of(statement_page(&rows, page, NULL, NULL));
	const char *start = "SELECT * FROM (SELECT 1\n) AS page ";

	is(strncmp(text, start, strlen(start)) == 0 ? text + strlen(start) :
	    text, expected, name);
	free(text);
}

static void
check_pages(void)
{
	const char *order[] = { "a", "b" };
	const char *at[] = { "5", "7" }, *empty[] = { "", "7" };
	bool desc[] = { true, false };
	struct page page = { .order = order, .is_desc = desc, .count = 2,
	    .limit = 9 };

	check_page(&page, "ORDER BY \"a\" DESC, \"b\" LIMIT 9", "the first");
	page.is_back = true;
	check_page(&page, "ORDER BY \"a\", \"b\" DESC LIMIT 9", "the last");
	page.at = at;
	check_page(&page, "WHERE ((\"a\" > $1) OR (\"a\" = $1 AND \"b\" < "
	    "$2)) AND \"a\" >= $1 ORDER BY \"a\", \"b\" DESC LIMIT 9 | 5 | 7",
	    "the one before");
	page.is_back = false;
	page.takes_at = true;
	check_page(&page, "WHERE ((\"a\" < $1) OR (\"a\" = $1 AND \"b\" > "
	    "$2) OR (\"a\" = $1 AND \"b\" = $2)) AND \"a\" <= $1 "
	    "ORDER BY \"a\" DESC, \"b\" LIMIT 9 | 5 | 7", "from a row on");
	page.takes_at = false;
	page.may_be_empty = true;
	desc[0] = false;
	check_page(&page, "WHERE (((\"a\" > $1 OR \"a\" IS NULL)) OR "
	    "(\"a\" = $1 AND \"b\" > $2)) "
	    "ORDER BY \"a\", \"b\" LIMIT 9 | 5 | 7",
	    "what is empty comes last");
	desc[0] = false;
	desc[1] = false;
	page.may_be_empty = false;
	check_page(&page, "WHERE (\"a\", \"b\") > ($1, $2) "
	    "ORDER BY \"a\", \"b\" LIMIT 9 | 5 | 7", "one direction");
	page.may_be_empty = true;
	page.at = empty;
	check_page(&page, "WHERE ((false) OR (\"a\" IS NULL AND \"b\" > $1)) "
	    "ORDER BY \"a\", \"b\" LIMIT 9 | 7", "behind an empty one");
	desc[0] = true;
	check_page(&page, "WHERE ((\"a\" IS NOT NULL) OR (\"a\" IS NULL AND "
	    "\"b\" > $1)) ORDER BY \"a\" DESC, \"b\" LIMIT 9 | 7",
	    "downwards it comes first");
}

static void
check_list(const struct form *form)
{
	struct criterion all[8] = { { 0 } };
	struct form *list = example_list(form, "查到");
	const char *order[] = { "county", "id" };
	const bool desc[] = { false, false };
	char *text = text_of(statement_found(form, &list->rows, all,
	    &(struct page){ .order = order, .is_desc = desc, .count = 2,
	    .limit = 9 }));

	is(text, "SELECT \"county\", \"id\", \"name\", \"birth\", \"sum\" "
	    "FROM \"person\" ORDER BY \"county\", \"id\" LIMIT 9",
	    "no condition: all of them, with the columns that are named");
	ok(list->rows.column[0].width == 8, "as wide as it is told");
	free(text);
	form_free(list);
}

int
main(void)
{
	char *path = path_of("forms/find.form");
	struct form *form = form_read(path, NULL, NULL);

	if (ok(form != NULL, "%s", path)) {
		check_cases(form);
		check_list(form);
	}
	check_pages();
	form_free(form);
	free(path);
	return done_testing();
}

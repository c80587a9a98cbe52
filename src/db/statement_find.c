/*
 * Query by example: conditions as SQL.  A comparison with a parameter takes
 * the column's type, so that its index serves it; the beginning of a pattern
 * is a range too, which row security lets an index answer and LIKE it doesn't.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/statement_text.h"
#include "text/utf8.h"

#define BYTEWISE " COLLATE \"C\""
#define LAST_CHAR 0x10FFFF
#define SURROGATES 0xD800
#define BEHIND_SURROGATES 0xE000

static const char *const operators[] = {
	[CRITERION_EQUAL] = " = ",
	[CRITERION_DIFFERS] = " IS DISTINCT FROM ",
	[CRITERION_LESS] = " < ",
	[CRITERION_LESS_EQUAL] = " <= ",
	[CRITERION_MORE] = " > ",
	[CRITERION_MORE_EQUAL] = " >= ",
	[CRITERION_EMPTY] = " IS NULL",
	[CRITERION_FILLED] = " IS NOT NULL",
};

/* The first text behind all that begin so, by bytes; NULL: there is none. */
static char *
text_behind(const char *prefix)
{
	size_t count;
	uint32_t *cp = utf8_decode(prefix, &count);
	char *text = NULL;

	while (count && cp[count - 1] >= LAST_CHAR)
		count--;
	if (count) {
		if (++cp[count - 1] == SURROGATES)
			cp[count - 1] = BEHIND_SURROGATES;
		text = utf8_encode(cp, count);
	}
	free(cp);
	return text;
}

/* The column begins with prefix. */
static void
add_prefix(struct text *t, const char *column, const char *prefix)
{
	char *behind = text_behind(prefix);

	text_name(t, column);
	buf_adds(&t->sql, BYTEWISE " >= ");
	text_value(t, prefix);
	if (behind) {
		buf_adds(&t->sql, " AND ");
		text_name(t, column);
		buf_adds(&t->sql, BYTEWISE " < ");
		text_value(t, behind);
	}
	free(behind);
}

/* "*" and "?" as LIKE has them, and nothing else means anything. */
static char *
like_pattern(const char *wild)
{
	struct buf out = BUF_INIT;

	for (; *wild; wild++) {
		if (strchr("%_\\", *wild))
			buf_addc(&out, '\\');
		buf_addc(&out, *wild == '*' ? '%' : *wild == '?' ? '_' : *wild);
	}
	return buf_take(&out);
}

static void
add_like(struct text *t, const char *column, const char *wild)
{
	size_t fixed = strcspn(wild, "*?");
	char *prefix = mem_dup_len(wild, fixed);
	char *pattern = like_pattern(wild);
	bool is_prefix = strcmp(wild + fixed, "*") == 0;

	if (fixed)
		add_prefix(t, column, prefix);
	if (!is_prefix) {
		buf_adds(&t->sql, fixed ? " AND " : "");
		text_name(t, column);
		buf_adds(&t->sql, "::text LIKE ");
		text_value(t, pattern);
	}
	free(pattern);
	free(prefix);
}

static void
add_between(struct text *t, const char *column, const struct criterion_term *c)
{
	text_name(t, column);
	buf_adds(&t->sql, " >= ");
	text_value(t, c->value);
	buf_adds(&t->sql, " AND ");
	text_name(t, column);
	buf_adds(&t->sql, " <= ");
	text_value(t, c->high);
}

static void
add_unlike(struct text *t, const char *column, const char *wild)
{
	buf_adds(&t->sql, "(");
	add_like(t, column, wild);
	buf_adds(&t->sql, ") IS NOT TRUE");
}

static void
add_term(struct text *t, const struct field *field,
    const struct criterion_term *c)
{
	switch (c->op) {
	case CRITERION_BETWEEN:
		add_between(t, field->name, c);
		break;
	case CRITERION_LIKE:
		add_like(t, field->name, c->value);
		break;
	case CRITERION_UNLIKE:
		add_unlike(t, field->name, c->value);
		break;
	case CRITERION_INITIALS:
		add_prefix(t, field->initials, c->value);
		break;
	default:
		text_name(t, field->name);
		buf_adds(&t->sql, operators[c->op]);
		if (c->value)
			text_value(t, c->value);
	}
}

/* True if there was any. */
static bool
add_conditions(struct text *t, const struct form *form,
    const struct criterion *condition)
{
	bool is_first = true;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct criterion *c = &condition[i];

		if (c->count == 0)
			continue;
		buf_adds(&t->sql, is_first ? " WHERE (" : " AND (");
		for (size_t j = 0; j < c->count; j++) {
			buf_adds(&t->sql, j ? " OR (" : "(");
			add_term(t, &form->field[i], &c->term[j]);
			buf_addc(&t->sql, ')');
		}
		buf_addc(&t->sql, ')');
		is_first = false;
	}
	return !is_first;
}

static bool
is_key(const struct form *form, const char *column)
{
	for (size_t i = 0; i < form->key.count; i++)
		if (strcmp(form->key.name[i], column) == 0)
			return true;
	return false;
}

struct statement
statement_found(const struct form *form, const struct rows *rows,
    const struct criterion *condition, const struct page *page)
{
	struct text t = { 0 };
	bool has_where;

	buf_adds(&t.sql, "SELECT ");
	for (size_t i = 0; i < form->key.count; i++) {
		buf_adds(&t.sql, i ? ", " : "");
		text_name(&t, form->key.name[i]);
	}
	for (size_t i = 0; i < rows->column_count; i++) {
		if (is_key(form, rows->column[i].name))
			continue;
		buf_adds(&t.sql, ", ");
		text_name(&t, rows->column[i].name);
	}
	buf_adds(&t.sql, " FROM ");
	text_name(&t, form->table);
	has_where = add_conditions(&t, form, condition);
	text_page(&t, page, has_where);
	return statement_may_stop(statement_lookup(text_take(&t)));
}

struct statement
statement_found_count(const struct form *form,
    const struct criterion *condition, size_t most)
{
	struct text t = { 0 };

	buf_adds(&t.sql, "SELECT count(*) FROM (SELECT FROM ");
	text_name(&t, form->table);
	add_conditions(&t, form, condition);
	buf_addf(&t.sql, " LIMIT %zu) AS hit", most);
	return statement_may_stop(statement_lookup(text_take(&t)));
}

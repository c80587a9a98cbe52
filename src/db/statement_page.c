/*
 * Pages: where the last one ended, never how many rows that was, so that the
 * thousandth costs what the first one does.
 */
#include "base/mem.h"
#include "db/statement_text.h"

/* Up or down along a column, as it is read. */
static bool
is_down(const struct page *page, size_t i)
{
	return page->is_desc[i] != page->is_back;
}

static bool
is_null(const struct page *page, size_t i)
{
	return page->at[i] == NULL || page->at[i][0] == '\0';
}

/* base: how many parameters came before those of the row. */
static void
add_column(struct text *t, const struct page *page, size_t i, const char *op,
    size_t base)
{
	text_name(t, page->order[i]);
	for (size_t before = 0; before < i; before++)
		base += !is_null(page, before);
	buf_addf(&t->sql, " %s $%zu", op, base + 1);
}

/* The same value there. */
static void
add_same(struct text *t, const struct page *page, size_t i, size_t base)
{
	if (is_null(page, i)) {
		text_name(t, page->order[i]);
		buf_adds(&t->sql, " IS NULL");
	} else {
		add_column(t, page, i, "=", base);
	}
}

/* What comes behind it. */
static void
add_behind(struct text *t, const struct page *page, size_t i, size_t base)
{
	bool nulls = i == 0 && page->may_be_empty && !is_down(page, i);

	if (is_null(page, i)) {
		if (is_down(page, i)) {
			text_name(t, page->order[i]);
			buf_adds(&t->sql, " IS NOT NULL");
		} else {
			buf_adds(&t->sql, "false");
		}
		return;
	}
	if (nulls)
		buf_addc(&t->sql, '(');
	add_column(t, page, i, is_down(page, i) ? "<" : ">", base);
	if (nulls) {
		buf_adds(&t->sql, " OR ");
		text_name(t, page->order[i]);
		buf_adds(&t->sql, " IS NULL)");
	}
}

/* Read in one direction through columns that are all filled in. */
static bool
is_plain(const struct page *page)
{
	for (size_t i = 0; i < page->count; i++)
		if (is_null(page, i) || is_down(page, i) != is_down(page, 0))
			return false;
	return !page->may_be_empty || is_down(page, 0);
}

/* (a, b) > ($1, $2): what an index knows how to begin with. */
static void
add_row(struct text *t, const struct page *page, size_t base)
{
	buf_addc(&t->sql, '(');
	for (size_t i = 0; i < page->count; i++) {
		buf_adds(&t->sql, i ? ", " : "");
		text_name(t, page->order[i]);
	}
	buf_addf(&t->sql, ") %s%s (", is_down(page, 0) ? "<" : ">",
	    page->takes_at ? "=" : "");
	for (size_t i = 0; i < page->count; i++)
		buf_addf(&t->sql, "%s$%zu", i ? ", " : "", base + i + 1);
	buf_addc(&t->sql, ')');
}

/* The same written out, so that each column may have its own direction. */
static void
add_columns(struct text *t, const struct page *page, size_t base)
{
	buf_addc(&t->sql, '(');
	for (size_t i = 0; i < page->count; i++) {
		buf_adds(&t->sql, i ? " OR (" : "(");
		for (size_t j = 0; j < i; j++) {
			add_same(t, page, j, base);
			buf_adds(&t->sql, " AND ");
		}
		add_behind(t, page, i, base);
		buf_addc(&t->sql, ')');
	}
	for (size_t i = 0; page->takes_at && i < page->count; i++) {
		buf_adds(&t->sql, i ? " AND " : " OR (");
		add_same(t, page, i, base);
	}
	buf_adds(&t->sql, page->takes_at ? "))" : ")");
	if (is_null(page, 0) || (page->may_be_empty && !is_down(page, 0)))
		return;
	/* The leading column alone once more: a range that an index knows. */
	buf_adds(&t->sql, " AND ");
	add_column(t, page, 0, is_down(page, 0) ? "<=" : ">=", base);
}

static void
add_at(struct text *t, const struct page *page, bool has_where)
{
	size_t base = t->count;

	for (size_t i = 0; i < page->count; i++)
		if (!is_null(page, i))
			*MEM_PUSH(t->param, t->count) = mem_dup(page->at[i]);
	buf_adds(&t->sql, has_where ? " AND " : " WHERE ");
	(is_plain(page) ? add_row : add_columns)(t, page, base);
}

void
text_page(struct text *t, const struct page *page, bool has_where)
{
	if (page->at)
		add_at(t, page, has_where);
	for (size_t i = 0; i < page->count; i++) {
		buf_adds(&t->sql, i ? ", " : " ORDER BY ");
		text_name(t, page->order[i]);
		if (is_down(page, i))
			buf_adds(&t->sql, " DESC");
	}
	buf_addf(&t->sql, " LIMIT %zu", page->limit);
}

struct statement
statement_page(const struct rows *rows, const struct page *page,
    value_of value, void *data)
{
	struct text t = { 0 };

	buf_adds(&t.sql, "SELECT * FROM (");
	text_query(&t, rows->query.text, value, data);
	buf_adds(&t.sql, "\n) AS page");
	text_page(&t, page, false);
	return statement_may_stop(statement_lookup(text_take(&t)));
}

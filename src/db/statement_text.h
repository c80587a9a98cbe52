/* Inside the floor: a statement while it is being written. */
#ifndef ZHEN_DB_STATEMENT_TEXT_H
#define ZHEN_DB_STATEMENT_TEXT_H

#include "base/buf.h"
#include "db/statement.h"

struct text {
	struct buf sql;
	char **param;
	size_t count;
};

/* An identifier, quoted. */
void text_name(struct text *t, const char *name);

/* The next parameter and its $n; NULL and "" are null. */
void text_value(struct text *t, const char *value);

/* "a" = $1 AND "b" = $2 AND */
void text_equal(struct text *t, const char *name, const char *value);

/* The names, or the values, of the fields that aren't empty, with commas. */
void text_filled_names(struct text *t, const struct record *record);
void text_filled_values(struct text *t, const struct record *record);

/* "a" = $1, "b" = $2: the fields that were changed. */
void text_changes(struct text *t, const struct record *record);

/* The record's key and version as a condition. */
void text_row(struct text *t, const struct record *record);

/* The key's columns and the version, with commas. */
void text_key(struct text *t, const struct form *form);

/* SELECT key, version, fields FROM the form's table WHERE */
void text_select(struct text *t, const struct form *form);

/* SQL of a form, its :names as $n. */
void text_query(struct text *t, const char *sql, value_of value, void *data);

/* WHERE or AND, ORDER BY and LIMIT of a page. */
void text_page(struct text *t, const struct page *page, bool has_where);

struct statement text_take(struct text *t);

#endif

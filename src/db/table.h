/* What a query gave: rows of text with named columns. */
#ifndef ZHEN_DB_TABLE_H
#define ZHEN_DB_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

void table_free(struct table *t);
size_t table_rows(const struct table *t);	/* NULL has none */
size_t table_columns(const struct table *t);
const char *table_name(const struct table *t, size_t column);

/* Number of the column, or -1. */
int table_column(const struct table *t, const char *name);

/* The value; "" for null. */
const char *table_text(const struct table *t, size_t row, size_t column);

/* By name; NULL if there is no such column. */
const char *table_value(const struct table *t, size_t row, const char *name);

/* Another owner of the same rows. */
struct table *table_share(struct table *t);

#endif

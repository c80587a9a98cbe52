/* A result of libpq, counted by its owners. */
#include "db/table_pq.h"

#include <stdlib.h>

#include "base/mem.h"

struct table {
	PGresult *result;
	unsigned owners;
};

struct table *
table_new(PGresult *result)
{
	struct table *t = mem_alloc(sizeof(*t));

	t->result = result;
	t->owners = 1;
	return t;
}

struct table *
table_share(struct table *t)
{
	t->owners++;
	return t;
}

void
table_free(struct table *t)
{
	if (t == NULL || --t->owners > 0)
		return;
	PQclear(t->result);
	free(t);
}

size_t
table_rows(const struct table *t)
{
	return t ? (size_t)PQntuples(t->result) : 0;
}

size_t
table_columns(const struct table *t)
{
	return t ? (size_t)PQnfields(t->result) : 0;
}

const char *
table_name(const struct table *t, size_t column)
{
	return PQfname(t->result, (int)column);
}

int
table_column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < table_columns(t); i++)
		if (strcmp(table_name(t, i), name) == 0)
			return (int)i;
	return -1;
}

const char *
table_text(const struct table *t, size_t row, size_t column)
{
	return PQgetvalue(t->result, (int)row, (int)column);
}

const char *
table_value(const struct table *t, size_t row, const char *name)
{
	int column = table_column(t, name);

	if (column < 0 || row >= table_rows(t))
		return NULL;
	return table_text(t, row, (size_t)column);
}

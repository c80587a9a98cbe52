/* The planner's figures, read from an EXPLAIN. */
#include "db/cost.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The first is that of the whole plan. */
#define TOTAL "\"Total Cost\":"

struct statement
cost_statement(struct statement st)
{
	char *sql = mem_printf("EXPLAIN (FORMAT JSON) %s", st.sql);

	free(st.sql);
	st.sql = sql;
	return st;
}

double
cost_of(const struct table *t)
{
	const char *total = table_rows(t) ? strstr(table_text(t, 0, 0),
	    TOTAL) : NULL;

	return total ? strtod(total + strlen(TOTAL), NULL) : 0;
}

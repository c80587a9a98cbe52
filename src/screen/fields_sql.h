/* What the SQL of a field is given: values by the names in it. */
#ifndef ZHEN_SCREEN_FIELDS_SQL_H
#define ZHEN_SCREEN_FIELDS_SQL_H

#include "form/sql.h"
#include "screen/fields.h"

/* The value of a name; data is the fields.  Their own come first: of a row,
 * before those of its record. */
const char *fields_sql_value(void *data, const char *name);

/*
 * All values that the SQL names, as one text to compare; yours to free.
 * *is_empty if some of them are fields, and none of those has a value.
 */
char *fields_sql_basis(struct fields *f, const struct sql *sql,
    bool *is_empty);

#endif

/* The ways to write a ledger down, and what they share. */
#include "screen/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DIGITS_MOST 15		/* that a double holds */

const struct sheet_kind *const sheet_all[] = {
	&sheet_xlsx, &sheet_csv, &sheet_csv_gb, &sheet_paper, NULL,
};

const struct sheet_kind *
sheet_find(const char *name)
{
	for (size_t i = 0; name && sheet_all[i]; i++)
		if (strcmp(sheet_all[i]->name, name) == 0)
			return sheet_all[i];
	return sheet_all[0];
}

struct sheet *
sheet_new(const struct sheet_kind *kind, const struct sheet_about *about,
    const char *path, struct error *err)
{
	struct sheet *s = mem_alloc(kind->size);

	s->kind = kind;
	s->about = about;
	s->path = path;
	if (kind->begin(s, err))
		return s;
	sheet_free(s);
	return NULL;
}

void
sheet_columns(struct sheet *s, const struct sheet_column *column,
    size_t count, bool has_labels)
{
	s->column = column;
	s->column_count = count;
	s->kind->columns(s, has_labels);
}

bool
sheet_is_number(const struct sheet_column *column, const char *value)
{
	size_t digits = 0;

	for (const char *c = value; *c; c++)
		digits += *c >= '0' && *c <= '9';
	return column->type->is_right && !column->has_set && digits > 0 &&
	    digits <= DIGITS_MOST &&
	    value[strspn(value, "-.0123456789")] == '\0';
}

void
sheet_free(struct sheet *s)
{
	if (s == NULL)
		return;
	s->kind->free(s);
	free(s);
}

/* What sources have in common: columns as a form has them, and conditions in
 * words. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/types.h"
#include "screen/ledger.h"

/* What a list doesn't say is told by the type. */
static bool
is_added(const struct rows *rows, const struct column *c)
{
	const struct names *total = &rows->printed.total;
	bool is_named = false;

	for (size_t i = 0; i < total->count; i++)
		is_named = is_named || strcmp(total->name[i], c->name) == 0;
	return is_named || (total->count == 0 && c->type == &type_money);
}

struct sheet_column *
ledger_columns(const struct rows *rows)
{
	struct sheet_column *column = mem_alloc(rows->column_count *
	    sizeof(*column));

	for (size_t i = 0; i < rows->column_count; i++)
		column[i] = (struct sheet_column){
			.label = rows->column[i].label,
			.type = rows->column[i].type,
			.has_set = rows->column[i].set != NULL,
			.width = rows->column[i].width,
			.is_added = is_added(rows, &rows->column[i]),
			.is_page = rows->printed.by && strcmp(
			    rows->printed.by, rows->column[i].name) == 0,
		};
	return column;
}

void
ledger_add_value(struct buf *out, const char *label, const char *value)
{
	if (*value)
		buf_addf(out, _("%s%s: %s"), out->len ? _("; ") : "", label,
		    value);
}

void
ledger_add_fields(struct buf *out, const struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++) {
		char *words = fields_words(f, i, record_value(f->record, i));

		ledger_add_value(out, f->form->field[i].label, words);
		free(words);
	}
}

void
ledger_add_with(struct buf *out, const struct screen *s)
{
	for (size_t i = 0; i < s->with.count; i++)
		ledger_add_value(out, s->with.item[i].name,
		    s->with.item[i].value ? s->with.item[i].value : "");
}

/* A card or a stored record on its way out: its sections, then the rows of its
 * details, all of those that it holds. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/types.h"
#include "screen/entry.h"
#include "screen/ledger.h"

#define LABEL_WIDTH 16
#define VALUE_WIDTH 62

static struct entry *
entry_of(const struct ledger *l)
{
	return (struct entry *)l->of;
}

/* Whose it is, as the screen begins. */
static void
conditions(struct screen *of, struct buf *out)
{
	const struct fields *f = &((struct entry *)of)->fields;

	for (size_t i = 0; i < of->form->field_count && out->len == 0; i++)
		if (!(of->form->field[i].flags & FIELD_HIDDEN))
			ledger_add_value(out, of->form->field[i].label,
			    record_value(f->record, i));
	for (size_t i = 0; i < of->form->key.count; i++)
		if (f->record->key[i])
			ledger_add_value(out, of->form->key.name[i],
			    f->record->key[i]);
	if (of->form->key.count == 0)
		ledger_add_with(out, of);
}

static size_t
ask(struct ledger *l, const struct table *last, struct statement *st)
{
	(void)l;
	(void)last;
	(void)st;
	return 0;
}

static void
add_field(struct ledger *l, const struct fields *f, size_t i)
{
	const struct field *field = &f->form->field[i];
	char *shown = fields_shown(f, i);
	struct sheet_column column[] = {
		{ .label = "", .type = &type_text, .width = LABEL_WIDTH },
		{ .label = "", .type = field->type, .width = VALUE_WIDTH,
		    .has_set = field->set != NULL },
	};

	sheet_columns(l->sheet, column, 2, false);
	l->sheet->kind->row(l->sheet, (struct sheet_cell[]){
		{ field->label, field->label },
		{ record_value(f->record, i), shown },
	});
	free(shown);
}

static void
add_sections(struct ledger *l, const struct fields *f)
{
	int section = -1;

	for (size_t i = 0; i < f->form->field_count; i++) {
		const struct field *field = &f->form->field[i];

		if (field->flags & FIELD_HIDDEN)
			continue;
		if (field->section != section && field->section >= 0 &&
		    *f->form->section[field->section].title)
			l->sheet->kind->heading(l->sheet,
			    f->form->section[field->section].title);
		section = field->section;
		add_field(l, f, i);
	}
}

/* Frees what is shown. */
static void
add_row(struct ledger *l, const struct sheet_cell *cell, char **shown,
    size_t count)
{
	l->sheet->kind->row(l->sheet, cell);
	l->rows++;
	for (size_t i = 0; i < count; i++)
		free(shown[i]);
}

/* Rows that are only read. */
static void
add_listing(struct ledger *l, const struct listing *g)
{
	size_t count = g->rows->column_count;
	struct sheet_column *column = ledger_columns(g->rows);
	struct sheet_cell *cell = mem_alloc(count * sizeof(*cell));
	char **shown = mem_alloc(count * sizeof(*shown));

	sheet_columns(l->sheet, column, count, true);
	for (size_t row = 0; row < g->count; row++) {
		for (size_t i = 0; i < count; i++) {
			const char *value = listing_value_at(g, row,
			    g->rows->column[i].name);

			shown[i] = listing_shown(g, row, i);
			cell[i] = (struct sheet_cell){ value ? value : "",
				shown[i] };
		}
		add_row(l, cell, shown, count);
	}
	free(shown);
	free(cell);
	free(column);
}

/* The fields of a row that are shown: their columns, and which they are. */
static size_t
columns_of_row(const struct form *form, struct sheet_column *column,
    size_t *index)
{
	size_t count = 0;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *f = &form->field[i];

		if (f->flags & FIELD_HIDDEN)
			continue;
		index[count] = i;
		column[count++] = (struct sheet_column){
			.label = f->label, .type = f->type,
			.has_set = f->set != NULL, .width = f->width,
		};
	}
	return count;
}

/* Rows that can be filled in, without the blank one at their end. */
static void
add_detail(struct ledger *l, const struct detail *d)
{
	size_t most = d->rows->row->field_count;
	struct sheet_column *column = mem_alloc(most * sizeof(*column));
	struct sheet_cell *cell = mem_alloc(most * sizeof(*cell));
	size_t *index = mem_alloc(most * sizeof(*index));
	char **shown = mem_alloc(most * sizeof(*shown));
	size_t count = columns_of_row(d->rows->row, column, index);

	sheet_columns(l->sheet, column, count, true);
	for (size_t row = 0; row + 1 < d->count; row++) {
		const struct fields *f = &d->row[row]->fields;

		for (size_t i = 0; i < count; i++) {
			shown[i] = fields_shown(f, index[i]);
			cell[i] = (struct sheet_cell){
				record_value(f->record, index[i]), shown[i],
			};
		}
		add_row(l, cell, shown, count);
	}
	free(shown);
	free(index);
	free(cell);
	free(column);
}

static bool
take(struct ledger *l, struct table *const *table, size_t count)
{
	struct entry *e = entry_of(l);

	(void)table;
	(void)count;
	add_sections(l, &e->fields);
	l->rows = 1;
	for (size_t i = 0; i < l->of->form->detail_count; i++) {
		if (e->shape[i] == AREA_NONE)
			continue;
		l->sheet->kind->heading(l->sheet,
		    l->of->form->detail[i].title);
		if (e->rows[i])
			add_detail(l, e->rows[i]);
		else
			add_listing(l, &e->detail[i]);
	}
	return false;
}

const struct ledger_source ledger_card = { conditions, ask, take };

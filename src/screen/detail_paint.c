/* Rows on the terminal: headings, cells, and totals that follow the typing. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "form/sum.h"
#include "screen/detail.h"
#include "screen/fields_check.h"
#include "text/width.h"
#include "ui/term.h"

#define CELLS 2			/* column of the first */

static void
relayout(struct detail *d)
{
	layout_free(d->layout);
	d->layout = layout_row(d->rows->row, term_columns());
	for (size_t i = 0; i < d->count; i++)
		d->row[i]->fields.layout = d->layout;
}

static void
paint_headings(const struct detail *d, int row)
{
	const struct form *form = d->rows->row;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct place *p = &d->layout->field[i];

		if (p->row >= 0)
			(form->field[i].type->is_right ? view_right :
			    view_text)(row, p->label, p->label_width,
			    STYLE_HEADING, form->field[i].label, ' ');
	}
}

static const char *
mark_of(const struct row *r)
{
	if (r->is_removed)
		return "-";
	if (!detail_row_is_changed(r))
		return "";
	return record_is_new(r->fields.record) ? "+" : "*";
}

/* A row that nobody has typed into shows where to type, not its defaults. */
static void
paint_blank(const struct detail *d, int row)
{
	for (size_t i = 0; i < d->rows->row->field_count; i++) {
		const struct place *p = &d->layout->field[i];

		if (p->row >= 0)
			view_text(row, p->value, p->width, STYLE_FIELD, "",
			    '_');
	}
}

static void
paint_row(struct detail *d, size_t i, int row)
{
	struct row *r = d->row[i];
	char pad = r->fields.has_focus ? '_' : ' ';

	if (!r->fields.has_focus && detail_row_is_untouched(r)) {
		if (!d->is_read_only)
			paint_blank(d, row);
		return;
	}
	view_text(row, 0, 1, STYLE_WARNING, mark_of(r), ' ');
	for (size_t f = 0; f < d->rows->row->field_count; f++)
		if (!r->fields.has_focus || f != r->fields.focus)
			fields_paint_cell(&r->fields, f, row, pad);
	if (r->fields.has_focus)
		fields_paint_cell(&r->fields, r->fields.focus, row, pad);
}

/* The value, also one that is being typed; yours to free. */
static char *
value_now(struct fields *f, size_t field)
{
	struct error err;
	char *typed, *value = NULL;

	if (f->has_focus && f->focus == field &&
	    editor_is_changed(f->editor)) {
		typed = editor_text(f->editor);
		value = fields_parse(f, field, typed, &err);
		free(typed);
	}
	return value ? value : mem_dup(record_value(f->record, field));
}

/* As it is shown; yours to free.  A sum without an end is "?". */
static char *
total_of(struct detail *d, size_t field)
{
	const struct field *f = &d->rows->row->field[field];
	struct sum sum = { 0 };
	char *text, *shown;
	bool is_good = true;

	for (size_t i = 0; i < d->count; i++) {
		char *value;

		if (d->row[i]->is_removed ||
		    detail_row_is_untouched(d->row[i]))
			continue;
		value = value_now(&d->row[i]->fields, field);
		is_good = sum_add(&sum, value) && is_good;
		free(value);
	}
	if (!is_good)
		return mem_dup("?");
	text = sum_text(&sum);
	shown = f->type->format ? f->type->format(f, text) : mem_dup(text);
	free(text);
	return shown;
}

/* A sum may be wider than its column: it is never cut. */
static void
paint_totals(struct detail *d, int row)
{
	view_text(row, CELLS, term_columns() - CELLS, STYLE_HEADING,
	    _("total"), ' ');
	for (size_t i = 0; i < d->rows->row->field_count; i++) {
		const struct place *p = &d->layout->field[i];
		char *text;
		int width;

		if (p->row < 0 || !names_has(&d->rows->total,
		    d->rows->row->field[i].name))
			continue;
		text = total_of(d, i);
		width = width_text(text) > p->width ? width_text(text) :
		    p->width;
		view_right(row, p->value + p->width - width, width,
		    STYLE_HEADING, text, ' ');
		free(text);
	}
}

void
detail_paint(struct detail *d, int row, int height, bool has_focus)
{
	bool has_totals = d->rows->total.count > 0;
	int room = height - 1 - has_totals;
	size_t shown = room > 0 ? (size_t)room : 0;

	relayout(d);
	d->shown = shown;
	d->top = view_follow(d->top, d->bar, shown);
	paint_headings(d, row);
	for (size_t i = 0; i < shown && d->top + i < d->count; i++)
		paint_row(d, d->top + i, row + 1 + (int)i);
	if (has_totals && height > 1)
		paint_totals(d, row + height - 1);
	d->caret_row = row + 1 + (int)(d->bar - d->top);
	if (has_focus && d->is_read_only && d->bar + 1 < d->count)
		view_text(d->caret_row, 0, 1, STYLE_NORMAL, ">", ' ');
	if (has_focus)
		detail_paint_caret(d);
}

void
detail_paint_caret(struct detail *d)
{
	if (d->is_read_only)
		view_caret(d->caret_row, 0);
	else
		fields_paint_caret(&detail_row(d)->fields, d->caret_row);
}

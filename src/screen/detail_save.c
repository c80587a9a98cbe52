/* Rows from the server, checked, and back to it. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/detail.h"

static bool
has_typed(const struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++)
		if (f->typed[i])
			return true;
	return f->has_focus && editor_is_changed(f->editor);
}

bool
detail_row_is_untouched(const struct row *r)
{
	return record_is_new(r->fields.record) && !r->is_removed &&
	    !record_is_changed(r->fields.record) && !has_typed(&r->fields);
}

bool
detail_row_is_changed(const struct row *r)
{
	const struct record *record = r->fields.record;

	if (record_is_new(record))
		return !r->is_removed && !detail_row_is_untouched(r);
	return r->is_removed || record_is_changed(record) ||
	    has_typed(&r->fields);
}

bool
detail_is_changed(struct detail *d)
{
	fields_commit(&detail_row(d)->fields);
	for (size_t i = 0; i < d->count; i++)
		if (detail_row_is_changed(d->row[i]))
			return true;
	return false;
}

void
detail_reset(struct detail *d)
{
	for (size_t i = d->count; i > 0; i--) {
		struct row *r = d->row[i - 1];

		r->is_removed = false;
		fields_reset_all(&r->fields);
		r->fields.has_focus = false;
		if (record_is_new(r->fields.record))
			detail_drop(d, i - 1);
	}
	detail_push(d);
}

bool
detail_check(struct detail *d)
{
	size_t was = d->bar;

	for (size_t i = 0; i < d->count; i++) {
		struct fields *f = &d->row[i]->fields;

		if (d->row[i]->is_removed || !detail_row_is_changed(d->row[i]))
			continue;
		if (!fields_check(f)) {
			if (i != was)
				d->row[was]->fields.has_focus = false;
			d->bar = i;
			return false;
		}
	}
	return true;
}

void
detail_refuse(struct detail *d, size_t row, const char *field,
    const char *text)
{
	int i = form_field(d->rows->row, field);
	struct fields *f = &d->row[row]->fields;

	detail_row(d)->fields.has_focus = false;
	d->bar = row;
	f->has_focus = true;
	if (i >= 0) {
		fields_refuse(f, (size_t)i, text);
		return;
	}
	fields_focus_first(f);
	session_say(d->screen->session, SEVERITY_ERROR, _("row %zu: %s"),
	    row + 1, text);
}

static bool
is_row(const struct record *r, const struct table *t, size_t row)
{
	if (record_is_new(r))
		return false;
	for (size_t i = 0; i < r->form->key.count; i++)
		if (r->key[i] == NULL ||
		    strcmp(r->key[i], table_text(t, row, i)) != 0)
			return false;
	return true;
}

/* The row of that key among those from first on, moved to first; or a new
 * one there. */
static struct row *
bring(struct detail *d, size_t first, const struct table *t, size_t at)
{
	size_t from = first;
	struct row *r;

	while (from < d->count && !is_row(d->row[from]->fields.record, t, at))
		from++;
	if (from == d->count)
		detail_push(d);
	r = d->row[from];
	memmove(&d->row[first + 1], &d->row[first],
	    (from - first) * sizeof(*d->row));
	d->row[first] = r;
	return r;
}

/* The server doesn't have it any more: what was typed into it becomes a row
 * of its own; true if there is nothing of the kind. */
static bool
is_gone(struct row *r)
{
	struct record *record = r->fields.record;
	bool is_changed = !r->is_removed && detail_row_is_changed(r);

	if (record_is_new(record))
		return detail_row_is_untouched(r);
	for (size_t i = 0; i < record->form->key.count; i++)
		record_set_key(record, i, NULL);
	record_set_version(record, NULL);
	r->is_removed = !is_changed;
	if (is_changed)
		record_note(record, r->fields.focus, SEVERITY_WARNING,
		    _("somebody removed this row: F2 saves yours as a new one, Ctrl-T drops it"));
	return !is_changed && !r->fields.has_focus;
}

size_t
detail_take(struct detail *d, const struct table *t)
{
	struct row *focus = detail_row(d);
	size_t rows = table_rows(t), differ = 0;

	for (size_t i = 0; i < rows; i++) {
		struct row *r = bring(d, i, t, i);

		differ += fields_merge(&r->fields, t, i);
		fields_arrive(&r->fields);
	}
	for (size_t i = d->count; i > rows; i--) {
		bool was_old = !record_is_new(d->row[i - 1]->fields.record);
		bool is_last = i == d->count && !was_old;

		if (is_gone(d->row[i - 1]) && !is_last)
			detail_drop(d, i - 1);
		else
			differ += was_old;
	}
	if (!detail_row_is_untouched(d->row[d->count - 1]))
		detail_push(d);
	for (size_t i = 0; i < d->count; i++)
		if (d->row[i] == focus)
			d->bar = i;
	if (d->bar >= d->count || (d->is_read_only && d->bar + 1 == d->count))
		d->bar = 0;
	return differ;
}

size_t
detail_save(struct detail *d, const struct record *master, struct part **part,
    size_t *count, size_t **index)
{
	size_t rows = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct row *r = d->row[i];

		if (!detail_row_is_changed(r))
			continue;
		*MEM_PUSH(*index, rows) = i;
		*MEM_PUSH(*part, *count) = (struct part){ r->fields.record,
		    d->rows, master, r->is_removed };
	}
	return rows;
}

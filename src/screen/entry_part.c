/* The parts of an entry screen, its record and its details: which of them has
 * the focus, and all of them put back. */
#include "screen/entry.h"

struct listing *
entry_focus_listing(struct entry *e)
{
	if (e->fields.has_focus || e->screen.form->detail_count == 0 ||
	    e->rows[e->detail_focus])
		return NULL;
	return &e->detail[e->detail_focus];
}

struct detail *
entry_focus_rows(struct entry *e)
{
	if (e->fields.has_focus || e->screen.form->detail_count == 0)
		return NULL;
	return e->rows[e->detail_focus];
}

struct fields *
entry_focus_fields(struct entry *e)
{
	struct detail *d = entry_focus_rows(e);

	if (d)
		return d->is_read_only ? NULL : &detail_row(d)->fields;
	return e->fields.has_focus ? &e->fields : NULL;
}

/* Takes what is in the editor, and the focus. */
static void
leave(struct entry *e)
{
	struct detail *d = entry_focus_rows(e);

	if (d)
		detail_leave(d);
	fields_commit(&e->fields);
	e->fields.has_focus = false;
}

enum area_shape
entry_shape(const struct entry *e, size_t i)
{
	if (!e->screen.form->detail[i].is_folded ||
	    (!e->fields.has_focus && e->detail_focus == i))
		return AREA_OPEN;
	return e->detail[i].count ? AREA_LINE : AREA_NONE;
}

/* Where a card that is opened has the focus. */
static size_t
first_open(const struct entry *e)
{
	const struct form *form = e->screen.form;
	size_t i = 0;

	while (i < form->detail_count && form->detail[i].is_folded)
		i++;
	return i < form->detail_count ? i : 0;
}

/* The first detail from i on that is shown, or how many there are. */
static size_t
next_shown(const struct entry *e, size_t i)
{
	while (i < e->screen.form->detail_count &&
	    entry_shape(e, i) == AREA_NONE)
		i++;
	return i;
}

void
entry_focus_record(struct entry *e, bool at_end)
{
	leave(e);
	e->detail_focus = first_open(e);
	if (at_end)
		fields_go_to_last(&e->fields);
	else
		fields_focus_first(&e->fields);
	if (!e->fields.has_focus && entry_focus_rows(e))
		detail_enter(entry_focus_rows(e));
}

void
entry_focus_detail(struct entry *e, size_t i)
{
	leave(e);
	e->detail_focus = i;
	if (e->rows[i])
		detail_enter(e->rows[i]);
}

void
entry_focus_next(struct entry *e)
{
	size_t count = e->screen.form->detail_count;
	size_t next = next_shown(e, e->fields.has_focus ? 0 :
	    e->detail_focus + 1);

	if (next == count) {
		entry_focus_record(e, false);
		next = e->fields.has_focus ? count : next_shown(e, 0);
	}
	if (next < count)
		entry_focus_detail(e, next);
}

void
entry_blank(struct entry *e)
{
	fields_blank(&e->fields, true);
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			detail_blank(e->rows[i]);
}

void
entry_reset(struct entry *e)
{
	fields_reset_all(&e->fields);
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			detail_reset(e->rows[i]);
}

/* Keys and commands in the rows of a detail. */
#include "screen/detail.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"

struct row *
detail_push(struct detail *d)
{
	struct row *r = mem_alloc(sizeof(*r));

	*MEM_PUSH(d->row, d->count) = r;
	fields_init(&r->fields, d->screen, d->rows->row, d->changed);
	r->fields.has_focus = false;
	r->fields.layout = d->layout;
	return r;
}

void
detail_drop(struct detail *d, size_t i)
{
	struct row *r = d->row[i];

	r->fields.layout = NULL;
	fields_done(&r->fields);
	free(r);
	d->count--;
	memmove(&d->row[i], &d->row[i + 1], (d->count - i) * sizeof(*d->row));
	if (d->bar > i)
		d->bar--;
}

void
detail_blank(struct detail *d)
{
	while (d->count)
		detail_drop(d, d->count - 1);
	d->top = d->bar = 0;
	detail_push(d);
}

void
detail_init(struct detail *d, struct screen *s, const struct rows *rows,
    void (*changed)(struct screen *s, size_t field))
{
	*d = (struct detail){ .screen = s, .rows = rows, .changed = changed };
	detail_blank(d);
}

void
detail_done(struct detail *d)
{
	while (d->count)
		detail_drop(d, d->count - 1);
	free(d->row);
	layout_free(d->layout);
}

struct row *
detail_row(const struct detail *d)
{
	return d->row[d->bar];
}

size_t
detail_count(const struct detail *d)
{
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++)
		count += !d->row[i]->is_removed &&
		    !detail_row_is_untouched(d->row[i]);
	return count;
}

/* What stands above it and stays, or NULL. */
static struct row *
row_above(const struct detail *d)
{
	for (size_t i = d->bar; i > 0; i--)
		if (!d->row[i - 1]->is_removed)
			return d->row[i - 1];
	return NULL;
}

bool
detail_has_above(const struct detail *d)
{
	return row_above(d) != NULL;
}

/* A row nobody has typed into yet begins as the one above says. */
static void
set_defaults(struct detail *d)
{
	struct row *r = detail_row(d), *above = row_above(d);

	if (above == NULL || !detail_row_is_untouched(r))
		return;
	for (size_t i = 0; i < d->rows->row->field_count; i++)
		if (d->rows->row->field[i].initial_is_above)
			record_load(r->fields.record, i,
			    above->fields.record->value[i].text);
}

static void
add_blank(struct detail *d)
{
	if (!detail_row_is_untouched(d->row[d->count - 1]))
		detail_push(d);
}

static void
focus_row(struct detail *d, size_t bar, size_t field)
{
	struct fields *f = &d->row[bar]->fields;

	d->bar = bar;
	set_defaults(d);
	if (record_can_enter(f->record, field))
		fields_focus(f, field);
	else
		fields_focus_first(f);
	if (!f->has_focus)
		fields_focus(f, field);
}

static void
focus_first(struct detail *d, size_t bar)
{
	focus_row(d, bar, 0);
	fields_focus_first(&d->row[bar]->fields);
	d->row[bar]->fields.has_focus = true;
}

void
detail_enter(struct detail *d)
{
	struct fields *f = &detail_row(d)->fields;

	if (d->is_read_only)
		return;
	if (detail_row_is_untouched(detail_row(d)))
		focus_first(d, d->bar);
	else
		fields_focus(f, f->focus);
}

void
detail_leave(struct detail *d)
{
	struct fields *f = &detail_row(d)->fields;

	if (!f->has_focus)
		return;
	fields_commit(f);
	f->has_focus = false;
	add_blank(d);
}

/* To another row; what couldn't be understood stays as it was typed. */
static bool
go_to_row(struct detail *d, size_t bar, size_t field)
{
	struct fields *f = &detail_row(d)->fields;
	bool was_repeating;

	fields_commit(f);
	was_repeating = f->first != NULL;
	add_blank(d);
	if (bar >= d->count || was_repeating)
		return false;
	f->has_focus = false;
	focus_row(d, bar, field);
	return true;
}

static unsigned
move_rows(struct detail *d, long by)
{
	size_t field = detail_row(d)->fields.focus;
	size_t last = d->count - 1, bar = d->bar;

	if (by < 0 && bar == 0)
		return DETAIL_BEFORE | SCREEN_REDRAW;
	if (by < 0)
		bar -= bar < (size_t)-by ? bar : (size_t)-by;
	else
		bar = last - bar < (size_t)by && by > 1 ? last :
		    bar + (size_t)by;
	return go_to_row(d, bar, field) ? SCREEN_REDRAW :
	    SCREEN_REDRAW | SCREEN_BEEP;
}

/* Behind the row's last cell: the next row, or out of a blank one. */
static unsigned
go_on(struct detail *d)
{
	struct row *r = detail_row(d);

	fields_commit(&r->fields);
	add_blank(d);
	if (d->bar + 1 == d->count)
		return DETAIL_BEHIND | SCREEN_REDRAW;
	r->fields.has_focus = false;
	focus_first(d, d->bar + 1);
	return SCREEN_REDRAW;
}

/* Before the row's first cell: the last of the row above. */
static unsigned
go_back(struct detail *d)
{
	if (d->bar == 0)
		return DETAIL_BEFORE | SCREEN_REDRAW;
	if (go_to_row(d, d->bar - 1, 0))
		fields_go_to_last(&detail_row(d)->fields);
	return SCREEN_REDRAW;
}

/* The event as the fields know it: in a row, cells stand side by side. */
static unsigned
step(struct detail *d, enum key key)
{
	struct event event = { .kind = EVENT_KEY, .key = key };
	unsigned flags = fields_event(&detail_row(d)->fields, &event);

	if (key == K_ENTER)
		return flags & FIELDS_LEFT ? go_on(d) : flags;
	if (!(flags & SCREEN_IGNORED))
		return flags;
	return key == K_DOWN ? go_on(d) : go_back(d);
}

static bool
is_added_up(const struct detail *d)
{
	size_t focus = detail_row(d)->fields.focus;

	return names_has(&d->rows->total, d->rows->row->field[focus].name);
}

static unsigned
edit(struct detail *d, const struct event *event)
{
	bool is_key = event->kind == EVENT_KEY;
	unsigned flags;

	if (detail_row(d)->is_removed && !(is_key &&
	    (event->key == K_LEFT || event->key == K_RIGHT))) {
		session_say(d->screen->session, SEVERITY_WARNING,
		    _("this row is removed: Ctrl-T takes it back"));
		return SCREEN_REDRAW | SCREEN_BEEP;
	}
	flags = fields_event(&detail_row(d)->fields, event);
	if (flags & FIELDS_LEFT)
		return go_on(d);
	if (flags & SCREEN_IGNORED && is_key) {
		if (event->key == K_RIGHT)
			return step(d, K_DOWN);
		if (event->key == K_LEFT)
			return step(d, K_UP);
	}
	return flags & SCREEN_CARET && is_added_up(d) ?
	    flags | SCREEN_REDRAW : flags;
}

/* The bar, over rows that are only read; never onto the blank one. */
static unsigned
move_bar(struct detail *d, const struct event *event, long page)
{
	long last = (long)d->count - 2, to = (long)d->bar;

	if (event->kind != EVENT_KEY)
		return SCREEN_IGNORED;
	to += event->key == K_UP ? -1 : event->key == K_DOWN ? 1 :
	    event->key == K_PAGE_UP ? -page :
	    event->key == K_PAGE_DOWN ? page : 0;
	if (to > last)
		to = last;
	if (to < 0)
		to = 0;
	if (to == (long)d->bar)
		return SCREEN_IGNORED;
	d->bar = (size_t)to;
	return SCREEN_REDRAW;
}

unsigned
detail_event(struct detail *d, const struct event *event, int height)
{
	long page = height > 2 ? height - 1 : 1;
	unsigned flags;

	if (d->is_read_only)
		return move_bar(d, event, page);
	if (event->kind != EVENT_KEY)
		return edit(d, event);
	switch (event->key) {
	case K_ENTER:
		flags = step(d, K_ENTER);
		break;
	case K_BACKTAB:
		flags = step(d, K_UP);
		break;
	case K_UP:
		return move_rows(d, -1);
	case K_DOWN:
		return move_rows(d, 1);
	case K_PAGE_UP:
		return move_rows(d, -page);
	case K_PAGE_DOWN:
		return move_rows(d, page);
	default:
		return edit(d, event);
	}
	add_blank(d);
	return flags;
}

unsigned
detail_add(struct detail *d)
{
	size_t last;

	detail_leave(d);
	last = d->count - 1;
	focus_first(d, last);
	return SCREEN_REDRAW;
}

unsigned
detail_remove(struct detail *d)
{
	struct row *r = detail_row(d);

	fields_commit(&r->fields);
	add_blank(d);
	if (detail_row_is_untouched(r))
		return SCREEN_REDRAW | SCREEN_BEEP;
	if (d->rows->removed == NULL && !record_is_new(r->fields.record)) {
		session_say(d->screen->session, SEVERITY_WARNING,
		    _("what is saved here can't be removed any more"));
		return SCREEN_REDRAW | SCREEN_BEEP;
	}
	r->is_removed = !r->is_removed;
	if (r->is_removed)
		session_say(d->screen->session, SEVERITY_INFO,
		    _("marked as removed: F2 removes it, Ctrl-T takes it back"));
	d->changed(d->screen, r->fields.focus);
	return SCREEN_REDRAW;
}

static void
take_above(struct detail *d, size_t field)
{
	struct fields *f = &detail_row(d)->fields;

	mem_set(&f->typed[field], NULL);
	record_set(f->record, field,
	    row_above(d)->fields.record->value[field].text);
	fields_fill(f, field);
}

unsigned
detail_same(struct detail *d)
{
	struct fields *f = &detail_row(d)->fields;

	take_above(d, f->focus);
	fields_refresh(f);
	d->changed(d->screen, f->focus);
	return SCREEN_REDRAW;
}

unsigned
detail_copy(struct detail *d)
{
	struct fields *f = &detail_row(d)->fields;

	fields_commit(f);
	for (size_t i = 0; i < d->rows->row->field_count; i++)
		if (record_can_enter(f->record, i) && !f->typed[i] &&
		    f->record->value[i].text[0] == '\0')
			take_above(d, i);
	fields_refresh(f);
	d->changed(d->screen, f->focus);
	return SCREEN_REDRAW;
}

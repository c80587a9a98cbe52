/* The entry screen on the terminal: fields, details, what to say of them. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/entry.h"
#include "ui/term.h"

#define GAP 2			/* behind the title of a folded detail */
#define FOLDED_VALUE 17		/* where its row begins, if it can */

/* Of the detail, with how many rows it has; yours to free. */
static char *
title_of(const struct entry *e, size_t i)
{
	const char *title = e->screen.form->detail[i].title;
	const struct detail *d = e->rows[i];

	if (d == NULL)
		return mem_printf("%s (%zu)", title, e->detail[i].count);
	if (d->shown >= d->count)
		return mem_printf("%s (%zu)", title, detail_count(d));
	return mem_printf(_("%s (%zu)  lines %zu to %zu"), title,
	    detail_count(d), d->top + 1, d->top + d->shown);
}

/* A detail that is folded: its title and its first row. */
static void
paint_folded(const struct entry *e, size_t i, int row)
{
	char *title = title_of(e, i), *text = listing_line(&e->detail[i]);
	int at = 1 + view_columns(title) + GAP;

	view_text(row, 1, view_columns(title), STYLE_HEADING, title, ' ');
	if (at < FOLDED_VALUE)
		at = FOLDED_VALUE;
	view_text(row, at, term_columns() - at, STYLE_NORMAL, text, ' ');
	free(text);
	free(title);
}

static void
paint_details(struct entry *e, int top)
{
	const struct layout *l = e->fields.layout;
	const struct form *form = e->screen.form;

	for (size_t i = 0; i < form->detail_count; i++) {
		int row = BODY_TOP + l->area[i].row - top;
		int left = BODY_TOP + session_body_rows(e->screen.session) - row;
		int height = l->area[i].height < left ? l->area[i].height :
		    left;
		bool has_focus = !e->fields.has_focus && e->detail_focus == i;
		char *title;

		if (height > 0 && row >= BODY_TOP && e->shape[i] == AREA_LINE)
			paint_folded(e, i, row);
		if (height < 2 || row < BODY_TOP)
			continue;
		if (e->rows[i])
			detail_paint(e->rows[i], row + 1, height - 1,
			    has_focus);
		else
			listing_paint(&e->detail[i], row + 1, height - 1,
			    has_focus);
		title = title_of(e, i);
		view_heading(row, 1, term_columns() - 2,
		    has_focus ? STYLE_FOCUS : STYLE_HEADING, title);
		free(title);
	}
}

/* A detail with the focus is on the screen, as much of it as fits. */
static void
scroll_to_detail(struct entry *e)
{
	struct fields *f = &e->fields;
	const struct area *a;

	if (f->has_focus || e->screen.form->detail_count == 0)
		return;
	a = &f->layout->area[e->detail_focus];
	if (a->row + a->height > f->top + session_body_rows(e->screen.session))
		f->top = a->row + a->height - session_body_rows(e->screen.session);
	if (a->row < f->top)
		f->top = a->row;
}

/* Why nothing can be typed; stays there as a field's comment would. */
static void
paint_reason(const struct entry *e)
{
	const struct session *s = e->screen.session;

	if (!e->may_write && s->message == NULL)
		view_text(session_message_row(s), 0, term_columns(),
		    STYLE_INFO, _("your duties don't let you change anything here: you can read it, F10 leaves"),
		    ' ');
}

void
entry_paint(struct screen *s)
{
	struct entry *e = (struct entry *)s;

	entry_relayout(e);
	scroll_to_detail(e);
	fields_paint(&e->fields, BODY_TOP, session_body_rows(e->screen.session));
	paint_details(e, e->fields.top);
	paint_reason(e);
	if (entry_focus_fields(e) == NULL)
		return;
	fields_paint_hint(entry_focus_fields(e));
	entry_paint_caret(s);
}

void
entry_paint_caret(struct screen *s)
{
	struct entry *e = (struct entry *)s;
	struct detail *d = entry_focus_rows(e);

	if (d)
		detail_paint_caret(d);
	else
		fields_paint_caret(&e->fields, BODY_TOP);
}

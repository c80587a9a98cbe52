/* The entry screen on the terminal: fields, details, what to say of them. */
#include <stdlib.h>

#include "base/mem.h"
#include "screen/entry.h"
#include "ui/term.h"

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

		if (height < 2 || row < BODY_TOP)
			continue;
		title = mem_printf("%s (%zu)", form->detail[i].title,
		    e->detail[i].count);
		view_text(row, 1, term_columns() - 1,
		    has_focus ? STYLE_FOCUS : STYLE_HEADING, title, ' ');
		free(title);
		listing_paint(&e->detail[i], row + 1, height - 1, has_focus);
	}
}

/* A detail with the focus is on the screen, as much of it as fits. */
static void
scroll_to_detail(struct entry *e)
{
	struct fields *f = &e->fields;
	const struct area *a;

	if (entry_focus_listing(e) == NULL)
		return;
	a = &f->layout->area[e->detail_focus];
	if (a->row + a->height > f->top + session_body_rows(e->screen.session))
		f->top = a->row + a->height - session_body_rows(e->screen.session);
	if (a->row < f->top)
		f->top = a->row;
}

void
entry_paint(struct screen *s)
{
	struct entry *e = (struct entry *)s;
	char *hint;

	entry_relayout(e);
	scroll_to_detail(e);
	fields_paint(&e->fields, BODY_TOP, session_body_rows(e->screen.session));
	paint_details(e, e->fields.top);
	if (!e->fields.has_focus)
		return;
	hint = fields_hint(&e->fields);
	if (s->session->message == NULL)
		view_text(session_message_row(s->session), 0, term_columns(), STYLE_INFO, hint,
		    ' ');
	free(hint);
	fields_paint_caret(&e->fields, BODY_TOP);
}

void
entry_paint_caret(struct screen *s)
{
	struct entry *e = (struct entry *)s;

	fields_paint_caret(&e->fields, BODY_TOP);
}

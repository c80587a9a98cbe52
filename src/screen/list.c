/* Keys of the list screen; reading is in list_read.c, commands are in
 * list_commands.c. */
#include "screen/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "screen/action.h"
#include "screen/hidden.h"
#include "ui/term.h"

static struct list *
list_of(struct screen *s)
{
	return (struct list *)s;
}

static void
relayout(struct list *l)
{
	fields_layout(&l->fields, NULL, session_body_rows(l->screen.session));
}

/* Asks at once, unless a condition that is required is still empty. */
static void
ask_first(struct list *l)
{
	for (size_t i = 0; i < l->screen.form->field_count; i++)
		if (!record_check(l->fields.record, i, NULL))
			return;
	list_read_first(l);
}

static void
init(struct list *l)
{
	struct screen *s = &l->screen;

	fields_init(&l->fields, s, s->form, NULL);
	listing_init(&l->listing, s->session, &s->form->rows);
	marks_init(&l->marks, s->form);
	l->listing.marks = &l->marks;
	list_sort_first(l);
	relayout(l);
	fields_focus_first(&l->fields);
}

static void
open_list(struct screen *s)
{
	init(list_of(s));
	ask_first(list_of(s));
}

static void
close_list(struct screen *s)
{
	struct list *l = list_of(s);

	db_forget(l->db ? l->db : s->session->db, s);
	fields_done(&l->fields);
	listing_done(&l->listing);
	marks_done(&l->marks);
	free(l->order);
	free(l->is_desc);
	free(l->summary);
}

static int
listing_rows(const struct list *l)
{
	const struct area *a = &l->fields.layout->area[0];
	int left = session_body_rows(l->screen.session) - a->row;

	return left - (l->screen.form->rows.summary.text ? 1 : 0);
}

/* A character typed on the rows begins the first condition anew. */
static unsigned
back_to_conditions(struct list *l, const struct event *event)
{
	struct fields *f = &l->fields;
	bool is_char = event->kind == EVENT_CHAR || event->kind == EVENT_PASTED;

	if (l->screen.form->field_count == 0 || (!is_char &&
	    !(event->kind == EVENT_KEY && (event->key == K_TAB ||
	    event->key == K_BACKTAB))))
		return SCREEN_IGNORED;
	fields_focus_first(f);
	f->is_replaced = true;
	return is_char ? fields_event(f, event) | SCREEN_REDRAW :
	    SCREEN_REDRAW;
}

/* Home and End mean the whole list, not what is here of it. */
static bool
read_end(struct list *l, const struct event *event)
{
	const struct listing *g = &l->listing;

	if (event->kind != EVENT_KEY || g->count == 0)
		return false;
	if (event->key == K_END && g->has_more && l->order_count)
		list_read_last(l);
	else if (event->key == K_HOME && g->has_before)
		list_read_start(l);
	else
		return false;
	return true;
}

static unsigned
rows_event(struct list *l, const struct event *event)
{
	const struct action *action;

	if (read_end(l, event))
		return SCREEN_REDRAW;
	if (listing_event(&l->listing, event, listing_rows(l) - 1)) {
		list_read_more(l);
		return SCREEN_REDRAW;
	}
	action = action_of(&l->screen, event);
	if (action == NULL)
		return back_to_conditions(l, event);
	action_run(&l->screen, action);
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct list *l = list_of(s);
	const struct action *action;
	unsigned flags;

	if (!l->fields.has_focus)
		return rows_event(l, event);
	flags = fields_event(&l->fields, event);
	l->is_typed |= !(flags & SCREEN_IGNORED);
	if (flags & FIELDS_LEFT && fields_check(&l->fields)) {
		l->was_asked = true;
		list_read_first(l);
	}
	if (!(flags & SCREEN_IGNORED) || event->kind != EVENT_KEY)
		return flags;
	if ((event->key == K_DOWN || event->key == K_TAB) && l->listing.count) {
		fields_commit(&l->fields);
		l->fields.has_focus = false;
		return SCREEN_REDRAW;
	}
	action = action_of(s, event);
	if (action == NULL)
		return SCREEN_IGNORED;
	action_run(s, action);
	return SCREEN_REDRAW;
}

/* Which characters of the row under the bar the terminal can't show. */
static void
paint_hidden(struct list *l)
{
	struct session *s = l->screen.session;
	char *text = listing_text(&l->listing), *line = hidden_line(s, text);

	if (line && s->message == NULL)
		view_text(session_message_row(s), 0, term_columns(),
		    STYLE_INFO, line, ' ');
	free(line);
	free(text);
}

static void
paint(struct screen *s)
{
	struct list *l = list_of(s);
	int row;

	relayout(l);
	row = BODY_TOP + l->fields.layout->area[0].row;
	listing_paint(&l->listing, row, listing_rows(l), !l->fields.has_focus);
	if (l->summary)
		view_text(BODY_TOP + session_body_rows(l->screen.session) - 1, 2,
		    term_columns() - 2, STYLE_HEADING, l->summary, ' ');
	fields_paint(&l->fields, BODY_TOP, session_body_rows(l->screen.session));
	if (!l->fields.has_focus)
		paint_hidden(l);
	else {
		fields_paint_hint(&l->fields);
		fields_paint_caret(&l->fields, BODY_TOP);
	}
}

static void
paint_caret(struct screen *s)
{
	fields_paint_caret(&list_of(s)->fields, BODY_TOP);
}

static bool
takes_text(struct screen *s)
{
	return list_of(s)->fields.has_focus;
}

static bool
is_bound(const struct form *form, enum key key)
{
	for (size_t i = 0; i < form->action_count; i++)
		if (strcmp(form->action[i].key, key_label(key)) == 0)
			return true;
	return false;
}

/* The conditions have the focus only until the rows come: unless something was
 * typed there, these keys would meet a row. */
static bool
is_for_rows(struct list *l, const struct event *event)
{
	if (!l->fields.has_focus)
		return true;
	if (l->is_typed || event->kind != EVENT_KEY)
		return false;
	switch (event->key) {
	case K_ENTER:
	case K_UP:
	case K_DOWN:
	case K_PAGE_UP:
	case K_PAGE_DOWN:
		return true;
	default:
		return is_bound(l->screen.form, event->key);
	}
}

/* Behind the rows that are here. */
static bool
is_beyond(const struct listing *g, const struct event *event, bool is_down)
{
	size_t end = is_down ? g->count - 1 : 0;
	enum key line = is_down ? K_DOWN : K_UP;
	enum key page = is_down ? K_PAGE_DOWN : K_PAGE_UP;

	return event->kind == EVENT_KEY && (event->key == page ||
	    (event->key == line && g->bar == end));
}

static bool
awaits(struct screen *s, const struct event *event)
{
	struct list *l = list_of(s);

	switch (l->reading) {
	case READING_FIRST:
	case READING_SORTED:
	case READING_LAST:
		return event == NULL || is_for_rows(l, event);
	case READING_AFTER:
	case READING_BEFORE:
		return event == NULL || (!l->fields.has_focus && is_beyond(
		    &l->listing, event, l->reading == READING_AFTER));
	default:
		return false;
	}
}

static bool
lacks_choices(struct screen *s)
{
	return fields_lacks_choices(&list_of(s)->fields);
}

/* On the rows a letter begins a search, where there is something to search
 * for. */
static bool
takes_letters(struct screen *s)
{
	return takes_text(s) || s->form->field_count > 0;
}

static unsigned
go_to(struct screen *s, size_t field)
{
	return fields_go_to(&list_of(s)->fields, field) ? SCREEN_REDRAW : SCREEN_BEEP;
}

static const char *
value(struct screen *s, const char *name)
{
	struct list *l = list_of(s);
	const char *v = fields_value(&l->fields, name);

	return v ? v : listing_value(&l->listing, name);
}

static void
reload(struct screen *s)
{
	struct list *l = list_of(s);

	if (l->listing.page_count)
		list_read_again(l);
	else
		ask_first(l);
}

static struct marks *
marks(struct screen *s)
{
	return &list_of(s)->marks;
}

static bool
step(struct screen *s, int by)
{
	struct listing *g = &list_of(s)->listing;

	if (by < 0 ? g->bar == 0 : g->bar + 1 >= g->count)
		return false;
	g->bar += (size_t)by;
	list_read_more(list_of(s));
	return true;
}

static void
keys(struct screen *s, struct buf *out)
{
	if (list_of(s)->fields.has_focus)
		buf_adds(out, _("Enter search"));
}

const struct screen_kind list_kind = {
	.size = sizeof(struct list),
	.open = open_list,
	.close = close_list,
	.handlers = list_handlers,
	.event = event,
	.paint = paint,
	.paint_caret = paint_caret,
	.takes_text = takes_text,
	.awaits = awaits,
	.lacks_choices = lacks_choices,
	.takes_letters = takes_letters,
	.go_to = go_to,
	.value = value,
	.reload = reload,
	.marks = marks,
	.step = step,
	.keys = keys,
};

bool
list_is_found(const struct screen *s)
{
	return s->kind->step == step && ((const struct list *)s)->found;
}

static void
open_found(struct screen *s)
{
	init(list_of(s));
}

void
list_open_found(struct session *s, const struct form *form,
    const struct found *found)
{
	static struct screen_kind kind;
	struct list *l;

	kind = list_kind;
	kind.open = open_found;
	l = (struct list *)session_push(s, &kind, form, NULL);
	l->found = found;
	list_read_first(l);
}

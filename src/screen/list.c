/*
 * Rows are read a page at a time from where the last page ended, when the
 * form gives an order; else all at once, up to a limit.
 */
#include "screen/list.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/fields.h"
#include "screen/listing.h"
#include "ui/term.h"

#define PAGE 101		/* rows asked for: 100 and one that says more */
#define WHOLE 1001

struct list {
	struct screen screen;
	struct fields fields;
	struct listing listing;
	bool is_reading, was_asked;
	char *summary;
};

static struct list *
list_of(struct screen *s)
{
	return (struct list *)s;
}

static bool
is_paged(const struct list *l)
{
	return l->screen.form->rows.order.count > 0;
}

static size_t
limit(const struct list *l)
{
	return is_paged(l) ? PAGE : WHOLE;
}

static void
say_count(struct list *l)
{
	struct session *s = l->screen.session;

	if (l->listing.count == 0)
		session_say(s, SEVERITY_INFO,
		    _("nothing found: try less, or another word"));
	else if (l->listing.has_more && !is_paged(l))
		session_say(s, SEVERITY_WARNING,
		    _("the first %zu are shown: narrow the search"),
		    l->listing.count);
	else if (l->listing.has_more)
		session_say(s, SEVERITY_INFO,
		    _("the first %zu; more come as you go down"),
		    l->listing.count);
	else
		session_say(s, SEVERITY_INFO, _("%zu found"), l->listing.count);
}

static void
come(void *data, const struct answer *answer)
{
	struct list *l = data;
	struct session *s = l->screen.session;
	bool is_first = l->listing.count == 0;

	l->is_reading = false;
	s->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_LOST) {
		session_say(s, SEVERITY_WARNING,
		    _("the line is down: press Enter again when it is back"));
		return;
	}
	if (answer->outcome == OUTCOME_REFUSED) {
		session_say(s, SEVERITY_ERROR, "%s", answer->message);
		return;
	}
	listing_add(&l->listing, answer->table[0], limit(l));
	if (answer->count > 1)
		mem_set(&l->summary, table_rows(answer->table[1]) ?
		    table_text(answer->table[1], 0, 0) : "");
	if (is_first && l->listing.count)
		l->fields.has_focus = false;
	if (is_first && (l->was_asked || l->listing.has_more ||
	    l->listing.count == 0))
		say_count(l);
}

static void
read_page(struct list *l, const char *const *after)
{
	struct statement st[2];
	const struct rows *rows = &l->screen.form->rows;
	size_t count = 0;

	st[count++] = statement_page(rows, after, limit(l), screen_value,
	    &l->screen);
	if (after == NULL && rows->summary.text)
		st[count++] = statement_query(rows->summary.text, screen_value,
		    &l->screen);
	l->is_reading = true;
	db_send(l->screen.session->db, st, count, come, l);
}

static void
ask(struct list *l)
{
	db_forget(l->screen.session->db, l);
	listing_clear(&l->listing);
	l->fields.is_replaced = true;
	read_page(l, NULL);
}

static void
read_more(struct list *l)
{
	const char **after;

	if (l->is_reading || !is_paged(l) ||
	    !listing_wants_page(&l->listing, session_body_rows(l->screen.session)))
		return;
	after = mem_alloc(l->screen.form->rows.order.count * sizeof(*after));
	listing_last(&l->listing, after);
	read_page(l, after);
	free(after);
}

static void
relayout(struct list *l)
{
	fields_layout(&l->fields, session_body_rows(l->screen.session));
}

/* Asks at once, unless a condition that is required is still empty. */
static void
ask_first(struct list *l)
{
	for (size_t i = 0; i < l->screen.form->field_count; i++)
		if (!record_check(l->fields.record, i, NULL))
			return;
	ask(l);
}

static void
open_list(struct screen *s)
{
	struct list *l = list_of(s);

	fields_init(&l->fields, s, s->form, NULL);
	listing_init(&l->listing, s->session, &s->form->rows);
	relayout(l);
	fields_focus_first(&l->fields);
	ask_first(l);
}

static void
close_list(struct screen *s)
{
	struct list *l = list_of(s);

	db_forget(s->session->db, s);
	fields_done(&l->fields);
	listing_done(&l->listing);
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

static unsigned
rows_event(struct list *l, const struct event *event)
{
	const struct action *action;

	if (listing_event(&l->listing, event, listing_rows(l) - 1)) {
		read_more(l);
		return SCREEN_REDRAW;
	}
	action = action_of(&l->screen, event);
	if (action == NULL)
		return back_to_conditions(l, event);
	action_run(&l->screen, action);
	return SCREEN_REDRAW;
}

static bool
has_choices(struct screen *s)
{
	return fields_has_choices(&list_of(s)->fields);
}

static unsigned
choices(struct screen *s)
{
	fields_pick(&list_of(s)->fields);
	return SCREEN_REDRAW;
}

static bool
has_conditions(struct screen *s)
{
	return s->form->field_count > 0;
}

static unsigned
conditions(struct screen *s)
{
	fields_focus_first(&list_of(s)->fields);
	list_of(s)->fields.is_replaced = true;
	return SCREEN_REDRAW;
}

static bool
can_read(struct screen *s)
{
	return list_of(s)->was_asked || !has_conditions(s);
}

static unsigned
read_again(struct screen *s)
{
	ask(list_of(s));
	return SCREEN_REDRAW;
}

static unsigned
back(struct screen *s)
{
	(void)s;
	return SCREEN_CLOSE;
}

static const struct handler handlers[] = {
	{ .command = COMMAND_CHOICES, .run = choices, .can = has_choices },
	{ .command = COMMAND_FIND, .run = conditions, .can = has_conditions,
	    .is_quiet = true },
	{ .command = COMMAND_RESET, .run = read_again, .can = can_read,
	    .is_quiet = true },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

static unsigned
event(struct screen *s, const struct event *event)
{
	struct list *l = list_of(s);
	const struct action *action;
	unsigned flags;

	if (!l->fields.has_focus)
		return rows_event(l, event);
	flags = fields_event(&l->fields, event);
	if (flags & FIELDS_LEFT && fields_check(&l->fields)) {
		l->was_asked = true;
		ask(l);
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
	if (l->fields.has_focus) {
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

/* On the rows a letter begins a search, where there is something to search
 * for. */
static bool
takes_letters(struct screen *s)
{
	return takes_text(s) || has_conditions(s);
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
	ask(list_of(s));
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
	.handlers = handlers,
	.event = event,
	.paint = paint,
	.paint_caret = paint_caret,
	.takes_text = takes_text,
	.takes_letters = takes_letters,
	.go_to = go_to,
	.value = value,
	.reload = reload,
	.keys = keys,
};

/* Items under headings, those of the operator's duties only. */
#include "screen/menu.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/ask.h"
#include "screen/offer.h"
#include "screen/session.h"
#include "text/width.h"
#include "ui/term.h"

struct menu {
	struct screen screen;
	size_t bar;		/* index into the form's actions */
};

static bool
is_shown(struct screen *s, size_t i)
{
	return action_applies(s, &s->form->action[i]);
}

static void
move(struct screen *s, int step)
{
	struct menu *m = (struct menu *)s;
	size_t count = s->form->action_count, i = m->bar;

	while ((step > 0 && i + 1 < count) || (step < 0 && i > 0)) {
		i += (size_t)step;
		if (is_shown(s, i)) {
			m->bar = i;
			return;
		}
	}
}

static void
open_menu(struct screen *s)
{
	struct menu *m = (struct menu *)s;

	if (s->form->action_count && !is_shown(s, 0)) {
		m->bar = 0;
		move(s, 1);
	}
}

static void
end(struct screen *s, void *data, const char *text)
{
	(void)data;
	(void)text;
	s->session->is_over = true;
}

static bool
is_first(struct screen *s)
{
	return s->below == NULL;
}

static unsigned
leave(struct screen *s)
{
	ask_yes(s->session, _("leave zhen? (Y yes, N no)"), end, NULL);
	return SCREEN_REDRAW;
}

static unsigned
back(struct screen *s)
{
	(void)s;
	return SCREEN_CLOSE;
}

static unsigned
key_event(struct screen *s, enum key key)
{
	struct menu *m = (struct menu *)s;

	switch (key) {
	case K_UP:
	case K_BACKTAB:
		move(s, -1);
		return SCREEN_REDRAW;
	case K_DOWN:
	case K_TAB:
		move(s, 1);
		return SCREEN_REDRAW;
	case K_ENTER:
		if (m->bar < s->form->action_count && is_shown(s, m->bar))
			action_run(s, &s->form->action[m->bar]);
		return SCREEN_REDRAW;
	default:
		return SCREEN_IGNORED;
	}
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct menu *m = (struct menu *)s;
	const struct action *action;

	if (event->kind == EVENT_KEY)
		return key_event(s, event->key);
	action = action_of(s, event);
	if (action == NULL)
		return SCREEN_IGNORED;
	m->bar = (size_t)(action - s->form->action);
	action_run(s, action);
	return SCREEN_REDRAW;
}

/* A row of the screen: an item, else the heading of a section, else blank. */
struct line {
	size_t item;
	int section;
};
#define NO_ITEM ((size_t)-1)

static void
add_line(struct line **line, size_t *count, size_t item, int section)
{
	*MEM_PUSH(*line, *count) = (struct line){ item, section };
}

/* All rows, yours to free; is_airy: a blank one before each heading. */
static struct line *
lines_of(struct screen *s, bool is_airy, size_t *count)
{
	struct line *line = NULL;
	int section = -1;

	*count = 0;
	for (size_t i = 0; i < s->form->action_count; i++) {
		int own = s->form->action[i].section;

		if (!is_shown(s, i))
			continue;
		if (own != section && is_airy)
			add_line(&line, count, NO_ITEM, -1);
		if (own != section && own >= 0)
			add_line(&line, count, NO_ITEM, own);
		section = own;
		add_line(&line, count, i, own);
	}
	return line;
}

static void
paint_line(struct screen *s, const struct line *line, int row)
{
	const struct action *a;
	bool is_bar = line->item == ((struct menu *)s)->bar;
	char *text;

	if (line->item == NO_ITEM) {
		if (line->section >= 0)
			view_heading(row, 2, term_columns() - 4, STYLE_HEADING,
			    s->form->section[line->section].title);
		return;
	}
	a = &s->form->action[line->item];
	text = mem_printf(" %s  %s ", a->key, a->label);
	view_text(row, 5, width_text(text), is_bar ? STYLE_SELECTED :
	    STYLE_NORMAL, text, ' ');
	if (is_bar)
		view_text(row, 3, 2, STYLE_NORMAL, ">", ' ');
	free(text);
}

/* Where the message line is, while there is nothing else to say. */
static void
paint_reminder(struct session *s)
{
	char *text = s->message ? NULL : offer_reminder(s);

	if (text)
		view_text(session_message_row(s), 0, term_columns(),
		    STYLE_INFO, text, ' ');
	free(text);
}

/* The first row that is shown: as few are left out above as the bar allows. */
static size_t
top_of(struct screen *s, const struct line *line, size_t count, size_t room)
{
	size_t at = 0;

	while (at < count && line[at].item != ((struct menu *)s)->bar)
		at++;
	return at < room ? 0 : at - room + 1;
}

static void
paint(struct screen *s)
{
	size_t room = (size_t)session_body_rows(s->session), count;
	struct line *line = lines_of(s, true, &count);
	size_t top;

	if (count > room) {
		free(line);
		line = lines_of(s, false, &count);
	}
	top = top_of(s, line, count, room);
	for (size_t i = top; i < count && i - top < room; i++)
		paint_line(s, &line[i], BODY_TOP + (int)(i - top));
	free(line);
	paint_reminder(s->session);
	view_caret(term_rows() - 1, 0);
}

static void
keys(struct screen *s, struct buf *out)
{
	(void)s;
	buf_adds(out, _("type the digit or letter, or Up Down Enter  / code"));
}

static const struct handler handlers[] = {
	{ .command = COMMAND_BACK, .run = leave, .can = is_first,
	    .label = N_("leave") },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

const struct screen_kind menu_kind = {
	.size = sizeof(struct menu),
	.open = open_menu,
	.handlers = handlers,
	.event = event,
	.paint = paint,
	.keys = keys,
};

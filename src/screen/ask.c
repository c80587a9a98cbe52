/*
 * An overlay of one line.  Keys that were typed before the question was on
 * the screen don't answer it with yes or no; Enter is no yes, and an empty
 * line is no text.
 */
#include "screen/ask.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/width.h"
#include "ui/editor.h"
#include "ui/term.h"

#define LINE_MAX_CHARS 100

struct ask {
	struct screen screen;
	char *text;
	struct editor *editor;		/* NULL: yes or no */
	bool was_empty;			/* what was answered */
	ask_done done;
	void *data;
};

static void
close_ask(struct screen *s)
{
	struct ask *a = (struct ask *)s;

	editor_free(a->editor);
	free(a->text);
}

static unsigned
answer(struct ask *a, const char *text)
{
	struct session *s = a->screen.session;
	ask_done done = a->done;
	void *data = a->data;

	session_pop(s);
	done(s->top, data, text);
	return SCREEN_REDRAW;
}

/* Said in the question itself, which stands where messages do. */
static unsigned
ask_again(struct ask *a)
{
	char *text = a->was_empty ? NULL :
	    mem_printf(_("%s (it can't be empty)"), a->text);

	if (text)
		mem_set(&a->text, text);
	free(text);
	a->was_empty = true;
	return SCREEN_REDRAW;
}

static unsigned
take_line(struct ask *a)
{
	char *text = editor_text(a->editor);
	unsigned flags = SCREEN_BEEP;

	if (*text)
		flags = answer(a, text);
	else
		flags |= ask_again(a);
	free(text);
	return flags;
}

static bool
is_char(const struct event *event, uint32_t low, uint32_t high)
{
	return event->kind == EVENT_CHAR &&
	    (event->cp == low || event->cp == high);
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct ask *a = (struct ask *)s;

	if (command_is_back(event))
		return SCREEN_CLOSE;
	if (a->editor == NULL) {
		if (is_char(event, 'y', 'Y'))
			return answer(a, "");
		return is_char(event, 'n', 'N') ? SCREEN_CLOSE : SCREEN_BEEP;
	}
	if (event->kind == EVENT_KEY && event->key == K_ENTER)
		return take_line(a);
	return editor_event(a->editor, event) == EDITOR_CHANGED ?
	    SCREEN_CARET : SCREEN_BEEP;
}

static void
paint(struct screen *s)
{
	struct ask *a = (struct ask *)s;
	int row = session_message_row(s->session), columns = term_columns();
	int at = width_text(a->text) + 1;

	view_text(row, 0, columns, STYLE_WARNING, a->text, ' ');
	if (at > columns - 8)
		at = columns - 8;
	if (a->editor)
		editor_paint(a->editor, row, at, columns - at - 1, STYLE_FIELD,
		    '_');
	else
		view_caret(row, at);
}

static void
keys(struct screen *s, struct buf *out)
{
	buf_adds(out, ((struct ask *)s)->editor ? _("Enter done  F10 back") :
	    _("Y yes  N no"));
}

static const struct screen_kind ask_kind = {
	.size = sizeof(struct ask),
	.is_overlay = true,
	.close = close_ask,
	.event = event,
	.paint = paint,
	.keys = keys,
};

static struct ask *
ask_open(struct session *s, const char *text, ask_done done, void *data)
{
	struct ask *a = (struct ask *)session_push(s, &ask_kind, NULL, NULL);

	a->text = mem_dup(text);
	a->done = done;
	a->data = data;
	return a;
}

void
ask_yes(struct session *s, const char *question, ask_done done, void *data)
{
	ask_open(s, question, done, data)->screen.ahead = AHEAD_DROPPED;
}

void
ask_line(struct session *s, const char *label, ask_done done, void *data)
{
	struct ask *a = ask_open(s, label, done, data);

	a->editor = editor_new();
	editor_set(a->editor, "", LINE_MAX_CHARS);
}

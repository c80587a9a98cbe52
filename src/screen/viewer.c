/* Help and lists of problems: lines, wrapped and paged. */
#include "screen/viewer.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/width.h"
#include "ui/term.h"

#define MARGIN 2

struct viewer {
	struct screen screen;
	char *title, *text;
	size_t top, lines;
	const struct viewer_question *question;	/* NULL: none */
};

static void
close_viewer(struct screen *s)
{
	struct viewer *v = (struct viewer *)s;

	free(v->title);
	free(v->text);
}

/* The bytes of the next screen line of text, and where the one after it
 * begins. */
static size_t
next_line(const char *text, int columns, const char **next)
{
	size_t whole = strcspn(text, "\n");
	char *line = mem_dup_len(text, whole);
	size_t fits = width_cut(line, columns, NULL);

	free(line);
	if (fits == 0 && whole > 0)
		fits = whole;
	*next = text + fits;
	if (**next == '\n')
		(*next)++;
	return fits;
}

static unsigned
scroll(struct viewer *v, long by)
{
	size_t page = (size_t)session_body_rows(v->screen.session);
	size_t last = v->lines > page ? v->lines - page : 0;

	if (by < 0)
		v->top -= v->top < (size_t)-by ? v->top : (size_t)-by;
	else
		v->top = last - v->top < (size_t)by ? last : v->top + (size_t)by;
	return SCREEN_REDRAW;
}

static unsigned
answer(struct viewer *v, char key)
{
	const struct viewer_question *question = v->question;
	struct session *s = v->screen.session;

	session_pop(s);
	question->done(s->top, key);
	return SCREEN_REDRAW;
}

/* What doesn't scroll: any key is the way back, unless something is asked. */
static unsigned
leave(struct viewer *v, const struct event *event)
{
	uint32_t cp = event->cp >= 'a' && event->cp <= 'z' ?
	    event->cp - 'a' + 'A' : event->cp;

	if (v->question == NULL)
		return SCREEN_CLOSE;
	if (command_is_back(event))
		return answer(v, '\0');
	if (event->kind != EVENT_CHAR || cp == 0 || cp > 'Z' ||
	    strchr(v->question->keys, (int)cp) == NULL)
		return SCREEN_BEEP;
	return answer(v, (char)cp);
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct viewer *v = (struct viewer *)s;
	int page = session_body_rows(v->screen.session) - 1;

	if (event->kind != EVENT_KEY)
		return leave(v, event);
	switch (event->key) {
	case K_UP: return scroll(v, -1);
	case K_DOWN: return scroll(v, 1);
	case K_PAGE_UP: return scroll(v, -page);
	case K_PAGE_DOWN: return scroll(v, page);
	default: return leave(v, event);
	}
}

static void
paint(struct screen *s)
{
	struct viewer *v = (struct viewer *)s;
	int columns = term_columns() - 2 * MARGIN;
	const char *at = v->text, *next;

	view_text(0, 0, term_columns(), STYLE_TITLE, " ", ' ');
	view_text(0, 1, term_columns() - 1, STYLE_TITLE, v->title, ' ');
	v->lines = 0;
	for (; *at; at = next, v->lines++) {
		size_t len = next_line(at, columns, &next);
		long row = (long)v->lines - (long)v->top;
		char *line;

		if (row < 0 || row >= session_body_rows(v->screen.session))
			continue;
		line = mem_dup_len(at, len);
		view_text(BODY_TOP + (int)row, MARGIN, columns,
		    *line == '[' ? STYLE_HEADING : STYLE_NORMAL, line, ' ');
		free(line);
	}
	view_caret(term_rows() - 1, 0);
}

static void
keys(struct screen *s, struct buf *out)
{
	const struct viewer_question *question =
	    ((struct viewer *)s)->question;

	buf_adds(out, question ? _(question->words) :
	    _("PageUp PageDown turn  any other key back"));
}

static const struct screen_kind viewer_kind = {
	.size = sizeof(struct viewer),
	.close = close_viewer,
	.event = event,
	.paint = paint,
	.keys = keys,
};

void
viewer_ask(struct session *s, const char *title, const char *text,
    const struct viewer_question *question)
{
	viewer_open(s, title, text);
	((struct viewer *)s->top)->question = question;
	s->top->ahead = AHEAD_DROPPED;
}

void
viewer_open(struct session *s, const char *title, const char *text)
{
	struct viewer *v = (struct viewer *)session_push(s, &viewer_kind, NULL,
	    NULL);

	v->title = mem_dup(title);
	v->text = mem_dup(text);
}

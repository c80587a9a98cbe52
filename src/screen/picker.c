/* An overlay over a form: a line to type in and the values that fit. */
#include "screen/picker.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/choices.h"
#include "text/width.h"
#include "ui/editor.h"
#include "ui/term.h"

#define WIDTH 44		/* columns of the box */
#define TYPED_MAX 30

struct picker {
	struct screen screen;
	char *title, *set;
	struct editor *editor;
	size_t *match;		/* indices into the list */
	size_t match_count;
	size_t top, bar;
	picker_done done;
	void *data;
};

static void
narrow(struct picker *p)
{
	struct session *s = p->screen.session;
	size_t count = choices_count(s, p->set);
	char *typed = editor_text(p->editor);

	p->match = mem_resize(p->match, count, sizeof(*p->match));
	p->match_count = p->top = p->bar = 0;
	for (size_t i = 0; i < count; i++) {
		struct choice c = choices_at(s, p->set, i);

		if (choice_matches(&c, typed))
			p->match[p->match_count++] = i;
	}
	free(typed);
}

static void
close_picker(struct screen *s)
{
	struct picker *p = (struct picker *)s;

	editor_free(p->editor);
	free(p->match);
	free(p->title);
	free(p->set);
}

static int
box_rows(void)
{
	return session_body_rows() - 2;
}

static unsigned
take(struct picker *p)
{
	struct session *s = p->screen.session;
	picker_done done = p->done;
	void *data = p->data;
	char *code;

	if (p->match_count == 0)
		return SCREEN_BEEP;
	code = mem_dup(choices_at(s, p->set, p->match[p->bar]).code);
	session_pop(s);
	done(s->top, data, code);
	free(code);
	return SCREEN_REDRAW;
}

static unsigned
move(struct picker *p, int by)
{
	size_t last = p->match_count ? p->match_count - 1 : 0;
	size_t step = (size_t)abs(by);

	if (by < 0)
		p->bar -= p->bar < step ? p->bar : step;
	else
		p->bar = last - p->bar < step ? last : p->bar + step;
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct picker *p = (struct picker *)s;
	int page = box_rows() - 1;

	if (event->kind == EVENT_KEY) {
		switch (event->key) {
		case K_ENTER: return take(p);
		case K_UP: return move(p, -1);
		case K_DOWN: case K_TAB: return move(p, 1);
		case K_PAGE_UP: return move(p, -page);
		case K_PAGE_DOWN: return move(p, page);
		case K_ESCAPE: case K_F10: case K_CTRL_C: return SCREEN_CLOSE;
		default: break;
		}
	}
	switch (editor_event(p->editor, event)) {
	case EDITOR_CHANGED:
		narrow(p);
		return SCREEN_REDRAW;
	case EDITOR_REFUSED:
		return SCREEN_BEEP;
	default:
		return SCREEN_IGNORED;
	}
}

static void
paint(struct screen *s)
{
	struct picker *p = (struct picker *)s;
	int rows = box_rows(), row = BODY_TOP + 1;
	int width = WIDTH < term_columns() ? WIDTH : term_columns();
	int left = term_columns() - width;
	size_t shown = (size_t)rows - 1;

	if (p->bar < p->top)
		p->top = p->bar;
	if (p->bar >= p->top + shown)
		p->top = p->bar - shown + 1;
	for (size_t i = 0; i < shown; i++) {
		size_t at = p->top + i;
		struct choice c = { .code = "", .name = "" };
		char *line;

		if (at < p->match_count)
			c = choices_at(s->session, p->set, p->match[at]);
		line = mem_printf(" %-13s%s", c.code, c.name);
		view_text(row + 1 + (int)i, left, 1, STYLE_HEADING, "|", ' ');
		view_text(row + 1 + (int)i, left + 1, width - 1,
		    at == p->bar && p->match_count ? STYLE_SELECTED :
		    STYLE_NORMAL, line, ' ');
		free(line);
	}
	view_text(row, left, width, STYLE_HEADING, "|", ' ');
	view_text(row, left + 2, 12, STYLE_HEADING, p->title, ' ');
	editor_paint(p->editor, row, left + 15, width - 16, STYLE_FIELD, '_');
}

static void
keys(struct screen *s, struct buf *out)
{
	(void)s;
	buf_adds(out, _("type to narrow  Enter take  F10 back"));
}

static const struct screen_kind picker_kind = {
	.size = sizeof(struct picker),
	.is_overlay = true,
	.close = close_picker,
	.event = event,
	.paint = paint,
	.keys = keys,
};

void
picker_open(struct session *s, const char *title, const char *set,
    const char *typed, picker_done done, void *data)
{
	struct picker *p;

	if (!choices_are_here(s, set)) {
		choices_want(s, set);
		session_say(s, SEVERITY_INFO, _("the list is on its way"));
		return;
	}
	p = (struct picker *)session_push(s, &picker_kind, NULL, NULL);
	p->title = mem_dup(title);
	p->set = mem_dup(set);
	p->done = done;
	p->data = data;
	p->editor = editor_new();
	editor_set(p->editor, typed, TYPED_MAX);
	narrow(p);
	if (p->match_count == 0) {
		editor_set(p->editor, "", TYPED_MAX);
		narrow(p);
	}
}

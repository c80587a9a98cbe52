/* An overlay: a line to type in and the choices that fit, the best first. */
#include "screen/picker.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/width.h"
#include "ui/editor.h"
#include "ui/term.h"

#define TITLE_WIDTH 12
#define TYPED_MAX 30

struct picker {
	struct screen screen;
	struct picker_choices of;
	char *title;
	struct editor *editor;
	size_t *match;		/* indices of choices, the best first */
	size_t match_count;
	size_t top, bar;
};

/* Those that begin as typed stand before those that have it inside. */
static void
narrow(struct picker *p)
{
	char *typed = editor_text(p->editor);
	size_t ends[CHOICE_RANKS + 1] = { 0 };
	unsigned char *rank = mem_alloc(p->of.count);

	for (size_t i = 0; i < p->of.count; i++) {
		rank[i] = (unsigned char)choice_rank(&p->of.choice[i], typed);
		if (rank[i] < CHOICE_RANKS)
			ends[rank[i] + 1]++;
	}
	for (int i = 0; i < CHOICE_RANKS; i++)
		ends[i + 1] += ends[i];
	p->match_count = ends[CHOICE_RANKS];
	for (size_t i = 0; i < p->of.count; i++) {
		if (rank[i] < CHOICE_RANKS)
			p->match[ends[rank[i]]++] = i;
	}
	p->top = p->bar = 0;
	free(rank);
	free(typed);
}

static void
close_picker(struct screen *s)
{
	struct picker *p = (struct picker *)s;

	if (p->of.gone)
		p->of.gone(p->of.data);
	editor_free(p->editor);
	free(p->match);
	free(p->title);
}

static int
box_rows(const struct picker *p)
{
	return session_body_rows(p->screen.session) - 2;
}

static unsigned
take(struct picker *p)
{
	struct session *s = p->screen.session;
	struct picker_choices of = p->of;
	size_t index;

	if (p->match_count == 0)
		return SCREEN_BEEP;
	index = p->match[p->bar];
	p->of.gone = NULL;
	ahead_release(s);
	session_pop(s);
	of.took(s->top, of.data, index);
	if (of.gone)
		of.gone(of.data);
	return SCREEN_REDRAW;
}

/* What it was given goes after the last use of it. */
static unsigned
add(struct picker *p)
{
	struct session *s = p->screen.session;
	struct picker_choices of = p->of;
	char *typed;

	if (of.add == NULL)
		return SCREEN_BEEP;
	typed = editor_text(p->editor);
	p->of.gone = NULL;
	session_pop(s);
	of.add(s->top, of.data, typed);
	if (of.gone)
		of.gone(of.data);
	free(typed);
	return SCREEN_REDRAW;
}

static unsigned
remove_choice(struct picker *p)
{
	struct session *s = p->screen.session;
	struct picker_choices of = p->of;
	size_t index;

	if (of.remove == NULL || p->match_count == 0)
		return SCREEN_BEEP;
	index = p->match[p->bar];
	p->of.gone = NULL;
	session_pop(s);
	of.remove(s->top, of.data, index);
	if (of.gone)
		of.gone(of.data);
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
	int page = box_rows(p) - 1;

	if (command_is_back(event))
		return SCREEN_CLOSE;
	if (event->kind == EVENT_KEY) {
		switch (event->key) {
		case K_ENTER: return take(p);
		case K_CTRL_N: return add(p);
		case K_CTRL_T: return remove_choice(p);
		case K_UP: return move(p, -1);
		case K_DOWN: case K_TAB: return move(p, 1);
		case K_PAGE_UP: return move(p, -page);
		case K_PAGE_DOWN: return move(p, page);
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
paint_choice(const struct picker *p, size_t at, int row, int left, int width)
{
	enum style style = at == p->bar ? STYLE_SELECTED : STYLE_NORMAL;
	const struct choice *c = &p->of.choice[p->match[at]];
	int code = p->of.code_columns, note;
	int name = width - code - 2;

	view_text(row, left, width, style, "", ' ');
	view_text(row, left + 1, code, style, c->code, ' ');
	if (*c->note) {
		note = width_text(c->note);
		if (width_text(c->name) + note + 2 <= name) {
			view_text(row, left + width - note - 1, note, style,
			    c->note, ' ');
			name -= note + 1;
		}
	}
	view_text(row, left + 1 + code + 1, name - 1, style, c->name, ' ');
}

static void
paint(struct screen *s)
{
	struct picker *p = (struct picker *)s;
	int rows = box_rows(p), row = BODY_TOP + 1;
	int width = p->of.columns < term_columns() ? p->of.columns :
	    term_columns();
	int left = term_columns() - width;
	size_t shown = (size_t)rows - 1;

	p->top = view_follow(p->top, p->bar, shown);
	for (size_t i = 0; i < shown; i++) {
		int at = row + 1 + (int)i;

		view_text(at, left, width, STYLE_HEADING,
		    p->match_count && p->top + i == p->bar ? ">" : "|", ' ');
		if (p->top + i < p->match_count)
			paint_choice(p, p->top + i, at, left + 1, width - 1);
		else
			view_text(at, left + 1, width - 1, STYLE_NORMAL, "",
			    ' ');
	}
	view_text(row, left, width, STYLE_HEADING, "|", ' ');
	view_text(row, left + 2, TITLE_WIDTH, STYLE_HEADING, p->title, ' ');
	editor_paint(p->editor, row, left + TITLE_WIDTH + 3,
	    width - TITLE_WIDTH - 4, STYLE_FIELD, '_');
}

static void
keys(struct screen *s, struct buf *out)
{
	buf_adds(out, _("type to narrow  Enter take"));
	if (((struct picker *)s)->of.add)
		buf_adds(out, _("  Ctrl-N a new one"));
	if (((struct picker *)s)->of.remove)
		buf_adds(out, _("  Ctrl-T remove"));
	buf_adds(out, _("  F10 back"));
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
picker_open_choices(struct session *s, const struct picker_choices *choices,
    const char *typed)
{
	struct picker *p = (struct picker *)session_push(s, &picker_kind, NULL,
	    NULL);

	p->of = *choices;
	p->title = mem_dup(choices->title);
	p->match = mem_alloc(choices->count * sizeof(*p->match));
	p->editor = editor_new();
	editor_set(p->editor, typed, TYPED_MAX);
	narrow(p);
	if (p->match_count == 0) {
		editor_set(p->editor, "", TYPED_MAX);
		narrow(p);
	}
}

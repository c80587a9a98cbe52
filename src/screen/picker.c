/* An overlay: a line to type in and the choices that fit, the best first. */
#include "screen/picker.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/tree.h"
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
	const struct choice *above;	/* of a tree: what is listed */
	bool has_steps;		/* there is somewhere to go */
	size_t top, bar;
};

static bool
is_listing(const struct picker *p)
{
	return p->of.is_tree && editor_is_empty(p->editor);
}

static struct tree
tree_of(const struct picker *p)
{
	return (struct tree){ p->of.choice, p->of.count, p->of.used };
}

/* 2 for each rank: what is above values only comes after them. */
static size_t
rank_of(const struct picker *p, size_t i, const char *typed)
{
	const struct choice *c = &p->of.choice[i];

	return 2 * (size_t)choice_rank(c, typed) +
	    (p->of.is_tree && !c->is_taken);
}

/* Those that begin as typed stand before those that have it inside. */
static void
match_typed(struct picker *p)
{
	char *typed = editor_text(p->editor);
	size_t ends[2 * CHOICE_RANKS + 3] = { 0 };
	unsigned char *rank = mem_alloc(p->of.count);

	for (size_t i = 0; i < p->of.count; i++) {
		rank[i] = (unsigned char)rank_of(p, i, typed);
		ends[rank[i] + 1]++;
	}
	for (int i = 0; i < 2 * CHOICE_RANKS; i++)
		ends[i + 1] += ends[i];
	p->match_count = ends[2 * CHOICE_RANKS];
	for (size_t i = 0; i < p->of.count; i++) {
		if (rank[i] < 2 * CHOICE_RANKS)
			p->match[ends[rank[i]]++] = i;
	}
	free(rank);
	free(typed);
}

static void
narrow(struct picker *p)
{
	struct tree tree = tree_of(p);

	if (is_listing(p))
		p->match_count = tree_below(&tree, p->above, p->match);
	else
		match_typed(p);
	p->top = p->bar = 0;
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

/* Into what is under the bar, or back out of what is listed. */
static unsigned
go_down(struct picker *p)
{
	struct tree tree = tree_of(p);
	const struct choice *c;

	if (p->match_count == 0)
		return SCREEN_BEEP;
	c = &p->of.choice[p->match[p->bar]];
	if (!tree_has_below(&tree, c))
		return SCREEN_BEEP;
	p->above = c;
	editor_set(p->editor, "", TYPED_MAX);
	narrow(p);
	return SCREEN_REDRAW;
}

static unsigned
go_up(struct picker *p)
{
	struct tree tree = tree_of(p);
	const struct choice *from = p->above;

	if (tree_is_top(&tree, from))
		return SCREEN_BEEP;
	p->above = from->above;
	narrow(p);
	for (size_t i = 0; i < p->match_count; i++)
		if (strcmp(p->of.choice[p->match[i]].code, from->code) == 0)
			p->bar = i;
	return SCREEN_REDRAW;
}

/* Under the bar is what can't be taken, only gone into. */
static bool
is_above(const struct picker *p)
{
	return p->of.is_tree && p->match_count &&
	    !p->of.choice[p->match[p->bar]].is_taken;
}

/* Keys that the line has no use for where its caret is. */
static unsigned
step(struct picker *p, enum key key)
{
	if (!p->of.is_tree)
		return SCREEN_IGNORED;
	if (key == K_RIGHT && editor_is_at_end(p->editor))
		return go_down(p);
	if ((key == K_LEFT || key == K_BACKSPACE) && is_listing(p))
		return go_up(p);
	return SCREEN_IGNORED;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct picker *p = (struct picker *)s;
	int page = box_rows(p) - 1;
	unsigned flags;

	if (command_is_back(event))
		return SCREEN_CLOSE;
	if (event->kind == EVENT_KEY) {
		switch (event->key) {
		case K_ENTER: return is_above(p) ? go_down(p) : take(p);
		case K_CTRL_N: return add(p);
		case K_CTRL_T: return remove_choice(p);
		case K_UP: return move(p, -1);
		case K_DOWN: case K_TAB: return move(p, 1);
		case K_PAGE_UP: return move(p, -page);
		case K_PAGE_DOWN: return move(p, page);
		default: break;
		}
		flags = step(p, event->key);
		if (flags != SCREEN_IGNORED)
			return flags;
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

/* What all that is listed lies in is said once, at the top. */
static bool
is_told(const struct picker *p, const struct choice *c)
{
	return is_listing(p) && c->above && p->above &&
	    strcmp(c->above->code, p->above->code) == 0;
}

static void
paint_choice(const struct picker *p, size_t at, int row, int left, int width)
{
	enum style style = at == p->bar ? STYLE_SELECTED : STYLE_NORMAL;
	const struct choice *c = &p->of.choice[p->match[at]];
	int code = p->of.code_columns, note;
	int name = width - code - 2;
	struct tree tree = tree_of(p);

	view_text(row, left, width, style, "", ' ');
	view_text(row, left + 1, code, style, c->code, ' ');
	if (p->of.is_tree && tree_has_below(&tree, c)) {
		width--;
		view_text(row, left + width, 1, style, ">", ' ');
	}
	if (*c->note && !is_told(p, c)) {
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
	if (p->match_count == 0)
		view_text(row + 1, left + 2, width - 2, STYLE_WARNING,
		    _("nothing fits: take back what was typed last"), ' ');
	view_text(row, left, width, STYLE_HEADING, "|", ' ');
	view_text(row, left + 2, TITLE_WIDTH, STYLE_HEADING,
	    is_listing(p) && p->above ? p->above->name : p->title, ' ');
	editor_paint(p->editor, row, left + TITLE_WIDTH + 3,
	    width - TITLE_WIDTH - 4, STYLE_FIELD, '_');
}

static void
keys(struct screen *s, struct buf *out)
{
	buf_adds(out, _("type to narrow  Enter take"));
	if (((struct picker *)s)->has_steps)
		buf_adds(out, _("  Right into it  Left back out"));
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
	struct tree tree;

	p->of = *choices;
	p->title = mem_dup(choices->title);
	p->match = mem_alloc(choices->count * sizeof(*p->match));
	p->editor = editor_new();
	tree = tree_of(p);
	p->above = choices->is_tree ? tree_top(&tree) : NULL;
	p->has_steps = choices->is_tree && !tree_is_flat(&tree);
	editor_set(p->editor, typed, TYPED_MAX);
	narrow(p);
	if (p->match_count == 0) {
		editor_set(p->editor, "", TYPED_MAX);
		narrow(p);
	}
	if (p->match_count == 1 && is_above(p))
		go_down(p);
}

/*
 * The line being edited, its caret and what can be undone.  A run of typing,
 * and a run of deleting, is one step to undo.
 */
#include "ui/editor.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "text/width.h"

struct line {
	uint32_t *cps;
	size_t count, caret;
};

enum run { RUN_NONE, RUN_TYPING, RUN_DELETING };

struct editor {
	struct line line;
	size_t max, first;	/* first: leftmost character, or line, painted */
	bool takes_lines;
	int columns;		/* that lines were painted in */
	struct line *past;	/* states before each step, and after */
	size_t past_count;
	size_t present;		/* steps done; those from here can be redone */
	enum run run;
	char *original;
};

struct editor *
editor_new(void)
{
	struct editor *e = mem_alloc(sizeof(*e));

	e->original = mem_dup("");
	return e;
}

static void
forget_from(struct editor *e, size_t step)
{
	while (e->past_count > step)
		free(e->past[--e->past_count].cps);
	if (step == 0) {
		free(e->past);
		e->past = NULL;
	}
}

void
editor_free(struct editor *e)
{
	if (e == NULL)
		return;
	forget_from(e, 0);
	free(e->line.cps);
	free(e->original);
	free(e);
}

void
editor_set(struct editor *e, const char *text, size_t max)
{
	free(e->line.cps);
	e->line.cps = utf8_decode(text, &e->line.count);
	if (e->line.count > max)
		e->line.count = max;
	e->line.caret = e->line.count;
	e->max = max;
	e->first = 0;
	e->run = RUN_NONE;
	e->present = 0;
	forget_from(e, 0);
	free(e->original);
	e->original = editor_text(e);
}

void
editor_take_lines(struct editor *e, bool takes_lines)
{
	e->takes_lines = takes_lines;
}

char *
editor_text(const struct editor *e)
{
	return utf8_encode(e->line.cps, e->line.count);
}

bool
editor_is_full(const struct editor *e)
{
	return e->line.count >= e->max;
}

bool
editor_is_empty(const struct editor *e)
{
	return e->line.count == 0;
}

bool
editor_is_at_end(const struct editor *e)
{
	return e->line.caret == e->line.count;
}

bool
editor_is_changed(const struct editor *e)
{
	char *text = editor_text(e);
	bool is_changed = strcmp(text, e->original) != 0;

	free(text);
	return is_changed;
}

static struct line
copy_line(const struct line *line)
{
	struct line copy = *line;
	size_t bytes = line->count * sizeof(*line->cps);

	copy.cps = mem_resize(NULL, line->count, sizeof(*copy.cps));
	if (bytes)
		memcpy(copy.cps, line->cps, bytes);
	return copy;
}

/* Before a change: keeps the state, unless the run it is in did. */
static void
remember(struct editor *e, enum run run)
{
	if (run != RUN_NONE && run == e->run)
		return;
	forget_from(e, e->present);
	*MEM_PUSH(e->past, e->past_count) = copy_line(&e->line);
	e->present = e->past_count;
	e->run = run;
}

static void
exchange(struct line *a, struct line *b)
{
	struct line kept = *a;

	*a = *b;
	*b = kept;
}

/* A step's slot holds the state on the other side of it. */
static enum editor_answer
undo(struct editor *e)
{
	e->run = RUN_NONE;
	if (e->present == 0)
		return EDITOR_REFUSED;
	exchange(&e->line, &e->past[--e->present]);
	return EDITOR_CHANGED;
}

static enum editor_answer
redo(struct editor *e)
{
	e->run = RUN_NONE;
	if (e->present == e->past_count)
		return EDITOR_REFUSED;
	exchange(&e->line, &e->past[e->present++]);
	return EDITOR_CHANGED;
}

static size_t
next_border(const struct line *line, size_t at)
{
	do
		at++;
	while (at < line->count && width_of(line->cps[at]) == 0);
	return at;
}

static size_t
previous_border(const struct line *line, size_t at)
{
	do
		at--;
	while (at > 0 && width_of(line->cps[at]) == 0);
	return at;
}

static enum editor_answer
insert(struct editor *e, uint32_t cp)
{
	struct line *line = &e->line;

	if (editor_is_full(e) ||
	    (fold_is_control(cp) && !(cp == '\n' && e->takes_lines)))
		return EDITOR_REFUSED;
	remember(e, RUN_TYPING);
	line->cps = mem_resize(line->cps, line->count + 1, sizeof(cp));
	memmove(line->cps + line->caret + 1, line->cps + line->caret,
	    (line->count - line->caret) * sizeof(cp));
	line->cps[line->caret++] = cp;
	line->count++;
	return EDITOR_CHANGED;
}

static enum editor_answer
delete(struct editor *e, size_t from, size_t to, enum run run)
{
	struct line *line = &e->line;

	if (from == to)
		return EDITOR_REFUSED;
	remember(e, run);
	memmove(line->cps + from, line->cps + to,
	    (line->count - to) * sizeof(*line->cps));
	line->count -= to - from;
	line->caret = from;
	return EDITOR_CHANGED;
}

static enum editor_answer
move_to(struct editor *e, size_t caret)
{
	e->line.caret = caret;
	e->run = RUN_NONE;
	return EDITOR_CHANGED;
}

static enum editor_answer
press_lines(struct editor *e, enum key key)
{
	const struct line *line = &e->line;
	size_t lines, at, to;
	struct stretch *stretch;
	int column;

	if (key == K_CTRL_O)
		return insert(e, '\n');
	if (key != K_UP && key != K_DOWN)
		return EDITOR_IGNORED;
	stretch = lines_wrap(line->cps, line->count, e->columns, &lines);
	at = lines_at(stretch, lines, line->caret);
	column = lines_columns(line->cps, stretch[at].from, line->caret);
	to = key == K_UP ? at - 1 : at + 1;
	if (to < lines)
		move_to(e, lines_at_column(line->cps, line->count, &stretch[to],
		    column));
	free(stretch);
	return to < lines ? EDITOR_CHANGED : EDITOR_IGNORED;
}

static enum editor_answer
press(struct editor *e, enum key key)
{
	const struct line *line = &e->line;
	size_t caret = line->caret, count = line->count;
	size_t before = caret > 0 ? previous_border(line, caret) : 0;
	size_t after = caret < count ? next_border(line, caret) : count;
	size_t start = lines_start(line->cps, caret);
	size_t end = lines_end(line->cps, count, caret);

	switch (key) {
	case K_LEFT:
		return caret > 0 ? move_to(e, before) : EDITOR_IGNORED;
	case K_RIGHT:
		return caret < count ? move_to(e, after) : EDITOR_IGNORED;
	case K_HOME:
		return caret > start ? move_to(e, start) : EDITOR_IGNORED;
	case K_END:
		return caret < end ? move_to(e, end) : EDITOR_IGNORED;
	case K_CTRL_A:
		return move_to(e, 0);
	case K_CTRL_E:
		return move_to(e, count);
	case K_BACKSPACE:
		return delete(e, before, caret, RUN_DELETING);
	case K_DELETE:
		return delete(e, caret, after, RUN_DELETING);
	case K_CTRL_U:
		return delete(e, 0, count, RUN_NONE);
	case K_CTRL_K:
		return delete(e, caret, count, RUN_NONE);
	case K_CTRL_Z:
		return undo(e);
	case K_CTRL_R:
		return redo(e);
	default:
		return e->takes_lines ? press_lines(e, key) : EDITOR_IGNORED;
	}
}

enum editor_answer
editor_event(struct editor *e, const struct event *event)
{
	switch (event->kind) {
	case EVENT_CHAR:
		return insert(e, event->cp);
	case EVENT_PASTED:
		return insert(e, event->cp < 0x20 && !(event->cp == '\n' &&
		    e->takes_lines) ? ' ' : event->cp);
	case EVENT_KEY:
		return press(e, event->key);
	case EVENT_PASTE_END:
	case EVENT_BAD:
		break;
	}
	return EDITOR_IGNORED;
}

/*
 * Moves first so that the caret is inside.  It jumps by a third of the field:
 * each scroll repaints all of it, and lines are slow.
 */
static void
scroll(struct editor *e, int columns)
{
	const struct line *line = &e->line;

	if (lines_columns(line->cps, 0, line->count) <= columns) {
		e->first = 0;
		return;
	}
	if (e->first > line->count)
		e->first = line->count;
	if (line->caret > e->first && lines_columns(line->cps, e->first,
	    line->caret) < columns)
		return;
	while (e->first > 0 && (line->caret < e->first || lines_columns(line->cps,
	    e->first, line->caret) < columns / 3))
		e->first = previous_border(line, e->first);
	while (e->first < line->caret && lines_columns(line->cps, e->first,
	    line->caret) > columns * 2 / 3)
		e->first = next_border(line, e->first);
}

void
editor_paint(struct editor *e, int row, int column, int columns,
    enum style style, char pad)
{
	char *text;

	scroll(e, columns);
	text = utf8_encode(e->line.cps + e->first, e->line.count - e->first);
	view_text(row, column, columns, style, text, pad);
	view_caret(row, column + lines_columns(e->line.cps, e->first,
	    e->line.caret));
	free(text);
}

void
editor_paint_lines(struct editor *e, const struct box *box, enum style style,
    char pad)
{
	const struct line *line = &e->line;
	size_t lines, at, rows = (size_t)box->rows;
	struct stretch *stretch = lines_wrap(line->cps, line->count, box->columns,
	    &lines);
	char *text = editor_text(e);

	e->columns = box->columns;
	at = lines_at(stretch, lines, line->caret);
	if (at < e->first)
		e->first = at;
	if (at >= e->first + rows)
		e->first = at - rows + 1;
	if (e->first + rows > lines)
		e->first = lines > rows ? lines - rows : 0;
	lines_paint(box, e->first, style, text, pad);
	view_caret(box->row + (int)(at - e->first), box->column +
	    lines_columns(line->cps, stretch[at].from, line->caret));
	free(text);
	free(stretch);
}

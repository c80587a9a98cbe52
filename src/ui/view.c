/* Text to cells, cells to curses. */
#include "ui/view.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "text/width.h"
#include "ui/grid.h"
#include "ui/profile.h"
#include "ui/style.h"
#include "ui/term.h"

#define CONTROL_MARK '^'
#define RULE 0x2500
#define ACS_RULE L'q'		/* as terminfo(5) names it */

void
view_paint_for(struct charset *paper)
{
	term_grid()->paper = paper;
}

static struct charset *
paint_charset(void)
{
	const struct grid *g = term_grid();

	return g && g->paper ? g->paper : term_charset();
}

uint32_t
view_shown(uint32_t cp, int *columns)
{
	*columns = 1;
	if (fold_is_control(cp))
		return CONTROL_MARK;
	cp = fold_private(cp);
	if (!charset_holds(paint_charset(), cp))
		cp = VIEW_STAND_IN;
	*columns = width_of(cp);
	return cp;
}

int
view_columns(const char *text)
{
	const char *start = text, *end = text + strlen(text);
	int sum = 0, columns;

	while (text < end) {
		bool is_first = text == start;

		view_shown(utf8_next(&text, end), &columns);
		sum += columns || !is_first ? columns : 1;
	}
	return sum;
}

void
view_erase(void)
{
	grid_erase(term_grid());
}

/* Paints what fits; returns the columns it took. */
static int
put_text(struct grid *g, int row, int column, int columns, enum style style,
    const char *text)
{
	const char *end = text + strlen(text);
	int used = 0, last = -1;

	while (text < end) {
		int width;
		uint32_t cp = view_shown(utf8_next(&text, end), &width);

		if (width == 0 && last >= 0) {
			grid_mark(g, row, last, cp);
			continue;
		}
		if (width == 0) {
			cp = CONTROL_MARK;
			width = 1;
		}
		if (used + width > columns)
			break;
		last = column + used;
		grid_put(g, row, last, cp, width, style);
		used += width;
	}
	return used;
}

static int
clip(const struct grid *g, int row, int column, int columns)
{
	if (row < 0 || row >= g->rows || column < 0 || column >= g->columns)
		return 0;
	return columns < g->columns - column ? columns : g->columns - column;
}

static void
put_pad(struct grid *g, int row, int column, int columns, enum style style,
    char pad)
{
	for (int i = 0; i < columns; i++)
		grid_put(g, row, column + i, (unsigned char)pad, 1, style);
}

void
view_text(int row, int column, int columns, enum style style,
    const char *text, char pad)
{
	struct grid *g = term_grid();
	int used;

	columns = clip(g, row, column, columns);
	if (columns <= 0)
		return;
	used = put_text(g, row, column, columns, style, text);
	put_pad(g, row, column + used, columns - used, style, pad);
}

void
view_right(int row, int column, int columns, enum style style,
    const char *text, char pad)
{
	struct grid *g = term_grid();
	int blank = columns - view_columns(text);

	columns = clip(g, row, column, columns);
	if (blank < 0)
		blank = 0;
	if (blank > columns)
		blank = columns;
	put_pad(g, row, column, blank, style, pad);
	view_text(row, column + blank, columns - blank, style, text, pad);
}

char *
view_number(const char *text, int columns)
{
	char *number = mem_dup(text), *to = number;

	if (view_columns(text) <= columns)
		return number;
	for (const char *s = text; *s; s++)
		if (*s != ',')
			*to++ = *s;
	*to = '\0';
	if (view_columns(number) <= columns)
		return number;
	number = mem_resize(number, (size_t)columns + 1, 1);
	memset(number, '#', (size_t)columns);
	number[columns] = '\0';
	return number;
}

/* The columns of the rule's character go to *columns; 0 for none. */
static uint32_t
rule_char(int *columns)
{
	enum lines lines = term_profile()->lines;

	*columns = 1;
	if (lines == LINES_ASCII)
		return '-';
	if (lines == LINES_UNICODE)
		return view_shown(RULE, columns);
	*columns = lines == LINES_ACS;
	return RULE;
}

void
view_heading(int row, int column, int columns, enum style style,
    const char *text)
{
	struct grid *g = term_grid();
	int width = view_columns(text), step;
	uint32_t cp = rule_char(&step);

	columns = clip(g, row, column, columns);
	if (width > columns)
		width = columns;
	view_text(row, column, width, style, text, ' ');
	width++;
	for (; step && width + step <= columns; width += step)
		grid_put(g, row, column + width, cp, step, STYLE_RULE);
}

size_t
view_follow(size_t top, size_t bar, size_t shown)
{
	if (shown == 0 || (bar >= top && bar < top + shown))
		return top;
	if (term_profile()->is_thrifty || !term_profile()->has_scroll)
		return bar < top && bar + 1 > shown ? bar + 1 - shown :
		    bar < top ? 0 : bar;
	return bar < top ? bar : bar + 1 - shown;
}

void
view_caret(int row, int column)
{
	struct grid *g = term_grid();

	g->caret_row = row;
	g->caret_column = column < g->columns ? column : g->columns - 1;
}

static void
flush_row(struct grid *g, int row, cchar_t *line)
{
	const struct cell *cells = grid_row(g, row);
	struct span *dirty = &g->dirty[row];
	bool has_acs = term_profile()->lines == LINES_ACS;
	int count = 0;

	for (int i = dirty->from; i < dirty->to; i++) {
		wchar_t text[GRID_MARKS + 2] = { 0 };
		attr_t attributes;
		short pair;

		if (cells[i].columns == 0)
			continue;
		for (int k = 0; k <= GRID_MARKS; k++)
			text[k] = (wchar_t)cells[i].cps[k];
		attributes = style_attributes(cells[i].style,
		    term_theme(), &pair);
		if (has_acs && text[0] == RULE && cells[i].columns == 1) {
			text[0] = ACS_RULE;
			attributes |= A_ALTCHARSET;
		}
		setcchar(&line[count++], text, attributes, pair, NULL);
	}
	mvadd_wchnstr(row, dirty->from, line, count);
	dirty->from = dirty->to = 0;
}

void
view_flush(void)
{
	struct grid *g = term_grid();
	cchar_t *line = mem_resize(NULL, (size_t)g->columns, sizeof(*line));

	for (int row = 0; row < g->rows; row++)
		if (g->dirty[row].from < g->dirty[row].to)
			flush_row(g, row, line);
	free(line);
	move(g->caret_row, g->caret_column);
	refresh();
}

void
view_redraw(void)
{
	clearok(curscr, TRUE);
	view_flush();
}

void
view_dump(struct buf *out)
{
	grid_dump(term_grid(), out);
}

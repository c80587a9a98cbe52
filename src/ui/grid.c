/* Cells of a screen; a wide character is one cell and an empty half. */
#include "ui/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

struct grid *
grid_new(int rows, int columns)
{
	struct grid *g = mem_alloc(sizeof(*g));

	g->rows = rows > 0 ? rows : 1;
	g->columns = columns > 0 ? columns : 1;
	g->cells = mem_resize(NULL, (size_t)g->rows * (size_t)g->columns,
	    sizeof(*g->cells));
	g->dirty = mem_resize(NULL, (size_t)g->rows, sizeof(*g->dirty));
	g->caret_row = g->caret_column = 0;
	grid_erase(g);
	return g;
}

void
grid_free(struct grid *g)
{
	if (g == NULL)
		return;
	free(g->cells);
	free(g->dirty);
	free(g);
}

struct cell *
grid_row(struct grid *g, int row)
{
	return g->cells + (size_t)row * (size_t)g->columns;
}

static void
blank(struct cell *cell)
{
	*cell = (struct cell){ .cps = { ' ' }, .columns = 1 };
}

void
grid_erase(struct grid *g)
{
	for (int i = 0; i < g->rows * g->columns; i++)
		blank(&g->cells[i]);
	for (int row = 0; row < g->rows; row++)
		g->dirty[row] = (struct span){ 0, g->columns };
}

static void
mark_dirty(struct grid *g, int row, int from, int to)
{
	struct span *d = &g->dirty[row];

	if (d->from == d->to)
		*d = (struct span){ from, to };
	if (from < d->from)
		d->from = from;
	if (to > d->to)
		d->to = to;
}

/* Leaves no half of a character on either side of the cells from..to - 1. */
static void
split(struct grid *g, int row, int from, int to)
{
	struct cell *cells = grid_row(g, row);

	if (cells[from].columns == 0)
		blank(&cells[--from]);
	if (to < g->columns && cells[to].columns == 0)
		blank(&cells[to++]);
	mark_dirty(g, row, from, to);
}

static bool
is_there(const struct cell *cell, uint32_t cp, int columns, enum style style)
{
	return cell->cps[0] == cp && cell->cps[1] == 0 &&
	    cell->columns == columns && cell->style == style;
}

void
grid_put(struct grid *g, int row, int column, uint32_t cp, int columns,
    enum style style)
{
	struct cell *cells = grid_row(g, row);

	if (is_there(&cells[column], cp, columns, style))
		return;
	split(g, row, column, column + columns);
	for (int i = 0; i < columns; i++)
		cells[column + i] = (struct cell){
			.style = (unsigned char)style,
		};
	cells[column].cps[0] = cp;
	cells[column].columns = (unsigned char)columns;
}

void
grid_mark(struct grid *g, int row, int column, uint32_t cp)
{
	struct cell *cell = grid_row(g, row) + column;

	for (int i = 1; i <= GRID_MARKS; i++) {
		if (cell->cps[i] != 0)
			continue;
		cell->cps[i] = cp;
		mark_dirty(g, row, column, column + cell->columns);
		return;
	}
}

static void
dump_cell(const struct cell *cell, struct buf *out)
{
	char bytes[UTF8_MAX];

	for (int i = 0; i <= GRID_MARKS && cell->cps[i]; i++)
		buf_add(out, bytes, utf8_put(bytes, cell->cps[i]));
}

void
grid_dump(const struct grid *g, struct buf *out)
{
	for (int row = 0; row < g->rows; row++) {
		const struct cell *cells = g->cells + row * g->columns;
		int end = g->columns;

		while (end > 0 && cells[end - 1].cps[0] == ' ' &&
		    cells[end - 1].cps[1] == 0)
			end--;
		for (int i = 0; i < end; i++)
			dump_cell(&cells[i], out);
		buf_addc(out, '\n');
	}
}

/*
 * The screen as cells.  What is painted goes here first, and only what differs
 * reaches curses: from the start of a character to the end of one, because
 * curses shifts a row when something narrow is written over half of a Han.
 */
#ifndef ZHEN_UI_GRID_H
#define ZHEN_UI_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "ui/view.h"

#define GRID_MARKS 3

struct charset;

struct cell {
	uint32_t cps[1 + GRID_MARKS];	/* base and marks, 0 after the last */
	unsigned char columns;	/* 1 or 2; 0: second half of the one before */
	unsigned char style;	/* enum style */
};

/* Columns of a row that curses doesn't have yet; none if from is to. */
struct span {
	int from, to;
};

struct grid {
	int rows, columns;
	struct cell *cells;	/* row by row */
	struct span *dirty;	/* one a row */
	int caret_row, caret_column;
	struct charset *paper;	/* see view_paint_for(); borrowed */
};

struct grid *grid_new(int rows, int columns);
void grid_free(struct grid *g);

/* Everything blank. */
void grid_erase(struct grid *g);

struct cell *grid_row(struct grid *g, int row);

/*
 * A character of 1 or 2 columns, all of them on the screen; what it covers
 * the half of becomes blank.
 */
void grid_put(struct grid *g, int row, int column, uint32_t cp, int columns,
    enum style style);

/* A combining mark on the character at (row, column); too many are lost. */
void grid_mark(struct grid *g, int row, int column, uint32_t cp);

/* As text, rows without trailing blanks, each ended by \n. */
void grid_dump(const struct grid *g, struct buf *out);

#endif

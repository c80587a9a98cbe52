/*
 * Text of several lines in a box of the screen: it wraps by columns, between
 * any two characters, as Chinese does.
 */
#ifndef ZHEN_UI_LINES_H
#define ZHEN_UI_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "ui/view.h"

struct box {
	int row, column, columns, rows;
};

/* The characters of a line, without the '\n' that may end it. */
struct stretch {
	size_t from, to;
};

/* The lines as they stand in so many columns, at least one; yours to free. */
struct stretch *lines_wrap(const uint32_t *cps, size_t count, int columns,
    size_t *lines);

/* The last line that begins at or before the character. */
size_t lines_at(const struct stretch *line, size_t lines, size_t at);

/* As view_text() counts: a mark with nothing before it takes a column. */
int lines_columns(const uint32_t *cps, size_t from, size_t to);

/* The character of the line that stands at a column, or the last before it:
 * behind the last only where the next line doesn't begin there. */
size_t lines_at_column(const uint32_t *cps, size_t count,
    const struct stretch *line, int column);

/* Where the line that was typed begins and ends, however it wraps. */
size_t lines_start(const uint32_t *cps, size_t at);
size_t lines_end(const uint32_t *cps, size_t count, size_t at);

/* Paints the lines from the one called first; rows that are left, as pad.
 * Returns how many lines there are. */
size_t lines_paint(const struct box *box, size_t first, enum style style,
    const char *text, char pad);

#endif

/*
 * Painting, by rows and columns.  Text is UTF-8; whatever it holds, nothing
 * but printable characters leaves: controls and bidi marks are shown as "^",
 * a character that the terminal can't show as 〓.
 */
#ifndef ZHEN_UI_VIEW_H
#define ZHEN_UI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "text/charset.h"

enum style {
	STYLE_NORMAL, STYLE_TITLE, STYLE_LABEL, STYLE_FOCUS, STYLE_FIELD,
	STYLE_HEADING, STYLE_SELECTED, STYLE_ERROR, STYLE_WARNING, STYLE_INFO,
	STYLE_KEYS, STYLE_ALARM, STYLE_RULE,
	STYLE_COUNT
};

/* 〓, the printer's mark for a missing type. */
#define VIEW_STAND_IN 0x3013

void view_erase(void);

/* What is painted now is for paper of that charset, and will be dumped; NULL:
 * for the terminal again. */
void view_paint_for(struct charset *paper);

/*
 * Paints text into exactly columns columns from (row, column), cut or padded
 * with pad (' ' or '_'); out of the screen nothing happens.
 */
void view_text(int row, int column, int columns, enum style style,
    const char *text, char pad);

/* The same, text standing at the right. */
void view_right(int row, int column, int columns, enum style style,
    const char *text, char pad);

/*
 * A number as it stands in so many columns, yours to free: whole, or without
 * the commas between its thousands, or as many '#' as there are columns; never
 * a part of its digits.
 */
char *view_number(const char *text, int columns);

/* A heading, and behind it a rule as the terminal's profile draws them. */
void view_heading(int row, int column, int columns, enum style style,
    const char *text);

/*
 * The first row to show of a list, top until now, so that the row bar is among
 * shown ones: the least that has to move, or where that is dear a page.
 */
size_t view_follow(size_t top, size_t bar, size_t shown);

void view_caret(int row, int column);

/* One doupdate for all that was painted. */
void view_flush(void);

/* Repaints everything from nothing (Ctrl-L, another program wrote). */
void view_redraw(void);

/* The screen as text, rows without trailing blanks, each ended by \n. */
void view_dump(struct buf *out);

/* Columns of the text as it appears. */
int view_columns(const char *text);

/* The character as it appears (itself, or its stand-in) and its columns. */
uint32_t view_shown(uint32_t cp, int *columns);

#endif

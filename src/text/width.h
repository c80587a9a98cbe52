/*
 * Terminal columns.  A terminal is narrow or wide in the characters that
 * Unicode calls ambiguous, and its font may make it differ from one kind of
 * them to another; that is set once, when the terminal is known.
 */
#ifndef ZHEN_TEXT_WIDTH_H
#define ZHEN_TEXT_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum width_kind {
	WIDTH_SIGNS,		/* “ — … · × and the rest */
	WIDTH_LETTERS,		/* Greek and Cyrillic */
	WIDTH_SYMBOLS,		/* ℃ № → ≤ */
	WIDTH_NUMBERS,		/* ① ⑴ */
	WIDTH_LINES,		/* ─ │ ▒ */
	WIDTH_SHAPES,		/* ● □ ★ */
	WIDTH_KINDS
};

/* One of the kind, in UTF-8, to be measured. */
const char *width_sample(enum width_kind kind);

/* Sets the columns of ambiguous characters, of one kind or of all: 1 (the
 * start value) or 2. */
void width_set(enum width_kind kind, int columns);
void width_set_ambiguous(int columns);

/* Columns of a character: 0 (combining, format), 1 or 2; -1 for a control. */
int width_of(uint32_t cp);

/* Columns of a text, controls counted as the one-column mark they get. */
int width_text(const char *s);

/*
 * Bytes of the longest start of s that fits into columns; the columns that
 * it takes to *used (may be NULL).  Combining marks stay with their base.
 */
size_t width_cut(const char *s, int columns, int *used);

#endif

/*
 * Tables in files, row by row: text with separated or fixed columns, and the
 * sheets of .xlsx.  What a file is, is found out by itself.  One row is in
 * memory at a time, and of an .xlsx also the texts that its cells share.
 */
#ifndef ZHEN_SHEET_SHEET_H
#define ZHEN_SHEET_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What is known beforehand; zeros are found out. */
struct sheet_wish {
	const char *charset;
	char separator;
	const char *widths;	/* of fixed columns: "8,18,6" */
	int number;		/* of the sheet of a book, from 1 */
};

enum sheet_kind { SHEET_SEPARATED, SHEET_FIXED, SHEET_BOOK };

/* What was found. */
struct sheet_shape {
	enum sheet_kind kind;
	const char *charset;	/* as charset_new() has them */
	bool has_mark;		/* begins with the mark of UTF-8 */
	bool has_crlf;
	char separator;
	const char *title;	/* of the sheet of a book */
	size_t columns;		/* of fixed ones, how wide they all are */
};

struct sheet_cell {
	const char *text;	/* UTF-8, never NULL */
	bool is_number;		/* a book keeps it as one: 15 digits are sure */
};

struct sheet_row {
	size_t line;		/* in the file; in a book, of the sheet */
	const struct sheet_cell *cell;
	size_t count;
	const char *raw;	/* a text file's bytes, without the line's end */
	size_t raw_len;
	const char *fault;	/* why it has no cells: a sentence; or NULL */
};

struct sheet;

struct sheet *sheet_open(const char *path, const struct sheet_wish *wish,
    struct error *err);
void sheet_close(struct sheet *s);
struct sheet_shape sheet_shape(const struct sheet *s);

/*
 * The next row, which is good until the one after it; false at the end, and
 * with err filled if the file can't be read on: *ended says which.
 */
bool sheet_next(struct sheet *s, struct sheet_row *row, bool *ended,
    struct error *err);

/* How far it is, and the end of the scale. */
void sheet_place(const struct sheet *s, size_t *done, size_t *all);

#endif

/*
 * Where things stand on a screen: headings, labels, values and the rows below
 * them, in the manner of a paper form.  Rows count from the body's first and
 * may go beyond its last, then the caller scrolls; column 0 is left free for
 * a mark.  Depends on text/width.h's ambiguous width.
 */
#ifndef ZHEN_FORM_LAYOUT_H
#define ZHEN_FORM_LAYOUT_H

#include <stddef.h>

#include "form/form.h"
#include "form/record.h"

/* A field; row is -1 if it isn't shown. */
struct place {
	int row;
	int label;		/* column of the label */
	int label_width;	/* columns that the label takes */
	int value;		/* column of the value */
	int width;		/* columns for the value, at least 1 */
	int rows;		/* for the value, at least 1 */
};

/* A section's title; row is -1 if it has none, or nothing to show in it. */
struct heading {
	int row, column;
};

/* How much of a detail is shown: nothing, its title and first row on one line,
 * or all of it. */
enum area_shape {
	AREA_NONE, AREA_LINE, AREA_OPEN
};

/*
 * Rows: a detail of an entry (title, column headings, rows) or the rows of a
 * list (column headings, rows, and the summary if there is one).
 */
struct area {
	int row;		/* the first: title or column headings */
	int height;		/* all of it; 0: it isn't shown */
};

struct layout {
	struct place *field;	/* one for each of form->field */
	struct heading *section;	/* one for each of form->section */
	struct area *area;	/* one for each detail; one for a list */
	size_t area_count;
	int height;		/* rows that everything takes */
};

/*
 * Lays out for a body of rows by columns (at least 20).  Fields that the
 * record isn't asked for leave no gap; without a record there are none.
 * shape has one for each detail; NULL: those that fold are lines.
 */
struct layout *layout_make(const struct form *form,
    const struct record *record, const enum area_shape *shape, int rows,
    int columns);

/*
 * Lays out a row of a detail by its form: every field in row 0, its label
 * above it in a row of the caller's.  What doesn't fit ends beyond columns;
 * layout_row_least() are the columns that it can't do without.
 */
struct layout *layout_row(const struct form *row, int columns);
int layout_row_least(const struct form *row);

void layout_free(struct layout *layout);

#endif

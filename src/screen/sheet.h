/*
 * A ledger on its way out: what stands in it, and the ways to write it down.
 * A way is a const table of verbs; rows go out as they come, so that a ledger
 * of any length takes little memory.
 */
#ifndef ZHEN_SCREEN_SHEET_H
#define ZHEN_SCREEN_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "form/form.h"
#include "form/type.h"

struct sheet_column {
	const char *label;
	const struct type *type;
	bool has_set;		/* a code, shown by its name */
	int width;		/* columns of a screen */
	bool is_added;		/* up, page by page too */
	bool is_page;		/* another value of it begins a page */
};

struct sheet_cell {
	const char *value;	/* canonical; "" for none */
	const char *shown;	/* as the operator sees it */
};

/* What is drawn beside the rows: columns, and the one that names the points. */
struct sheet_chart {
	bool is_line;		/* else bars */
	const size_t *of;
	size_t of_count;
	size_t by;
};

struct sheet_about {
	const char *title;
	const char *conditions;	/* what was asked for; "" for all */
	const char *made;	/* by whom, when */
	const struct names *foot;	/* lines to be signed, of each page */
};

struct sheet {
	const struct sheet_kind *kind;
	const struct sheet_about *about;	/* borrowed */
	const char *path;	/* the file in the making; borrowed */
	const struct sheet_column *column;	/* of what comes; borrowed */
	size_t column_count;
};

struct sheet_kind {
	size_t size;			/* of the struct that begins so */
	const char *name;		/* among the settings */
	char key;			/* the letter that chooses it */
	const char *label;		/* msgid */
	const char *extension;		/* NULL: it goes to the printer */
	size_t most;			/* rows; 0: any */

	/* False and err when the disk doesn't want it. */
	bool (*begin)(struct sheet *s, struct error *err);
	void (*heading)(struct sheet *s, const char *text);
	void (*columns)(struct sheet *s, bool has_labels);
	void (*row)(struct sheet *s, const struct sheet_cell *cell);
	void (*total)(struct sheet *s, const struct sheet_cell *cell);
	void (*remark)(struct sheet *s, const char *text);
	/* Draws the rows written so far; NULL: it has no pictures. */
	void (*chart)(struct sheet *s, const struct sheet_chart *chart);
	/* All of it is safe on the disk. */
	bool (*end)(struct sheet *s, struct error *err);
	void (*free)(struct sheet *s);		/* whatever came of it */
	/* What was written, of one for the printer; borrowed. */
	const char *(*page)(const struct sheet *s);
};

extern const struct sheet_kind sheet_xlsx, sheet_csv, sheet_csv_gb, sheet_paper;

/* All of them, NULL at the end. */
extern const struct sheet_kind *const sheet_all[];

/* By the name among the settings; the first, if it is none of them or NULL. */
const struct sheet_kind *sheet_find(const char *name);

/* A sheet begins; NULL and err if it can't.  about and path must outlive it. */
struct sheet *sheet_new(const struct sheet_kind *kind,
    const struct sheet_about *about, const char *path, struct error *err);

/* Rows of these columns follow, which must outlive them. */
void sheet_columns(struct sheet *s, const struct sheet_column *column,
    size_t count, bool has_labels);

/* A number's text that a spreadsheet's number can hold to the last digit. */
bool sheet_is_number(const struct sheet_column *column, const char *value);

void sheet_free(struct sheet *s);	/* NULL: nothing */

#endif

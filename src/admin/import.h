/*
 * Inside the floor: a ledger on its way in.  What a column is, by the form;
 * what a cell means, by its field's type; the rest is the server's.
 */
#ifndef ZHEN_ADMIN_IMPORT_H
#define ZHEN_ADMIN_IMPORT_H

#include "admin/command.h"
#include "base/buf.h"
#include "form/form.h"
#include "form/record.h"
#include "sheet/sheet.h"

/* The heading of the column that says what was wrong: never read. */
#define IMPORT_REASON "导入问题"

struct import_wish {
	const char *form, *path;
	const char *bad_path;	/* where the bad lines go */
	bool is_dry;
	size_t heading;		/* its line; 0: found out */
	struct names map;	/* "列=field" */
	struct sheet_wish sheet;
};

struct import_column {
	char *heading;
	int field;		/* -1: not used */
};

/* Values of a set by what may stand in a cell. */
struct import_set {
	char *name;
	struct table *table, *words;
	const char **word;	/* sorted, with the code behind each */
	size_t count;
};

struct import {
	struct admin *admin;
	const struct import_wish *wish;
	struct form *form;
	struct table *session;	/* name and value */
	const char *today;
	struct import_column *column;
	size_t columns;
	size_t heading_last;	/* the line that ends the headings */
	bool *is_sent;		/* of the form's fields */
	struct import_set *set;
	size_t sets;
	struct record *record;
	size_t hints;		/* told so far */
	char *id;		/* the server's number of it */
	struct {
		size_t rows, blank, totals, bad, hints;
	} seen;
};

/* Finds the headings and what they mean; says both on the standard output. */
bool import_find_columns(struct import *im, struct error *err);

/* Next time the same headings mean the same. */
bool import_keep_columns(struct import *im, struct error *err);

/* The code that the cell means, yours to free; NULL and err. */
char *import_code(struct import *im, const struct field *f, const char *cell,
    struct error *err);
void import_sets_done(struct import *im);

bool import_cell_is_blank(const char *text);

/*
 * What was meant, yours to free: without the signs that keep a spreadsheet from
 * making a number of it ('370..., ="370..."), and blanks for the ends of lines.
 */
char *import_cell_tidy(const char *text);

/* The canonical value of a tidied cell, which it may change; yours to free,
 * NULL and err if it has none. */
char *import_cell_parse(struct import *im, const struct field *f, char *text,
    bool is_number, struct error *err);

/*
 * A row as the server takes it, added to lines, or what is wrong with it,
 * added to problems.
 */
void import_row(struct import *im, const struct sheet_row *row,
    struct buf *lines, struct buf *problems);

/* Sends the file and has it judged and taken in. */
bool import_send(struct import *im, struct error *err);

/*
 * Tells what was wrong, and writes the bad lines to a file.  *bad: how many
 * there are.
 */
bool import_report(struct import *im, size_t *bad, struct error *err);

/* "gbk, comma, headings in line 3" for people. */
char *import_shape_text(const struct sheet_shape *shape, size_t heading);

/* Blanks and what stands in brackets gone, full-width folded; yours to free. */
char *import_plain(const char *text);

#endif

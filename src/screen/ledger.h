/*
 * Ledgers go out: what a list or a card shows, all of it, as a file or on
 * paper.  Each one is on record at the server before a file has its name.
 */
#ifndef ZHEN_SCREEN_LEDGER_H
#define ZHEN_SCREEN_LEDGER_H

#include "db/db.h"
#include "form/sum.h"
#include "screen/fields.h"
#include "screen/sheet.h"

struct ledger;

/* A kind of screen whose content can go out. */
struct ledger_source {
	/* What it shows, for the record and the sheet's head. */
	void (*conditions)(struct screen *of, struct buf *out);

	/* Statements for the rows behind those of last, or (NULL) for the
	 * first; how many. */
	size_t (*ask)(struct ledger *l, const struct table *last,
	    struct statement *st);

	/* Writes what has come into l->sheet; true when there is more. */
	bool (*take)(struct ledger *l, struct table *const *table,
	    size_t count);
};

extern const struct ledger_source ledger_list, ledger_card;

#define LEDGER_STATEMENTS 2	/* most of ask() */

struct ledger {
	struct screen screen;
	const struct ledger_source *source;
	struct screen *of;		/* the screen that it is of */
	const struct sheet_kind *kind;	/* NULL: not chosen yet */
	struct sheet *sheet;
	struct sheet_about about;
	char *conditions, *made;
	char *name, *path, *part;	/* of the file */
	char *id;			/* of the record at the server */
	size_t rows;
	bool is_cut;			/* there were more than it may hold */

	/* What a source keeps. */
	struct sheet_column *column;
	struct sum *sum;		/* of each column */
	char *summary;			/* NULL: none */
};

/* Asks which way, and goes; or to the printer, without asking. */
void ledger_open(struct screen *of, const struct ledger_source *source);
void ledger_print(struct screen *of, const struct ledger_source *source);

/* For sources: columns as the form has them; a row with its values, which
 * are counted; "name: value" of what was typed or passed on. */
struct sheet_column *ledger_columns(const struct rows *rows);
void ledger_add_value(struct buf *out, const char *label, const char *value);
void ledger_add_fields(struct buf *out, const struct fields *f);
void ledger_add_with(struct buf *out, const struct screen *s);

#endif

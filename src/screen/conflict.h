/*
 * Two people changed one record: what it was, what each made of it, field by
 * field, and whose is taken.
 */
#ifndef ZHEN_SCREEN_CONFLICT_H
#define ZHEN_SCREEN_CONFLICT_H

#include <stdbool.h>

#include "screen/entry.h"

enum side { SIDE_NONE, SIDE_MINE, SIDE_THEIRS };

struct differing {
	size_t field;
	const char *theirs;	/* of the table */
	enum side side;
};

struct conflict {
	struct screen screen;
	struct entry *entry;
	struct table *theirs;
	struct differing *item;
	size_t count, top, bar;
	bool has_rows;		/* that both changed, too */
	char *who;		/* changed it, and when; NULL: unknown */
};

/*
 * theirs is the record as the server has it now, which is newer than what the
 * entry screen has read: a row as statement_load() asks for.  Opens over the
 * entry screen; what is chosen goes into its record and is saved at once.
 * has_rows: rows of details were changed by both, too; then they are looked
 * at before it is saved.  False, and nothing is done, if no field that can be
 * chosen differs.
 */
bool conflict_open(struct entry *e, struct table *theirs, bool has_rows);

void conflict_paint(struct screen *s);

#endif

/* Finding records of an entry form by example. */
#ifndef ZHEN_SCREEN_FIND_H
#define ZHEN_SCREEN_FIND_H

#include "screen/fields.h"
#include "screen/list.h"
#include "screen/screen.h"

struct find {
	struct screen screen;
	struct fields fields;		/* of conditions */
	struct fields values;		/* of the entry: how to read a value */
	struct form *conditions, *list;
	struct found found;
	struct values *kept;
};

/*
 * Opens the conditions for the form's records on top, as they are in
 * conditions (by field, as typed), which is where they are kept and which
 * must outlive the screen.
 */
void find_open(struct session *s, const struct form *form,
    struct values *conditions);

/* The same for a screen that was opened with the name of a query that is kept:
 * it is asked at once. */
#define FIND_NAMED "find"
void find_open_named(struct session *s, const struct form *form,
    struct values *conditions);

/* Its commands: ask; keep the conditions under a name; list those kept. */
unsigned find_run(struct screen *s);
unsigned find_keep(struct screen *s);
unsigned find_list_saved(struct screen *s);

#endif

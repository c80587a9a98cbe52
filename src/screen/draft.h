/*
 * What was typed and isn't stored yet, as a file of the operator's own: it
 * outlives a dropped line, a killed program and a lost server.  It carries
 * the key of the write, so that a draft saved after a crash isn't stored
 * twice.
 */
#ifndef ZHEN_SCREEN_DRAFT_H
#define ZHEN_SCREEN_DRAFT_H

#include <stdbool.h>

#include "form/record.h"
#include "screen/values.h"

/*
 * A folder in dir for the drafts of this run of the program alone, yours to
 * free; NULL if none can be had.  It is the first that no other run holds:
 * what lies in it was left by one that is gone.
 */
char *draft_folder(const char *dir);

/*
 * Writes the record, what couldn't be understood (typed: one for each field
 * or NULL) and more values, of its rows; is_safe waits until it is on the
 * disk.  False with errno.
 */
struct draft {
	const struct record *record;
	char *const *typed;
	const char *key;	/* the write's */
	struct values more;
};
bool draft_write(const char *dir, const struct draft *draft, bool is_safe);

/*
 * Reads the draft of a form: its fields by name, "" and the key, the row's
 * key columns and version by name too.  age: seconds.  False if there is none.
 */
bool draft_read(const char *dir, const struct form *form,
    struct values *values, long *age);

void draft_remove(const char *dir, const struct form *form);

#define DRAFT_KEY "%key"	/* the write's key */
#define DRAFT_VERSION "%version"

#endif

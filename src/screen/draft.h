/*
 * What was typed and isn't stored yet, and its file in a folder of the
 * operator's own, the first line of defence: it needs no server.  A draft
 * has the key of the write that it is to become, so that one that is saved
 * after a crash isn't stored twice.
 */
#ifndef ZHEN_SCREEN_DRAFT_H
#define ZHEN_SCREEN_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/values.h"

struct draft {
	char *key;
	char *screen;		/* the form's name */
	char *title;		/* what it begins with, to know it again */
	struct values value;	/* fields by name, and the names below */
	long age;		/* seconds */
};

#define DRAFT_VERSION "%version"	/* of the row; its key columns by name */
#define DRAFT_WITH "%with "		/* and a name: what opened the screen */
#define DRAFT_SAVED "%saved "		/* and a field: what the row had in it */
#define DRAFT_TYPED "%typed "		/* and a field: not understood */

void draft_done(struct draft *draft);

/* What the screen was opened with, in one line; yours to free. */
char *draft_opened(const struct draft *draft);

/* True for text that can be a draft's key. */
bool draft_is_key(const char *text);

/*
 * A folder in dir for the drafts of this run of the program alone, yours to
 * free; NULL if none can be had.  It is the first that no other run holds:
 * what lies in it was left by one that is gone.
 */
char *draft_folder(const char *dir);

/* is_safe waits until it is on the disk.  False with errno. */
bool draft_write(const char *dir, const struct draft *draft, bool is_safe);

/* False if there is none. */
bool draft_read(const char *dir, const char *key, struct draft *draft);

void draft_remove(const char *dir, const char *key);

/* The keys of all that are there, yours to free with the array. */
char **draft_keys(const char *dir, size_t *count);

#endif

/*
 * The schema as the files of sql/order make it.  A line "version N" begins the
 * files of a version; each version is run once, in this order.
 */
#ifndef ZHEN_ADMIN_SCHEMA_H
#define ZHEN_ADMIN_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "admin/command.h"

struct schema_file {
	int version;
	char *name;
	char *text;		/* all of it */
};

struct schema {
	struct schema_file *file;
	size_t count;
	int newest;
};

/* Reads them all.  schema_free() in either case. */
bool schema_read(struct schema *s, const struct admin *a, struct error *err);
void schema_free(struct schema *s);

/* A statement about a file: its version, name and text. */
bool schema_tell(struct admin *a, const char *sql,
    const struct schema_file *file, struct error *err);

/* Runs the files of a version, and records that they were run. */
bool schema_run(struct admin *a, const struct schema *s, int version,
    struct error *err);

/* The same for one that isn't the first, and all that hangs on it: then the
 * database has that version.  shows: prints what changed. */
bool schema_upgrade(struct admin *a, const struct schema *s, int version,
    bool shows, struct error *err);

#endif

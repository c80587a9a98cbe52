/* Inside the floor: the lines of a file as bytes, and the way back to one. */
#ifndef ZHEN_SHEET_LINES_H
#define ZHEN_SHEET_LINES_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

struct lines {
	FILE *file;
	const char *path;	/* borrowed */
	struct buf line;	/* without its end */
	size_t number;		/* of the line */
	size_t offset;		/* of what follows it */
	size_t size;		/* of the file */
	bool has_crlf;		/* the line ended so */
	bool is_cut;		/* it is longer than a line can be */
};

bool lines_open(struct lines *l, const char *path, struct error *err);

/* False at the end, or with err if it can't be read: *ended says which. */
bool lines_next(struct lines *l, bool *ended, struct error *err);

/* The next one is the line of that number at offset. */
void lines_go(struct lines *l, size_t offset, size_t number);
void lines_close(struct lines *l);

#endif

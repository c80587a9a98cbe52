/* Inside the floor: a part of an .xlsx, an XML file in a ZIP, as it streams. */
#ifndef ZHEN_SHEET_BOOK_PART_H
#define ZHEN_SHEET_BOOK_PART_H

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>
#include <zip.h>

#include "base/error.h"

struct part {
	zip_t *zip;		/* borrowed */
	zip_file_t *file;
	XML_Parser parser;
	size_t done, all;	/* bytes */
	bool is_stopped;	/* by the handler, to be gone on with */
	bool has_ended;
};

/* Handlers are set by the caller on part->parser.  Names come without their
 * namespace's prefix: see part_name(). */
bool part_open(struct part *p, zip_t *zip, const char *name,
    struct error *err);

/* Parses until a handler stops it or the part ends. */
bool part_go(struct part *p, struct error *err);
void part_close(struct part *p);

const char *part_name(const char *qualified);

/* The value of an attribute, or NULL. */
const char *part_attribute(const char **attribute, const char *name);

#endif

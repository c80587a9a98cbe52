/* Arrays of text as the server writes them: {"a","b \"c\""}. */
#ifndef ZHEN_DB_ARRAY_H
#define ZHEN_DB_ARRAY_H

#include "base/buf.h"

/* Adds an element to an array that is being written, the first to an empty
 * buffer. */
void array_add(struct buf *array, const char *text);

/* Ends it; one without elements too. */
void array_end(struct buf *array);

#endif

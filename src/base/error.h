/* What went wrong, as one whole thought in the operator's language. */
#ifndef ZHEN_BASE_ERROR_H
#define ZHEN_BASE_ERROR_H

#include <stdbool.h>

struct error {
	char text[512];		/* UTF-8, cut on a character's border */
};

/*
 * Fills err (which may be NULL) and returns false, so that a function can
 * end with "return error_set(err, ...)".
 */
bool error_set(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif

/*
 * What an operator types into a field to find records by example: a value,
 * > >= < <= <> = before one, a..b, a* and ?, "=" alone for empty, "<>" alone
 * for filled in, and several of these with "|" between them.
 */
#ifndef ZHEN_FORM_CRITERION_H
#define ZHEN_FORM_CRITERION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "form/form.h"

enum criterion_op {
	CRITERION_EQUAL, CRITERION_DIFFERS,
	CRITERION_LESS, CRITERION_LESS_EQUAL,
	CRITERION_MORE, CRITERION_MORE_EQUAL,
	CRITERION_BETWEEN,
	CRITERION_LIKE, CRITERION_UNLIKE,
	CRITERION_INITIALS,	/* of the field's column of initials */
	CRITERION_EMPTY, CRITERION_FILLED,
};

struct criterion_term {
	enum criterion_op op;
	char *value;		/* canonical; of LIKE as typed; or NULL */
	char *high;		/* of BETWEEN */
};

/* The terms: one of them has to hold.  Without any: all records. */
struct criterion {
	struct criterion_term *term;
	size_t count;
};

/* Typed text to the canonical value of the field, yours to free; NULL and err
 * if it can't be. */
typedef char *(*criterion_value)(void *data, size_t field, const char *typed,
    struct error *err);

/*
 * Reads what was typed into a field of the form.  False and err, a sentence
 * with the next step, if it can't be understood; *c is then empty.
 */
bool criterion_read(struct criterion *c, const struct form *form, size_t field,
    const char *typed, criterion_value value, void *data, struct error *err);
void criterion_done(struct criterion *c);

/* A field of a form that is filled in with conditions. */
extern const struct type type_criterion;

#endif

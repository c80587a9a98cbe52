/*
 * Rows of a listing that the operator has marked, known again by the values
 * that an action passes on, so that they outlive a new reading.
 */
#ifndef ZHEN_SCREEN_MARKS_H
#define ZHEN_SCREEN_MARKS_H

#include "screen/listing.h"

struct marks {
	const struct form *form;
	struct names names;	/* what the actions for marked rows pass on */
	char ***mark;		/* a value for each of them, or NULL */
	size_t count;
};

void marks_init(struct marks *m, const struct form *form);

/* False: the form has no action for marked rows, so there are no marks. */
bool marks_can(const struct marks *m);
void marks_done(struct marks *m);
void marks_clear(struct marks *m);

bool marks_has(const struct marks *m, const struct listing *g, size_t row);

/* Marks the row, or not; what is so already stays. */
void marks_set(struct marks *m, const struct listing *g, size_t row,
    bool is_marked);

/* What a mark's row had under that name; NULL: it had none. */
const char *marks_value(const struct marks *m, size_t mark, const char *name);

/* True if the "when" of such an action holds for the row. */
bool marks_fits(const struct marks *m, const struct listing *g, size_t row);

#endif

/*
 * Choices that lie below one another, as villages in towns: what a list of
 * them shows while nothing is typed.  The order of the array is that of the
 * list; what is above may stand anywhere in it.
 */
#ifndef ZHEN_SCREEN_TREE_H
#define ZHEN_SCREEN_TREE_H

#include "screen/choices.h"

struct tree {
	const struct choice *choice;
	size_t count;
	size_t used;		/* the first so many were taken before */
};

/* True if all values lie right below the top: there is no way to go. */
bool tree_is_flat(const struct tree *t);

/* True if something lies below it. */
bool tree_has_below(const struct tree *t, const struct choice *c);

/* The lowest that all values lie below, where one begins; NULL if none. */
const struct choice *tree_top(const struct tree *t);
bool tree_is_top(const struct tree *t, const struct choice *above);

/*
 * What lies right below, or highest of all if it is NULL: indices go to match,
 * which has room for all.  At the top those taken before stand first, wherever
 * they lie.  Returns the number.
 */
size_t tree_below(const struct tree *t, const struct choice *above,
    size_t *match);

#endif

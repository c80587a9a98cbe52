/* Found by their codes: an array sorted by use holds copies. */
#include "screen/tree.h"

#include <string.h>

static bool
is_same(const struct choice *a, const struct choice *b)
{
	return a == b || (a && b && strcmp(a->code, b->code) == 0);
}

bool
tree_has_below(const struct tree *t, const struct choice *c)
{
	for (size_t i = 0; i < t->count; i++)
		if (is_same(t->choice[i].above, c))
			return true;
	return false;
}

/* The only one right below, if it is there for what is below it. */
static const struct choice *
only_below(const struct tree *t, const struct choice *above)
{
	const struct choice *only = NULL;

	for (size_t i = 0; i < t->count; i++) {
		if (!is_same(t->choice[i].above, above))
			continue;
		if (only || t->choice[i].is_taken)
			return NULL;
		only = &t->choice[i];
	}
	return only;
}

const struct choice *
tree_top(const struct tree *t)
{
	const struct choice *top = NULL, *below;

	while ((below = only_below(t, top)))
		top = below;
	return top;
}

bool
tree_is_flat(const struct tree *t)
{
	const struct choice *top = tree_top(t);

	for (size_t i = 0; i < t->count; i++)
		if (t->choice[i].is_taken && !is_same(t->choice[i].above, top))
			return false;
	return true;
}

bool
tree_is_top(const struct tree *t, const struct choice *above)
{
	return is_same(above, tree_top(t));
}

size_t
tree_below(const struct tree *t, const struct choice *above, size_t *match)
{
	bool is_top = tree_is_top(t, above);
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		if (is_same(t->choice[i].above, above) ||
		    (is_top && i < t->used))
			match[count++] = i;
	return count;
}

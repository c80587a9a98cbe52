/* A value of a large set, with its list at F4. */
#include "form/types.h"

static const char *const parts[] = { "code", "name", "note", NULL };

const struct type type_lookup = {
	.name = "lookup",
	.is_retyped = true,
	.sql = "text",
	.width = 24,
	.max_chars = 60,
	.takes_set = true,
	.parts = parts,
};

/* A value of a small set; the screen holds what is typed against the set. */
#include "form/types.h"

static const char *const parts[] = { "code", "name", "note", NULL };

const struct type type_code = {
	.name = "code",
	.is_retyped = true,
	.sql = "text",
	.width = 16,
	.max_chars = 40,
	.takes_set = true,
	.is_known_by_code = true,
	.parts = parts,
};

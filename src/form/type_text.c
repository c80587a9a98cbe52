/* Any text of a line: how long it may be is for the form to say. */
#include "form/types.h"

const struct type type_text = {
	.name = "text",
	.sql = "text",
	.takes_number = true,
};

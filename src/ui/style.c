/*
 * A field has no attribute anywhere: then a typed letter is one byte on the
 * wire, where it would be twelve to twenty-five.  The caret shows the focus.
 */
#include "ui/style.h"

static const struct look {
	attr_t plain, colour;
	bool has_pair;
	short ink, paper;
} looks[] = {
	[STYLE_NORMAL] = { .plain = A_NORMAL },
	[STYLE_FIELD] = { .plain = A_NORMAL },
	[STYLE_FOCUS] = { .plain = A_NORMAL },
	[STYLE_LABEL] = { .plain = A_NORMAL },
	[STYLE_TITLE] = { A_REVERSE, A_BOLD, true, COLOR_WHITE, COLOR_BLUE },
	[STYLE_HEADING] = { A_NORMAL, A_BOLD, true, COLOR_CYAN, -1 },
	[STYLE_SELECTED] = { A_REVERSE, A_REVERSE, false, 0, 0 },
	[STYLE_ERROR] = { A_NORMAL, A_BOLD, true, COLOR_WHITE, COLOR_RED },
	[STYLE_WARNING] = { A_NORMAL, 0, true, COLOR_BLACK, COLOR_YELLOW },
	[STYLE_INFO] = { A_NORMAL, 0, true, COLOR_GREEN, -1 },
	[STYLE_KEYS] = { A_NORMAL, 0, true, COLOR_BLACK, COLOR_CYAN },
};

#define STYLE_COUNT (sizeof(looks) / sizeof(looks[0]))

void
style_start(void)
{
	bool has_default;

	start_color();
	has_default = use_default_colors() == OK;
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		const struct look *look = &looks[i];
		short paper = look->paper;

		if (paper < 0 && !has_default)
			paper = COLOR_BLACK;
		if (look->has_pair)
			init_pair((short)(i + 1), look->ink, paper);
	}
}

attr_t
style_attributes(enum style style, bool has_colour, short *pair)
{
	const struct look *look = &looks[style];

	*pair = has_colour && look->has_pair ? (short)(style + 1) : 0;
	return has_colour ? look->colour : look->plain;
}

/*
 * Themes: which ink, paper and attributes each style has.  A theme with
 * colours paints its own paper, so that its contrast doesn't depend on what
 * the terminal was set to; what is typed has the colours of the paper and no
 * attribute, so that a letter stays one byte on the wire.
 */
#ifndef ZHEN_UI_THEME_H
#define ZHEN_UI_THEME_H

#include <stdbool.h>

#include "ui/view.h"

/* OWN: the terminal's, whatever it is; in a theme with colours, the theme's.
 * The others are the numbers of ANSI and one more. */
enum ink {
	INK_OWN, INK_BLACK, INK_RED, INK_GREEN, INK_YELLOW, INK_BLUE,
	INK_MAGENTA, INK_CYAN, INK_WHITE,
};

enum look_attribute {
	LOOK_BOLD = 1 << 0,	/* many terminals brighten the ink as well */
	LOOK_REVERSE = 1 << 1,
};

struct look {
	unsigned attributes;
	enum ink ink, paper;
};

enum theme {
	THEME_NONE,		/* not chosen */
	THEME_PLAIN, THEME_MONO, THEME_LIGHT, THEME_DARK, THEME_CONTRAST,
	THEME_COUNT
};

const struct look *theme_look(enum theme theme, enum style style);

/* True if it is for terminals with colours only. */
bool theme_has_colour(enum theme theme);

const char *theme_name(enum theme theme);	/* for options and files */
const char *theme_label(enum theme theme);	/* for the operator */

/* By its name; THEME_NONE if there is no such theme, or name is NULL. */
enum theme theme_find(const char *name);

#endif

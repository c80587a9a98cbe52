/*
 * The table of themes.  Every pair of colours in it is held against the
 * palettes of xterm and the Linux console by tests/theme_test.c; red, green
 * and magenta are too dark there to be ink, and bold makes black grey.
 */
#include "ui/theme.h"

#include <stddef.h>
#include <string.h>

#include "base/i18n.h"

static const struct {
	const char *name, *label;
	bool has_colour;
	struct look look[STYLE_COUNT];
} themes[THEME_COUNT] = {
	[THEME_NONE] = { "", "", false, { { 0, INK_OWN, INK_OWN } } },
	[THEME_PLAIN] = { "plain", N_("plain: for slow lines"), false, {
		[STYLE_TITLE] = { .attributes = LOOK_REVERSE },
	} },
	[THEME_MONO] = { "mono", N_("without colours"), false, {
		[STYLE_TITLE] = { .attributes = LOOK_REVERSE },
		[STYLE_HEADING] = { .attributes = LOOK_BOLD },
		[STYLE_FOCUS] = { .attributes = LOOK_BOLD },
		[STYLE_SELECTED] = { .attributes = LOOK_REVERSE },
		[STYLE_ERROR] = { .attributes = LOOK_REVERSE },
		[STYLE_WARNING] = { .attributes = LOOK_BOLD },
		[STYLE_ALARM] = { .attributes = LOOK_BOLD },
	} },
	[THEME_LIGHT] = { "light", N_("light"), true, {
		[STYLE_NORMAL] = { 0, INK_BLACK, INK_WHITE },
		[STYLE_TITLE] = { LOOK_BOLD, INK_WHITE, INK_BLUE },
		[STYLE_HEADING] = { 0, INK_BLUE, INK_WHITE },
		[STYLE_FOCUS] = { 0, INK_BLUE, INK_WHITE },
		[STYLE_SELECTED] = { 0, INK_WHITE, INK_BLACK },
		[STYLE_ERROR] = { LOOK_BOLD, INK_WHITE, INK_RED },
		[STYLE_WARNING] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_INFO] = { 0, INK_BLUE, INK_WHITE },
		[STYLE_KEYS] = { 0, INK_BLACK, INK_CYAN },
		[STYLE_ALARM] = { LOOK_BOLD, INK_WHITE, INK_RED },
		[STYLE_RULE] = { 0, INK_BLUE, INK_WHITE },
	} },
	[THEME_DARK] = { "dark", N_("dark"), true, {
		[STYLE_NORMAL] = { 0, INK_WHITE, INK_BLACK },
		[STYLE_TITLE] = { LOOK_BOLD, INK_WHITE, INK_BLUE },
		[STYLE_HEADING] = { LOOK_BOLD, INK_CYAN, INK_BLACK },
		[STYLE_FOCUS] = { LOOK_BOLD, INK_WHITE, INK_BLACK },
		[STYLE_SELECTED] = { 0, INK_BLACK, INK_WHITE },
		[STYLE_ERROR] = { LOOK_BOLD, INK_WHITE, INK_RED },
		[STYLE_WARNING] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_INFO] = { 0, INK_GREEN, INK_BLACK },
		[STYLE_KEYS] = { 0, INK_BLACK, INK_CYAN },
		[STYLE_ALARM] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_RULE] = { 0, INK_CYAN, INK_BLACK },
	} },
	[THEME_CONTRAST] = { "contrast", N_("high contrast"), true, {
		[STYLE_NORMAL] = { 0, INK_WHITE, INK_BLACK },
		[STYLE_TITLE] = { 0, INK_BLACK, INK_WHITE },
		[STYLE_HEADING] = { LOOK_BOLD, INK_CYAN, INK_BLACK },
		[STYLE_FOCUS] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_SELECTED] = { 0, INK_BLACK, INK_WHITE },
		[STYLE_ERROR] = { LOOK_BOLD, INK_WHITE, INK_BLUE },
		[STYLE_WARNING] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_KEYS] = { 0, INK_BLACK, INK_CYAN },
		[STYLE_ALARM] = { LOOK_BOLD, INK_YELLOW, INK_BLACK },
		[STYLE_RULE] = { 0, INK_CYAN, INK_BLACK },
	} },
};

const struct look *
theme_look(enum theme theme, enum style style)
{
	return &themes[theme].look[style];
}

bool
theme_has_colour(enum theme theme)
{
	return themes[theme].has_colour;
}

const char *
theme_name(enum theme theme)
{
	return themes[theme].name;
}

const char *
theme_label(enum theme theme)
{
	return _(themes[theme].label);
}

enum theme
theme_find(const char *name)
{
	for (int i = THEME_NONE + 1; name && i < THEME_COUNT; i++)
		if (strcmp(themes[i].name, name) == 0)
			return (enum theme)i;
	return THEME_NONE;
}

/*
 * The paper's colours are the default ones of curses and not a pair: then a
 * typed letter is one byte on the wire, where it would be twelve to
 * twenty-five.
 */
#include "ui/style.h"

/* The themes' colours are the first eight. */
bool
style_start(void)
{
	return has_colors() && start_color() == OK && COLORS >= 8;
}

enum theme
style_theme(enum theme wanted, bool has_colour)
{
	if (wanted != THEME_NONE && (has_colour || !theme_has_colour(wanted)))
		return wanted;
	return has_colour ? THEME_DARK : THEME_MONO;
}

static short
colour_of(enum ink ink)
{
	return (short)((int)ink - INK_BLACK);
}

static bool
has_pair(enum theme theme, enum style style)
{
	return style != STYLE_NORMAL && theme_has_colour(theme) &&
	    theme_look(theme, style)->ink != INK_OWN;
}

void
style_set(enum theme theme)
{
	const struct look *paper = theme_look(theme, STYLE_NORMAL);

	assume_default_colors(colour_of(paper->ink), colour_of(paper->paper));
	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct look *look = theme_look(theme, (enum style)i);

		if (has_pair(theme, (enum style)i))
			init_pair((short)(i + 1), colour_of(look->ink),
			    colour_of(look->paper));
	}
}

attr_t
style_attributes(enum style style, enum theme theme, short *pair)
{
	unsigned attributes = theme_look(theme, style)->attributes;

	*pair = has_pair(theme, style) ? (short)(style + 1) : 0;
	return (attributes & LOOK_BOLD ? A_BOLD : A_NORMAL) |
	    (attributes & LOOK_REVERSE ? A_REVERSE : A_NORMAL);
}

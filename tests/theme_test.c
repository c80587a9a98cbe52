/*
 * Every ink of every theme can be read on its paper: the contrast ratios of
 * WCAG 2, on the palettes of xterm and of the Linux console.
 */
#include <math.h>

#include "ui/theme.h"

#include "tap.h"

#define LEAST 4.5
#define LEAST_HIGH 7.0

/* Bold always brightens the ink, or where the operator has set it so. */
static const struct palette {
	const char *name;
	bool is_brightened;
	unsigned rgb[16];
} palettes[] = {
	{ "linux", true, {
		0x000000, 0xaa0000, 0x00aa00, 0xaa5500,
		0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55,
		0x5555ff, 0xff55ff, 0x55ffff, 0xffffff } },
	{ "xterm", false, {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00,
		0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
		0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff } },
};

static double
linear(unsigned byte)
{
	double c = byte / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(unsigned rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xff) +
	    0.0722 * linear(rgb & 0xff);
}

static double
contrast(unsigned ink, unsigned paper)
{
	double a = luminance(ink), b = luminance(paper);

	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Of a style that says nothing: the paper's. */
static struct look
seen(enum theme theme, enum style style)
{
	struct look look = *theme_look(theme, style);

	if (look.ink == INK_OWN) {
		const struct look *paper = theme_look(theme, STYLE_NORMAL);

		look.ink = paper->ink;
		look.paper = paper->paper;
	}
	return look;
}

static void
check(const struct palette *p, enum theme theme, enum style style,
    bool is_bright)
{
	struct look look = seen(theme, style);
	unsigned ink = look.ink - INK_BLACK + (is_bright ? 8 : 0);
	double ratio = contrast(p->rgb[ink], p->rgb[look.paper - INK_BLACK]);

	ok(ratio >= (theme == THEME_CONTRAST ? LEAST_HIGH : LEAST),
	    "%s, %s: style %d%s has %.2f", p->name, theme_name(theme),
	    (int)style, is_bright ? " brightened" : "", ratio);
}

static void
check_theme(const struct palette *p, enum theme theme)
{
	for (int i = 0; i < STYLE_COUNT; i++) {
		enum style style = (enum style)i;
		bool is_bold = theme_look(theme, style)->attributes & LOOK_BOLD;

		if (!is_bold || !p->is_brightened)
			check(p, theme, style, false);
		if (is_bold)
			check(p, theme, style, true);
	}
}

/* What matters has to be told apart where there are no colours, too; on a
 * slow line the chosen row has but its mark. */
static void
check_marks(enum theme theme)
{
	static const enum style bars[] = { STYLE_TITLE, STYLE_SELECTED };

	for (size_t i = 0; i < sizeof(bars) / sizeof(bars[0]); i++) {
		struct look paper = seen(theme, STYLE_NORMAL);
		struct look bar = seen(theme, bars[i]);

		if (theme == THEME_PLAIN && bars[i] == STYLE_SELECTED)
			continue;
		ok(bar.attributes & LOOK_REVERSE || bar.paper != paper.paper,
		    "%s: style %d is a bar", theme_name(theme), (int)bars[i]);
	}
	ok(theme_look(theme, STYLE_FIELD)->attributes == 0 &&
	    theme_look(theme, STYLE_FIELD)->ink == INK_OWN,
	    "%s: a field has no attribute", theme_name(theme));
}

int
main(void)
{
	for (int i = THEME_NONE + 1; i < THEME_COUNT; i++) {
		enum theme theme = (enum theme)i;

		ok(theme_find(theme_name(theme)) == theme, "%s has its name",
		    theme_name(theme));
		check_marks(theme);
		for (size_t k = 0; theme_has_colour(theme) &&
		    k < sizeof(palettes) / sizeof(palettes[0]); k++)
			check_theme(&palettes[k], theme);
	}
	ok(theme_find("pink") == THEME_NONE, "there is no theme \"pink\"");
	return done_testing();
}

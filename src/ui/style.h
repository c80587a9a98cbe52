/* Themes for curses. */
#ifndef ZHEN_UI_STYLE_H
#define ZHEN_UI_STYLE_H

#include <curses.h>

#include "ui/theme.h"
#include "ui/view.h"

/* After newterm(): true if the terminal has colours. */
bool style_start(void);

/* The theme wanted if it can be shown, else one that can. */
enum theme style_theme(enum theme wanted, bool has_colour);

/* Tells curses the colours of the theme; on a terminal that has them. */
void style_set(enum theme theme);

/* The attributes, and the pair of colours (0: those of the paper). */
attr_t style_attributes(enum style style, enum theme theme, short *pair);

#endif

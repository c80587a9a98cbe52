/* How the styles look on a terminal with colours and on a plain one. */
#ifndef ZHEN_UI_STYLE_H
#define ZHEN_UI_STYLE_H

#include <curses.h>
#include <stdbool.h>

#include "ui/view.h"

/* Tells curses the colours; after newterm() on a terminal that has them. */
void style_start(void);

/* The attributes, and the pair of colours (0: the terminal's own). */
attr_t style_attributes(enum style style, bool has_colour, short *pair);

#endif

/*
 * A program that dies in the middle of a screen leaves a resident's data on
 * it, on a terminal that doesn't echo any more.  From crash_guard() on a
 * fault puts the terminal back before it kills.
 */
#ifndef ZHEN_UI_CRASH_H
#define ZHEN_UI_CRASH_H

#include <termios.h>

#include "text/charset.h"

/* curses has started; modes are those of the terminal before, copied. */
void crash_guard(const struct termios *modes, struct charset *cs);
void crash_unguard(void);

#endif

/*
 * Finds any screen, action, field or help by words or pinyin initials, shows
 * the key that it has, and does it: for those who don't know the key yet.
 */
#ifndef ZHEN_SCREEN_PALETTE_H
#define ZHEN_SCREEN_PALETTE_H

#include "screen/session.h"

/* Over the screen on top, which is what the commands found are for. */
void palette_open(struct session *s);

#endif

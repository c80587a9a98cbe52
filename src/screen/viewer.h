/* A text to be read, longer than the screen if it must be. */
#ifndef ZHEN_SCREEN_VIEWER_H
#define ZHEN_SCREEN_VIEWER_H

#include "screen/session.h"

/* text: lines of any length, wrapped at the terminal's width. */
void viewer_open(struct session *s, const char *title, const char *text);

#endif

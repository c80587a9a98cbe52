/* The commands that every screen with a form obeys. */
#ifndef ZHEN_SCREEN_COMMON_H
#define ZHEN_SCREEN_COMMON_H

#include "screen/bar.h"
#include "screen/screen.h"

/* NULL if it isn't one of them, or can't be obeyed now. */
const struct handler *common_handler(struct screen *s, enum command command);

/* Their part of the bottom line. */
void common_add_bar(struct screen *s, struct bar *out);

#endif

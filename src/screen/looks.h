/* What the operator may change about the looks, and it is kept. */
#ifndef ZHEN_SCREEN_LOOKS_H
#define ZHEN_SCREEN_LOOKS_H

#include "screen/session.h"

/* Themes that this terminal can show, to choose from. */
void looks_choose_theme(struct session *s);

/* Keys in the bottom line, or one more row instead. */
void looks_turn_keys(struct session *s);

#endif

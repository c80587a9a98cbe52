/* The menu screen: digits and letters that open screens. */
#ifndef ZHEN_SCREEN_MENU_H
#define ZHEN_SCREEN_MENU_H

#include "screen/screen.h"

extern const struct screen_kind menu_kind;

#endif

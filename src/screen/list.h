/* The list screen: conditions, and the rows that they find. */
#ifndef ZHEN_SCREEN_LIST_H
#define ZHEN_SCREEN_LIST_H

#include "screen/screen.h"

extern const struct screen_kind list_kind;

#endif

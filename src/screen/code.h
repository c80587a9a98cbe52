/* Transaction codes: a screen by its number, from anywhere. */
#ifndef ZHEN_SCREEN_CODE_H
#define ZHEN_SCREEN_CODE_H

#include "screen/session.h"

/* Asks for a code and opens its screen. */
void code_ask(struct session *s);

#endif

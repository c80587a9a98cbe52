/* Printing: what the screen shows, as text. */
#ifndef ZHEN_SCREEN_PRINT_H
#define ZHEN_SCREEN_PRINT_H

#include "screen/session.h"

/* Gives title and body of the screen to the printer, see paper.h. */
void print_screen(struct session *s);

#endif

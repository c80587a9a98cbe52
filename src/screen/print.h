/* Printing: what the screen shows, as text. */
#ifndef ZHEN_SCREEN_PRINT_H
#define ZHEN_SCREEN_PRINT_H

#include "screen/session.h"

/*
 * Gives the screen to the command of ZHEN_PRINT, as UTF-8 on its standard
 * input; without one it goes into a file of the operator's folder.  What came
 * of it is told in the message line.
 */
void print_screen(struct session *s);

#endif

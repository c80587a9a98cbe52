/* The slip of a screen: its values are asked for, and it goes to the printer. */
#ifndef ZHEN_SCREEN_SLIP_H
#define ZHEN_SCREEN_SLIP_H

#include "screen/session.h"

/*
 * Prints the slip of the record on the screen, as the server has it; of a
 * blank form, that of the record that was saved last.  From the second time on
 * :copy says that it is another copy.
 */
void slip_print(struct screen *s);

/* The record has been saved under this value of its key. */
void slip_saved(struct screen *s, const char *key, const char *value);

#endif

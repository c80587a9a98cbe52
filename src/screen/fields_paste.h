/*
 * What is pasted into a field is typed there, line ends as blanks.  Where the
 * form says "pastes", a text of several parts goes to several fields.
 */
#ifndef ZHEN_SCREEN_FIELDS_PASTE_H
#define ZHEN_SCREEN_FIELDS_PASTE_H

#include "screen/fields.h"

/* A pasted character, or the end of the paste; flags.  Says what of it found
 * no place. */
unsigned fields_paste(struct fields *f, const struct event *event);

/* The end never came: what is waiting for it is taken now. */
void fields_paste_end(struct fields *f);

#endif

/* Finding records of an entry form by example. */
#ifndef ZHEN_SCREEN_FIND_H
#define ZHEN_SCREEN_FIND_H

#include "screen/screen.h"

/*
 * Opens the conditions for the form's records on top, as they are in
 * conditions (by field, as typed), which is where they are kept and which
 * must outlive the screen.
 */
void find_open(struct session *s, const struct form *form,
    struct values *conditions);

#endif

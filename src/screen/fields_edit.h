/* Typing into the focus: what its type and picture let through. */
#ifndef ZHEN_SCREEN_FIELDS_EDIT_H
#define ZHEN_SCREEN_FIELDS_EDIT_H

#include "screen/fields.h"

/* A key or character for the editor; flags, SCREEN_IGNORED if it is for the
 * form. */
unsigned fields_edit(struct fields *f, const struct event *event);

/*
 * True if the value of an "autonext" field was typed from its first to its
 * last character in one go, and nothing can follow.
 */
bool fields_is_complete(const struct fields *f);

#endif

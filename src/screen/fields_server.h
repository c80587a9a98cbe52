/*
 * What the server is asked about fields while the operator types on: defaults
 * that SQL gives, computed values, and what checks.h asks.  An answer to what
 * isn't so any more is dropped.
 */
#ifndef ZHEN_SCREEN_FIELDS_SERVER_H
#define ZHEN_SCREEN_FIELDS_SERVER_H

#include "screen/fields.h"

struct asked *asked_new(struct fields *f);
void asked_free(struct asked *asked);

/* The form is blank: its defaults are due, and what is computed from what
 * stayed, because a save may have changed the answer. */
void asked_blank(struct asked *asked);

/*
 * Asks for what is due: defaults of a blank form, and the computed fields that
 * hang on a value that has changed.  Once they are known the fields have them.
 */
void asked_go_on(struct asked *asked);

#endif

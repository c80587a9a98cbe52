/*
 * The "check" of fields: asked while the operator types on, and asked again
 * when another field that it names has changed.  An answer to what isn't so
 * any more is dropped.
 */
#ifndef ZHEN_SCREEN_CHECKS_H
#define ZHEN_SCREEN_CHECKS_H

#include "screen/fields.h"

struct checks;

struct checks *checks_new(struct fields *f);
void checks_free(struct checks *checks);

/* The field has another value: asks; the answer marks the field. */
void checks_ask(struct checks *checks, size_t field);

/* Asks those again that name what has changed by the operator's hands. */
void checks_go_on(struct checks *checks);

/* The values were read, or are those of a blank form: nothing is asked about
 * them.  NULL is ignored. */
void checks_settle(struct checks *checks);

#endif

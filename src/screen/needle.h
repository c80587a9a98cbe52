/*
 * From anywhere to anybody: what is typed is put into the form that says
 * "needle", and asked for.  And to a screen, by its transaction code.
 */
#ifndef ZHEN_SCREEN_NEEDLE_H
#define ZHEN_SCREEN_NEEDLE_H

#include "screen/session.h"

/* Asks for a code and opens its screen; what is no code is looked for. */
void needle_ask_code(struct session *s);

/* Asks what to look for. */
void needle_ask(struct session *s);

/* True if a screen of the operator's is for that. */
bool needle_can(struct session *s);

#endif

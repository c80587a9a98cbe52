/*
 * Files that leave the program: rows of a query, in the charset that the
 * receiver wants.  Nothing is ever written lossily, and a file is there
 * whole or not at all.
 */
#ifndef ZHEN_SCREEN_EXPORT_H
#define ZHEN_SCREEN_EXPORT_H

#include "screen/session.h"

/* Runs an action of the kind "writes". */
void export_run(struct screen *s, const struct action *action);

/* Forgets the one that was being made. */
void export_drop(struct screen *s);

#endif

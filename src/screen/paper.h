/*
 * Pages of text on their way to the printer that the profile names: the one
 * at the terminal, a command's, or a file in the operator's folder.
 */
#ifndef ZHEN_SCREEN_PAPER_H
#define ZHEN_SCREEN_PAPER_H

#include "screen/session.h"

struct paper;

/*
 * Prints a page, in UTF-8 with its lines ended by \n; name is that of the
 * file, if it becomes one.  Controls in it are printed as "^".  Where the
 * printer lacks a character the operator is told which, and decides.  What
 * came of it is told in the message line.
 */
void paper_print(struct session *s, const char *name, const char *page);

/* The printer's command may have ended: one that failed is told. */
void paper_ended(struct session *s);

void paper_free(struct session *s);

#endif

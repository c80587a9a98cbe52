/*
 * Pages of text on their way to the printer that the profile names: the one
 * at the terminal, a command's, or a file in the operator's folder.
 */
#ifndef ZHEN_SCREEN_PAPER_H
#define ZHEN_SCREEN_PAPER_H

#include "screen/session.h"

struct paper;

/* The screen that the question was about is on top again. */
typedef void (*paper_go)(struct screen *top);

/*
 * Goes on when the printer has all characters of the page; where it lacks one
 * the operator is told which, and decides.
 */
void paper_ask(struct session *s, const char *page, paper_go go);

/*
 * Prints a page, in UTF-8 with its lines ended by \n; name is that of the
 * file, if it becomes one.  "\f" ends a page where the printer is fed; other
 * controls are printed as "^".  What came of it is told in the message line.
 */
void paper_send(struct session *s, const char *name, const char *page);

/* Asks, then sends. */
void paper_print(struct session *s, const char *name, const char *page);

/* The printer's command may have ended: one that failed is told. */
void paper_ended(struct session *s);

void paper_free(struct session *s);

#endif

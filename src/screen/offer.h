/*
 * Drafts offered: a question in the message line, or a list to choose from.
 * Keys typed ahead of it wait for the screen below.
 */
#ifndef ZHEN_SCREEN_OFFER_H
#define ZHEN_SCREEN_OFFER_H

#include <stdbool.h>

struct session;

/* Asks whether to go on with the draft: into the screen on top if is_here,
 * otherwise in a screen of its own. */
void offer_draft(struct session *s, const char *key, bool is_here);

/* After the login: asks about the only one, or shows all. */
void offer_first(struct session *s);

/* Reads anew which there are and shows them all. */
void offer_list(struct session *s);

/* How many there are, for the menu; NULL: none.  Yours to free. */
char *offer_reminder(struct session *s);

#endif

/*
 * The operator waits for what takes long.  After a while the message line says
 * what is looked up and for how many seconds, until it comes or Esc ends it.
 */
#ifndef ZHEN_SCREEN_WAIT_H
#define ZHEN_SCREEN_WAIT_H

#include "screen/session.h"

/* Milliseconds until there is something to tell; -1: nothing is waited for. */
int wait_timeout(const struct session *s);

/* Tells what is to be told by now. */
void wait_tell(struct session *s);

/* The line, over whatever the screen has put there. */
void wait_paint(struct session *s);

/* How far what is under way is, of all, where 0 is unknown; told at the pace
 * of the line.  wait_far(s, 0) begins anew. */
void wait_begin(struct session *s, size_t all);
void wait_far(struct session *s, size_t done);

/* From now on the server's own words of how far it is are told. */
void wait_listen(struct session *s);

/* True if the event ends what is waited for, or puts it aside, as the line says:
 * it is done. */
bool wait_ends(struct session *s, const struct event *event);

#endif

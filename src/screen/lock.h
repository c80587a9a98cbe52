/*
 * The screen while nobody is at it: covered, until the operator's password
 * opens it again, or another operator logs in, whose own screen comes then.
 * What lay below waits as it was.
 */
#ifndef ZHEN_SCREEN_LOCK_H
#define ZHEN_SCREEN_LOCK_H

#include "screen/session.h"

struct lock;

/* Covers the screen, and keeps what was typed as drafts; nothing happens where nobody could log in again. */
void lock_on(struct session *s);

/* A key while it is covered. */
void lock_event(struct session *s, const struct event *event);
void lock_paint(struct session *s);

/*
 * The screen is covered by itself when for the session value lock_minutes (0:
 * never) no key came.  lock_touch() is for each key; lock_timeout() gives the
 * milliseconds that are left, -1: it never is.
 */
void lock_touch(struct session *s);
int lock_timeout(const struct session *s);
void lock_if_idle(struct session *s);

void lock_free(struct session *s);

#endif

/*
 * Keys typed ahead.  A question must not be answered by a key that was typed
 * before it could be seen; what was meant for the screen below it waits until
 * the question is out of the way.
 */
#ifndef ZHEN_SCREEN_AHEAD_H
#define ZHEN_SCREEN_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/key.h"

struct session;

struct ahead_keys {
	struct event *event;
	size_t count, next;
	bool is_free;		/* the screen on top may have them */
};

/* True if the event was typed too early for the screen on top, which doesn't
 * want it: it is held or dropped now. */
bool ahead_catch(struct session *s, const struct event *event);

/* Keeps the event that ahead_next() gave last for later. */
void ahead_hold(struct session *s, const struct event *event);

/* Those that were held come next, for whatever screen is on top then. */
void ahead_release(struct session *s);

/* They go, with a beep if there were any. */
void ahead_drop(struct session *s);

/* The same for all that was typed until now, held or not: the screen that it
 * was meant for won't come. */
void ahead_drop_all(struct session *s);

/* The next key: one that was held and released, or of the terminal. */
bool ahead_next(struct session *s, struct event *event);

void ahead_done(struct session *s);

#endif

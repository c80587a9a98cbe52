/*
 * Keys typed ahead.  A question must not be answered by a key that was typed
 * before it could be seen; what was meant for the screen below it waits until
 * the question is out of the way.  What means rows or a record that the server
 * hasn't sent yet waits for them, so that it does what it would do later.
 */
#ifndef ZHEN_SCREEN_AHEAD_H
#define ZHEN_SCREEN_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/key.h"

struct screen;
struct session;

struct ahead_keys {
	struct event *event;
	size_t count, next;
	bool is_free;		/* the screen on top may have them */
	bool is_awaiting;	/* they wait for what it reads */
};

/* True if the event was typed too early for the screen on top, which doesn't
 * want it: it is held or dropped now. */
bool ahead_catch(struct session *s, const struct event *event);

/* True if it means what the screen on top has asked for, or stands behind one
 * that does: it is held until that has come.  What leads elsewhere isn't; and
 * once the wait is told, it leaves the others behind. */
bool ahead_await(struct session *s, const struct event *event);

/* It has come, if the screen on top waits for nothing any more. */
void ahead_go_on(struct session *s);

/* What the screen asked for doesn't come: what waits for it goes, and all that
 * was typed behind. */
void ahead_miss(struct screen *screen);

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

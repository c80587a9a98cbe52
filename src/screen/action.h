/* What a key of a form does: opens, calls, writes. */
#ifndef ZHEN_SCREEN_ACTION_H
#define ZHEN_SCREEN_ACTION_H

#include "screen/bar.h"
#include "screen/session.h"

/* True if its "when" holds and the operator has a duty that it is for. */
bool action_applies(struct screen *s, const struct action *action);

void action_run(struct screen *s, const struct action *action);

/* The one of this key among them, or NULL. */
const struct action *action_find(struct screen *s,
    const struct action *actions, size_t count, const char *key);

/* The one of the event: a key, or a capital letter that was typed. */
const struct action *action_of(struct screen *s, const struct event *event);

/* Adds "F6 label" of each that applies; a menu shows its items itself. */
void action_keys(struct screen *s, struct bar *out);

/* Adds a line of help for each that the operator may use, in a menu none. */
void action_help(struct screen *s, struct buf *out);

#endif

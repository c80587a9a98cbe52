/*
 * A lookup that takes long goes on behind the other screens, on a connection of
 * its own; one at a time.  The message line says when it is ready, and the key
 * that put it aside opens it.
 */
#ifndef ZHEN_SCREEN_ASIDE_H
#define ZHEN_SCREEN_ASIDE_H

#include "screen/list.h"
#include "screen/session.h"

struct aside;

#define ASIDE_KEY K_CTRL_E

/* True if what is waited for can be put aside: a list, and none is aside. */
bool aside_can(const struct session *s);

/* Puts the list on top aside. */
void aside_put(struct session *s);

/* Opens it if it is ready; else says for how long it has run, and asks whether
 * to stop it. */
void aside_open(struct session *s);

/* The list has its answer, or none came; nothing if it isn't aside. */
void aside_came(struct list *l, bool is_good);

/* Stops and closes what is aside, if anything is. */
void aside_free(struct session *s);

/* What stands beside the operator's name while it is ready; "". */
const char *aside_words(const struct session *s);

/* For the loop: DB_FDS descriptors; milliseconds, -1: none. */
void aside_watch(const struct session *s, struct pollfd *fd);
int aside_timeout(const struct session *s);
void aside_step(struct session *s);

#endif

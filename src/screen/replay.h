/*
 * A script of keys instead of a terminal: for tests and the tour.  Each line
 * is a command:
 *
 *	keys F2 Enter ...	keys by name
 *	type TEXT		characters
 *	show [TITLE]		prints the screen
 *	bytes			prints what was sent since the last "bytes"
 *	drafts			keeps drafts at the server from now on, and
 *				offers those there are, as after a login
 *	trips			prints the round trips since the last "trips"
 *
 * After each key the script waits for the server, never for a time.
 */
#ifndef ZHEN_SCREEN_REPLAY_H
#define ZHEN_SCREEN_REPLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "screen/session.h"

/* False and err with the line at a command that isn't one. */
bool replay_run(struct session *s, FILE *script, const char *path, FILE *out,
    struct error *err);

#endif

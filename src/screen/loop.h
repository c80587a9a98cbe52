/* One loop: poll on the terminal, the server and the signals. */
#ifndef ZHEN_SCREEN_LOOP_H
#define ZHEN_SCREEN_LOOP_H

#include "screen/session.h"

/* Runs until the operator leaves, the line hangs up or a signal ends it. */
void loop_run(struct session *s);

/* Gives all waiting keys to the session, unless it is busy, and paints. */
void loop_keys(struct session *s);

/* Waits until the server owes nothing; for scripts. */
void loop_settle(struct session *s);

#endif

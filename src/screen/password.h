/*
 * Another password: the old one, the new one twice.  The old one is tried on
 * a connection of its own; of the new one only what the server keeps of it
 * (SCRAM) leaves this program.
 */
#ifndef ZHEN_SCREEN_PASSWORD_H
#define ZHEN_SCREEN_PASSWORD_H

#include "screen/session.h"

/* Opens it on top.  While the session isn't open, there is no way round it:
 * leaving it ends the program. */
void password_open(struct session *s);

/* True if the server said at the login that it has to be changed before all
 * else; it is open then. */
bool password_first(struct session *s);

#endif

/* Who is at the terminal, asked of the server. */
#ifndef ZHEN_SCREEN_LOGIN_H
#define ZHEN_SCREEN_LOGIN_H

#include "screen/session.h"

/*
 * Asks for the session values and opens the first screen when they come; once
 * more after the line was down.  A server that lets this login do nothing, or
 * with which this program can't speak, ends the session with a sentence.
 */
void session_log_in(struct session *s);

/*
 * The operator goes on as somebody else would: what was typed becomes drafts,
 * all screens but the first close, what was read is forgotten, and the server
 * is asked once more.
 */
void session_begin_anew(struct session *s);

#endif

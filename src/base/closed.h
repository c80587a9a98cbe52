/*
 * The program as somebody's only one: a login shell, or what sshd is told to
 * run.  Whoever is at the other end gets the screens and nothing else, and
 * what their client sends decides nothing but the terminal and its charset.
 */
#ifndef ZHEN_BASE_CLOSED_H
#define ZHEN_BASE_CLOSED_H

#include "base/error.h"

enum closed {
	CLOSED_NOT,		/* started by somebody who has a shell */
	CLOSED_FINE,
	CLOSED_REFUSED		/* err is a msgid: nothing is translated yet */
};

/*
 * To be called before anything looks at the environment.  The program is
 * closed if the account has no other shell, if it was started as one (-zhen),
 * with --closed, or by an sshd that was asked for another command.
 *
 * Then the environment is forgotten but for the terminal and its locale; HOME
 * and the names come from the account, the rest from the administrator's file
 * of NAME=VALUE lines, which needn't exist; and the program can't be
 * suspended and leaves no core.  A command that a client asks for is refused,
 * unless it is this program; *argc is 1 if the arguments were the client's.
 */
enum closed closed_start(int *argc, char **argv, const char *path,
    struct error *err);

#endif

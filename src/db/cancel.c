/*
 * libpq waits while it sends a word to stop, on a dead line for long.  So a
 * process of its own does it, which nobody waits for: it is the child of one
 * that ends at once.
 */
#include "db/cancel.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void
send_and_end(PGcancel *cancel)
{
	char why[256];

	alarm(CANCEL_LONGEST / 1000);
	PQcancel(cancel, why, sizeof(why));
	_exit(0);
}

void
cancel_send(PGconn *conn)
{
	PGcancel *cancel = PQgetCancel(conn);
	pid_t child;

	if (cancel == NULL)
		return;
	child = fork();
	if (child == 0) {
		if (fork() == 0)
			send_and_end(cancel);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	PQfreeCancel(cancel);
}

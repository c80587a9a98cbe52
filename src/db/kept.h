/*
 * Inside the floor: the plans that a connection has at the server, each kept
 * under a name for the statement it was made for.
 */
#ifndef ZHEN_DB_KEPT_H
#define ZHEN_DB_KEPT_H

#include <libpq-fe.h>

#include "db/statement.h"

struct plan;

struct kept {
	struct plan *first;
	unsigned made;		/* names are never used twice */
};

/* As on a connection that is new; none of its plans may be owed. */
void kept_forget(struct kept *k);

/* What was made is made anew when it is needed, because it doesn't fit any
 * more. */
void kept_renew(struct kept *k);

/*
 * Sends a statement whose plan is to be kept: by its plan, which is asked for
 * first if nobody has yet.  st->asked then is the plan that an answer of its
 * own tells of, before the statement's.
 */
bool kept_send(struct kept *k, struct statement *st, PGconn *conn);

/* That answer; nothing if none is owed. */
void kept_take(struct statement *st, bool is_made);

#endif

/*
 * Inside the floor: one connection in the event loop.  Requests stand in one
 * queue, and the server answers in that order; where they come from and what
 * becomes of them is its owner's business.
 */
#ifndef ZHEN_DB_LINK_H
#define ZHEN_DB_LINK_H

#include <libpq-fe.h>

#include "db/db.h"
#include "db/kept.h"
#include "db/patience.h"
#include "db/queue.h"

/* Down: waiting for the next try.  Refused and none: for good. */
enum link_state {
	LINK_DOWN, LINK_TRYING, LINK_UP, LINK_REFUSED, LINK_NONE
};

struct link;

struct link_kind {
	int retry_last;		/* milliseconds between tries, at most */
	bool gives_up;		/* when the server refuses the login */
	/* Begins to connect, without waiting: LINK_TRYING; LINK_DOWN: not
	 * now; LINK_NONE: never. */
	enum link_state (*connect)(struct link *l);
	/* It came up, and may be used (up to here only), or it dropped. */
	bool (*change)(struct link *l, bool is_up);
	/* Takes over a request that is over. */
	void (*end)(struct link *l, struct request *r, enum outcome outcome);
	/* As db_late. */
	void (*late)(struct link *l, int seconds);
	/* As db_progress; NULL: nobody listens. */
	void (*progress)(struct link *l, int percent);
};

struct link {
	const struct link_kind *kind;
	struct db *db;
	PGconn *conn;
	enum link_state state;
	PostgresPollingStatusType polling;
	long next_try;		/* milliseconds, monotonic; while trying: when
				 * this try is given up */
	int retry;
	struct queue queue;
	struct kept kept;
	long cancelled_at;	/* the server was told to stop; 0: it has, or
				 * never was */
	struct patience patience;
};

void link_init(struct link *l, const struct link_kind *kind, struct db *db);
void link_done(struct link *l);

/* Takes over a connection that is up; false: it can't be used. */
bool link_take(struct link *l, PGconn *conn);

/* Goes on with a connection that is begun. */
void link_begin(struct link *l, PGconn *conn);

/* Takes the request over; false: it wasn't sent, and is lost at the next
 * step. */
bool link_send(struct link *l, struct request *r);

/* Drops the connection, which is made again after a while. */
void link_drop(struct link *l);

/* Tells the server to stop what nobody wants any more, if that is what it works
 * at, and has for so many milliseconds. */
void link_stop(struct link *l, int after);

/* True if the request was stopped, but was not what should be: a word to stop
 * reaches whatever the server works at by then. */
bool link_has_strayed(const struct link *l, const struct request *r);

/* For poll(). */
int link_fd(const struct link *l);
short link_events(const struct link *l);
int link_timeout(const struct link *l);
void link_step(struct link *l);

#endif

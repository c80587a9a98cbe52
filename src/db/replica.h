/*
 * Inside the floor: lookups that a replica answers.  It is a second link, to
 * the libpq service that is named like the first one's with "_lookup" behind
 * it.  What the primary has answered is seen by every later lookup: behind
 * each request to it goes a mark, by which it says how far it has come, and a
 * replica that isn't there yet refuses.  Whatever it doesn't answer is asked at
 * the primary, so that nobody notices.
 */
#ifndef ZHEN_DB_REPLICA_H
#define ZHEN_DB_REPLICA_H

#include "db/link.h"

struct replica {
	struct link link;
	char *conninfo;		/* NULL: none */
	char *mark;		/* what it must have reached */
	bool is_marked;		/* the mark is younger than all answers */
	long marked_at;
	long rests_until;	/* it refused: not asked before */
};

void replica_init(struct db *db, const char *conninfo);
void replica_done(struct db *db);

/* Sends the lookup there, which it takes over; false: it can't answer it. */
bool replica_send(struct db *db, struct request *r);

/* The primary has answered something other than a mark. */
void replica_unmark(struct db *db);

/* The request for a mark; NULL when nobody needs one. */
struct request *replica_mark(struct db *db);

/* Connects anew: another password holds. */
void replica_renew(struct db *db);

#endif

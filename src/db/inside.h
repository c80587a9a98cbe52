/* Inside the floor: what the way to the server consists of. */
#ifndef ZHEN_DB_INSIDE_H
#define ZHEN_DB_INSIDE_H

#include "db/link.h"
#include "db/replica.h"

struct db {
	struct link primary;
	struct replica replica;
	unsigned long round_trips;
	db_change change;
	void *change_data;
	db_late late;
	void *late_data;
	db_progress progress;
	void *progress_data;
};

/* Asks the primary; takes the request over.  False: it isn't sent, and is lost
 * at the next step. */
bool db_put(struct db *db, struct request *r);

#endif

/* Inside the floor: what a connection in the event loop consists of. */
#ifndef ZHEN_DB_INSIDE_H
#define ZHEN_DB_INSIDE_H

#include <libpq-fe.h>

#include "db/db.h"
#include "db/patience.h"
#include "db/queue.h"

enum state { STATE_UP, STATE_DOWN, STATE_TRYING, STATE_REFUSED };

struct db {
	PGconn *conn;
	enum state state;
	PostgresPollingStatusType polling;
	long next_try;		/* milliseconds, monotonic; while trying: when
				 * this try is given up */
	int retry;
	struct queue queue;
	unsigned long round_trips;
	db_change change;
	void *change_data;
	struct patience patience;
	db_late late;
	void *late_data;
};

#endif

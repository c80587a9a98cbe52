/*
 * Inside the floor: how long the server has owed an answer, and when that is
 * worth telling: when it is late, and whenever it is three times as late as
 * the last time.  Times are milliseconds of any one clock.
 */
#ifndef ZHEN_DB_PATIENCE_H
#define ZHEN_DB_PATIENCE_H

#include <stdbool.h>

struct patience {
	int limit;		/* milliseconds; 0: nothing is ever late */
	long since, next;
	bool is_late;		/* it was told */
};

/* An answer is waited for from now on. */
void patience_start(struct patience *p, long now);

/* How long until it is to be told; -1: never. */
int patience_left(const struct patience *p, long now);

/* True once each time that it is to be told. */
bool patience_is_over(struct patience *p, long now);

/* How long it has been by now. */
int patience_seconds(const struct patience *p, long now);

#endif

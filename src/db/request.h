/* Inside the floor: one pipeline, and who waits for its answer. */
#ifndef ZHEN_DB_REQUEST_H
#define ZHEN_DB_REQUEST_H

#include <libpq-fe.h>

#include "db/db.h"
#include "db/kept.h"

struct request {
	struct request *next;
	struct request *behind;	/* refused: this one asks for its words */
	struct statement *statement;
	size_t count;
	size_t hidden_first;	/* statements at both ends that only guard: */
	size_t hidden_last;	/* their results aren't shown */
	db_row row;
	size_t rows;		/* told so far */
	db_answer answer;	/* NULL: nobody waits any more */
	void *data;
	bool is_mark;		/* see replica.h */
	bool is_posted;		/* nobody looks at the screen for it */
	bool has_plans;		/* sent by plans that were made before */
	bool is_cancelled;	/* the server was told to stop it */
	long sent_at;		/* milliseconds, monotonic */
	struct table **table;
	size_t done;
	bool is_refused;
	char state[6];
	char *message, *field;
	char *relation, *constraint;
};

struct request *request_new(struct statement *statement, size_t count,
    db_answer answer, void *data);
void request_free(struct request *r);	/* NULL: nothing; what is behind goes too */

/* Puts all statements and the sync into libpq's buffer. */
bool request_send(struct request *r, struct kept *kept, PGconn *conn);

/* No more results come, and with them no plans that are owed. */
void request_settle(struct request *r);

/* True if the server refused it, because a plan that it had kept for it doesn't
 * fit any more. */
bool request_is_outdated(const struct request *r);

/* True if one of its statements is to keep its plan. */
bool request_keeps_plans(const struct request *r);

/* A statement before all others that only guards them, and without it again:
 * as if it had never been sent. */
void request_guard(struct request *r, struct statement guard);
void request_unguard(struct request *r);

/* True if each of its statements is a lookup. */
bool request_is_lookup(const struct request *r);

/* True if each of its statements may be stopped. */
bool request_may_stop(const struct request *r);

/* True if it may be stopped, and nobody wants its answer any more. */
bool request_is_idle(const struct request *r);

/* As if it had never been sent. */
void request_clear(struct request *r);

/* True if the server has stopped it because it was told to stop something. */
bool request_was_stopped(const struct request *r);

/* The next result is that of its next statement: if rows are told as they come,
 * libpq is to give them so. */
void request_await(struct request *r, PGconn *conn);

/* Takes one result over. */
void request_take(struct request *r, PGresult *result);

void request_answer(const struct request *r, enum outcome outcome);

/* True when the server named a constraint whose words are to be asked for. */
bool request_wants_words(const struct request *r);

#endif

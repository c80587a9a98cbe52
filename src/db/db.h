/*
 * The way to the server.  A connection sends requests as libpq pipelines and
 * answers through callbacks from db_step(); nothing in it blocks once it is
 * open.  When the line drops, every open request is answered OUTCOME_LOST and
 * the connection is made again in the background.
 *
 * A request of nothing but lookups (statement_lookup()) may be answered by a
 * replica, if the administrator has named one; it never shows less than this
 * session has seen or saved, and whatever it doesn't answer, the primary does.
 */
#ifndef ZHEN_DB_DB_H
#define ZHEN_DB_DB_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "db/statement.h"
#include "db/table.h"

struct db;

struct db_options {
	const char *conninfo;	/* libpq's, NULL for its environment */
	const char *user;	/* NULL: libpq's own choice */
	const char *password;	/* NULL: password file or environment */
};

/*
 * Connects, waiting for it.  On failure NULL, err says why;
 * *needs_password (may be NULL) tells that asking for one would help.
 */
struct db *db_open(const struct db_options *options, bool *needs_password,
    struct error *err);
void db_close(struct db *db);

/* One more to the same server for the same role, which is down until db_change
 * says that it is up; nobody waits for it, and no replica answers it. */
struct db *db_beside(const struct db *db);

/* Stopped: the operator didn't want to wait. */
enum outcome { OUTCOME_DONE, OUTCOME_REFUSED, OUTCOME_LOST, OUTCOME_STOPPED };

/* The answer to a request; valid during the callback only. */
struct answer {
	enum outcome outcome;
	struct table **table;	/* a result for each statement sent */
	size_t count;
	/* OUTCOME_REFUSED: the server's words, "" where it said nothing */
	char state[6];		/* SQLSTATE */
	char *message;
	char *field;		/* the form's field that it belongs to */
	size_t refused;		/* which statement; count sent: none of them */
};

typedef void (*db_answer)(void *data, const struct answer *answer);

/*
 * A row as it comes, so that no more than one is held: what is sent again
 * begins with 0 again.  The answer then has tables without rows.
 */
typedef void (*db_row)(void *data, size_t nth, const struct table *row);

/*
 * Sends the statements as one transaction in one round trip; takes them over
 * (statement_done is called on each).  The answer comes from a later
 * db_step(), never from inside this call.
 */
void db_send(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data);

/* The same for what nobody waits for: it isn't one of db_round_trips(). */
void db_post(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data);

/*
 * Sends a write of one or more statements: the same, guarded by the client's
 * key, so that it happens once however often it is sent.  A key the server
 * knows already is OUTCOME_DONE with no table, and refused with STATE_OTHER
 * if something else was written under it.  must_change: a write that
 * changes no row is refused with STATE_STALE and undone.
 */
struct save {
	const char *key, *screen;
	bool must_change;
	db_row row;		/* NULL: all rows come with the answer */
	struct statement *statement;	/* taken over one by one */
	size_t count;
};
void db_save(struct db *db, const struct save *save, db_answer answer,
    void *data);

#define STATE_STALE "ZH101"
#define STATE_OTHER "ZH102"

/* Refused, because a second person has to see it: statement_review(). */
#define STATE_REVIEW "ZH200"

/* A fresh key for db_save(), yours to free. */
char *db_new_key(void);

/*
 * Milliseconds that the operator has waited for what db_stop() would end; -1:
 * for nothing.
 */
long db_waited(const struct db *db);

/*
 * Ends what was sent with db_send() and consists of statements that may stop:
 * it is answered OUTCOME_STOPPED here and now, and the server is told not to go
 * on with it.  What that word stops by mistake is sent again.
 */
void db_stop(struct db *db);

/* Answers to data won't be wanted any more; called when data goes.  The server
 * is told to stop what it still works at for long because of them. */
void db_forget(struct db *db, const void *data);

/* Answers to data go to somebody else from now on. */
void db_hand_over(struct db *db, const void *data, db_answer answer,
    void *to);

/* For poll(): a descriptor is -1 when there is nothing to wait for. */
#define DB_FDS 2
void db_watch(const struct db *db, struct pollfd fd[DB_FDS]);
int db_timeout(const struct db *db);	/* milliseconds, -1: none */
void db_step(struct db *db);

/* The role that is logged in. */
const char *db_user(const struct db *db);

/* True if nobody on the way can read along or stand in for the server: it is
 * on this machine, or has proved its name by a certificate. */
bool db_is_private(const struct db *db);

/* True if the server wanted a password, wherever it came from. */
bool db_used_password(const struct db *db);

/* A password as the server keeps it (SCRAM), yours to free; NULL and err. */
char *db_verifier(struct db *db, const char *password, struct error *err);

/*
 * Goes on with the connection of another, which it takes over: what the line
 * needs to be made again is the other's.  False, and nothing is done but to
 * close the other, while answers are owed.
 */
bool db_renew(struct db *db, struct db *other);

/* The line is down, and the server refuses the password that it was made with:
 * it isn't tried again. */
bool db_is_refused(const struct db *db);

bool db_is_up(const struct db *db);
bool db_can_look(const struct db *db);	/* lookups are answered, by whomever */
bool db_is_looking(const struct db *db);	/* a replica owes an answer */
bool db_is_late(const struct db *db);	/* told, and not come yet */
bool db_is_busy(const struct db *db);	/* answers are owed */
unsigned long db_round_trips(const struct db *db);

/* Called after the line dropped and when it is back. */
typedef void (*db_change)(void *data, bool is_up);
void db_on_change(struct db *db, db_change change, void *data);

/*
 * Called when the line is up and the server has owed an answer for limit
 * seconds, at growing intervals again, and with 0 when it has come after all.
 */
typedef void (*db_late)(void *data, int seconds);
void db_on_late(struct db *db, int limit, db_late late, void *data);

/*
 * Called when the server tells how far it is with what it was asked last, in
 * hundredths, 0 first: see progress() in sql/.
 */
typedef void (*db_progress)(void *data, int percent);
void db_on_progress(struct db *db, db_progress progress, void *data);

#endif

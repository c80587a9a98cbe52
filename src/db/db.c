/*
 * The connection in the event loop.  Requests stand in one queue; the server
 * answers in that order.  States: up; down, waiting for the next try; trying;
 * or refused, for good.
 */
#include "db/db.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/connect.h"
#include "db/digest.h"
#include "db/inside.h"
#include "db/server.h"

#define RETRY_FIRST 500		/* milliseconds; doubled up to the last */
#define RETRY_LAST 8000
#define TRY_LONGEST 5000		/* as long as the first connection may take */

static bool
enter_pipeline(struct db *db)
{
	return PQsetnonblocking(db->conn, 1) == 0 &&
	    PQenterPipelineMode(db->conn) == 1;
}

/* The words of a refused constraint, asked for by finish(): data is the
 * refused request. */
static void
take_words(void *data, const struct answer *answer)
{
	struct request *r = data;
	const struct table *t;

	if (answer->outcome == OUTCOME_DONE &&
	    table_rows(t = answer->table[0]) > 0) {
		if (r->field[0] == '\0')
			mem_set(&r->field, table_text(t, 0, 0));
		mem_set(&r->message, table_text(t, 0, 1));
	}
	request_answer(r, OUTCOME_DONE);
}

struct db *
db_open(const struct db_options *options, bool *needs_password,
    struct error *err)
{
	PGconn *conn = connect_wait(options, needs_password, err);
	struct db *db;

	if (conn == NULL)
		return NULL;
	db = mem_alloc(sizeof(*db));
	db->conn = conn;
	queue_init(&db->queue);
	db->state = STATE_UP;
	if (enter_pipeline(db))
		return db;
	error_set(err, _("the server doesn't take pipelines"));
	db_close(db);
	return NULL;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	queue_done(&db->queue);
	PQfinish(db->conn);
	free(db);
}

static bool
put(struct db *db, struct request *r)
{
	if (db->queue.first == NULL)
		patience_start(&db->patience, monotonic_ms());
	queue_add(&db->queue, r);
	if (db->state != STATE_UP || !request_send(r, db->conn))
		return false;
	PQflush(db->conn);
	return true;
}

void
db_post(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data)
{
	put(db, request_new(statement, count, answer, data));
}

void
db_send(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data)
{
	if (put(db, request_new(statement, count, answer, data)))
		db->round_trips++;
}

void
db_save(struct db *db, const struct save *save, db_answer answer, void *data)
{
	struct statement *all = NULL;
	size_t count = 0;
	char *digest = digest_of(save);
	struct request *r;

	*MEM_PUSH(all, count) = statement_fixed(SERVER_OPEN, 3,
	    (const char *const[]){ save->key, save->screen, digest });
	free(digest);
	for (size_t i = 0; i < save->count; i++)
		*MEM_PUSH(all, count) = save->statement[i];
	if (save->must_change)
		*MEM_PUSH(all, count) = statement_fixed(SERVER_CLOSE, 1,
		    &save->key);
	r = request_new(all, count, answer, data);
	free(all);
	r->hidden_first = 1;
	r->hidden_last = save->must_change ? 1 : 0;
	if (put(db, r))
		db->round_trips++;
}

void
db_hand_over(struct db *db, const void *data, db_answer answer, void *to)
{
	queue_hand_over(&db->queue, data, answer, to);
}

void
db_forget(struct db *db, const void *data)
{
	queue_hand_over(&db->queue, data, NULL, NULL);
}

static void
go_down(struct db *db)
{
	bool was_up = db->state == STATE_UP;

	db->state = STATE_DOWN;
	db->retry = was_up || db->retry == 0 ? RETRY_FIRST : db->retry * 2;
	if (db->retry > RETRY_LAST)
		db->retry = RETRY_LAST;
	db->next_try = monotonic_ms() + db->retry;
	db->patience.is_late = false;
	if (was_up && db->change)
		db->change(db->change_data, false);
	queue_lose(&db->queue);
}

static void
finish(struct db *db, struct request *r)
{
	struct statement st;
	struct request *words;

	if (!request_wants_words(r)) {
		request_answer(r, OUTCOME_DONE);
		request_free(r);
		return;
	}
	st = statement_fixed(SERVER_REFUSAL, 2,
	    (const char *const[]){ r->relation, r->constraint });
	words = request_new(&st, 1, take_words, r);
	words->behind = r;
	if (put(db, words))
		db->round_trips++;
}

/* The server has answered something. */
static void
hear(struct db *db)
{
	bool was_late = db->patience.is_late;

	patience_start(&db->patience, monotonic_ms());
	if (was_late && db->late)
		db->late(db->late_data, 0);
}

static void
tell_late(struct db *db)
{
	long at = monotonic_ms();

	if (db->queue.first && patience_is_over(&db->patience, at) && db->late)
		db->late(db->late_data, patience_seconds(&db->patience, at));
}

static void
read_results(struct db *db)
{
	int nulls = 0;

	while (db->queue.first && !PQisBusy(db->conn) && nulls < 2) {
		PGresult *result = PQgetResult(db->conn);

		if (result == NULL) {
			nulls++;
			continue;
		}
		nulls = 0;
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			hear(db);
			finish(db, queue_take(&db->queue));
		} else {
			request_take(db->queue.first, result);
		}
	}
}

static void
come_up(struct db *db)
{
	if (!enter_pipeline(db)) {
		go_down(db);
		return;
	}
	db->state = STATE_UP;
	db->retry = 0;
	PQsetErrorVerbosity(db->conn, PQERRORS_DEFAULT);
	if (db->change)
		db->change(db->change_data, true);
}

static void
try_again(struct db *db)
{
	if (monotonic_ms() < db->next_try)
		return;
	db->state = STATE_TRYING;
	db->next_try = monotonic_ms() + TRY_LONGEST;
	db->polling = PGRES_POLLING_WRITING;
	PQsetErrorVerbosity(db->conn, PQERRORS_VERBOSE);
	if (!PQresetStart(db->conn))
		go_down(db);
}

/* Each try with a password that is none any more is a failed login.  Of a
 * connection that fails libpq gives the SQLSTATE in the message only. */
static void
fail(struct db *db)
{
	const char *why = PQerrorMessage(db->conn);
	bool is_refused = strstr(why, " 28P01: ") || strstr(why, " 28000: ");

	go_down(db);
	if (is_refused)
		db->state = STATE_REFUSED;
}

static bool
is_ready(const struct db *db)
{
	struct pollfd fd = { .fd = db_fd(db), .events = db_events(db) };

	return poll(&fd, 1, 0) > 0;
}

static void
go_on_trying(struct db *db)
{
	if (!is_ready(db)) {
		if (monotonic_ms() >= db->next_try)
			go_down(db);
		return;
	}
	db->polling = PQresetPoll(db->conn);
	if (db->polling == PGRES_POLLING_FAILED)
		fail(db);
	else if (db->polling == PGRES_POLLING_OK)
		come_up(db);
}

void
db_step(struct db *db)
{
	if (db->state == STATE_UP) {
		if (PQflush(db->conn) < 0 || !PQconsumeInput(db->conn)) {
			go_down(db);
			return;
		}
		read_results(db);
		if (PQstatus(db->conn) == CONNECTION_BAD)
			go_down(db);
		else
			tell_late(db);
		return;
	}
	queue_lose(&db->queue);
	if (db->state == STATE_DOWN)
		try_again(db);
	else if (db->state == STATE_TRYING)
		go_on_trying(db);
}

int
db_fd(const struct db *db)
{
	return db->state == STATE_UP || db->state == STATE_TRYING ?
	    PQsocket(db->conn) : -1;
}

short
db_events(const struct db *db)
{
	if (db->state == STATE_TRYING)
		return db->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	return PQflush(db->conn) == 1 ? POLLIN | POLLOUT : POLLIN;
}

int
db_timeout(const struct db *db)
{
	long left;

	if (db->state == STATE_UP)
		return db->queue.first ? patience_left(&db->patience, monotonic_ms()) : -1;
	if (db->queue.first)
		return 0;
	if (db->state == STATE_REFUSED)
		return -1;
	left = db->next_try - monotonic_ms();
	return left > 0 ? (int)left : 0;
}

bool
db_renew(struct db *db, struct db *other)
{
	bool ok = db->queue.first == NULL;
	PGconn *old = db->conn;

	if (ok) {
		db->conn = other->conn;
		other->conn = old;
		if (db->state != STATE_UP)
			come_up(db);
	}
	db_close(other);
	return ok;
}

void
db_on_change(struct db *db, db_change change, void *data)
{
	db->change = change;
	db->change_data = data;
}

void
db_on_late(struct db *db, int limit, db_late late, void *data)
{
	db->patience.limit = limit * 1000;
	patience_start(&db->patience, monotonic_ms());
	db->late = late;
	db->late_data = data;
}

/* States of a connection, and the results as they come. */
#include "db/link.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "db/cancel.h"
#include "db/server.h"

#define RETRY_FIRST 500		/* milliseconds; doubled up to the last */
#define TRY_LONGEST 5000	/* as long as the first connection may take */
#define IDLE_LONGEST 1000	/* that it works for nobody */

void
link_init(struct link *l, const struct link_kind *kind, struct db *db)
{
	l->kind = kind;
	l->db = db;
	l->state = LINK_DOWN;
	queue_init(&l->queue);
}

void
link_done(struct link *l)
{
	queue_done(&l->queue);
	kept_forget(&l->kept);
	PQfinish(l->conn);
}

bool
link_send(struct link *l, struct request *r)
{
	if (l->queue.first == NULL)
		patience_start(&l->patience, monotonic_ms());
	queue_add(&l->queue, r);
	if (l->state != LINK_UP || !request_send(r, &l->kept, l->conn))
		return false;
	PQflush(l->conn);
	return true;
}

/* Those that are in it now: what comes of it may send others. */
static void
lose(struct link *l)
{
	for (size_t n = queue_count(&l->queue); n > 0; n--) {
		struct request *r = queue_take(&l->queue);

		request_settle(r);
		l->kind->end(l, r, OUTCOME_LOST);
	}
}

void
link_drop(struct link *l)
{
	bool was_up = l->state == LINK_UP;

	l->state = LINK_DOWN;
	l->retry = was_up || l->retry == 0 ? RETRY_FIRST : l->retry * 2;
	if (l->retry > l->kind->retry_last)
		l->retry = l->kind->retry_last;
	l->next_try = monotonic_ms() + l->retry;
	l->patience.is_late = false;
	if (was_up)
		l->kind->change(l, false);
	lose(l);
}

/* The server has answered something. */
static void
hear(struct link *l)
{
	bool was_late = l->patience.is_late;

	patience_start(&l->patience, monotonic_ms());
	if (was_late)
		l->kind->late(l, 0);
}

static void
take_notice(void *data, const PGresult *result)
{
	struct link *l = data;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (state == NULL || said == NULL || strcmp(state, STATE_PROGRESS) != 0)
		return;
	hear(l);
	if (l->kind->progress)
		l->kind->progress(l, atoi(said));
}

static bool
enter_pipeline(struct link *l)
{
	PQsetNoticeReceiver(l->conn, take_notice, l);
	kept_forget(&l->kept);
	return PQsetnonblocking(l->conn, 1) == 0 &&
	    PQenterPipelineMode(l->conn) == 1;
}

static void
come_up(struct link *l)
{
	if (!enter_pipeline(l)) {
		link_drop(l);
		return;
	}
	l->state = LINK_UP;
	PQsetErrorVerbosity(l->conn, PQERRORS_DEFAULT);
	if (l->kind->change(l, true))
		l->retry = 0;
	else
		link_drop(l);
}

bool
link_take(struct link *l, PGconn *conn)
{
	bool was_up = l->state == LINK_UP;

	PQfinish(l->conn);
	l->conn = conn;
	if (!enter_pipeline(l))
		return false;
	l->state = LINK_UP;
	l->retry = 0;
	return was_up || l->kind->change(l, true);
}

static void
tell_late(struct link *l)
{
	long at = monotonic_ms();

	if (l->queue.first && patience_is_over(&l->patience, at))
		l->kind->late(l, patience_seconds(&l->patience, at));
}

static bool
is_idle(const struct link *l)
{
	const struct request *r = l->queue.first;

	return l->state == LINK_UP && r && request_is_idle(r) &&
	    !r->is_cancelled;
}

void
link_stop(struct link *l, int after)
{
	long now = monotonic_ms();

	if (!is_idle(l) || now - l->patience.since < after)
		return;
	l->queue.first->is_cancelled = true;
	l->cancelled_at = now;
	cancel_send(l->conn);
}

bool
link_has_strayed(const struct link *l, const struct request *r)
{
	return request_was_stopped(r) && !r->is_cancelled && l->cancelled_at &&
	    monotonic_ms() - l->cancelled_at < CANCEL_LONGEST;
}

static void
end(struct link *l)
{
	struct request *r = queue_take(&l->queue);
	bool was_stopped = request_was_stopped(r);

	request_settle(r);
	if (request_is_outdated(r))
		kept_renew(&l->kept);
	l->kind->end(l, r, OUTCOME_DONE);
	if (was_stopped)
		l->cancelled_at = 0;
}

static void
read_results(struct link *l)
{
	int nulls = 0;

	while (l->queue.first && !PQisBusy(l->conn) && nulls < 2) {
		PGresult *result = PQgetResult(l->conn);

		if (result == NULL) {
			nulls++;
			request_await(l->queue.first, l->conn);
			continue;
		}
		nulls = 0;
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			hear(l);
			end(l);
		} else {
			request_take(l->queue.first, result);
		}
	}
}

static void
begin(struct link *l, enum link_state state)
{
	l->state = state;
	l->next_try = monotonic_ms() + TRY_LONGEST;
	l->polling = PGRES_POLLING_WRITING;
	if (state == LINK_DOWN)
		link_drop(l);
	else if (state == LINK_TRYING)
		PQsetErrorVerbosity(l->conn, PQERRORS_VERBOSE);
}

void
link_begin(struct link *l, PGconn *conn)
{
	l->conn = conn;
	begin(l, PQstatus(conn) == CONNECTION_BAD ? LINK_DOWN : LINK_TRYING);
}

static void
try_again(struct link *l)
{
	if (monotonic_ms() >= l->next_try)
		begin(l, l->kind->connect(l));
}

/* Each try with a password that is none any more is a failed login.  Of a
 * connection that fails libpq gives the SQLSTATE in the message only. */
static void
fail(struct link *l)
{
	const char *why = PQerrorMessage(l->conn);
	bool is_refused = strstr(why, " 28P01: ") || strstr(why, " 28000: ");

	link_drop(l);
	if (is_refused && l->kind->gives_up)
		l->state = LINK_REFUSED;
}

static bool
is_ready(const struct link *l)
{
	struct pollfd fd = { .fd = link_fd(l), .events = link_events(l) };

	return poll(&fd, 1, 0) > 0;
}

static void
go_on_trying(struct link *l)
{
	if (!is_ready(l)) {
		if (monotonic_ms() >= l->next_try)
			link_drop(l);
		return;
	}
	l->polling = PQconnectPoll(l->conn);
	if (l->polling == PGRES_POLLING_FAILED)
		fail(l);
	else if (l->polling == PGRES_POLLING_OK)
		come_up(l);
}

static void
step_up(struct link *l)
{
	if (PQflush(l->conn) < 0 || !PQconsumeInput(l->conn)) {
		link_drop(l);
		return;
	}
	read_results(l);
	if (PQstatus(l->conn) == CONNECTION_BAD) {
		link_drop(l);
		return;
	}
	link_stop(l, IDLE_LONGEST);
	tell_late(l);
}

void
link_step(struct link *l)
{
	if (l->state == LINK_UP) {
		step_up(l);
		return;
	}
	lose(l);
	if (l->state == LINK_DOWN)
		try_again(l);
	else if (l->state == LINK_TRYING)
		go_on_trying(l);
}

int
link_fd(const struct link *l)
{
	return l->state == LINK_UP || l->state == LINK_TRYING ?
	    PQsocket(l->conn) : -1;
}

short
link_events(const struct link *l)
{
	if (l->state == LINK_TRYING)
		return l->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	return l->state == LINK_UP && PQflush(l->conn) == 1 ?
	    POLLIN | POLLOUT : POLLIN;
}

/* While an answer is owed. */
static int
up_timeout(const struct link *l, long now)
{
	int late = patience_left(&l->patience, now);
	long idle = l->patience.since + IDLE_LONGEST - now;

	if (!is_idle(l) || (late >= 0 && late < idle))
		return late;
	return idle > 0 ? (int)idle : 0;
}

int
link_timeout(const struct link *l)
{
	long now = monotonic_ms();

	if (l->state == LINK_UP)
		return l->queue.first ? up_timeout(l, now) : -1;
	if (l->queue.first)
		return 0;
	if (l->state == LINK_REFUSED || l->state == LINK_NONE)
		return -1;
	return l->next_try > now ? (int)(l->next_try - now) : 0;
}

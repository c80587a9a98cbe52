/*
 * A mark is whatever replica_mark() of the server says and replica_reached()
 * understands.  While the primary can be asked, no mark is trusted for long, so
 * that a replica that nothing reaches any more is found out.
 */
#include "db/replica.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/monotonic.h"
#include "db/connect.h"
#include "db/inside.h"
#include "db/server.h"

#define RETRY_LAST 30000	/* milliseconds, as all below */
#define PATIENCE 4000		/* longer than a lookup may take there */
#define LONGEST "3000"
#define REST 1000
#define OLDEST 60000		/* mark */

#define SETTINGS "-c search_path=zhen -c statement_timeout=" LONGEST

static enum link_state
connect_again(struct link *l)
{
	struct db *db = l->db;

	PQfinish(l->conn);
	l->conn = NULL;
	if (db->replica.conninfo == NULL)
		return LINK_NONE;
	l->conn = connect_start(&(struct db_options){
		.conninfo = db->replica.conninfo,
		.user = PQuser(db->primary.conn),
		.password = PQpass(db->primary.conn),
	}, SETTINGS);
	if (l->conn == NULL)
		return LINK_NONE;
	return PQstatus(l->conn) == CONNECTION_BAD ? LINK_DOWN : LINK_TRYING;
}

static bool
is_standby(PGconn *conn)
{
	const char *on = PQparameterStatus(conn, "in_hot_standby");

	return on && strcmp(on, "on") == 0;
}

/* The primary itself may be all that "prefer-standby" finds: it isn't kept
 * twice. */
static bool
change(struct link *l, bool is_up)
{
	if (is_up)
		return is_standby(l->conn);
	PQfinish(l->conn);
	l->conn = NULL;
	return false;
}

static void
end(struct link *l, struct request *r, enum outcome outcome)
{
	struct db *db = l->db;

	if (r->answer == NULL) {
		request_free(r);
		return;
	}
	if (outcome == OUTCOME_DONE && !r->is_refused) {
		request_answer(r, OUTCOME_DONE);
		request_free(r);
		return;
	}
	if (outcome == OUTCOME_DONE)
		db->replica.rests_until = monotonic_ms() + REST;
	request_unguard(r);
	if (db_put(db, r))
		db->round_trips++;
}

static void
late(struct link *l, int seconds)
{
	if (seconds > 0)
		link_drop(l);
}

static const struct link_kind replica_kind = {
	.retry_last = RETRY_LAST,
	.connect = connect_again,
	.change = change,
	.end = end,
	.late = late,
};

/* Nothing is connected before the first step. */
void
replica_init(struct db *db, const char *conninfo)
{
	struct replica *r = &db->replica;

	link_init(&r->link, &replica_kind, db);
	r->link.patience.limit = PATIENCE;
	r->conninfo = connect_lookup(conninfo);
	if (r->conninfo == NULL)
		r->link.state = LINK_NONE;
}

void
replica_done(struct db *db)
{
	link_done(&db->replica.link);
	free(db->replica.conninfo);
	free(db->replica.mark);
}

static bool
may_answer(const struct db *db)
{
	const struct replica *r = &db->replica;
	long now = monotonic_ms();

	if (r->link.state != LINK_UP || !is_standby(r->link.conn) ||
	    !r->is_marked || db->primary.state == LINK_REFUSED)
		return false;
	if (db->primary.state != LINK_UP || db->primary.patience.is_late)
		return true;
	return now >= r->rests_until && now - r->marked_at < OLDEST;
}

bool
replica_send(struct db *db, struct request *r)
{
	const char *mark = db->replica.mark;

	if (!request_is_lookup(r) || !may_answer(db))
		return false;
	request_guard(r, statement_fixed(SERVER_REACHED, 1, &mark));
	link_send(&db->replica.link, r);
	return true;
}

void
replica_unmark(struct db *db)
{
	db->replica.is_marked = false;
}

static void
take_mark(void *data, const struct answer *answer)
{
	struct db *db = data;
	struct replica *r = &db->replica;

	if (answer->outcome != OUTCOME_DONE)
		return;
	mem_set(&r->mark, table_text(answer->table[0], 0, 0));
	r->is_marked = true;
	r->marked_at = monotonic_ms();
}

struct request *
replica_mark(struct db *db)
{
	struct statement st;
	struct request *r;

	if (db->replica.link.state == LINK_NONE)
		return NULL;
	st = statement_fixed(SERVER_MARK, 0, NULL);
	r = request_new(&st, 1, take_mark, db);
	r->is_mark = true;
	return r;
}

void
replica_renew(struct db *db)
{
	struct link *l = &db->replica.link;

	if (l->state == LINK_NONE)
		return;
	link_drop(l);
	l->next_try = 0;
}

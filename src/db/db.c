/*
 * What is asked goes to the primary, or as a lookup to a replica; what is
 * refused because of a constraint asks for its words before it is answered.
 */
#include "db/db.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/connect.h"
#include "db/digest.h"
#include "db/inside.h"
#include "db/server.h"

#define RETRY_LAST 8000		/* milliseconds */

static enum link_state
connect_again(struct link *l)
{
	return PQresetStart(l->conn) ? LINK_TRYING : LINK_DOWN;
}

static bool
tell_change(struct link *l, bool is_up)
{
	if (l->db->change)
		l->db->change(l->db->change_data, is_up);
	return true;
}

static void
tell_late(struct link *l, int seconds)
{
	if (l->db->late)
		l->db->late(l->db->late_data, seconds);
}

/* The words of a refused constraint, asked for by end(): data is the refused
 * request. */
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

static void
ask_words(struct db *db, struct request *r)
{
	struct statement st = statement_fixed(SERVER_REFUSAL, 2,
	    (const char *const[]){ r->relation, r->constraint });
	struct request *words = request_new(&st, 1, take_words, r);

	words->behind = r;
	if (db_put(db, words))
		db->round_trips++;
}

static void
end(struct link *l, struct request *r, enum outcome outcome)
{
	if (outcome == OUTCOME_DONE &&
	    (link_has_strayed(l, r) || request_is_outdated(r))) {
		request_clear(r);
		db_put(l->db, r);
		return;
	}
	if (!r->is_mark && outcome == OUTCOME_DONE)
		replica_unmark(l->db);
	if (outcome == OUTCOME_DONE && request_wants_words(r)) {
		ask_words(l->db, r);
		return;
	}
	request_answer(r, outcome);
	request_free(r);
}

static void
tell_progress(struct link *l, int percent)
{
	if (l->db->progress)
		l->db->progress(l->db->progress_data, percent);
}

static const struct link_kind primary_kind = {
	.retry_last = RETRY_LAST,
	.gives_up = true,
	.connect = connect_again,
	.change = tell_change,
	.end = end,
	.late = tell_late,
	.progress = tell_progress,
};

struct db *
db_open(const struct db_options *options, bool *needs_password,
    struct error *err)
{
	PGconn *conn = connect_wait(options, needs_password, err);
	struct db *db;

	if (conn == NULL)
		return NULL;
	db = mem_alloc(sizeof(*db));
	link_init(&db->primary, &primary_kind, db);
	replica_init(db, options->conninfo);
	if (link_take(&db->primary, conn))
		return db;
	error_set(err, _("the server doesn't take pipelines"));
	db_close(db);
	return NULL;
}

struct db *
db_beside(const struct db *db)
{
	struct db *beside = mem_alloc(sizeof(*beside));

	link_init(&beside->primary, &primary_kind, beside);
	link_init(&beside->replica.link, db->replica.link.kind, beside);
	beside->replica.link.state = LINK_NONE;
	link_begin(&beside->primary, connect_beside(db->primary.conn));
	return beside;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	link_done(&db->primary);
	replica_done(db);
	free(db);
}

bool
db_put(struct db *db, struct request *r)
{
	bool ok = link_send(&db->primary, r);
	struct request *mark = ok ? replica_mark(db) : NULL;

	if (mark)
		link_send(&db->primary, mark);
	return ok;
}

void
db_post(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data)
{
	struct request *r = request_new(statement, count, answer, data);

	r->is_posted = true;
	db_put(db, r);
}

void
db_send(struct db *db, struct statement *statement, size_t count,
    db_answer answer, void *data)
{
	struct request *r = request_new(statement, count, answer, data);

	if (request_keeps_plans(r))
		request_guard(r, statement_lookup(statement_fixed(SERVER_PLANS,
		    0, NULL)));
	if (replica_send(db, r) || db_put(db, r))
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
	r->row = save->row;
	r->hidden_first = 1;
	r->hidden_last = save->must_change ? 1 : 0;
	if (db_put(db, r))
		db->round_trips++;
}

static bool
is_waited_for(const struct request *r)
{
	return r->answer && !r->is_posted && request_may_stop(r);
}

static long
waited(const struct queue *q)
{
	for (const struct request *r = q->first; r; r = r->next)
		if (is_waited_for(r))
			return monotonic_ms() - r->sent_at;
	return -1;
}

long
db_waited(const struct db *db)
{
	long first = waited(&db->primary.queue);
	long second = waited(&db->replica.link.queue);

	return first > second ? first : second;
}

/* An answer may send others, which stand behind: those aren't stopped. */
static void
stop(struct link *l)
{
	char nothing[] = "";
	const struct answer stopped = {
		.outcome = OUTCOME_STOPPED, .message = nothing, .field = nothing,
	};
	struct request *r = l->queue.first;

	for (size_t n = queue_count(&l->queue); n > 0; n--, r = r->next) {
		db_answer answer = r->answer;

		if (!is_waited_for(r))
			continue;
		r->answer = NULL;
		answer(r->data, &stopped);
	}
	link_stop(l, 0);
}

void
db_stop(struct db *db)
{
	stop(&db->primary);
	stop(&db->replica.link);
}

void
db_hand_over(struct db *db, const void *data, db_answer answer, void *to)
{
	queue_hand_over(&db->primary.queue, data, answer, to);
	queue_hand_over(&db->replica.link.queue, data, answer, to);
}

void
db_forget(struct db *db, const void *data)
{
	db_hand_over(db, data, NULL, NULL);
}

void
db_step(struct db *db)
{
	link_step(&db->primary);
	link_step(&db->replica.link);
}

void
db_watch(const struct db *db, struct pollfd fd[DB_FDS])
{
	const struct link *const link[DB_FDS] = {
		&db->primary, &db->replica.link,
	};

	for (int i = 0; i < DB_FDS; i++)
		fd[i] = (struct pollfd){
			.fd = link_fd(link[i]), .events = link_events(link[i]),
		};
}

int
db_timeout(const struct db *db)
{
	int first = link_timeout(&db->primary);
	int second = link_timeout(&db->replica.link);

	return first < 0 || (second >= 0 && second < first) ? second : first;
}

/* Nobody misses the marks that an old connection owes. */
static bool
owes_marks_only(const struct queue *q)
{
	for (const struct request *r = q->first; r; r = r->next)
		if (!r->is_mark)
			return false;
	return true;
}

bool
db_renew(struct db *db, struct db *other)
{
	struct queue *q = &db->primary.queue;
	bool ok = owes_marks_only(q);

	if (ok) {
		queue_done(q);
		link_take(&db->primary, other->primary.conn);
		other->primary.conn = NULL;
		replica_renew(db);
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
	db->primary.patience.limit = limit * 1000;
	patience_start(&db->primary.patience, monotonic_ms());
	db->late = late;
	db->late_data = data;
}

void
db_on_progress(struct db *db, db_progress progress, void *data)
{
	db->progress = progress;
	db->progress_data = data;
}

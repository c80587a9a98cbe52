/* One pipeline: its statements, the results so far, and who waits. */
#include "db/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/server.h"
#include "db/table_pq.h"

struct request *
request_new(struct statement *statement, size_t count, db_answer answer,
    void *data)
{
	struct request *r = mem_alloc(sizeof(*r));

	r->statement = mem_resize(NULL, count, sizeof(*statement));
	memcpy(r->statement, statement, count * sizeof(*statement));
	r->count = count;
	r->answer = answer;
	r->data = data;
	r->sent_at = monotonic_ms();
	r->table = mem_alloc(count * sizeof(*r->table));
	r->message = mem_dup("");
	r->field = mem_dup("");
	return r;
}

void
request_free(struct request *r)
{
	if (r == NULL)
		return;
	request_free(r->behind);
	for (size_t i = 0; i < r->count; i++)
		statement_done(&r->statement[i]);
	for (size_t i = 0; i < r->done; i++)
		table_free(r->table[i]);
	free(r->statement);
	free(r->table);
	free(r->message);
	free(r->field);
	free(r->relation);
	free(r->constraint);
	free(r);
}

bool
request_send(struct request *r, struct kept *kept, PGconn *conn)
{
	r->has_plans = false;
	for (size_t i = 0; i < r->count; i++) {
		struct statement *st = &r->statement[i];
		bool ok = st->keeps_plan ? kept_send(kept, st, conn) :
		    PQsendQueryParams(conn, st->sql, (int)st->count, NULL,
		    (const char *const *)st->param, NULL, NULL, 0);

		if (!ok)
			return false;
		r->has_plans |= st->keeps_plan && st->asked == NULL;
	}
	return PQpipelineSync(conn) == 1;
}

void
request_settle(struct request *r)
{
	for (size_t i = 0; i < r->count; i++)
		kept_take(&r->statement[i], false);
}

bool
request_is_outdated(const struct request *r)
{
	return r->has_plans && r->is_refused &&
	    strcmp(r->state, STATE_OUTDATED) == 0;
}

bool
request_keeps_plans(const struct request *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->statement[i].keeps_plan)
			return true;
	return false;
}

void
request_clear(struct request *r)
{
	for (size_t i = 0; i < r->done; i++)
		table_free(r->table[i]);
	r->done = r->rows = 0;
	r->is_refused = false;
	memset(r->state, 0, sizeof(r->state));
	mem_set(&r->message, "");
	mem_set(&r->field, "");
	mem_set(&r->relation, NULL);
	mem_set(&r->constraint, NULL);
}

void
request_guard(struct request *r, struct statement guard)
{
	r->count++;
	r->statement = mem_resize(r->statement, r->count,
	    sizeof(*r->statement));
	memmove(r->statement + 1, r->statement,
	    (r->count - 1) * sizeof(*r->statement));
	r->statement[0] = guard;
	r->table = mem_resize(r->table, r->count, sizeof(*r->table));
	r->hidden_first++;
}

void
request_unguard(struct request *r)
{
	request_clear(r);
	r->count--;
	r->hidden_first--;
	statement_done(&r->statement[0]);
	memmove(r->statement, r->statement + 1,
	    r->count * sizeof(*r->statement));
}

bool
request_is_lookup(const struct request *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!r->statement[i].is_lookup)
			return false;
	return r->count > 0;
}

bool
request_may_stop(const struct request *r)
{
	for (size_t i = r->hidden_first; i < r->count; i++)
		if (!r->statement[i].may_stop)
			return false;
	return r->count > r->hidden_first;
}

bool
request_is_idle(const struct request *r)
{
	return r->answer == NULL && request_may_stop(r);
}

bool
request_was_stopped(const struct request *r)
{
	return r->is_refused && strcmp(r->state, STATE_STOPPED) == 0;
}

static void
take_field(char **to, const PGresult *result, int code)
{
	const char *s = PQresultErrorField(result, code);

	mem_set(to, s ? s : "");
}

static void
take_refusal(struct request *r, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (r->is_refused)
		return;
	r->is_refused = true;
	if (state)
		memcpy(r->state, state, sizeof(r->state) - 1);
	take_field(&r->message, result, PG_DIAG_MESSAGE_PRIMARY);
	take_field(&r->field, result, PG_DIAG_COLUMN_NAME);
	take_field(&r->constraint, result, PG_DIAG_CONSTRAINT_NAME);
	take_field(&r->relation, result, PG_DIAG_TABLE_NAME);
	if (r->relation[0] == '\0')
		take_field(&r->relation, result, PG_DIAG_DATATYPE_NAME);
	if (strcmp(r->state, "23502") == 0)
		mem_set(&r->message, _("this must be filled in"));
}

/* The answer to a plan that was asked for, which comes first. */
static bool
is_plan(struct request *r, const PGresult *result)
{
	if (PQresultStatus(result) != PGRES_COMMAND_OK ||
	    r->done == r->count || r->statement[r->done].asked == NULL)
		return false;
	kept_take(&r->statement[r->done], true);
	return true;
}

void
request_await(struct request *r, PGconn *conn)
{
	if (r->row && r->done >= r->hidden_first &&
	    r->done < r->count - r->hidden_last)
		PQsetSingleRowMode(conn);
}

static void
tell_row(struct request *r, PGresult *result)
{
	struct table *t = table_new(result);

	if (r->answer && r->row)
		r->row(r->data, r->rows++, t);
	table_free(t);
}

void
request_take(struct request *r, PGresult *result)
{
	if (is_plan(r, result)) {
		PQclear(result);
		return;
	}
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
		tell_row(r, result);
		return;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (r->done < r->count) {
			r->table[r->done++] = table_new(result);
			return;
		}
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		take_refusal(r, result);
	}
	PQclear(result);
}

bool
request_wants_words(const struct request *r)
{
	return r->is_refused && r->constraint && r->constraint[0] != '\0';
}

void
request_answer(const struct request *r, enum outcome outcome)
{
	struct answer answer = { .outcome = outcome };

	if (r->answer == NULL)
		return;
	if (r->is_refused && strcmp(r->state, STATE_KNOWN_KEY) == 0) {
		r->answer(r->data, &answer);
		return;
	}
	if (outcome == OUTCOME_DONE && r->is_refused)
		answer.outcome = OUTCOME_REFUSED;
	if (answer.outcome == OUTCOME_DONE) {
		answer.table = r->table + r->hidden_first;
		answer.count = r->count - r->hidden_first - r->hidden_last;
	}
	memcpy(answer.state, r->state, sizeof(answer.state));
	answer.message = r->message;
	answer.field = r->field;
	answer.refused = r->done >= r->hidden_first ?
	    r->done - r->hidden_first :
	    r->count - r->hidden_first - r->hidden_last;
	r->answer(r->data, &answer);
}

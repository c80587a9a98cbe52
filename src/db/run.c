/* A connection that waits, for commands. */
#include "db/run.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/connect.h"
#include "db/server.h"
#include "db/table_pq.h"

struct run {
	PGconn *conn;
	run_progress progress;
	void *progress_data;
};

static void
take_notice(void *data, const PGresult *result)
{
	struct run *r = data;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (r->progress && state && said && strcmp(state, STATE_PROGRESS) == 0)
		r->progress(r->progress_data, atoi(said));
}

struct run *
run_open(const char *conninfo, struct error *err)
{
	const struct db_options options = { .conninfo = conninfo };
	PGconn *conn = connect_wait(&options, NULL, err);
	struct run *r;

	if (conn == NULL)
		return NULL;
	r = mem_alloc(sizeof(*r));
	r->conn = conn;
	PQsetNoticeReceiver(conn, take_notice, r);
	return r;
}

void
run_on_progress(struct run *r, run_progress progress, void *data)
{
	r->progress = progress;
	r->progress_data = data;
}

void
run_close(struct run *r)
{
	if (r == NULL)
		return;
	PQfinish(r->conn);
	free(r);
}

/* Positions count characters, so continuation bytes don't. */
static int
line_of(const char *text, const char *position)
{
	long left = position ? strtol(position, NULL, 10) : 0;
	int line = 1;

	for (const char *s = text; *s && left > 1; s++) {
		if ((s[1] & 0xC0) != 0x80)
			left--;
		if (*s == '\n')
			line++;
	}
	return line;
}

static bool
tell(const PGresult *result, struct run *r, struct error *err)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

	return error_set(err, "%s%s%s", text ? text : PQerrorMessage(r->conn),
	    detail ? ": " : "", detail ? detail : "");
}

bool
run_script(struct run *r, const char *path, const char *text,
    struct error *err)
{
	PGresult *result = PQexec(r->conn, text);
	ExecStatusType status = PQresultStatus(result);
	struct error cause;

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	    status == PGRES_EMPTY_QUERY) {
		PQclear(result);
		return true;
	}
	tell(result, r, &cause);
	error_set(err, "%s:%d: %s", path, line_of(text,
	    PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)),
	    cause.text);
	PQclear(result);
	return false;
}

struct table *
run_query(struct run *r, const char *sql, size_t count,
    const char *const *param, struct error *err)
{
	PGresult *result = PQexecParams(r->conn, sql, (int)count, NULL, param,
	    NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return table_new(result);
	tell(result, r, err);
	PQclear(result);
	return NULL;
}

char *
run_verifier(struct run *r, const char *role, const char *password,
    struct error *err)
{
	return connect_verifier(r->conn, role, password, err);
}

struct table *
run_describe(struct run *r, const char *sql, int *line, struct error *err)
{
	PGresult *result = PQprepare(r->conn, "", sql, 0, NULL);

	if (PQresultStatus(result) == PGRES_COMMAND_OK) {
		PQclear(result);
		result = PQdescribePrepared(r->conn, "");
	}
	if (PQresultStatus(result) == PGRES_COMMAND_OK)
		return table_new(result);
	*line = line_of(sql,
	    PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION));
	tell(result, r, err);
	PQclear(result);
	return NULL;
}

static char *
quote(struct run *r, const char *name)
{
	char *quoted = PQescapeIdentifier(r->conn, name, strlen(name));
	char *copy = mem_dup(quoted);

	PQfreemem(quoted);
	return copy;
}

/* The parameters of a statement as nulls: "(NULL, NULL)" or "". */
static char *
nulls(struct run *r, const char *sql)
{
	PGresult *result = PQprepare(r->conn, "", sql, 0, NULL);
	struct buf text = BUF_INIT;
	int count;

	PQclear(result);
	result = PQdescribePrepared(r->conn, "");
	count = PQnparams(result);
	for (int i = 0; i < count; i++)
		buf_adds(&text, i ? ", NULL" : "(NULL");
	buf_adds(&text, count ? ")" : "");
	PQclear(result);
	return buf_take(&text);
}

/*
 * Preparing asks for no privilege, and planning with known nulls may leave
 * out what would need one: so a plan for any values is explained.
 */
bool
run_allows(struct run *r, const char *role, const char *sql,
    struct error *err)
{
	char *arguments = nulls(r, sql), *name = quote(r, role), *text;
	PGresult *result;
	bool ok;

	text = mem_printf("BEGIN; SET LOCAL ROLE %s;"
	    "SET LOCAL plan_cache_mode = force_generic_plan;"
	    "PREPARE asked AS %s\n;EXPLAIN EXECUTE asked%s", name, sql,
	    arguments);
	result = PQexec(r->conn, text);
	ok = PQresultStatus(result) == PGRES_TUPLES_OK;
	if (!ok)
		tell(result, r, err);
	PQclear(result);
	PQclear(PQexec(r->conn, "ROLLBACK; DEALLOCATE asked"));
	free(arguments);
	free(name);
	free(text);
	return ok;
}

static bool
send_file(struct run *r, FILE *file)
{
	char bytes[65536];
	size_t len;

	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		if (PQputCopyData(r->conn, bytes, (int)len) != 1)
			return false;
	return !ferror(file) && PQputCopyEnd(r->conn, NULL) == 1;
}

bool
run_copy(struct run *r, const char *relation, FILE *file, struct error *err)
{
	char *name = quote(r, relation);
	char *sql = mem_printf("COPY %s FROM STDIN (FORMAT csv, HEADER match)",
	    name);
	PGresult *result = PQexec(r->conn, sql);
	bool ok = PQresultStatus(result) == PGRES_COPY_IN;

	if (ok) {
		PQclear(result);
		if (!send_file(r, file))
			PQputCopyEnd(r->conn, _("the file can't be read"));
		result = PQgetResult(r->conn);
		ok = PQresultStatus(result) == PGRES_COMMAND_OK;
	}
	if (!ok)
		tell(result, r, err);
	PQclear(result);
	while ((result = PQgetResult(r->conn)) != NULL)
		PQclear(result);
	free(name);
	free(sql);
	return ok;
}

/*
 * Connecting through libpq's own rules: environment, service file, password
 * file.  What is set here are the defaults that a bad line needs.
 */
#include "db/connect.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

/* A server that answers gives its reason behind the way to it. */
static const char *
reason(const char *message)
{
	const char *fatal = strstr(message, "FATAL:");

	return fatal ? fatal + strlen("FATAL:") + strspn(fatal +
	    strlen("FATAL:"), " ") : message;
}

/* What an operator should be told otherwise than the server does. */
static const struct {
	const char *server, *ours;
} words[] = {
	{ "password authentication failed",
	    N_("name or password isn't right, or the login is locked") },
	{ "is not permitted to log in",
	    N_("this login is disabled or locked: the administrator can enable it") },
	{ "certificate verify failed",
	    N_("the server can't prove that it is yours (its certificate is of another authority, or too old): type no password, ask the administrator") },
	{ "does not match host name",
	    N_("the server's certificate is for another name than the one that was called: ask the administrator") },
};

static const char *
in_our_words(const char *why)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(why, words[i].server))
			return _(words[i].ours);
	return why;
}

/* libpq would write them on the operator's screen. */
static void
ignore_notice(void *data, const char *message)
{
	(void)data;
	(void)message;
}

PGconn *
connect_wait(const struct db_options *options, bool *needs_password,
    struct error *err)
{
	const char *const keywords[] = {
		"connect_timeout", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout",
		"fallback_application_name", "client_encoding",
		"dbname", "user", "password", NULL
	};
	const char *const values[] = {
		"5", "30", "10", "3", "20000", "zhen", "UTF8",
		options->conninfo, options->user, options->password, NULL
	};
	PGconn *conn = PQconnectdbParams(keywords, values, 1);
	const char *why;

	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	if (PQstatus(conn) == CONNECTION_OK)
		return conn;
	if (needs_password)
		*needs_password = PQconnectionNeedsPassword(conn);
	why = in_our_words(reason(PQerrorMessage(conn)));
	error_set(err, "%.*s", (int)strcspn(why, "\n"), why);
	PQfinish(conn);
	return NULL;
}

char *
connect_verifier(PGconn *conn, const char *role, const char *password,
    struct error *err)
{
	char *made = PQencryptPasswordConn(conn, password, role,
	    "scram-sha-256");
	char *verifier;

	if (made == NULL) {
		error_set(err, "%s", PQerrorMessage(conn));
		return NULL;
	}
	verifier = mem_dup(made);
	PQfreemem(made);
	return verifier;
}

bool
connect_is_private(PGconn *conn)
{
	const char *host = PQhost(conn);
	PQconninfoOption *options = PQconninfo(conn);
	bool is_private = host && (*host == '/' || *host == '@');

	for (PQconninfoOption *o = options; o && o->keyword; o++)
		if (strcmp(o->keyword, "sslmode") == 0 && o->val)
			is_private |= strcmp(o->val, "verify-full") == 0;
	PQconninfoFree(options);
	return is_private;
}

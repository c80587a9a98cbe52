/*
 * Connecting through libpq's own rules: environment, service file, password
 * file.  What is set here are the defaults that a bad line needs.
 */
#include "db/connect.h"

#include <stdlib.h>
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

/* What a bad line needs, where nobody says otherwise. */
static const struct {
	const char *keyword, *value;
} defaults[] = {
	{ "connect_timeout", "5" },
	{ "keepalives_idle", "30" },
	{ "keepalives_interval", "10" },
	{ "keepalives_count", "3" },
	{ "tcp_user_timeout", "20000" },
};
#define DEFAULTS (sizeof(defaults) / sizeof(defaults[0]))
#define OTHERS 6

struct words {
	const char *keyword[DEFAULTS + OTHERS + 1];
	const char *value[DEFAULTS + OTHERS + 1];
	size_t count;
};

static void
add(struct words *w, const char *keyword, const char *value)
{
	w->keyword[w->count] = keyword;
	w->value[w->count++] = value;
}

static const char *
option_value(const PQconninfoOption *options, const char *keyword)
{
	for (const PQconninfoOption *o = options; o && o->keyword; o++)
		if (strcmp(o->keyword, keyword) == 0 && o->val && *o->val)
			return o->val;
	return NULL;
}

/*
 * What the administrator has said, in the service file too, which libpq reads
 * for a connection only: so there is one to no port.  NULL: not even that, as
 * there is no such service.
 */
static PQconninfoOption *
said(const char *conninfo)
{
	const char *const keywords[] = { "dbname", "port", NULL };
	const char *const values[] = { conninfo, "-1", NULL };
	PGconn *conn = PQconnectStartParams(keywords, values, 1);
	const char *host = PQhost(conn);
	PQconninfoOption *options = host && *host ? PQconninfo(conn) : NULL;

	PQfinish(conn);
	return options;
}

/* libpq would have the service file stand back behind what it is given here. */
static struct words
words_of(const struct db_options *options, const PQconninfoOption *said)
{
	struct words w = { .count = 0 };

	for (size_t i = 0; i < DEFAULTS; i++)
		if (option_value(said, defaults[i].keyword) == NULL)
			add(&w, defaults[i].keyword, defaults[i].value);
	add(&w, "fallback_application_name", "zhen");
	add(&w, "client_encoding", "UTF8");
	add(&w, "dbname", options->conninfo);
	add(&w, "user", options->user);
	add(&w, "password", options->password);
	return w;
}

PGconn *
connect_start(const struct db_options *options, const char *settings)
{
	PQconninfoOption *is_said = said(options->conninfo);
	struct words w = words_of(options, is_said);
	PGconn *conn;

	if (is_said == NULL)
		return NULL;
	PQconninfoFree(is_said);
	add(&w, "options", settings);
	conn = PQconnectStartParams(w.keyword, w.value, 1);
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	return conn;
}

PGconn *
connect_beside(PGconn *conn)
{
	PQconninfoOption *options = PQconninfo(conn);
	const char **keyword = NULL, **value = NULL;
	size_t keywords = 0, values = 0;
	const char *password = PQpass(conn);
	PGconn *beside;

	for (PQconninfoOption *o = options; o && o->keyword; o++) {
		if (o->val == NULL || strcmp(o->keyword, "password") == 0)
			continue;
		*MEM_PUSH(keyword, keywords) = o->keyword;
		*MEM_PUSH(value, values) = o->val;
	}
	*MEM_PUSH(keyword, keywords) = "password";
	*MEM_PUSH(value, values) = password && *password ? password : NULL;
	MEM_PUSH(keyword, keywords);
	MEM_PUSH(value, values);
	beside = PQconnectStartParams(keyword, value, 0);
	PQsetNoticeProcessor(beside, ignore_notice, NULL);
	free(keyword);
	free(value);
	PQconninfoFree(options);
	return beside;
}

char *
connect_lookup(const char *conninfo)
{
	PQconninfoOption *options = conninfo ?
	    PQconninfoParse(conninfo, NULL) : NULL;
	const char *service = option_value(options, "service");
	char *lookup;

	if (service == NULL)
		service = getenv("PGSERVICE");
	lookup = service && *service ?
	    mem_printf("service='%s_lookup'", service) : NULL;
	PQconninfoFree(options);
	return lookup;
}

PGconn *
connect_wait(const struct db_options *options, bool *needs_password,
    struct error *err)
{
	PQconninfoOption *is_said = said(options->conninfo);
	struct words w = words_of(options, is_said);
	PGconn *conn = PQconnectdbParams(w.keyword, w.value, 1);
	const char *why;

	PQconninfoFree(is_said);
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
	const char *mode = option_value(options, "sslmode");
	bool is_private = (host && (*host == '/' || *host == '@')) ||
	    (mode && strcmp(mode, "verify-full") == 0);

	PQconninfoFree(options);
	return is_private;
}

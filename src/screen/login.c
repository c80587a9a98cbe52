/* The session values come with the first answer, and decide whether there will
 * be a second question. */
#include "config.h"

#include "screen/login.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "screen/aside.h"
#include "screen/choices.h"
#include "screen/password.h"
#include "screen/recent.h"
#include "ui/term.h"

#define FIRST_SCREEN "main"

static void
open_first(struct session *s)
{
	if (!session_open(s, FIRST_SCREEN, NULL))
		s->is_over = true;
}

/* What keeps this program from working with that database; NULL: nothing. */
static char *
mismatch(struct session *s)
{
	const char *text = values_get(&s->values, "version");
	int version = text ? atoi(text) : 0;

	if (version < SERVER_OLDEST)
		return mem_printf(_("the database is of version %d, this program needs %d: ask the administrator to run \"zhenctl upgrade\""),
		    version, SERVER_OLDEST);
	if (version > SERVER_NEWEST)
		return mem_printf(_("the database is of version %d, this program knows none above %d: ask the administrator for the newer zhen"),
		    version, SERVER_NEWEST);
	return NULL;
}

static void
stay_out(struct session *s, const char *why)
{
	session_say(s, SEVERITY_ERROR, "%s", why);
	s->is_open = false;
	s->is_over = true;
}

/* What the operator's administrator should know before the first key. */
static void
warn(struct session *s)
{
	if (!db_is_private(s->db))
		session_say(s, SEVERITY_WARNING, _("somebody on the line could read along, or pretend to be the server: ask the administrator for sslmode=verify-full"));
	else if (term_warning())
		session_say(s, SEVERITY_WARNING, "%s", term_warning());
}

static void
logged_in(void *data, const struct answer *answer)
{
	struct session *s = data;
	const struct table *t;
	char *why;

	s->is_waiting = false;
	if (answer->outcome == OUTCOME_LOST)
		return;
	if (answer->outcome == OUTCOME_REFUSED) {
		stay_out(s, strcmp(answer->state, STATE_NO_FUNCTION) == 0 ?
		    _("this database doesn't know you, or isn't one of zhen: ask the administrator") :
		    answer->message);
		return;
	}
	t = answer->table[1];
	for (size_t i = 0; i < table_rows(t); i++)
		values_set(&s->values, table_text(t, i, 0),
		    table_text(t, i, 1));
	why = mismatch(s);
	if (why) {
		stay_out(s, why);
		free(why);
		return;
	}
	clock_set(&s->clock, values_get(&s->values, "now"));
	if (!s->is_open && password_first(s))
		return;
	if (!s->is_open) {
		open_first(s);
		warn(s);
	}
	s->is_open = true;
	s->wants |= SCREEN_REDRAW;
}

void
session_log_in(struct session *s)
{
	const char *client = PACKAGE_STRING;
	struct statement st[] = {
		statement_fixed(SERVER_PATH, 0, NULL),
		statement_fixed(SERVER_SESSION, 1, &client),
	};

	db_send(s->db, st, 2, logged_in, s);
}

void
session_begin_anew(struct session *s)
{
	session_keep(s);
	aside_free(s);
	while (s->top && s->top->below)
		session_pop(s);
	choices_flush(s);
	choices_free(s);
	recent_free(s);
	s->recent = NULL;
	s->is_waiting = true;
	session_log_in(s);
}

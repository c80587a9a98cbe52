/* Whatever was typed is wiped as soon as it isn't needed, and at the end. */
#include "screen/password.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/password.h"
#include "db/server.h"
#include "screen/login.h"
#include "screen/secret.h"
#include "ui/term.h"

#define LEAST 8			/* characters, where the server says nothing */
#define TOP 3
#define LEFT 6
#define VALUE (LEFT + 18)
#define VALUE_COLUMNS 30

enum line { LINE_OLD, LINE_NEW, LINE_AGAIN, LINE_COUNT };

static const char *const labels[LINE_COUNT] = {
	[LINE_OLD] = N_("old password"),
	[LINE_NEW] = N_("new password"),
	[LINE_AGAIN] = N_("once more"),
};

struct password {
	struct screen screen;
	struct secret line[LINE_COUNT];
	enum line at;
	char *message;
};

static void
wipe(struct password *p)
{
	for (int i = 0; i < LINE_COUNT; i++)
		secret_wipe(&p->line[i]);
	p->at = LINE_OLD;
}

static void
close_password(struct screen *s)
{
	struct password *p = (struct password *)s;

	wipe(p);
	db_forget(s->session->db, p);
	free(p->message);
}

static int
least(const struct session *s)
{
	const char *length = values_get(&s->values, "password_length");

	return length && *length ? atoi(length) : LEAST;
}

static void
say_now(struct password *p, const char *text)
{
	mem_set(&p->message, text);
	p->screen.session->wants |= SCREEN_REDRAW;
	session_paint(p->screen.session);
}

/* From here on the line is made again with the new one. */
static void
renew(struct session *s, const char *password)
{
	struct error err;
	struct db *fresh = s->connect(s->connect_data, db_user(s->db),
	    password, &err);

	if (fresh)
		db_renew(s->db, fresh);
}

static void
changed(void *data, const struct answer *answer)
{
	struct password *p = data;
	struct session *s = p->screen.session;
	struct secret fresh = p->line[LINE_NEW];

	p->screen.is_busy = false;
	wipe(p);
	if (answer->outcome != OUTCOME_DONE) {
		mem_set(&p->message, answer->outcome == OUTCOME_REFUSED ?
		    answer->message :
		    _("the line dropped: try whether the new password holds"));
		secret_wipe(&fresh);
		s->wants |= SCREEN_REDRAW;
		return;
	}
	session_pop(s);
	renew(s, fresh.text);
	secret_wipe(&fresh);
	session_log_in(s);
	session_say(s, SEVERITY_INFO, "%s",
	    table_text(answer->table[0], 0, 0));
}

/* NULL when it may be sent, or why not: yours to free. */
static char *
refuse(struct password *p)
{
	const struct session *s = p->screen.session;
	struct error err = { "" };
	struct db *db;
	char *why = password_refuse(p->line[LINE_NEW].text,
	    &(struct password_new){
		.login = db_user(s->db),
		.before = p->line[LINE_OLD].text,
		.again = p->line[LINE_AGAIN].text,
		.least = least(s),
	    });

	if (why)
		return why;
	say_now(p, _("one moment ..."));
	db = s->connect(s->connect_data, db_user(s->db),
	    p->line[LINE_OLD].text, &err);
	if (db == NULL)
		return mem_printf(_("the old password: %s"), err.text);
	db_close(db);
	return NULL;
}

static void
send(struct password *p)
{
	struct session *s = p->screen.session;
	struct error err = { "" };
	char *why = refuse(p), *verifier = NULL;
	struct statement st;

	if (why == NULL && (verifier = db_verifier(s->db,
	    p->line[LINE_NEW].text, &err)) == NULL)
		why = mem_dup(err.text);
	if (why) {
		wipe(p);
		mem_set(&p->message, why);
		free(why);
		return;
	}
	st = statement_fixed(SERVER_PASSWORD, 1,
	    (const char *const[]){ verifier });
	password_free(verifier);
	p->screen.is_busy = true;
	db_send(s->db, &st, 1, changed, p);
}

static unsigned
leave(struct password *p)
{
	struct session *s = p->screen.session;

	if (s->is_open)
		return SCREEN_CLOSE;
	s->is_over = true;
	return SCREEN_REDRAW;
}

static unsigned
step(struct password *p, int by)
{
	p->at = (enum line)(((int)p->at + by + LINE_COUNT) % LINE_COUNT);
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct password *p = (struct password *)s;
	enum key key = event->kind == EVENT_KEY ? event->key : K_NONE;

	if (command_is_back(event))
		return leave(p);
	if (s->is_busy)
		return SCREEN_BEEP;
	if (key == K_UP || key == K_BACKTAB)
		return step(p, -1);
	if (key == K_DOWN || key == K_TAB ||
	    (key == K_ENTER && p->at != LINE_AGAIN))
		return step(p, 1);
	if (key == K_ENTER || key == K_F2)
		send(p);
	else if (event->kind != EVENT_PASTE_END &&
	    !secret_event(&p->line[p->at], event))
		return SCREEN_BEEP;
	return SCREEN_REDRAW;
}

static void
paint(struct screen *s)
{
	const struct password *p = (const struct password *)s;
	int columns = term_columns();
	char *rule = mem_printf(_("At least %d characters, other than the login and the old password."),
	    least(s->session));

	view_text(0, 0, columns, STYLE_TITLE, _(" zhen: another password"),
	    ' ');
	view_text(TOP, LEFT, columns - LEFT, STYLE_NORMAL, s->session->is_open ?
	    _("Your next login takes the new password.") :
	    _("The administrator has given you this password: choose your own first."),
	    ' ');
	view_text(TOP + 1, LEFT, columns - LEFT, STYLE_NORMAL, rule, ' ');
	free(rule);
	for (int i = 0; i < LINE_COUNT; i++) {
		view_text(TOP + 3 + i, LEFT, VALUE - LEFT, STYLE_LABEL,
		    _(labels[i]), ' ');
		secret_paint(&p->line[i], TOP + 3 + i, VALUE, VALUE_COLUMNS,
		    p->at == (enum line)i);
	}
	if (p->message)
		view_text(session_message_row(s->session), 0, columns,
		    STYLE_WARNING, p->message, ' ');
}

static void
keys(struct screen *s, struct buf *out)
{
	buf_adds(out, s->session->is_open ?
	    _("Enter next, then change  Ctrl-U empty  F10 back") :
	    _("Enter next, then change  Ctrl-U empty  F10 leave"));
}

static bool
takes_text(struct screen *s)
{
	(void)s;
	return true;
}

static const struct screen_kind password_kind = {
	.size = sizeof(struct password),
	.close = close_password,
	.event = event,
	.paint = paint,
	.takes_text = takes_text,
	.keys = keys,
};

void
password_open(struct session *s)
{
	session_push(s, &password_kind, NULL, NULL);
}

bool
password_first(struct session *s)
{
	const char *needed = values_get(&s->values, "needs_password");

	if (needed == NULL || *needed == '\0')
		return false;
	if (s->top == NULL)
		password_open(s);
	return true;
}

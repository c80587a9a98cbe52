/*
 * The password is tried on a connection of its own: the server knows it, we
 * never keep it.  No screen lies on top of this one, whatever answers come.
 */
#include "screen/lock.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/server.h"
#include "screen/secret.h"
#include "ui/editor.h"
#include "ui/term.h"

#define MINUTES "10"		/* where the server says nothing */
#define NAME_MAX_CHARS 63
#define TOP 3			/* row of the title */
#define LEFT 6
#define VALUE (LEFT + 14)
#define VALUE_COLUMNS 30

enum line { LINE_OPERATOR, LINE_PASSWORD };

struct lock {
	struct editor *name;
	struct secret secret;
	enum line at;
	int refused;		/* tries with the operator's own name */
	char *message;
	struct session *session;
};

void
lock_on(struct session *s)
{
	if (s->lock || s->connect == NULL || !s->is_open)
		return;
	session_keep(s);
	s->lock = mem_alloc(sizeof(*s->lock));
	s->lock->session = s;
	s->lock->name = editor_new();
	editor_set(s->lock->name, db_user(s->db), NAME_MAX_CHARS);
	s->lock->at = LINE_PASSWORD;
	s->wants |= SCREEN_REDRAW;
}

void
lock_free(struct session *s)
{
	if (s->lock == NULL)
		return;
	secret_wipe(&s->lock->secret);
	db_forget(s->db, s->lock);
	editor_free(s->lock->name);
	free(s->lock->message);
	free(s->lock);
	s->lock = NULL;
	s->wants |= SCREEN_REDRAW;
}

static void
open_for(struct session *s, const char *name, struct db *db)
{
	if (strcmp(name, db_user(s->db)) == 0) {
		if (db_is_refused(s->db))
			db_renew(s->db, db);
		else
			db_close(db);
		lock_free(s);
		lock_touch(s);
		return;
	}
	session_keep(s);
	s->successor = db;
	s->successor_name = mem_dup(name);
	s->is_over = true;
}

static void
told_left(void *data, const struct answer *answer)
{
	struct lock *l = data;
	const char *left = answer->outcome == OUTCOME_DONE ?
	    table_text(answer->table[0], 0, 0) : "";
	char *message;

	if (*left == '\0' || l->message == NULL)
		return;
	message = mem_printf(_("%s; %s"), l->message, left);
	free(l->message);
	l->message = message;
	l->session->wants |= SCREEN_REDRAW;
}

/* The session below is still the operator's: it may ask how they stand. */
static void
refuse(struct session *s, const char *name, bool is_try, const char *why)
{
	struct lock *l = s->lock;
	char *refused;
	struct statement st;

	free(l->message);
	l->message = mem_printf(_("not let in: %s"), why);
	if (strcmp(name, db_user(s->db)) != 0 || !db_is_up(s->db))
		return;
	l->refused += is_try;
	refused = mem_printf("%d", l->refused);
	st = statement_fixed(SERVER_LOGIN_LEFT, 1,
	    (const char *const[]){ refused });
	free(refused);
	db_forget(s->db, l);
	db_post(s->db, &st, 1, told_left, l);
}

/* It may take a while on a bad line: the operator sees that it is done. */
static void
try(struct session *s)
{
	struct lock *l = s->lock;
	char *name = editor_text(l->name);
	struct error err = { "" };
	bool is_try = l->secret.text[0] != '\0';
	struct db *db;

	mem_set(&l->message, _("one moment ..."));
	lock_paint(s);
	view_flush();
	db = s->connect(s->connect_data, name, l->secret.text, &err);
	secret_wipe(&l->secret);
	if (db)
		open_for(s, name, db);
	else
		refuse(s, name, is_try, err.text);
	free(name);
}

static bool
press(struct session *s, enum key key)
{
	struct lock *l = s->lock;

	switch (key) {
	case K_ENTER:
		if (l->at == LINE_PASSWORD)
			try(s);
		else
			l->at = LINE_PASSWORD;
		return true;
	case K_UP: case K_BACKTAB:
		l->at = LINE_OPERATOR;
		return true;
	case K_DOWN: case K_TAB:
		l->at = LINE_PASSWORD;
		return true;
	default:
		return false;
	}
}

void
lock_event(struct session *s, const struct event *event)
{
	struct lock *l = s->lock;
	bool is_taken = event->kind == EVENT_KEY && press(s, event->key);

	s->wants |= SCREEN_REDRAW;
	if (is_taken || event->kind == EVENT_PASTE_END)
		return;
	if (l->at == LINE_OPERATOR)
		is_taken = editor_event(l->name, event) == EDITOR_CHANGED;
	else
		is_taken = secret_event(&l->secret, event);
	if (!is_taken)
		term_beep();
}

static void
paint_name(const struct lock *l, int row)
{
	char *name = editor_text(l->name);

	if (l->at == LINE_OPERATOR)
		editor_paint(l->name, row, VALUE, VALUE_COLUMNS, STYLE_FIELD,
		    '_');
	else
		view_text(row, VALUE, VALUE_COLUMNS, STYLE_FIELD, name, '_');
	free(name);
}

void
lock_paint(struct session *s)
{
	const struct lock *l = s->lock;
	int columns = term_columns(), last = term_rows() - 1;

	view_erase();
	view_text(0, 0, columns, STYLE_TITLE, _(" zhen: locked"), ' ');
	view_text(TOP, LEFT, columns - LEFT, STYLE_NORMAL,
	    _("What was typed is kept. Enter your password to go on,"), ' ');
	view_text(TOP + 1, LEFT, columns - LEFT, STYLE_NORMAL,
	    _("or another name (Up) and its password to change over."),
	    ' ');
	view_text(TOP + 3, LEFT, VALUE - LEFT, STYLE_LABEL, _("login"), ' ');
	view_text(TOP + 4, LEFT, VALUE - LEFT, STYLE_LABEL, _("password"), ' ');
	paint_name(l, TOP + 3);
	secret_paint(&l->secret, TOP + 4, VALUE, VALUE_COLUMNS,
	    l->at == LINE_PASSWORD);
	if (l->message)
		view_text(last - 1, 0, columns, STYLE_WARNING, l->message, ' ');
	view_text(last, 0, columns, STYLE_KEYS,
	    _("Enter go on  Up the name  Ctrl-U empty"), ' ');
}

void
lock_touch(struct session *s)
{
	s->touched = monotonic_ms();
}

int
lock_timeout(const struct session *s)
{
	const char *minutes = values_get(&s->values, "lock_minutes");
	double ms = atof(minutes && *minutes ? minutes : MINUTES) * 60e3;
	double left = ms - (double)(monotonic_ms() - s->touched);

	if (!(ms > 0) || s->lock || !s->is_open || s->connect == NULL)
		return -1;
	return left < 0 ? 0 : left < 1e9 ? (int)left + 1 : (int)1e9;
}

void
lock_if_idle(struct session *s)
{
	if (lock_timeout(s) == 0)
		lock_on(s);
	if (!db_is_refused(s->db) || s->lock)
		return;
	lock_on(s);
	if (s->lock)
		mem_set(&s->lock->message,
		    _("your password has changed, or the login is locked: log in again"));
}

/*
 * The screen is taken out of the stack as it is and goes back on top of it.  The
 * first connection is told to stop and is free for other work; the second asks
 * anew, so that what was waited for until then is lost.
 */
#include "screen/aside.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "db/server.h"
#include "screen/ask.h"
#include "ui/key.h"

struct aside {
	struct session *session;
	struct db *db;
	struct list *list;
	long since;		/* monotonic milliseconds */
	bool is_asked, is_ready;
};

bool
aside_can(const struct session *s)
{
	const struct screen *top = s->top;

	return s->aside == NULL && top && top->below &&
	    top->kind->close == list_kind.close && !list_is_found(top) &&
	    ((const struct list *)top)->reading == READING_FIRST;
}

/* Names are without schema, as session_log_in() has it for the first one. */
static void
came_up(void *data, bool is_up)
{
	struct aside *a = data;
	struct statement path = statement_fixed(SERVER_PATH, 0, NULL);

	if (!is_up || a->is_asked)
		return;
	a->is_asked = true;
	db_send(a->db, &path, 1, NULL, NULL);
	list_read_aside(a->list, a->db);
}

void
aside_put(struct session *s)
{
	struct aside *a = mem_alloc(sizeof(*a));
	struct screen *screen = s->top;

	db_forget(s->db, screen);
	ahead_miss(screen);
	s->top = screen->below;
	screen->below = NULL;
	screen->opener = NULL;
	a->session = s;
	a->list = (struct list *)screen;
	a->since = monotonic_ms();
	a->db = db_beside(s->db);
	db_on_change(a->db, came_up, a);
	s->aside = a;
	session_say(s, SEVERITY_INFO,
	    _("\"%s\" is looked up in the background: go on, you are told when it is ready; %s asks how it stands"),
	    screen->form->title, key_label(ASIDE_KEY));
}

void
aside_came(struct list *l, bool is_good)
{
	struct session *s = l->screen.session;
	struct aside *a = s->aside;
	const char *title = l->screen.form->title;

	if (a == NULL || a->list != l || l->reading != READING_NOTHING)
		return;
	a->is_ready = true;
	if (is_good)
		session_say(s, SEVERITY_INFO,
		    _("\"%s\" is ready, %zu rows to begin with: %s opens it"),
		    title, l->listing.count, key_label(ASIDE_KEY));
	else
		session_say(s, SEVERITY_WARNING,
		    _("\"%s\" couldn't be looked up in the background: %s opens it, ask again there"),
		    title, key_label(ASIDE_KEY));
}

static struct list *
let_go(struct session *s)
{
	struct aside *a = s->aside;
	struct list *l = a->list;

	db_forget(a->db, l);
	db_stop(a->db);
	db_close(a->db);
	l->db = NULL;
	l->reading = READING_NOTHING;
	s->aside = NULL;
	free(a);
	return l;
}

static void
put_back(struct session *s)
{
	struct screen *screen = &let_go(s)->screen;

	screen->below = s->top;
	s->top = screen;
	s->wants |= SCREEN_REDRAW;
}

static void
stop(struct screen *screen, void *data, const char *text)
{
	(void)data;
	(void)text;
	if (screen->session->aside)
		put_back(screen->session);
}

void
aside_open(struct session *s)
{
	struct aside *a = s->aside;
	char *question;

	if (a->is_ready) {
		put_back(s);
		return;
	}
	question = mem_printf(
	    _("\"%s\" is being looked up, for %ld seconds now: stop it?"),
	    a->list->screen.form->title, (monotonic_ms() - a->since) / 1000);
	ask_yes(s, question, stop, NULL);
	free(question);
}

void
aside_free(struct session *s)
{
	if (s->aside == NULL)
		return;
	put_back(s);
	session_pop(s);
}

const char *
aside_words(const struct session *s)
{
	return s->aside && s->aside->is_ready ? _(" (lookup ready)") : "";
}

void
aside_watch(const struct session *s, struct pollfd *fd)
{
	for (int i = 0; i < DB_FDS; i++)
		fd[i] = (struct pollfd){ .fd = -1 };
	if (s->aside)
		db_watch(s->aside->db, fd);
}

int
aside_timeout(const struct session *s)
{
	return s->aside ? db_timeout(s->aside->db) : -1;
}

void
aside_step(struct session *s)
{
	if (s->aside)
		db_step(s->aside->db);
}

/* At most one write of a session is under way. */
#include "screen/write.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"

struct write {
	struct screen *screen;
	char *key;
	bool must_change;
	struct statement statement;
	write_done done;
};

static void
write_free(struct write *w)
{
	w->screen->is_busy = false;
	w->screen->session->write = NULL;
	db_forget(w->screen->session->db, w);
	statement_done(&w->statement);
	free(w->key);
	free(w);
}

static void
come(void *data, const struct answer *answer)
{
	struct write *w = data;
	struct screen *s = w->screen;
	write_done done = w->done;

	s->session->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_LOST) {
		session_say(s->session, SEVERITY_WARNING,
		    _("the line is down; what you typed is kept and is saved when it is back (Esc: don't wait)"));
		return;
	}
	write_free(w);
	done(s, answer);
}

static void
send(struct write *w)
{
	struct statement copy = statement_copy(&w->statement);

	db_save(w->screen->session->db, w->key, w->screen->form->name,
	    w->must_change, &copy, come, w);
}

void
write_send(struct screen *s, const char *key, bool must_change,
    struct statement *statement, write_done done)
{
	struct write *w = mem_alloc(sizeof(*w));

	w->screen = s;
	w->key = mem_dup(key);
	w->must_change = must_change;
	w->statement = *statement;
	w->done = done;
	s->is_busy = true;
	s->session->write = w;
	send(w);
}

void
write_resume(struct session *s)
{
	if (s->write)
		send(s->write);
}

void
write_abandon(struct session *s)
{
	if (s->write)
		write_free(s->write);
}

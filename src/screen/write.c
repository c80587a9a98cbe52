/* At most one write of a session is under way. */
#include "screen/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"

#define SLOW 1000		/* milliseconds */

struct write {
	struct screen *screen;
	char *key;
	bool must_change;
	struct statement *statement;
	size_t count;
	write_row row;
	write_done done;
	long sent_at;		/* milliseconds, monotonic */
};

static void
write_free(struct write *w)
{
	w->screen->is_busy = false;
	w->screen->session->write = NULL;
	ahead_release(w->screen->session);
	db_forget(w->screen->session->db, w);
	for (size_t i = 0; i < w->count; i++)
		statement_done(&w->statement[i]);
	free(w->statement);
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
come_row(void *data, size_t nth, const struct table *row)
{
	struct write *w = data;

	w->row(w->screen, nth, row);
}

static void
send(struct write *w)
{
	struct save save = {
		.key = w->key,
		.screen = w->screen->form->name,
		.must_change = w->must_change,
		.row = w->row ? come_row : NULL,
		.statement = mem_alloc(w->count * sizeof(*save.statement)),
		.count = w->count,
	};

	for (size_t i = 0; i < w->count; i++)
		save.statement[i] = statement_copy(&w->statement[i]);
	w->sent_at = monotonic_ms();
	db_save(w->screen->session->db, &save, come, w);
	free(save.statement);
}

void
write_send(struct screen *s, const struct save *save, write_done done)
{
	write_send_rows(s, save, NULL, done);
}

void
write_send_rows(struct screen *s, const struct save *save, write_row row,
    write_done done)
{
	struct write *w = mem_alloc(sizeof(*w));

	w->screen = s;
	w->key = mem_dup(save->key);
	w->must_change = save->must_change;
	w->statement = mem_alloc(save->count * sizeof(*w->statement));
	w->count = save->count;
	memcpy(w->statement, save->statement,
	    save->count * sizeof(*w->statement));
	w->row = row;
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

bool
write_is_slow(const struct session *s)
{
	return s->write && monotonic_ms() - s->write->sent_at >= SLOW;
}

/* Once: keys that came before are looked at then. */
int
write_timeout(const struct session *s)
{
	long left = s->write ?
	    s->write->sent_at + SLOW - monotonic_ms() : -1;

	return left >= 0 ? (int)left : -1;
}

/* Half stopped, nobody would know whether it is stored. */
bool
write_warns(struct session *s, const struct event *event)
{
	if (event->kind != EVENT_KEY ||
	    (event->key != K_ESCAPE && event->key != K_CTRL_C))
		return false;
	session_say(s, SEVERITY_WARNING,
	    _("being saved, that can't be stopped half-way: the answer says whether it is"));
	return true;
}

/* Nobody waits for it any more, but it isn't for nothing. */
static void
come_later(void *data, const struct answer *answer)
{
	struct session *s = data;

	if (answer->outcome == OUTCOME_DONE)
		session_say(s, SEVERITY_INFO,
		    _("what you didn't wait for is saved"));
	else if (answer->outcome == OUTCOME_REFUSED)
		session_say(s, SEVERITY_WARNING,
		    _("what you didn't wait for isn't saved: %s"),
		    answer->message);
}

void
write_abandon(struct session *s)
{
	if (s->write == NULL)
		return;
	db_hand_over(s->db, s->write, come_later, s);
	write_free(s->write);
	ahead_drop(s);
}

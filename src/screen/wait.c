/*
 * Quick answers are told nothing of, and slow lines seldom: each time costs
 * bytes.
 */
#include "screen/wait.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"
#include "base/progress.h"
#include "screen/aside.h"
#include "ui/profile.h"
#include "ui/term.h"

/* When it is told first, and how often again; milliseconds. */
static const struct pace {
	long first, again;
} usual = { 300, 1000 }, thrifty = { 1000, 5000 };

static const struct pace *
pace(void)
{
	return term_profile()->is_thrifty ? &thrifty : &usual;
}

int
wait_timeout(const struct session *s)
{
	const struct pace *p = pace();
	long waited = db_waited(s->db);

	if (waited < 0)
		return -1;
	if (waited < p->first)
		return (int)(p->first - waited);
	return (int)(p->again - waited % p->again);
}

void
wait_tell(struct session *s)
{
	const struct pace *p = pace();
	long waited = db_waited(s->db);
	bool is_told = waited >= p->first;
	int seconds = is_told ? (int)(waited - waited % p->again) / 1000 : 0;

	if (is_told == s->is_wait_told && seconds == s->wait_seconds)
		return;
	s->is_wait_told = is_told;
	s->wait_seconds = seconds;
	s->wants |= SCREEN_REDRAW;
}

/* A question has the line for itself, and its own Esc. */
static bool
has_line(const struct session *s)
{
	return s->is_wait_told && s->top && s->top->form;
}

void
wait_paint(struct session *s)
{
	struct buf text = BUF_INIT;

	if (!has_line(s))
		return;
	if (s->wait_seconds)
		buf_addf(&text,
		    _("looking up \"%s\", for %d seconds now  Esc stops"),
		    s->top->form->title, s->wait_seconds);
	else
		buf_addf(&text, _("looking up \"%s\" ...  Esc stops"),
		    s->top->form->title);
	if (aside_can(s))
		buf_addf(&text, _("  %s goes on in the background"),
		    key_label(ASIDE_KEY));
	view_text(session_message_row(s), 0, term_columns(), STYLE_WARNING,
	    text.data, ' ');
	buf_done(&text);
}

bool
wait_ends(struct session *s, const struct event *event)
{
	if (!has_line(s) || event->is_early || event->kind != EVENT_KEY)
		return false;
	if (event->key == ASIDE_KEY && aside_can(s))
		aside_put(s);
	else if (event->key == K_ESCAPE || event->key == K_CTRL_C)
		db_stop(s->db);
	else
		return false;
	wait_tell(s);
	s->wants |= SCREEN_REDRAW;
	return true;
}

void
wait_begin(struct session *s, size_t all)
{
	s->progress = progress_start(all);
	s->progress_told = 0;
}

void
wait_far(struct session *s, size_t done)
{
	const struct pace *p = pace();
	long now = monotonic_ms();
	char *text;

	if (now - s->progress.start < p->first ||
	    now - s->progress_told < p->again)
		return;
	s->progress_told = now;
	text = progress_text(&s->progress, done);
	session_say(s, SEVERITY_INFO, "%s", text);
	s->wants |= SCREEN_REDRAW;
	free(text);
}

/* What is looked up is told of by wait_paint(). */
static void
come_progress(void *data, int percent)
{
	struct session *s = data;

	if (s->write == NULL)
		return;
	if (percent == 0)
		wait_begin(s, PROGRESS_PERCENT);
	wait_far(s, percent < 0 ? 0 : (size_t)percent);
}

void
wait_listen(struct session *s)
{
	db_on_progress(s->db, come_progress, s);
}

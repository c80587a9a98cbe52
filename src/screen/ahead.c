/* Held keys stand before those of the terminal: they are older. */
#include "screen/ahead.h"

#include <stdlib.h>

#include "base/mem.h"
#include "screen/session.h"
#include "ui/term.h"

bool
ahead_catch(struct session *s, const struct event *event)
{
	struct screen *screen = s->top;

	if (screen->ahead == AHEAD_TAKEN ||
	    (screen->is_shown && !event->is_early))
		return false;
	if (screen->ahead == AHEAD_HELD)
		ahead_hold(s, event);
	else
		term_beep();
	return true;
}

static bool
awaits(struct screen *s, const struct event *event)
{
	return s && s->kind->awaits && s->kind->awaits(s, event);
}

bool
ahead_await(struct session *s, const struct event *event)
{
	bool is_behind = s->ahead.is_awaiting;

	if (!awaits(s->top, is_behind ? NULL : event))
		return false;
	if (session_leads_elsewhere(s->top, event) && (!is_behind ||
	    (s->is_wait_told && !event->is_early))) {
		if (is_behind)
			ahead_drop(s);
		return false;
	}
	ahead_hold(s, event);
	s->ahead.is_awaiting = true;
	return true;
}

void
ahead_go_on(struct session *s)
{
	if (s->ahead.is_awaiting && !awaits(s->top, NULL))
		ahead_release(s);
}

void
ahead_hold(struct session *s, const struct event *event)
{
	struct ahead_keys *a = &s->ahead;

	if (a->is_free && a->next > 0)
		a->next--;
	else
		*MEM_PUSH(a->event, a->count) = *event;
	a->is_free = false;
}

void
ahead_release(struct session *s)
{
	s->ahead.is_free = true;
	s->ahead.is_awaiting = false;
}

static bool
drop(struct session *s)
{
	bool had = s->ahead.next < s->ahead.count;

	ahead_done(s);
	return had;
}

void
ahead_drop(struct session *s)
{
	if (drop(s))
		term_beep();
}

void
ahead_drop_all(struct session *s)
{
	struct event event;
	bool had = drop(s);

	term_show();
	while (term_next(&event))
		had = true;
	if (had)
		term_beep();
}

void
ahead_miss(struct screen *screen)
{
	struct session *s = screen->session;

	if (s->top == screen && s->ahead.is_awaiting)
		ahead_drop_all(s);
}

bool
ahead_next(struct session *s, struct event *event)
{
	struct ahead_keys *a = &s->ahead;

	if (!a->is_free || a->next == a->count) {
		if (a->is_free)
			ahead_done(s);
		return term_next(event);
	}
	*event = a->event[a->next++];
	event->is_early = true;
	return true;
}

void
ahead_done(struct session *s)
{
	free(s->ahead.event);
	s->ahead = (struct ahead_keys){ 0 };
}

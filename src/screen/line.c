/*
 * An answer that is late is told once, and again only after long intervals;
 * until it comes, Esc and its like are listened to (loop.c).
 */
#include "screen/line.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/wait.h"

static void
tell(struct session *s, int seconds)
{
	if (s->top == NULL)
		session_say(s, SEVERITY_WARNING,
		    _("the database hasn't answered for %d seconds: go on waiting, or Esc to end"),
		    seconds);
	else if (s->write)
		session_say(s, SEVERITY_WARNING,
		    _("no answer for %d seconds: what you typed is kept, go on waiting; Esc: don't wait, you are told later"),
		    seconds);
	else
		session_say(s, SEVERITY_WARNING,
		    _("no answer for %d seconds: what you typed is kept, go on waiting; F10 leaves the screen"),
		    seconds);
	mem_set(&s->late_message, s->message);
}

static void
late(void *data, int seconds)
{
	struct session *s = data;

	s->wants |= SCREEN_REDRAW;
	if (seconds > 0) {
		tell(s, seconds);
		return;
	}
	ahead_release(s);
	if (s->message && s->late_message &&
	    strcmp(s->message, s->late_message) == 0)
		mem_set(&s->message, NULL);
}

void
line_watch(struct session *s, int seconds)
{
	db_on_late(s->db, seconds, late, s);
	wait_listen(s);
}

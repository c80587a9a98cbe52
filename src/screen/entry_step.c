/* From one record to another: the next of the list below, or a find. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/find.h"
#include "screen/list.h"

static const char *
target_of(struct screen *s)
{
	const struct action *opener = s->opener;

	return opener->target_is_name ?
	    screen_value(s->below, opener->target) : opener->target;
}

bool
entry_can_step(struct screen *s)
{
	return s->opener && s->below && s->below->kind->step;
}

static void
step(struct screen *s, int by)
{
	struct entry *e = (struct entry *)s;
	const struct action *opener = s->opener;
	const char *target;

	if (!s->below->kind->step(s->below, by)) {
		session_say(s->session, SEVERITY_INFO, by < 0 ?
		    _("this is the first of the list") :
		    _("this is the last of the list"));
		return;
	}
	target = target_of(s);
	if (target == NULL || strcmp(target, s->form->name) != 0) {
		session_say(s->session, SEVERITY_INFO,
		    _("the next one has another screen: F10, then Enter"));
		return;
	}
	for (size_t i = 0; i < opener->pass_count; i++)
		values_set(&s->with, opener->pass[i].to,
		    screen_value(s->below, opener->pass[i].from));
	entry_forget_draft(e);
	entry_blank(e);
	e->was_read = false;
	entry_read(e);
}

static void
step_back(struct screen *s, void *data, const char *text)
{
	(void)data;
	(void)text;
	step(s, -1);
}

static void
step_on(struct screen *s, void *data, const char *text)
{
	(void)data;
	(void)text;
	step(s, 1);
}

static unsigned
ask_to(struct screen *s, ask_done done)
{
	if (entry_has_unsaved((struct entry *)s))
		ask_yes(s->session,
		    _("not saved yet: Y throws it away and goes on, N goes back to it"),
		    done, NULL);
	else
		done(s, NULL, "");
	return SCREEN_REDRAW;
}

unsigned
entry_previous(struct screen *s)
{
	return ask_to(s, step_back);
}

unsigned
entry_next(struct screen *s)
{
	return ask_to(s, step_on);
}

bool
entry_can_find(struct screen *s)
{
	return s->form->table != NULL;
}

static void
leave_list(struct screen *s, void *data, const char *text)
{
	struct session *session = s->session;

	(void)data;
	(void)text;
	entry_forget_draft((struct entry *)s);
	session_pop(session);
	session_pop(session);
}

/* What was typed stays; one that a find has found goes back to it. */
unsigned
entry_find_others(struct screen *s)
{
	struct entry *e = (struct entry *)s;

	if (s->below && list_is_found(s->below))
		return ask_to(s, leave_list);
	fields_commit(&e->fields);
	find_open(s->session, s->form, &e->conditions);
	return SCREEN_REDRAW;
}

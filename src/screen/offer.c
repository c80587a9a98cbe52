/* The question about a draft, and the list of drafts. */
#include "screen/offer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/choices.h"
#include "screen/drafts.h"
#include "screen/picker.h"
#include "screen/session.h"
#include "text/width.h"
#include "ui/term.h"

#define COLUMNS 72
#define SCREEN_COLUMNS 16

struct offer {
	struct screen screen;
	char *key;
	bool is_here;
	bool is_sure;		/* dropping it was asked for */
};

static char *
age_text(long at)
{
	long minutes = ((long)time(NULL) - at) / 60;

	if (minutes < 1)
		return mem_dup(_("just now"));
	if (minutes < 60)
		return mem_printf(_("%ld minutes ago"), minutes);
	if (minutes < 24 * 60)
		return mem_printf(_("%ld hours ago"), minutes / 60);
	return mem_printf(_("%ld days ago"), minutes / 60 / 24);
}

static const char *
title_of(struct session *s, const struct drafts_item *item)
{
	const struct form *form = session_form(s, item->screen);

	return form ? form->title : item->screen;
}

static void
close_offer(struct screen *s)
{
	free(((struct offer *)s)->key);
}

static void
come_here(struct session *s, const struct draft *draft)
{
	if (s->top->kind->restore && strcmp(s->top->form->name,
	    draft->screen) == 0)
		s->top->kind->restore(s->top, draft);
}

/* A screen of its own, opened as it was when the draft was typed. */
static void
come_anew(struct session *s, const struct draft *draft)
{
	const struct form *form = session_form(s, draft->screen);
	struct values with = { 0 };
	size_t len = strlen(DRAFT_WITH);

	if (form == NULL)
		return;
	for (size_t i = 0; i < draft->value.count; i++)
		if (strncmp(draft->value.item[i].name, DRAFT_WITH, len) == 0)
			values_set(&with, draft->value.item[i].name + len,
			    draft->value.item[i].value);
	if (session_open(s, draft->screen, &with))
		come_here(s, draft);
	values_done(&with);
}

static unsigned
take(struct offer *o)
{
	struct session *s = o->screen.session;
	char *key = mem_dup(o->key);
	drafts_come come = o->is_here ? come_here : come_anew;

	session_pop(s);
	drafts_read(s, key, come);
	free(key);
	return SCREEN_REDRAW;
}

static unsigned
later(struct offer *o)
{
	struct session *s = o->screen.session;
	struct drafts_item *item = drafts_find(s, o->key);

	if (item && o->is_here)
		item->is_later = true;
	ahead_release(s);
	session_pop(s);
	if (drafts_count(s))
		session_say(s, SEVERITY_INFO,
		    _("the draft stays: Ctrl-V shows it again"));
	return SCREEN_REDRAW;
}

static unsigned
drop(struct offer *o)
{
	struct session *s = o->screen.session;

	drafts_discard(s, o->key);
	ahead_release(s);
	session_pop(s);
	session_say(s, SEVERITY_INFO, _("the draft is thrown away"));
	return SCREEN_REDRAW;
}

/* The second question: what was typed before it is seen is no answer to it,
 * nor meant for the screen below. */
static unsigned
be_sure(struct offer *o, bool is_sure)
{
	o->is_sure = is_sure;
	o->screen.is_shown = false;
	o->screen.ahead = AHEAD_DROPPED;
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct offer *o = (struct offer *)s;
	uint32_t cp = event->kind == EVENT_CHAR ? event->cp | 0x20 : 0;

	if (o->is_sure) {
		if (cp == 'y')
			return drop(o);
		return cp == 'n' || command_is_back(event) ?
		    be_sure(o, false) : SCREEN_BEEP;
	}
	if (command_is_back(event))
		return later(o);
	switch (cp) {
	case 'y': return take(o);
	case 'n': return later(o);
	case 'd': return be_sure(o, true);
	default: return SCREEN_BEEP;
	}
}

static void
paint(struct screen *s)
{
	struct offer *o = (struct offer *)s;
	struct drafts_item *item = drafts_find(s->session, o->key);
	int row = session_message_row(s->session), columns = term_columns();
	char *age, *text;

	if (item == NULL)
		return;
	age = age_text(item->at);
	if (o->is_sure)
		text = mem_printf(_("throw this draft away? %s: %s"),
		    title_of(s->session, item), item->title);
	else
		text = mem_printf(item->is_open ?
		    _("a draft, perhaps open elsewhere (%s, %s): %s") :
		    _("a draft that isn't saved (%s, %s): %s"),
		    title_of(s->session, item), age, item->title);
	view_text(row, 0, columns, STYLE_WARNING, text, ' ');
	view_caret(row, width_text(text) < columns ? width_text(text) :
	    columns - 1);
	free(text);
	free(age);
}

static void
keys(struct screen *s, struct buf *out)
{
	buf_adds(out, ((struct offer *)s)->is_sure ?
	    _("Y throw away  N keep") :
	    _("Y go on with it  N later  D throw away"));
}

static const struct screen_kind offer_kind = {
	.size = sizeof(struct offer),
	.is_overlay = true,
	.close = close_offer,
	.event = event,
	.paint = paint,
	.keys = keys,
};

void
offer_draft(struct session *s, const char *key, bool is_here)
{
	struct offer *o = (struct offer *)session_push(s, &offer_kind, NULL,
	    NULL);

	o->key = mem_dup(key);
	o->is_here = is_here;
	o->screen.ahead = AHEAD_HELD;
}

/* A picker's choices, and which draft each is. */
struct offered {
	struct session *session;
	struct choice *choice;
	char **text;		/* three for each: key, name, age */
	size_t count;
};

static void
took(struct screen *s, void *data, size_t index)
{
	struct offered *o = data;

	if (drafts_find(s->session, o->text[index * 3]))
		offer_draft(s->session, o->text[index * 3], false);
}

static void
gone(void *data)
{
	struct offered *o = data;

	for (size_t i = 0; i < o->count * 3; i++)
		free(o->text[i]);
	free(o->text);
	free(o->choice);
	free(o);
}

static void
show(struct session *s)
{
	struct offered *o;

	if (drafts_count(s) == 0) {
		session_say(s, SEVERITY_INFO, _("there are no drafts"));
		return;
	}
	o = mem_alloc(sizeof(*o));
	o->session = s;
	o->count = drafts_count(s);
	o->text = mem_alloc(o->count * 3 * sizeof(*o->text));
	o->choice = mem_alloc(o->count * sizeof(*o->choice));
	for (size_t i = 0; i < o->count; i++) {
		struct drafts_item *item = drafts_at(s, i);
		char **text = &o->text[i * 3];

		text[0] = mem_dup(item->key);
		text[1] = mem_dup(item->title);
		text[2] = age_text(item->at);
		o->choice[i] = (struct choice){
			.code = title_of(s, item), .name = text[1],
			.note = text[2], .initials = "", .spelling = "",
		};
	}
	picker_open_choices(s, &(struct picker_choices){
		.title = _("drafts"), .choice = o->choice, .count = o->count,
		.columns = COLUMNS, .code_columns = SCREEN_COLUMNS,
		.took = took, .gone = gone, .data = o,
	}, "");
	s->top->ahead = AHEAD_HELD;
}

void
offer_list(struct session *s)
{
	if (drafts_are_kept(s))
		drafts_renew(s, show);
}

static size_t
count_left(struct session *s, const char **key)
{
	size_t count = 0;

	for (size_t i = drafts_count(s); i > 0; i--) {
		if (drafts_at(s, i - 1)->is_open)
			continue;
		*key = drafts_at(s, i - 1)->key;
		count++;
	}
	return count;
}

void
offer_first(struct session *s)
{
	const char *key = NULL;
	size_t count = count_left(s, &key);

	if (count == 0 || s->top == NULL || s->top->below)
		return;
	if (count == 1)
		offer_draft(s, key, false);
	else
		show(s);
}

char *
offer_reminder(struct session *s)
{
	const char *key;
	size_t count = count_left(s, &key);

	if (count == 0)
		return NULL;
	return mem_printf(_("%zu drafts aren't saved yet: Ctrl-V shows them"),
	    count);
}

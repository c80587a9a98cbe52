/*
 * A field that one of the two changed is theirs unless the operator says
 * otherwise; one that both changed has to be chosen.  The entry screen below
 * keeps what was typed until then, so that leaving costs nothing.
 */
#include "screen/conflict.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "screen/viewer.h"
#include "ui/term.h"

static struct conflict *
conflict_of(struct screen *s)
{
	return (struct conflict *)s;
}

static void
close_conflict(struct screen *s)
{
	struct conflict *c = conflict_of(s);

	db_forget(s->session->db, c);
	table_free(c->theirs);
	free(c->item);
	free(c->who);
}

static const char *
their_value(const struct record *r, const struct table *t, size_t field)
{
	const char *value = table_value(t, 0, r->form->field[field].name);

	return value ? value : r->value[field].saved;
}

static bool
is_chosen_by_hand(const struct record *r, size_t i)
{
	return record_can_enter(r, i) &&
	    !(r->form->field[i].flags & FIELD_HIDDEN);
}

static void
compare(struct conflict *c)
{
	const struct record *r = c->entry->fields.record;

	for (size_t i = 0; i < r->form->field_count; i++) {
		const char *theirs = their_value(r, c->theirs, i);
		bool is_mine = record_is_dirty(r, i);
		bool is_theirs = strcmp(r->value[i].saved, theirs) != 0;

		if (!is_chosen_by_hand(r, i) ||
		    strcmp(r->value[i].text, theirs) == 0)
			continue;
		*MEM_PUSH(c->item, c->count) = (struct differing){
			i, theirs, is_mine && is_theirs ? SIDE_NONE :
			    is_mine ? SIDE_MINE : SIDE_THEIRS,
		};
	}
}

static void
take_key(struct record *r, const struct table *t)
{
	size_t keys = r->form->key.count;

	for (size_t i = 0; i < keys; i++)
		record_set_key(r, i, table_text(t, 0, i));
	record_set_version(r, table_text(t, 0, keys));
}

/* Everything becomes theirs, then what is mine is put back with all that it
 * fills. */
static void
take_choices(struct conflict *c)
{
	struct record *r = c->entry->fields.record;
	char **mine = mem_alloc(c->count * sizeof(*mine));

	for (size_t i = 0; i < c->count; i++)
		mine[i] = mem_dup(r->value[c->item[i].field].text);
	take_key(r, c->theirs);
	for (size_t i = 0; i < r->form->field_count; i++) {
		char *theirs = mem_dup(their_value(r, c->theirs, i));

		record_load(r, i, theirs);
		free(theirs);
	}
	for (size_t i = 0; i < c->count; i++) {
		if (c->item[i].side == SIDE_MINE) {
			record_set(r, c->item[i].field, mine[i]);
			fields_fill(&c->entry->fields,
			    c->item[i].field);
		}
		free(mine[i]);
	}
	free(mine);
	fields_refresh(&c->entry->fields);
}

/* Puts the bar on the first that has to be chosen; false: there is none. */
static bool
find_open(struct conflict *c)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->item[i].side != SIDE_NONE)
			continue;
		c->bar = i;
		return true;
	}
	return false;
}

static unsigned
save(struct screen *s)
{
	struct conflict *c = conflict_of(s);
	struct entry *e = c->entry;
	bool has_rows = c->has_rows;

	if (find_open(c)) {
		session_say(s->session, SEVERITY_ERROR,
		    _("%s: both of you changed it; Left takes yours, Right theirs, then F2"),
		    s->below->form->field[c->item[c->bar].field].label);
		return SCREEN_REDRAW | SCREEN_BEEP;
	}
	take_choices(c);
	session_pop(s->session);
	if (has_rows)
		session_say(e->screen.session, SEVERITY_WARNING,
		    _("somebody else has changed the fields marked \"?\": look at them, then F2 once more"));
	else
		entry_save(e, e->stays);
	return SCREEN_REDRAW;
}

static unsigned
back(struct screen *s)
{
	struct session *session = s->session;

	session_pop(session);
	session_say(session, SEVERITY_WARNING,
	    _("not saved yet: what you typed is still here; F2 compares once more"));
	return SCREEN_REDRAW;
}

static unsigned
help(struct screen *s)
{
	viewer_open(s->session, _("two people changed one record"),
	    _("While you had this record open, somebody else saved it. Nothing is lost: the rows are the fields that differ, with what they were, what you typed, and what the other one saved.\n\nLeft takes yours, Right theirs, Space changes from one to the other. A takes all of yours, B all of theirs. What only one of you changed is taken already.\n\nF2 saves what is taken. F10 goes back to the form, as you left it.\n"));
	return SCREEN_REDRAW;
}

static const struct handler handlers[] = {
	{ .command = COMMAND_SAVE, .run = save },
	{ .command = COMMAND_HELP, .run = help },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

static unsigned
take_all(struct conflict *c, enum side side)
{
	for (size_t i = 0; i < c->count; i++)
		c->item[i].side = side;
	return SCREEN_REDRAW;
}

static unsigned
take(struct conflict *c, enum side side)
{
	c->item[c->bar].side = side;
	return SCREEN_REDRAW;
}

static unsigned
move(struct conflict *c, size_t to)
{
	if (to >= c->count)
		return SCREEN_BEEP;
	c->bar = to;
	return SCREEN_REDRAW;
}

static unsigned
char_event(struct conflict *c, uint32_t cp)
{
	switch (cp) {
	case ' ':
		return take(c, c->item[c->bar].side == SIDE_MINE ?
		    SIDE_THEIRS : SIDE_MINE);
	case 'a': case 'A':
		return take_all(c, SIDE_MINE);
	case 'b': case 'B':
		return take_all(c, SIDE_THEIRS);
	default:
		return SCREEN_BEEP;
	}
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct conflict *c = conflict_of(s);

	if (event->kind == EVENT_CHAR)
		return char_event(c, event->cp);
	if (event->kind != EVENT_KEY)
		return SCREEN_BEEP;
	switch (event->key) {
	case K_UP: return move(c, c->bar - 1);
	case K_DOWN: case K_ENTER: case K_TAB: return move(c, c->bar + 1);
	case K_HOME: return move(c, 0);
	case K_END: return move(c, c->count - 1);
	case K_LEFT: return take(c, SIDE_MINE);
	case K_RIGHT: return take(c, SIDE_THEIRS);
	default: return SCREEN_BEEP;
	}
}

static void
keys(struct screen *s, struct buf *out)
{
	(void)s;
	buf_adds(out,
	    _("Left yours  Right theirs  A all yours  B all theirs  F10 back"));
}

static const struct screen_kind conflict_kind = {
	.size = sizeof(struct conflict),
	.close = close_conflict,
	.handlers = handlers,
	.event = event,
	.paint = conflict_paint,
	.keys = keys,
};

static void
come(void *data, const struct answer *answer)
{
	struct conflict *c = data;
	const struct table *t;

	if (answer->outcome != OUTCOME_DONE ||
	    table_rows(t = answer->table[0]) == 0)
		return;
	free(c->who);
	c->who = mem_printf(
	    _("%s saved this record at %s, while you had it open: choose, then F2"),
	    table_text(t, 0, 0), table_text(t, 0, 1));
	c->screen.session->wants |= SCREEN_REDRAW;
}

/* The change is the one that made this version of it. */
static void
ask_who(struct conflict *c)
{
	const struct form *form = c->screen.below->form;
	struct buf name = BUF_INIT, value = BUF_INIT;
	struct statement st;

	for (size_t i = 0; i < form->key.count; i++) {
		array_add(&name, form->key.name[i]);
		array_add(&value, table_text(c->theirs, 0, i));
	}
	array_add(&name, form->version);
	array_add(&value, table_text(c->theirs, 0, form->key.count));
	array_end(&name);
	array_end(&value);
	st = statement_fixed(SERVER_CHANGED, 3, (const char *const[]){
	    form->table, name.data, value.data });
	db_send(c->screen.session->db, &st, 1, come, c);
	buf_done(&name);
	buf_done(&value);
}

bool
conflict_open(struct entry *e, struct table *theirs, bool has_rows)
{
	struct conflict c = { .entry = e, .theirs = theirs,
	    .has_rows = has_rows }, *opened;

	compare(&c);
	find_open(&c);
	if (c.count == 0) {
		free(c.item);
		return false;
	}
	opened = conflict_of(session_push(e->screen.session, &conflict_kind,
	    NULL, NULL));
	c.screen = opened->screen;
	c.theirs = table_share(theirs);
	*opened = c;
	opened->screen.ahead = AHEAD_DROPPED;
	ask_who(opened);
	return true;
}

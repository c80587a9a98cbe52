/* Opening, keys and help of the entry screen; its commands are in
 * entry_commands.c. */
#include "screen/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/ask.h"
#include "screen/draft.h"
#include "screen/export.h"
#include "screen/find.h"
#include "text/width.h"
#include "ui/term.h"

static struct entry *
entry_of(struct screen *s)
{
	return (struct entry *)s;
}

bool
entry_can_save(const struct entry *e)
{
	return (e->screen.form->table || e->screen.form->call) && e->may_write;
}

static void
changed(struct screen *s, size_t field)
{
	struct entry *e = entry_of(s);

	if (s->form->field[field].flags & FIELD_FINDS && !e->fields.typed[field])
		entry_find(e, field);
	entry_keep_draft(e, false);
}

static void
row_changed(struct screen *s, size_t field)
{
	(void)field;
	entry_keep_draft(entry_of(s), false);
}

void
entry_relayout(struct entry *e)
{
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		e->shape[i] = entry_shape(e, i);
	fields_layout(&e->fields, e->shape,
	    session_body_rows(e->screen.session));
}

static void
open_entry(struct screen *s)
{
	struct entry *e = entry_of(s);
	const struct form *form = s->form;

	e->may_write = form->table == NULL ||
	    session_may_write(s->session, form->table);
	fields_init(&e->fields, s, form, changed);
	e->detail = mem_alloc(form->detail_count * sizeof(*e->detail));
	e->rows = mem_alloc(form->detail_count * sizeof(*e->rows));
	e->shape = mem_alloc(form->detail_count * sizeof(*e->shape));
	for (size_t i = 0; i < form->detail_count; i++) {
		listing_init(&e->detail[i], s->session, &form->detail[i]);
		if (form->detail[i].row == NULL)
			continue;
		e->rows[i] = mem_alloc(sizeof(**e->rows));
		detail_init(e->rows[i], s, &form->detail[i], row_changed);
		e->rows[i]->is_read_only = !e->may_write;
	}
	e->last = mem_alloc(form->field_count * sizeof(*e->last));
	e->is_again = s->with.count > 0;
	e->fields.is_read_only = !entry_can_save(e);
	entry_relayout(e);
	entry_focus_record(e, false);
	entry_read(e);
	if (values_get(&s->with, FIND_NAMED) && entry_can_find(s))
		find_open_named(s->session, form, &e->conditions);
	else if (entry_can_save(e))
		entry_offer_draft(e);
}

static void
close_entry(struct screen *s)
{
	struct entry *e = entry_of(s);

	db_forget(s->session->db, s);
	s->session->is_waiting = false;	/* for a slip of it */
	for (size_t i = 0; i < s->form->detail_count; i++) {
		listing_done(&e->detail[i]);
		if (e->rows[i])
			detail_done(e->rows[i]);
		free(e->rows[i]);
	}
	for (size_t i = 0; i < s->form->field_count; i++)
		free(e->last[i]);
	free(e->detail);
	free(e->rows);
	free(e->shape);
	free(e->sent);
	free(e->last);
	values_done(&e->conditions);
	free(e->key);
	draft_done(&e->pending);
	table_free(e->card);
	fields_done(&e->fields);
}

static unsigned
detail_key(struct entry *e, const struct event *event)
{
	struct listing *g = entry_focus_listing(e);
	const struct action *action;

	if (g == NULL)
		return SCREEN_IGNORED;
	if (listing_event(g, event,
	    e->fields.layout->area[e->detail_focus].height - 1))
		return SCREEN_REDRAW;
	if (event->kind != EVENT_KEY || event->key != K_ENTER || g->count == 0)
		return SCREEN_IGNORED;
	action = action_find(&e->screen, g->rows->action,
	    g->rows->action_count, "Enter");
	if (action)
		action_run(&e->screen, action);
	return SCREEN_REDRAW;
}

/* A key in a row that is filled in. */
static unsigned
row_key(struct entry *e, const struct event *event)
{
	size_t i = e->detail_focus, count = e->screen.form->detail_count;
	unsigned flags = detail_event(e->rows[i], event,
	    e->fields.layout->area[i].height - 2);

	if (flags & DETAIL_BEFORE && i > 0)
		entry_focus_detail(e, i - 1);
	else if (flags & DETAIL_BEFORE)
		entry_focus_record(e, true);
	else if (flags & DETAIL_BEHIND && i + 1 < count)
		entry_focus_detail(e, i + 1);
	else if (flags & DETAIL_BEHIND)
		flags |= FIELDS_LEFT;
	return flags & ~(unsigned)(DETAIL_BEFORE | DETAIL_BEHIND);
}

/* A key in a field of the record; behind the last one come rows that are
 * filled in. */
static unsigned
field_key(struct entry *e, const struct event *event)
{
	bool is_down = event->kind == EVENT_KEY && event->key == K_DOWN;
	unsigned flags = fields_event(&e->fields, event);

	if (!e->fields.has_focus || e->screen.form->detail_count == 0 ||
	    e->rows[0] == NULL)
		return flags;
	if (!(flags & FIELDS_LEFT) && !(is_down && flags & SCREEN_IGNORED))
		return flags;
	entry_focus_detail(e, 0);
	return SCREEN_REDRAW;
}

static unsigned
run_action(struct entry *e, const struct event *event)
{
	const struct action *action;

	struct fields *f = entry_focus_fields(e);

	if (f && event->kind != EVENT_KEY)
		return SCREEN_IGNORED;
	action = action_of(&e->screen, event);
	if (action == NULL)
		return SCREEN_IGNORED;
	if (f && !fields_commit(f))
		return SCREEN_REDRAW | SCREEN_BEEP;
	action_run(&e->screen, action);
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct entry *e = entry_of(s);
	unsigned flags = entry_focus_rows(e) ? row_key(e, event) :
	    detail_key(e, event);

	if (flags & SCREEN_IGNORED)
		flags = field_key(e, event);
	if (flags & SCREEN_IGNORED)
		flags = run_action(e, event);
	if (flags & FIELDS_LEFT)
		session_say(s->session, SEVERITY_INFO,
		    _("that was the last field: F2 saves"));
	return flags;
}

static bool
takes_text(struct screen *s)
{
	return entry_can_save(entry_of(s)) && entry_focus_fields(entry_of(s));
}

/* Which fields there are, and what stands in them, is told by the record. */
static bool
awaits(struct screen *s, const struct event *event)
{
	(void)event;
	return entry_of(s)->is_coming;
}

static bool
lacks_choices(struct screen *s)
{
	struct fields *f = entry_focus_fields(entry_of(s));

	return f && fields_lacks_choices(f);
}

static unsigned
go_to(struct screen *s, size_t field)
{
	struct entry *e = entry_of(s);
	struct detail *d = entry_focus_rows(e);

	if (d)
		detail_leave(d);
	return fields_go_to(&e->fields, field) ? SCREEN_REDRAW : SCREEN_BEEP;
}

static const char *
value(struct screen *s, const char *name)
{
	struct entry *e = entry_of(s);
	struct listing *g = entry_focus_listing(e);
	struct detail *d = entry_focus_rows(e);
	const char *v = g ? listing_value(g, name) : NULL;

	for (size_t i = 0; v == NULL && i < s->form->key.count; i++)
		if (strcmp(s->form->key.name[i], name) == 0)
			v = e->fields.record->key[i];
	if (v == NULL && d)
		v = fields_value(&detail_row(d)->fields, name);
	if (v == NULL)
		v = fields_value(&e->fields, name);
	if (v == NULL)
		v = table_value(e->card, 0, name);
	return v;
}

static void
reload(struct screen *s)
{
	fields_want_choices(&entry_of(s)->fields);
	entry_read(entry_of(s));
}

static bool
refused(struct screen *s, const char *field, const char *text)
{
	int i = form_field(s->form, field);
	struct detail *d = entry_focus_rows(entry_of(s));

	if (i < 0)
		return false;
	if (d)
		detail_leave(d);
	fields_refuse(&entry_of(s)->fields, (size_t)i, text);
	return true;
}

static void
keep(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (entry_has_unsaved(e))
		entry_keep_draft(e, true);
}

static void
help_programme(const struct programme *p, struct buf *out)
{
	buf_addf(out, "\n[%s]\n", p->title);
	buf_addf(out, _("Legal basis: %s\n"), p->basis);
	for (size_t i = 0; i < p->rate_count; i++)
		buf_addf(out, _("from %s: %s (%s)\n"), p->rate[i].from,
		    p->rate[i].value, p->rate[i].source);
}

static void
help(struct screen *s, struct buf *out)
{
	struct fields *f = entry_focus_fields(entry_of(s));

	char *aside = f ? fields_aside(f, f->focus) : NULL;

	if (f)
		fields_help(f, out);
	if (aside)
		buf_addf(out, "%s\n", aside);
	free(aside);
	if (s->form->programme)
		help_programme(s->form->programme, out);
}

const struct screen_kind entry_kind = {
	.size = sizeof(struct entry),
	.open = open_entry,
	.close = close_entry,
	.handlers = entry_handlers,
	.event = event,
	.paint = entry_paint,
	.paint_caret = entry_paint_caret,
	.takes_text = takes_text,
	.awaits = awaits,
	.lacks_choices = lacks_choices,
	.go_to = go_to,
	.value = value,
	.reload = reload,
	.refused = refused,
	.keep = keep,
	.draft = entry_draft,
	.restore = entry_restore,
	.help = help,
};

/* Keys and help of the entry screen. */
#include "screen/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/ask.h"
#include "screen/draft.h"
#include "screen/export.h"
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
	return e->screen.form->table || e->screen.form->call;
}

static void
changed(struct screen *s, size_t field)
{
	struct entry *e = entry_of(s);

	if (s->form->field[field].flags & FIELD_FINDS)
		entry_find(e, field);
	entry_keep_draft(e, false);
}

void
entry_relayout(struct entry *e)
{
	fields_layout(&e->fields, session_body_rows());
}

static void
open_entry(struct screen *s)
{
	struct entry *e = entry_of(s);
	const struct form *form = s->form;

	fields_init(&e->fields, s, changed);
	e->detail = mem_alloc(form->detail_count * sizeof(*e->detail));
	for (size_t i = 0; i < form->detail_count; i++)
		listing_init(&e->detail[i], s->session, &form->detail[i]);
	e->last = mem_alloc(form->field_count * sizeof(*e->last));
	e->is_again = s->with.count > 0;
	e->fields.is_read_only = !entry_can_save(e);
	entry_relayout(e);
	fields_focus_first(&e->fields);
	entry_read(e);
	if (entry_can_save(e))
		entry_offer_draft(e);
}

static void
close_entry(struct screen *s)
{
	struct entry *e = entry_of(s);

	db_forget(s->session->db, s);
	for (size_t i = 0; i < s->form->detail_count; i++)
		listing_done(&e->detail[i]);
	for (size_t i = 0; i < s->form->field_count; i++)
		free(e->last[i]);
	free(e->detail);
	free(e->last);
	free(e->key);
	table_free(e->card);
	fields_done(&e->fields);
}

static bool
has_unsaved(struct entry *e)
{
	if (!entry_can_save(e))
		return false;
	fields_commit(&e->fields);
	for (size_t i = 0; i < e->screen.form->field_count; i++)
		if (e->fields.typed[i])
			return true;
	return record_is_changed(e->fields.record);
}

static void
leave(struct screen *s, void *data, const char *text)
{
	(void)data;
	(void)text;
	if (s->session->draft_dir)
		draft_remove(s->session->draft_dir, s->form);
	session_pop(s->session);
}

static unsigned
ask_to_leave(struct entry *e)
{
	if (!has_unsaved(e))
		return SCREEN_CLOSE;
	ask_yes(e->screen.session,
	    _("not saved yet: Y throws it away and leaves, N goes back to it"),
	    leave, NULL);
	return SCREEN_REDRAW;
}

/* F5: the value that the last record had here. */
static unsigned
repeat_last(struct entry *e)
{
	struct fields *f = &e->fields;

	if (!f->has_focus || e->last[f->focus] == NULL)
		return SCREEN_BEEP;
	mem_set(&f->typed[f->focus], NULL);
	record_set(f->record, f->focus, e->last[f->focus]);
	record_fill(f->record, f->focus);
	fields_refresh(f);
	return SCREEN_REDRAW;
}

struct listing *
entry_focus_listing(struct entry *e)
{
	if (e->fields.has_focus || e->screen.form->detail_count == 0)
		return NULL;
	return &e->detail[e->detail_focus];
}

/* Tab goes from the fields through the details and round. */
static unsigned
next_part(struct entry *e)
{
	size_t count = e->screen.form->detail_count;

	if (count == 0)
		return SCREEN_IGNORED;
	if (e->fields.has_focus) {
		fields_commit(&e->fields);
		e->fields.has_focus = false;
		e->detail_focus = 0;
	} else if (++e->detail_focus == count) {
		e->detail_focus = 0;
		fields_focus_first(&e->fields);
	}
	return SCREEN_REDRAW;
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

static unsigned
own_key(struct entry *e, enum key key)
{
	switch (key) {
	case K_F2:
		if (!entry_can_save(e))
			return SCREEN_IGNORED;
		entry_save(e);
		return SCREEN_REDRAW;
	case K_F5:
		return repeat_last(e);
	case K_TAB:
		return next_part(e);
	case K_F10:
	case K_ESCAPE:
	case K_CTRL_C:
		return ask_to_leave(e);
	default:
		return SCREEN_IGNORED;
	}
}

static unsigned
run_action(struct entry *e, const struct event *event)
{
	const struct action *action;

	if (e->fields.has_focus && event->kind != EVENT_KEY)
		return SCREEN_IGNORED;
	action = action_of(&e->screen, event);
	if (action == NULL)
		return SCREEN_IGNORED;
	if (e->fields.has_focus && !fields_commit(&e->fields))
		return SCREEN_REDRAW | SCREEN_BEEP;
	action_run(&e->screen, action);
	return SCREEN_REDRAW;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct entry *e = entry_of(s);
	unsigned flags = SCREEN_IGNORED;

	if (event->kind == EVENT_KEY)
		flags = own_key(e, event->key);
	if (flags & SCREEN_IGNORED)
		flags = detail_key(e, event);
	if (flags & SCREEN_IGNORED)
		flags = fields_event(&e->fields, event);
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
	return entry_can_save(entry_of(s)) && entry_of(s)->fields.has_focus;
}

static const char *
value(struct screen *s, const char *name)
{
	struct entry *e = entry_of(s);
	struct listing *g = entry_focus_listing(e);
	const char *v = g ? listing_value(g, name) : NULL;

	for (size_t i = 0; v == NULL && i < s->form->key.count; i++)
		if (strcmp(s->form->key.name[i], name) == 0)
			v = e->fields.record->key[i];
	if (v == NULL)
		v = fields_value(&e->fields, name);
	if (v == NULL)
		v = table_value(e->card, 0, name);
	return v;
}

static void
reload(struct screen *s)
{
	entry_read(entry_of(s));
}

static bool
refused(struct screen *s, const char *field, const char *text)
{
	int i = form_field(s->form, field);

	if (i < 0)
		return false;
	fields_refuse(&entry_of(s)->fields, (size_t)i, text);
	return true;
}

static void
keep(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (has_unsaved(e))
		entry_keep_draft(e, true);
}

static void
keys(struct screen *s, struct buf *out)
{
	struct entry *e = entry_of(s);

	if (entry_can_save(e))
		buf_adds(out, _("F2 save  F4 list  F5 as before"));
	action_keys(s, out);
	if (s->form->detail_count)
		buf_adds(out, _("  Tab next part"));
	buf_adds(out, _("  F1 help  F10 back"));
}

static void
help(struct screen *s, struct buf *out)
{
	const struct fields *f = &entry_of(s)->fields;
	const struct field *field = &s->form->field[f->focus];

	if (!f->has_focus)
		return;
	buf_addf(out, "\n[%s]\n", field->label);
	if (field->help)
		buf_addf(out, "%s\n", field->help);
	if (field->comment)
		buf_addf(out, "%s\n", field->comment);
	if (field->type->example)
		buf_addf(out, _("for example: %s\n"), field->type->example);
	if (field->flags & FIELD_REQUIRED)
		buf_adds(out, _("This must be filled in.\n"));
	buf_adds(out, _("\n[Keys]\n"
	    "Enter or Down   next field, Up the one before\n"
	    "F2 or Esc 2     save\n"
	    "F4 or Esc 4     list of values\n"
	    "F5 or Esc 5     the same as in the record before\n"
	    "Ctrl-Z          undo in the field, Ctrl-U empty it\n"
	    "F10 or Esc 0    back\n"));
}

const struct screen_kind entry_kind = {
	.size = sizeof(struct entry),
	.open = open_entry,
	.close = close_entry,
	.event = event,
	.paint = entry_paint,
	.paint_caret = entry_paint_caret,
	.takes_text = takes_text,
	.value = value,
	.reload = reload,
	.refused = refused,
	.keep = keep,
	.keys = keys,
	.help = help,
};

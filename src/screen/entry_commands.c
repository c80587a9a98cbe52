/* What the entry screen does at commands. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/ledger.h"

static struct entry *
entry_of(struct screen *s)
{
	return (struct entry *)s;
}

bool
entry_has_unsaved(struct entry *e)
{
	if (!entry_can_save(e))
		return false;
	fields_commit(&e->fields);
	for (size_t i = 0; i < e->screen.form->field_count; i++)
		if (e->fields.typed[i])
			return true;
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i] && detail_is_changed(e->rows[i]))
			return true;
	return record_is_changed(e->fields.record);
}

static void
leave(struct screen *s, void *data, const char *text)
{
	(void)data;
	(void)text;
	entry_discard_draft(entry_of(s));
	session_pop(s->session);
}

static unsigned
back(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (!entry_has_unsaved(e))
		return SCREEN_CLOSE;
	ask_yes(e->screen.session,
	    _("not saved yet: Y throws it away and leaves, N goes back to it"),
	    leave, NULL);
	return SCREEN_REDRAW;
}

/* Of the field with the focus, or of the one that it repeats; "" if there is
 * nothing before. */
static const char *
last_value(const struct entry *e)
{
	size_t i = e->fields.focus;
	const char *repeats = e->screen.form->field[i].repeats;

	if (e->last[i] && *e->last[i] == '\0' && repeats)
		i = (size_t)form_field(e->screen.form, repeats);
	return e->last[i] ? e->last[i] : "";
}

static bool
has_last(struct screen *s)
{
	struct entry *e = entry_of(s);
	struct detail *d = entry_focus_rows(e);

	if (d)
		return entry_can_save(e) && detail_has_above(d);
	return e->fields.has_focus && *last_value(e);
}

static void
repeat(struct fields *f, size_t field, const char *value)
{
	mem_set(&f->typed[field], NULL);
	record_set(f->record, field, value);
	fields_fill(f, field);
}

static unsigned
same_field(struct screen *s)
{
	struct entry *e = entry_of(s);
	struct fields *f = &e->fields;

	if (entry_focus_rows(e))
		return detail_same(entry_focus_rows(e));
	repeat(f, f->focus, last_value(e));
	fields_refresh(f);
	return SCREEN_REDRAW;
}

/* What is still empty; not a number that finds somebody else. */
static unsigned
copy_record(struct screen *s)
{
	struct entry *e = entry_of(s);
	struct fields *f = &e->fields;

	if (entry_focus_rows(e))
		return detail_copy(entry_focus_rows(e));
	fields_commit(f);
	for (size_t i = 0; i < s->form->field_count; i++)
		if (e->last[i] && record_can_enter(f->record, i) &&
		    !f->typed[i] && f->record->value[i].text[0] == '\0' &&
		    !(s->form->field[i].flags & FIELD_FINDS))
			repeat(f, i, e->last[i]);
	fields_refresh(f);
	return SCREEN_REDRAW;
}

static bool
can_copy(struct screen *s)
{
	struct entry *e = entry_of(s);
	struct detail *d = entry_focus_rows(e);

	return entry_can_save(e) && (d ? detail_has_above(d) :
	    e->fields.has_focus);
}

static bool
has_fields_focus(struct screen *s)
{
	return entry_can_save(entry_of(s)) && entry_focus_fields(entry_of(s));
}

static unsigned
reset_field(struct screen *s)
{
	fields_reset(entry_focus_fields(entry_of(s)));
	return SCREEN_REDRAW;
}

static void
reset_all(struct screen *s, void *data, const char *text)
{
	struct entry *e = entry_of(s);

	(void)data;
	(void)text;
	entry_discard_draft(e);
	entry_reset(e);
	session_say(s->session, SEVERITY_INFO, _("everything is as it was"));
}

static unsigned
reset(struct screen *s)
{
	struct entry *e = entry_of(s);

	if (entry_has_unsaved(e)) {
		ask_yes(s->session,
		    _("not saved yet: Y puts everything back as it was, N goes back to it"),
		    reset_all, NULL);
	} else {
		entry_read(e);
	}
	return SCREEN_REDRAW;
}

static bool
has_parts(struct screen *s)
{
	return s->form->detail_count > 0;
}

static unsigned
next_part(struct screen *s)
{
	entry_focus_next(entry_of(s));
	return SCREEN_REDRAW;
}

static bool
has_rows_focus(struct screen *s)
{
	return entry_can_save(entry_of(s)) && entry_focus_rows(entry_of(s));
}

static unsigned
add_row(struct screen *s)
{
	return detail_add(entry_focus_rows(entry_of(s)));
}

static unsigned
remove_row(struct screen *s)
{
	return detail_remove(entry_focus_rows(entry_of(s)));
}

static bool
is_saved_to(struct screen *s)
{
	return entry_can_save(entry_of(s));
}

static unsigned
save(struct screen *s)
{
	entry_save(entry_of(s), false);
	return SCREEN_REDRAW;
}

static bool
can_stay(struct screen *s)
{
	return s->form->table && entry_can_save(entry_of(s));
}

static unsigned
save_stay(struct screen *s)
{
	entry_save(entry_of(s), true);
	return SCREEN_REDRAW;
}

static bool
has_choices(struct screen *s)
{
	struct fields *f = entry_focus_fields(entry_of(s));

	return f && fields_has_choices(f);
}

static unsigned
choices(struct screen *s)
{
	fields_pick(entry_focus_fields(entry_of(s)));
	return SCREEN_REDRAW;
}

/* In the rows of a detail there is more to say. */
static bool
can_find_at_once(struct screen *s)
{
	return entry_can_find(s) && entry_of(s)->fields.has_focus;
}

/* What is stored, not what is being typed. */
static bool
can_export(struct screen *s)
{
	struct entry *e = entry_of(s);

	return e->card || (s->form->table && !record_is_new(e->fields.record));
}

static unsigned
export_card(struct screen *s)
{
	if (entry_has_unsaved(entry_of(s)))
		session_say(s->session, SEVERITY_WARNING,
		    _("not saved yet: save first (F2), then export"));
	else
		ledger_open(s, &ledger_card);
	return SCREEN_REDRAW;
}

const struct handler entry_handlers[] = {
	{ .command = COMMAND_SAVE, .run = save, .can = is_saved_to },
	{ .command = COMMAND_FIND, .run = entry_find_others,
	    .can = can_find_at_once },
	{ .command = COMMAND_FIND, .run = entry_find_others,
	    .can = entry_can_find, .is_quiet = true },
	{ .command = COMMAND_PREVIOUS, .run = entry_previous,
	    .can = entry_can_step, .is_quiet = true },
	{ .command = COMMAND_NEXT, .run = entry_next, .can = entry_can_step },
	{ .command = COMMAND_SAVE_STAY, .run = save_stay, .can = can_stay },
	{ .command = COMMAND_CHOICES, .run = choices, .can = has_choices },
	{ .command = COMMAND_SAME, .run = same_field, .can = has_last },
	{ .command = COMMAND_COPY_RECORD, .run = copy_record, .can = can_copy },
	{ .command = COMMAND_RESET_FIELD, .run = reset_field,
	    .can = has_fields_focus },
	{ .command = COMMAND_RESET, .run = reset, .is_quiet = true },
	{ .command = COMMAND_ROW_ADD, .run = add_row, .can = has_rows_focus,
	    .is_quiet = true },
	{ .command = COMMAND_ROW_REMOVE, .run = remove_row,
	    .can = has_rows_focus },
	{ .command = COMMAND_PART, .run = next_part, .can = has_parts },
	{ .command = COMMAND_EXPORT, .run = export_card, .can = can_export,
	    .is_quiet = true },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

/* What keys do in a form's fields. */
#include "screen/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/checks.h"
#include "screen/choices.h"
#include "screen/fields_check.h"
#include "screen/fields_edit.h"
#include "screen/fields_paste.h"
#include "screen/fields_server.h"
#include "screen/picker.h"

static const struct field *
focus_field(const struct fields *f)
{
	return &f->form->field[f->focus];
}

static char *
words(const void *data, size_t field, const char *canonical)
{
	return fields_words(data, field, canonical);
}

void
fields_init(struct fields *f, struct screen *s, const struct form *form,
    void (*changed)(struct screen *s, size_t field))
{
	*f = (struct fields){ .screen = s, .form = form, .changed = changed };
	f->record = record_new(form);
	f->record->words = words;
	f->record->words_data = f;
	f->editor = editor_new();
	f->typed = mem_alloc(form->field_count * sizeof(*f->typed));
	f->has_focus = true;
	fields_want_choices(f);
	fields_blank(f, false);
	f->checks = checks_new(f);
	f->asked = asked_new(f);
	asked_blank(f->asked);
}

void
fields_done(struct fields *f)
{
	asked_free(f->asked);
	checks_free(f->checks);
	for (size_t i = 0; i < f->form->field_count; i++)
		free(f->typed[i]);
	free(f->typed);
	free(f->first);
	buf_done(&f->pasted);
	editor_free(f->editor);
	layout_free(f->layout);
	record_free(f->record);
}

static bool
can_enter(const struct fields *f, size_t i)
{
	return !f->is_read_only && record_can_enter(f->record, i);
}

/* The next field that can be entered in a direction, or the farthest; the
 * same if there is none. */
static size_t
neighbour(const struct fields *f, int step, bool is_far)
{
	size_t i = f->focus, found = i;

	while ((step > 0 && i + 1 < f->form->field_count) ||
	    (step < 0 && i > 0)) {
		i += (size_t)step;
		if (!can_enter(f, i))
			continue;
		found = i;
		if (!is_far)
			break;
	}
	return found;
}

/* The field that had the focus is gone: the next one gets it. */
static void
step_aside(struct fields *f)
{
	size_t to = neighbour(f, 1, false);

	f->focus = to != f->focus ? to : neighbour(f, -1, false);
	mem_set(&f->first, NULL);
}

void
fields_refresh(struct fields *f)
{
	const struct field *field;
	char *text;

	asked_go_on(f->asked);
	if (!f->has_focus)
		return;
	if (!can_enter(f, f->focus))
		step_aside(f);
	field = focus_field(f);
	text = fields_edited(f, f->focus);
	editor_take_lines(f->editor, field->type->is_lines);
	editor_set(f->editor, text, (size_t)field->chars);
	f->is_replaced = field->type->is_retyped;
	f->is_in_one_go = false;
	free(text);
}

void
fields_arrive(struct fields *f)
{
	if (!f->has_focus || !editor_is_changed(f->editor) ||
	    !can_enter(f, f->focus))
		fields_refresh(f);
	else
		asked_go_on(f->asked);
}

void
fields_focus(struct fields *f, size_t i)
{
	f->focus = i;
	f->has_focus = true;
	f->has_gone_on = false;
	mem_set(&f->first, NULL);
	fields_refresh(f);
}

void
fields_focus_first(struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++) {
		if (can_enter(f, i)) {
			fields_focus(f, i);
			return;
		}
	}
	f->has_focus = false;
}

bool
fields_go_to(struct fields *f, size_t i)
{
	if (!can_enter(f, i))
		return false;
	fields_commit(f);
	fields_focus(f, i);
	return true;
}

bool
fields_has_choices(const struct fields *f)
{
	return f->has_focus && focus_field(f)->set;
}

static bool
lacks(const struct fields *f, size_t i)
{
	const char *set = f->form->field[i].set;

	return set && !choices_are_here(f->screen->session, set);
}

bool
fields_lacks_choices(const struct fields *f)
{
	const struct names *pasted = &focus_field(f)->pasted;

	if (!f->has_focus)
		return false;
	for (size_t i = 0; f->pasted.len && i < pasted->count; i++)
		if (lacks(f, (size_t)form_field(f->form, pasted->name[i])))
			return true;
	return lacks(f, f->focus);
}

static void
picked(struct screen *s, void *data, const char *code)
{
	struct fields *f = data;
	size_t next;

	(void)s;
	fields_take(f, code);
	next = neighbour(f, 1, false);
	if (next != f->focus)
		fields_focus(f, next);
}

void
fields_pick(struct fields *f)
{
	char *sought;

	if (!fields_has_choices(f))
		return;
	sought = fields_sought(f);
	picker_open(f->screen->session, focus_field(f), sought, picked, f);
	free(sought);
}

/* Enter: an unclear value of a list is asked for, a wrong one keeps the
 * focus, the last field says so. */
static unsigned
leave_by_enter(struct fields *f)
{
	size_t i = f->focus;

	if (!fields_commit(f)) {
		char *text = editor_text(f->editor);

		if (fields_is_unclear(f, i, text)) {
			fields_pick(f);
			f->screen->session->top->ahead = AHEAD_HELD;
		}
		free(text);
		return f->first ? SCREEN_REDRAW : SCREEN_REDRAW | SCREEN_BEEP;
	}
	if (f->focus != i)
		return SCREEN_REDRAW;
	if (neighbour(f, 1, false) == i)
		return SCREEN_REDRAW | FIELDS_LEFT;
	fields_focus(f, neighbour(f, 1, false));
	return SCREEN_REDRAW;
}

static unsigned
move(struct fields *f, int step, bool is_far)
{
	size_t i = f->focus;

	if (neighbour(f, step, is_far) == i)
		return SCREEN_IGNORED;
	fields_commit(f);
	if (f->first || f->focus != i)
		return SCREEN_REDRAW;
	fields_focus(f, neighbour(f, step, is_far));
	return SCREEN_REDRAW;
}

/* Leaves by itself a field that says "autonext". */
static unsigned
type(struct fields *f, const struct event *event)
{
	unsigned flags = fields_edit(f, event);

	if (flags != SCREEN_CARET || !fields_is_complete(f))
		return flags;
	flags = leave_by_enter(f);
	f->has_gone_on = !(flags & SCREEN_BEEP);
	return flags;
}

/* Enter right behind a field that went on by itself: from habit, or a card
 * reader's, it means that field. */
static bool
is_too_late(struct fields *f, const struct event *event)
{
	bool had_gone_on = f->has_gone_on;

	f->has_gone_on = false;
	return had_gone_on && event->kind == EVENT_KEY &&
	    event->key == K_ENTER;
}

/* Home and End: of the field, and the second time of the form. */
static unsigned
go_far(struct fields *f, const struct event *event, int step)
{
	bool is_again = f->far == step;
	unsigned flags = fields_edit(f, event);

	if (flags & SCREEN_IGNORED && is_again)
		flags = move(f, step, true);
	f->far = is_again ? 0 : step;
	return flags & SCREEN_IGNORED ? SCREEN_CARET : flags;
}

unsigned
fields_event(struct fields *f, const struct event *event)
{
	if (!f->has_focus)
		return SCREEN_IGNORED;
	if (is_too_late(f, event))
		return SCREEN_SAME;
	if (event->kind == EVENT_PASTED || event->kind == EVENT_PASTE_END)
		return fields_paste(f, event);
	fields_paste_end(f);
	if (event->kind != EVENT_KEY || (event->key != K_HOME &&
	    event->key != K_END))
		f->far = 0;
	if (event->kind != EVENT_KEY)
		return type(f, event);
	if (focus_field(f)->type->is_lines && (event->key == K_UP ||
	    event->key == K_DOWN)) {
		unsigned flags = fields_edit(f, event);

		if (!(flags & SCREEN_IGNORED))
			return flags;
	}
	switch (event->key) {
	case K_ENTER:
		return leave_by_enter(f);
	case K_TAB:
	case K_DOWN:
		return move(f, 1, false);
	case K_BACKTAB:
	case K_UP:
		return move(f, -1, false);
	case K_HOME:
		return go_far(f, event, -1);
	case K_END:
		return go_far(f, event, 1);
	default:
		return fields_edit(f, event);
	}
}

const char *
fields_value(const struct fields *f, const char *name)
{
	int i = form_field(f->form, name);

	return i < 0 ? NULL : f->record->value[i].text;
}

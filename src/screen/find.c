/*
 * Query by example: the entry form once more, for conditions.  It stands
 * above the entry, whose values stay, and below the list of what it found,
 * from which F3 leads back to the conditions.
 */
#include "screen/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/example.h"
#include "screen/choices.h"
#include "screen/fields_check.h"
#include "screen/picker.h"

static struct find *
find_of(struct screen *s)
{
	return (struct find *)s;
}

static char *
parse(void *data, size_t field, const char *typed, struct error *err)
{
	return fields_parse(&((struct find *)data)->values, field, typed, err);
}

static bool
read_condition(struct find *f, size_t i, struct error *err)
{
	struct criterion *c = &f->found.condition[i];

	criterion_done(c);
	return criterion_read(c, f->found.form, i,
	    f->fields.record->value[i].text, parse, f, err);
}

/* A mistake is told as soon as its field is left. */
static void
changed(struct screen *s, size_t field)
{
	struct find *f = find_of(s);
	struct error err;

	if (!read_condition(f, field, &err))
		fields_say(&f->fields, field, SEVERITY_ERROR, err.text);
}

static void
keep(struct find *f)
{
	const struct form *form = f->screen.form;

	for (size_t i = 0; i < form->field_count; i++)
		values_set(f->kept, form->field[i].name,
		    f->fields.record->value[i].text);
}

static void
close_find(struct screen *s)
{
	struct find *f = find_of(s);

	fields_commit(&f->fields);
	keep(f);
	db_forget(s->session->db, s);
	for (size_t i = 0; i < s->form->field_count; i++)
		criterion_done(&f->found.condition[i]);
	free(f->found.condition);
	fields_done(&f->fields);
	fields_done(&f->values);
	form_free(f->conditions);
	form_free(f->list);
}

unsigned
find_run(struct screen *s)
{
	struct find *f = find_of(s);
	struct error err;

	if (!fields_commit(&f->fields))
		return SCREEN_REDRAW | SCREEN_BEEP;
	for (size_t i = 0; i < s->form->field_count; i++) {
		if (!read_condition(f, i, &err)) {
			fields_refuse(&f->fields, i, err.text);
			return SCREEN_REDRAW | SCREEN_BEEP;
		}
	}
	keep(f);
	list_open_found(s->session, f->list, &f->found);
	return SCREEN_REDRAW;
}

static const struct field *
focus_field(struct find *f)
{
	return &f->found.form->field[f->fields.focus];
}

static bool
has_choices(struct screen *s)
{
	return find_of(s)->fields.has_focus && focus_field(find_of(s))->set;
}

/* By its name, if that says which one it is; behind what is there already. */
static void
picked(struct screen *s, void *data, const char *code)
{
	struct find *f = data;
	const struct field *field = focus_field(f);
	const char *name = choices_name(s->session, field->set, code);
	char *typed = editor_text(f->fields.editor), *text;
	size_t len = strlen(typed), index;

	if (name == NULL ||
	    choices_resolve(s->session, field->set, name, &index) != 1)
		name = code;
	text = mem_printf("%s%s%s", typed,
	    len && strchr("|<>=.", typed[len - 1]) == NULL ? "|" : "", name);
	record_set(f->fields.record, f->fields.focus, text);
	record_clear_note(f->fields.record, f->fields.focus);
	fields_refresh(&f->fields);
	free(text);
	free(typed);
}

static unsigned
choices(struct screen *s)
{
	struct find *f = find_of(s);

	picker_open(s->session, focus_field(f), "", picked, f);
	return SCREEN_REDRAW;
}

static unsigned
reset(struct screen *s)
{
	fields_blank(&find_of(s)->fields, false);
	return SCREEN_REDRAW;
}

static unsigned
back(struct screen *s)
{
	(void)s;
	return SCREEN_CLOSE;
}

static const struct handler handlers[] = {
	{ .command = COMMAND_FIND, .run = find_run, .label = N_("run") },
	{ .command = COMMAND_SAVE, .run = find_run, .is_quiet = true },
	{ .command = COMMAND_CHOICES, .run = choices, .can = has_choices },
	{ .command = COMMAND_QUERIES, .run = find_list_saved },
	{ .command = COMMAND_QUERY_KEEP, .run = find_keep },
	{ .command = COMMAND_RESET, .run = reset, .label = N_("empty all") },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

static unsigned
event(struct screen *s, const struct event *event)
{
	struct fields *f = &find_of(s)->fields;
	size_t before = f->focus;
	unsigned flags = fields_event(f, event);

	if (f->focus != before && f->record->value[before].has_note) {
		fields_focus(f, before);
		return SCREEN_REDRAW | SCREEN_BEEP;
	}
	return flags & FIELDS_LEFT ? find_run(s) : flags;
}

static void
paint(struct screen *s)
{
	struct find *f = find_of(s);
	int rows = session_body_rows(s->session);

	fields_layout(&f->fields, NULL, rows);
	fields_paint(&f->fields, BODY_TOP, rows);
	fields_paint_hint(&f->fields);
	fields_paint_caret(&f->fields, BODY_TOP);
}

static void
paint_caret(struct screen *s)
{
	fields_paint_caret(&find_of(s)->fields, BODY_TOP);
}

static bool
takes_text(struct screen *s)
{
	(void)s;
	return true;
}

static unsigned
go_to(struct screen *s, size_t field)
{
	return fields_go_to(&find_of(s)->fields, field) ? SCREEN_REDRAW :
	    SCREEN_BEEP;
}

static const struct screen_kind find_kind = {
	.size = sizeof(struct find),
	.close = close_find,
	.handlers = handlers,
	.event = event,
	.paint = paint,
	.paint_caret = paint_caret,
	.takes_text = takes_text,
	.lacks_choices = takes_text,	/* Enter needs all of them */
	.go_to = go_to,
};

static void
show_kept(struct find *f)
{
	const struct form *form = f->screen.form;

	for (size_t i = 0; i < form->field_count; i++)
		record_load(f->fields.record, i,
		    values_get(f->kept, form->field[i].name));
	fields_focus_first(&f->fields);
}

void
find_open(struct session *s, const struct form *form, struct values *kept)
{
	char *asked = mem_printf(_("Find: %s"), form->title);
	char *found = mem_printf(_("Found: %s"), form->title);
	struct form *conditions = example_conditions(form, asked);
	struct find *f = (struct find *)session_push(s, &find_kind, conditions,
	    NULL);

	f->conditions = conditions;
	f->list = example_list(form, found);
	f->found.form = form;
	f->found.condition = mem_alloc(form->field_count *
	    sizeof(*f->found.condition));
	f->kept = kept;
	fields_init(&f->values, &f->screen, form, NULL);
	fields_init(&f->fields, &f->screen, conditions, changed);
	fields_layout(&f->fields, NULL, session_body_rows(s));
	show_kept(f);
	free(asked);
	free(found);
}

/* Parsing by type and list, and what is checked here. */
#include "screen/fields_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/picture.h"
#include "screen/choices.h"
#include "text/fold.h"

static char *
upper(char *text)
{
	for (char *s = text; s && *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s -= 'a' - 'A';
	return text;
}

static char *
resolve(struct fields *f, size_t i, const char *typed, struct error *err)
{
	struct session *s = f->screen->session;
	const char *set = f->form->field[i].set;
	size_t index = 0, matches;

	if (!choices_are_here(s, set)) {
		choices_want(s, set);
		error_set(err, _("the list isn't here yet: wait a moment, then press Enter again"));
		return NULL;
	}
	matches = choices_resolve(s, set, typed, &index);
	if (matches == 1) {
		const char *code = choices_at(s, set, index).code;

		choices_used(s, set, code);
		return mem_dup(code);
	}
	if (matches == 0)
		error_set(err, _("no such value: F4 shows the list"));
	else
		error_set(err, _("%zu values fit: choose one of them"), matches);
	return NULL;
}

static char *
understand(const struct fields *f, const struct field *field,
    const char *text, struct error *err)
{
	char *now, *value;

	if (field->picture)
		return picture_parse(field->picture, text, err);
	if (field->type->parse == NULL)
		return mem_dup(text);
	now = clock_now(&f->screen->session->clock);
	value = field->type->parse(field, text, now, err);
	free(now);
	return value;
}

char *
fields_parse(struct fields *f, size_t i, const char *typed, struct error *err)
{
	const struct field *field = &f->form->field[i];
	char *folded = field->flags & FIELD_FOLD ?
	    fold_text(typed, fold_ascii) : mem_dup(typed);
	char *text = field->type->is_lines ? mem_dup(folded) :
	    fold_blanks(folded);
	char *value;

	free(folded);
	if (*text == '\0')
		return text;
	value = understand(f, field, text, err);
	free(text);
	if (value && field->set) {
		char *code = resolve(f, i, value, err);

		free(value);
		value = code;
	}
	return field->flags & FIELD_UPPER ? upper(value) : value;
}

static char *
sought(struct fields *f, size_t i, const char *typed)
{
	struct error err;
	char *value = *typed ? understand(f, &f->form->field[i], typed, &err) :
	    NULL;

	return value ? value : mem_dup(typed);
}

char *
fields_sought(struct fields *f)
{
	char *typed, *text;

	if (!editor_is_changed(f->editor))
		return mem_dup("");
	typed = editor_text(f->editor);
	text = sought(f, f->focus, typed);
	free(typed);
	return text;
}

bool
fields_is_unclear(struct fields *f, size_t i, const char *typed)
{
	struct session *s = f->screen->session;
	const char *set = f->form->field[i].set;
	size_t index, matches;
	char *text;

	if (set == NULL || !choices_are_here(s, set))
		return false;
	text = sought(f, i, typed);
	matches = choices_resolve(s, set, text, &index);
	free(text);
	return matches > 1;
}

void
fields_note_doubt(struct fields *f, size_t i)
{
	const struct field *field = &f->form->field[i];
	const char *value = f->record->value[i].text;
	struct error note;

	if (*value && field->type->doubt &&
	    field->type->doubt(field, value, &note))
		record_note(f->record, i, SEVERITY_WARNING, note.text);
}

void
fields_know_today(struct fields *f)
{
	const char *today = screen_value(f->screen, "today");

	f->record->today = today ? today : "";
}

/* Many a text begins with the label already. */
void
fields_say(struct fields *f, size_t i, enum severity severity,
    const char *text)
{
	const char *label = f->form->field[i].label;
	bool has_label = strncmp(text, label, strlen(label)) == 0;

	record_note(f->record, i, severity, text);
	session_say(f->screen->session, severity, "%s%s%s",
	    has_label ? "" : label, has_label ? "" : ": ", text);
}

void
fields_refuse(struct fields *f, size_t field, const char *text)
{
	if (!f->is_read_only && record_can_enter(f->record, field))
		fields_focus(f, field);
	fields_say(f, field, SEVERITY_ERROR, text);
}

bool
fields_check(struct fields *f)
{
	struct error err;

	if (!fields_commit(f))
		return false;
	fields_know_today(f);
	for (size_t i = 0; i < f->form->field_count; i++) {
		if (f->typed[i] && record_is_asked(f->record, i)) {
			char *why = mem_dup(f->record->value[i].note);

			fields_refuse(f, i, why);
			free(why);
			return false;
		}
		if (!record_check(f->record, i, &err)) {
			fields_refuse(f, i, err.text);
			return false;
		}
	}
	return true;
}

/* The parts of a choice that "fills" may ask for. */
static const char *
part_of(const struct choice *c, const char *part)
{
	const struct { const char *name, *text; } parts[] = {
		{ "code", c->code }, { "name", c->name }, { "note", c->note },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(parts[i].name, part) == 0)
			return parts[i].text;
	return "";
}

static void
fill_from(struct fields *f, const struct field *field,
    const struct choice *choice)
{
	struct error err;

	for (size_t i = 0; i < field->fill_count; i++) {
		int to = form_field(f->form, field->fill[i].field);
		char *value = fields_parse(f, (size_t)to,
		    part_of(choice, field->fill[i].part), &err);

		if (value)
			record_set(f->record, (size_t)to, value);
		free(value);
	}
}

void
fields_fill(struct fields *f, size_t i)
{
	const struct field *field = &f->form->field[i];
	const char *code = f->record->value[i].text;
	struct session *s = f->screen->session;

	if (field->set == NULL || *code == '\0') {
		record_fill(f->record, i);
		return;
	}
	for (size_t at = 0; at < choices_count(s, field->set); at++) {
		struct choice c = choices_at(s, field->set, at);

		if (strcmp(c.code, code) == 0)
			fill_from(f, field, &c);
	}
}

/* Blank forms with their defaults; fields put back as they were, and the focus
 * to the last. */
#include <stdlib.h>

#include "base/mem.h"
#include "screen/checks.h"
#include "screen/fields_server.h"

/* "form field": no name has a blank in it. */
static char *
last_name(const struct fields *f, const struct field *field)
{
	return mem_printf("%s %s", f->form->name, field->name);
}

static const char *
last_value(const struct fields *f, const struct field *field)
{
	char *name = last_name(f, field);
	const char *value = values_get(&f->screen->session->last, name);

	free(name);
	return value;
}

void
fields_remember(const struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++) {
		char *name = last_name(f, &f->form->field[i]);

		if (f->form->field[i].initial_is_last)
			values_set(&f->screen->session->last, name,
			    record_value(f->record, i));
		free(name);
	}
}

/* A name in a default means what was known before the form: not a field. */
static const char *
initial_value(const struct fields *f, const struct field *field)
{
	const char *name = field->initial, *value;

	if (field->initial_is_last)
		return last_value(f, field);
	if (name == NULL)
		return "";
	if (!field->initial_is_name)
		return name;
	value = values_get(&f->screen->with, name);
	return value ? value : values_get(&f->screen->session->values, name);
}

void
fields_blank(struct fields *f, bool keep_sticky)
{
	struct record *r = f->record;

	record_clear(r, keep_sticky);
	for (size_t i = 0; i < f->form->field_count; i++) {
		mem_set(&f->typed[i], NULL);
		if (r->value[i].text[0] == '\0')
			record_load(r, i, initial_value(f, &f->form->field[i]));
	}
	mem_set(&f->first, NULL);
	checks_settle(f->checks);
	if (f->asked)
		asked_blank(f->asked);
	fields_focus_first(f);
}

static void
reset(struct fields *f, size_t i)
{
	mem_set(&f->typed[i], NULL);
	record_load(f->record, i, f->record->value[i].saved);
	record_clear_note(f->record, i);
}

void
fields_reset(struct fields *f)
{
	mem_set(&f->first, NULL);
	reset(f, f->focus);
	fields_fill(f, f->focus);
	fields_refresh(f);
}

void
fields_reset_all(struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++)
		reset(f, i);
	checks_settle(f->checks);
	fields_focus_first(f);
}

void
fields_go_to_last(struct fields *f)
{
	size_t i = f->form->field_count;

	while (i > 0 && !fields_go_to(f, i - 1))
		i--;
}

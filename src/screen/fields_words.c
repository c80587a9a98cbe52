/* A field's value in words: as it is read, as it is edited, and what stands
 * beside it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/choices.h"
#include "screen/fields.h"
#include "text/width.h"

#define CUT_LEAST 4	/* columns: two Han still tell a place */

void
fields_want_choices(struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++)
		if (f->form->field[i].set)
			choices_want(f->screen->session,
			    f->form->field[i].set);
}

/* Of a value that its list has, else NULL. */
static const char *
name_of(const struct fields *f, size_t i, const char *code)
{
	const char *set = f->form->field[i].set;

	return set && *code ? choices_name(f->screen->session, set, code) :
	    NULL;
}

/* The same, where something lies above it. */
static const struct choice *
tree_choice(const struct fields *f, size_t i)
{
	const struct field *field = &f->form->field[i];
	const char *code = record_value(f->record, i);

	return field->type->is_tree && *code ?
	    choices_find(f->screen->session, field->set, code) : NULL;
}

char *
fields_words(const struct fields *f, size_t i, const char *text)
{
	const struct field *field = &f->form->field[i];
	const char *name = name_of(f, i, text);

	if (*text == '\0')
		return mem_dup("");
	if (name && field->type->is_known_by_code && !choices_is_word(text))
		return mem_printf("%s %s", text, name);
	if (name)
		return mem_dup(name);
	return field->type->format ? field->type->format(field, text) :
	    mem_dup(text);
}

char *
fields_shown(const struct fields *f, size_t i)
{
	if (!record_is_asked(f->record, i))
		return mem_dup("");
	return f->typed[i] ? mem_dup(f->typed[i]) :
	    fields_words(f, i, f->record->value[i].text);
}

char *
fields_edited(const struct fields *f, size_t i)
{
	bool is_code = f->form->field[i].type->is_known_by_code &&
	    !choices_is_word(f->record->value[i].text);

	return is_code && record_is_asked(f->record, i) && !f->typed[i] ?
	    mem_dup(f->record->value[i].text) : fields_shown(f, i);
}

char *
fields_named(const struct fields *f, size_t i)
{
	const char *name = f->typed[i] ? NULL :
	    name_of(f, i, record_value(f->record, i));

	return name ? mem_dup(name) : fields_shown(f, i);
}

/* With all above it that there is room for, the last of them cut. */
static char *
with_above(const struct choice *c, int columns)
{
	char *words = mem_dup(c->name), *longer;
	int left = columns - view_columns(words) - 1;

	while ((c = c->above) && left >= CUT_LEAST) {
		size_t len = width_cut(c->name, left, NULL);

		longer = mem_printf("%.*s %s", (int)len, c->name, words);
		free(words);
		words = longer;
		left = c->name[len] ? 0 : columns - view_columns(words) - 1;
	}
	return words;
}

char *
fields_fitting(const struct fields *f, size_t i, int columns)
{
	char *text = fields_shown(f, i), *fitting;
	const struct choice *c = f->typed[i] ? NULL : tree_choice(f, i);

	if (c) {
		free(text);
		return with_above(c, columns);
	}
	if (view_columns(text) <= columns)
		return text;
	fitting = f->form->field[i].type->is_right && !f->typed[i] ?
	    view_number(text, columns) : fields_named(f, i);
	free(text);
	return fitting;
}

const char *
fields_beside(const struct fields *f, size_t i, bool is_edited)
{
	const char *code = record_value(f->record, i);
	const char *name = f->typed[i] ? NULL : name_of(f, i, code);
	const struct choice *c;

	if (name == NULL)
		return NULL;
	c = tree_choice(f, i);
	if (c && is_edited)
		return c->above ? c->above->name : NULL;
	if (f->form->field[i].type->is_known_by_code)
		return is_edited && !choices_is_word(code) ? name : NULL;
	return code;
}

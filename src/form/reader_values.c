/* Whether what a form says about a field's value can be, and fits together. */
#include "form/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/picture.h"
#include "form/record.h"
#include "form/sql.h"
#include "text/width.h"

/* Days to try values on; any two would do. */
#define SOME_DAY "2010-12-01 08:30"
#define OTHER_DAY "2031-03-15 17:05"

#define BRACKETS 4		/* columns around a placeholder */

/* Makes it canonical, which it can be only if it is so every day. */
static bool
settle(struct reader *r, const struct field *f, char **text, const char *what)
{
	struct error err;
	char *value, *other;
	bool ok = false;

	if (f->type->parse == NULL || **text == '\0')
		return true;
	value = f->type->parse(f, *text, SOME_DAY, &err);
	other = f->type->parse(f, *text, OTHER_DAY, &err);
	if (value == NULL || other == NULL)
		reader_mistake(r, f->line, _("%s \"%s\": %s"), what, *text,
		    err.text);
	else if (strcmp(value, other) != 0)
		reader_mistake(r, f->line, _("%s \"%s\" isn't the same every "
		    "day: use today"), what, *text);
	else
		ok = true;
	if (ok)
		mem_set(text, value);
	free(value);
	free(other);
	return ok;
}

static void
check_default(struct reader *r, struct field *f)
{
	if (f->initial && !f->initial_is_name)
		settle(r, f, &f->initial, _("the default"));
	if (f->computed.text && (f->initial || f->initial_is_above ||
	    f->initial_is_last || f->initial_sql.text))
		reader_mistake(r, f->line, _("a field that is computed has "
		    "no default"));
}

/* A number stays as it was written, for the message. */
static bool
settle_bound(struct reader *r, const struct field *f, char **text)
{
	char *value = mem_dup(*text);
	bool ok;

	if (strcmp(value, "today") == 0) {
		free(value);
		return f->type->has_range;
	}
	ok = settle(r, f, &value, _("include"));
	if (ok && !f->type->is_right)
		mem_set(text, value);
	free(value);
	return ok;
}

static void
check_include(struct reader *r, struct field *f)
{
	for (size_t i = 0; i < f->include_count; i++) {
		struct range *range = &f->include[i];

		if (range->low == NULL || !settle_bound(r, f, &range->low) ||
		    range->high == NULL || !settle_bound(r, f, &range->high))
			continue;
		if (strcmp(range->low, "today") == 0 ||
		    strcmp(range->high, "today") == 0)
			continue;
		if (record_compare(f, range->low, range->high, SOME_DAY) > 0)
			reader_mistake(r, f->line, _("the range from %s to %s "
			    "is empty"), range->low, range->high);
	}
}

static void
check_picture(struct reader *r, struct field *f)
{
	size_t length;

	if (f->picture == NULL)
		return;
	length = picture_length(f->picture);
	if (!f->type->takes_number || f->type->parse)
		reader_mistake(r, f->line, _("only a text has a picture"));
	else if (!picture_has_place(f->picture))
		reader_mistake(r, f->line, _("the picture \"%s\" leaves "
		    "nothing to type: A is a letter, # a digit, X anything"),
		    f->picture);
	else if (length > (size_t)f->chars)
		reader_mistake(r, f->line, _("the picture \"%s\" has %zu "
		    "characters, the field only %d"), f->picture, length,
		    f->chars);
	else
		f->chars = (int)length;
}

static void
check_placeholder(struct reader *r, const struct field *f)
{
	if (f->placeholder &&
	    width_text(f->placeholder) + BRACKETS > f->width)
		reader_mistake(r, f->line, _("the placeholder \"%s\" needs %d "
		    "columns, the field has %d"), f->placeholder,
		    width_text(f->placeholder) + BRACKETS, f->width);
}

/* What comes first is known first: so no two wait for each other. */
static void
check_before(struct reader *r, size_t field, const char *what,
    const char *name)
{
	int other = form_field(r->form, name);

	if (other >= (int)field)
		reader_mistake(r, r->form->field[field].line, _("%s: the "
		    "field \"%s\" has to stand before this one"), what, name);
}

static void
check_when(struct reader *r, size_t field)
{
	const struct field *f = &r->form->field[field];

	if (f->when.name == NULL)
		return;
	if (form_field(r->form, f->when.name) < 0)
		reader_no_field(r, f->line, "when", f->when.name);
	check_before(r, field, "when", f->when.name);
	if (f->flags & FIELD_HIDDEN)
		reader_mistake(r, f->line, _("a hidden field is never shown: "
		    "leave \"when\" out"));
}

static void
check_computed(struct reader *r, size_t field)
{
	const struct field *f = &r->form->field[field];
	struct names names = { 0 };
	struct buf text = BUF_INIT;

	if (f->computed.text == NULL)
		return;
	sql_number(f->computed.text, &text, &names);
	for (size_t i = 0; i < names.count; i++) {
		int other = form_field(r->form, names.name[i]);

		if (other >= 0 && r->form->field[other].computed.text)
			check_before(r, field, "computed", names.name[i]);
	}
	buf_done(&text);
	names_done(&names);
}

void
reader_check_value(struct reader *r, size_t field)
{
	struct field *f = &r->form->field[field];

	check_default(r, f);
	check_include(r, f);
	check_picture(r, f);
	check_placeholder(r, f);
	check_when(r, field);
	check_computed(r, field);
	if ((f->flags & FIELD_FOLD) && (!f->type->takes_number ||
	    f->type->parse))
		reader_mistake(r, f->line, _("only a text needs \"fold\": the "
		    "other types fold by themselves"));
}

/* Attributes that say what a field's value is, and when it has one. */
#include "form/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"

#define PICTURE_COLUMNS 40

bool
reader_condition(struct reader *r, struct condition *when)
{
	if (!reader_name(r, &when->name, _("the name of a value")))
		return false;
	if (!reader_accept_mark(r, '='))
		return true;
	do {
		struct names *v = &when->values;

		if (!reader_text(r, MEM_PUSH(v->name, v->count),
		    _("a value in quotes")))
			return false;
	} while (reader_accept_mark(r, '|'));
	return true;
}

bool
read_when(struct reader *r, struct field *f)
{
	return reader_once(r, f->when.name, "when") &&
	    reader_condition(r, &f->when);
}

static bool
read_above(struct reader *r, struct field *f)
{
	f->initial_is_above = true;
	return reader_target(r) != r->form ||
	    reader_fail(r, _("only a row of a detail has a row above"));
}

static bool
read_last(struct reader *r, struct field *f)
{
	f->initial_is_last = true;
	if (r->place == IN_LIST)
		return reader_fail(r, _("a list saves nothing, so it has no last value"));
	return reader_target(r) == r->form ||
	    reader_fail(r, _("a row has a row above: default above"));
}

/* A session value or parameter by name, or a text as it would be typed. */
bool
read_default(struct reader *r, struct field *f)
{
	if (f->initial || f->initial_is_above || f->initial_is_last ||
	    f->initial_sql.text)
		return reader_once(r, f, "default");
	if (r->at->kind == TOKEN_SQL)
		return reader_sql(r, &f->initial_sql, "default");
	if (reader_accept(r, "above"))
		return read_above(r, f);
	if (reader_accept(r, "last"))
		return read_last(r, f);
	if (r->at->kind == TOKEN_NAME ||
	    (r->at->kind == TOKEN_WORD && strcmp(r->at->text, "today") == 0)) {
		f->initial = mem_dup(r->at->text);
		f->initial_is_name = true;
		r->at++;
		return true;
	}
	return reader_text(r, &f->initial,
	    _("a text in quotes, last, above, today, :name or SQL in braces"));
}

/* A number, a text as it would be typed, or today. */
static bool
read_bound(struct reader *r, char **out)
{
	if (r->at->kind == TOKEN_NUMBER)
		return reader_amount(r, out, _("a number"));
	if (reader_accept(r, "today")) {
		*out = mem_dup("today");
		return true;
	}
	return reader_text(r, out, _("a number, a text in quotes or today"));
}

bool
read_include(struct reader *r, struct field *f)
{
	if (!reader_once(r, f->include, "include"))
		return false;
	do {
		struct range *range = MEM_PUSH(f->include, f->include_count);

		if (!read_bound(r, &range->low))
			return false;
		if (!reader_accept(r, "to"))
			continue;
		if (!f->type->has_range)
			return reader_fail(r, _("the type %s has no order: "
			    "give its values one by one"), f->type->name);
		if (!read_bound(r, &range->high))
			return false;
	} while (reader_accept_mark(r, ','));
	return true;
}

bool
read_picture(struct reader *r, struct field *f)
{
	return reader_once(r, f->picture, "picture") &&
	    reader_label(r, &f->picture, PICTURE_COLUMNS);
}

bool
read_placeholder(struct reader *r, struct field *f)
{
	return reader_once(r, f->placeholder, "placeholder") &&
	    reader_text(r, &f->placeholder, _("a text in quotes"));
}

/* Nobody types what is calculated. */
bool
read_computed(struct reader *r, struct field *f)
{
	f->flags |= FIELD_NOENTRY;
	return reader_sql(r, &f->computed, "computed");
}

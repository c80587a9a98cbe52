/* Values of a record; the rules that they follow come from the form. */
#include "form/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"

struct record *
record_new(const struct form *form)
{
	struct record *r = mem_alloc(sizeof(*r));

	r->form = form;
	r->today = "";
	r->value = mem_alloc(form->field_count * sizeof(*r->value));
	r->key = mem_alloc(form->key.count * sizeof(*r->key));
	for (size_t i = 0; i < form->field_count; i++) {
		r->value[i].text = mem_dup("");
		r->value[i].saved = mem_dup("");
		r->value[i].note = mem_dup("");
	}
	return r;
}

static void
forget_key(struct record *r)
{
	for (size_t i = 0; i < r->form->key.count; i++)
		mem_set(&r->key[i], NULL);
	mem_set(&r->version, NULL);
}

void
record_free(struct record *r)
{
	if (r == NULL)
		return;
	forget_key(r);
	for (size_t i = 0; i < r->form->field_count; i++) {
		free(r->value[i].text);
		free(r->value[i].saved);
		free(r->value[i].note);
	}
	free(r->value);
	free(r->key);
	free(r);
}

void
record_set(struct record *r, size_t field, const char *canonical)
{
	struct value *v = &r->value[field];

	if (canonical == NULL)
		canonical = "";
	if (strcmp(v->text, canonical) == 0)
		return;
	mem_set(&v->text, canonical);
	record_clear_note(r, field);
}

void
record_load(struct record *r, size_t field, const char *canonical)
{
	record_set(r, field, canonical);
	mem_set(&r->value[field].saved, r->value[field].text);
}

void
record_settle(struct record *r)
{
	for (size_t i = 0; i < r->form->field_count; i++)
		mem_set(&r->value[i].saved, r->value[i].text);
}

void
record_set_key(struct record *r, size_t column, const char *text)
{
	mem_set(&r->key[column], text);
}

void
record_set_version(struct record *r, const char *text)
{
	mem_set(&r->version, text);
}

static bool
is_met(const struct condition *when, const char *value)
{
	return *value && (when->values.count == 0 ||
	    names_has(&when->values, value));
}

/* Conditions look at fields before them only, so this comes to an end. */
static const char *
value_if_asked(const struct record *r, size_t field, bool is_saved)
{
	const struct value *v = &r->value[field];
	const struct condition *when = &r->form->field[field].when;
	const char *other;

	if (when->name) {
		other = value_if_asked(r,
		    (size_t)form_field(r->form, when->name), is_saved);
		if (!is_met(when, other))
			return "";
	}
	return is_saved ? v->saved : v->text;
}

bool
record_is_asked(const struct record *r, size_t field)
{
	const struct condition *when = &r->form->field[field].when;
	const char *other;

	if (when->name == NULL)
		return true;
	other = record_value(r, (size_t)form_field(r->form, when->name));
	return is_met(when, other);
}

const char *
record_value(const struct record *r, size_t field)
{
	return value_if_asked(r, field, false);
}

bool
record_is_dirty(const struct record *r, size_t field)
{
	return r->form->field[field].computed.text == NULL &&
	    strcmp(value_if_asked(r, field, false),
	    value_if_asked(r, field, true)) != 0;
}

bool
record_is_changed(const struct record *r)
{
	for (size_t i = 0; i < r->form->field_count; i++)
		if (record_is_dirty(r, i))
			return true;
	return false;
}

const char *
record_key(const struct record *r, const char *column)
{
	for (size_t i = 0; i < r->form->key.count; i++)
		if (strcmp(r->form->key.name[i], column) == 0)
			return r->key[i];
	return NULL;
}

bool
record_is_new(const struct record *r)
{
	return r->version == NULL;
}

void
record_clear(struct record *r, bool keep_sticky)
{
	forget_key(r);
	for (size_t i = 0; i < r->form->field_count; i++) {
		bool is_kept = keep_sticky &&
		    (r->form->field[i].flags & FIELD_STICKY);

		record_load(r, i, is_kept ? r->value[i].text : "");
		record_clear_note(r, i);
	}
}

static void
fill_one(struct record *r, size_t from, const struct fill *fill)
{
	const struct field *f = &r->form->field[from];
	int to = form_field(r->form, fill->field);
	char *part;

	if (to < 0)
		return;
	if (r->value[from].text[0] == '\0') {
		if (r->form->field[to].flags & (FIELD_NOENTRY | FIELD_HIDDEN))
			record_set(r, (size_t)to, "");
		return;
	}
	part = f->type->part == NULL ? NULL : f->type->part(f, r->value[from].text, fill->part);
	if (part)
		record_set(r, (size_t)to, part);
	free(part);
}

void
record_fill(struct record *r, size_t field)
{
	const struct field *f = &r->form->field[field];

	for (size_t i = 0; i < f->fill_count; i++)
		fill_one(r, field, &f->fill[i]);
}

void
record_note(struct record *r, size_t field, enum severity severity,
    const char *text)
{
	struct value *v = &r->value[field];

	mem_set(&v->note, text);
	v->severity = severity;
	v->has_note = true;
}

void
record_clear_note(struct record *r, size_t field)
{
	struct value *v = &r->value[field];

	mem_set(&v->note, "");
	v->severity = SEVERITY_INFO;
	v->has_note = false;
}

int
record_compare(const struct field *f, const char *a, const char *b,
    const char *today)
{
	char *end_a, *end_b;
	double x, y;

	a = strcmp(a, "today") == 0 ? today : a;
	b = strcmp(b, "today") == 0 ? today : b;
	x = strtod(a, &end_a);
	y = strtod(b, &end_b);
	if (!f->type->has_range || *end_a || *end_b)
		return strcmp(a, b);
	return (x > y) - (x < y);
}

static bool
is_included(const struct record *r, const struct field *f, const char *text)
{
	for (size_t i = 0; i < f->include_count; i++) {
		const struct range *range = &f->include[i];
		const char *high = range->high ? range->high : range->low;

		if (record_compare(f, text, range->low, r->today) >= 0 &&
		    record_compare(f, text, high, r->today) <= 0)
			return true;
	}
	return f->include_count == 0;
}

static void
add_bound(struct buf *b, const struct record *r, size_t field,
    const char *bound)
{
	const char *value = strcmp(bound, "today") == 0 ? r->today : bound;
	char *words = r->words ? r->words(r->words_data, field, value) :
	    mem_dup(value);

	buf_adds(b, words);
	free(words);
}

char *
record_allowed(const struct record *r, size_t field)
{
	const struct field *f = &r->form->field[field];
	struct buf allowed = BUF_INIT;

	for (size_t i = 0; i < f->include_count; i++) {
		if (i)
			buf_adds(&allowed, _(", "));
		add_bound(&allowed, r, field, f->include[i].low);
		if (f->include[i].high == NULL)
			continue;
		buf_adds(&allowed, _(" to "));
		add_bound(&allowed, r, field, f->include[i].high);
	}
	return buf_take(&allowed);
}

bool
record_allows(const struct record *r, size_t field, const char *canonical,
    struct error *err)
{
	const struct field *f = &r->form->field[field];
	char *allowed;

	if (*canonical == '\0' || is_included(r, f, canonical))
		return true;
	allowed = record_allowed(r, field);
	error_set(err, _("%s must be %s: correct it"), f->label, allowed);
	free(allowed);
	return false;
}

bool
record_check(const struct record *r, size_t field, struct error *err)
{
	const struct field *f = &r->form->field[field];
	const char *text = r->value[field].text;

	if (!record_is_asked(r, field))
		return true;
	if (*text == '\0' && (f->flags & FIELD_REQUIRED))
		return error_set(err, _("%s must be filled in"), f->label);
	return record_allows(r, field, text, err);
}

int
record_check_all(const struct record *r, struct error *err)
{
	for (size_t i = 0; i < r->form->field_count; i++)
		if (!record_check(r, i, err))
			return (int)i;
	return -1;
}

/* An entry that saves nowhere is a card: it is read. */
static bool
is_card(const struct form *form)
{
	return form->kind == FORM_ENTRY && !form->table && !form->call;
}

bool
record_can_enter(const struct record *r, size_t field)
{
	unsigned flags = r->form->field[field].flags;

	if (is_card(r->form) || (flags & (FIELD_NOENTRY | FIELD_HIDDEN)) ||
	    !record_is_asked(r, field))
		return false;
	return !(flags & FIELD_NOUPDATE) || record_is_new(r);
}

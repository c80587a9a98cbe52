/*
 * Rows in a draft: values named DETAIL.NUMBER.FIELD, and with a "%" what a
 * row has besides its fields.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/detail.h"

#define REMOVED "%removed"
#define VERSION "%version"
#define KEY "%%key%zu"		/* format: number of the column */

/* A name in a row's draft; yours to free. */
static char *
name_of(const struct detail *d, size_t number, const char *what)
{
	return mem_printf("%s.%zu.%s", d->rows->name, number, what);
}

static void
put(const struct detail *d, size_t number, const char *what, const char *text,
    struct values *out)
{
	char *name;

	if (text == NULL)
		return;
	name = name_of(d, number, what);
	values_set(out, name, text);
	free(name);
}

static const char *
get(const struct detail *d, size_t number, const char *what,
    const struct values *draft)
{
	char *name = name_of(d, number, what);
	const char *text = values_get(draft, name);

	free(name);
	return text;
}

static void
put_row(const struct detail *d, const struct row *r, size_t number,
    struct values *out)
{
	const struct record *record = r->fields.record;
	const struct form *form = record->form;

	put(d, number, REMOVED, r->is_removed ? "t" : "f", out);
	put(d, number, VERSION, record->version, out);
	for (size_t i = 0; record->version && i < form->key.count; i++) {
		char *what = mem_printf(KEY, i);

		put(d, number, what, record->key[i], out);
		free(what);
	}
	for (size_t i = 0; i < form->field_count; i++) {
		const char *typed = r->fields.typed[i];

		if (typed || record_is_dirty(record, i) ||
		    (record_is_new(record) && *record->value[i].text))
			put(d, number, form->field[i].name,
			    typed ? typed : record->value[i].text, out);
	}
}

void
detail_draft(const struct detail *d, struct values *out)
{
	size_t number = 0;

	for (size_t i = 0; i < d->count; i++)
		if (detail_row_is_changed(d->row[i]))
			put_row(d, d->row[i], number++, out);
}

static bool
has_key(const struct detail *d, const struct record *record, size_t number,
    const struct values *draft)
{
	for (size_t i = 0; i < record->form->key.count; i++) {
		char *what = mem_printf(KEY, i);
		const char *text = get(d, number, what, draft);
		bool is_same = text && record->key[i] &&
		    strcmp(text, record->key[i]) == 0;

		free(what);
		if (!is_same)
			return false;
	}
	return true;
}

/* The row that the draft means, or a new one before the blank one. */
static struct row *
row_of(struct detail *d, size_t number, const struct values *draft)
{
	struct row *blank = d->row[d->count - 1];

	if (get(d, number, VERSION, draft) == NULL) {
		detail_push(d);
		return blank;
	}
	for (size_t i = 0; i < d->count; i++)
		if (has_key(d, d->row[i]->fields.record, number, draft))
			return d->row[i];
	detail_push(d);
	for (size_t i = 0; i < d->rows->row->key.count; i++) {
		char *what = mem_printf(KEY, i);

		record_set_key(blank->fields.record, i,
		    get(d, number, what, draft));
		free(what);
	}
	return blank;
}

static void
restore_row(struct detail *d, struct row *r, size_t number,
    const struct values *draft)
{
	struct record *record = r->fields.record;
	const char *version = get(d, number, VERSION, draft);

	r->is_removed = strcmp(get(d, number, REMOVED, draft), "t") == 0;
	if (version)
		record_set_version(record, version);
	for (size_t i = 0; i < record->form->field_count; i++) {
		const char *text = get(d, number, record->form->field[i].name,
		    draft);

		if (text)
			record_set(record, i, text);
	}
	fields_refresh(&r->fields);
}

void
detail_restore(struct detail *d, const struct values *draft)
{
	for (size_t n = 0; get(d, n, REMOVED, draft); n++)
		restore_row(d, row_of(d, n, draft), n, draft);
}

/* What a save of an entry screen writes, what it is given, and whose a refusal
 * is. */
#include <stdlib.h>

#include "base/mem.h"
#include "screen/entry.h"

bool
entry_has_changed_rows(struct entry *e)
{
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i] && detail_is_changed(e->rows[i]))
			return true;
	return false;
}

static void
add_rows(struct entry *e, struct detail *d, struct part **part, size_t *count)
{
	size_t *index = NULL;
	size_t rows = detail_save(d, e->fields.record, part, count, &index);

	for (size_t i = 0; i < rows; i++)
		*MEM_PUSH(e->sent, e->sent_count) =
		    (struct sent){ d, index[i] };
	free(index);
}

struct part *
entry_parts(struct entry *e, size_t *count)
{
	const struct record *r = e->fields.record;
	struct part *part = NULL;

	*count = e->sent_count = 0;
	if (record_is_new(r) || record_is_changed(r) ||
	    !entry_has_changed_rows(e)) {
		*MEM_PUSH(e->sent, e->sent_count) = (struct sent){ NULL, 0 };
		*MEM_PUSH(part, *count) = (struct part){ .record = r };
	}
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			add_rows(e, e->rows[i], &part, count);
	return part;
}

struct statement *
entry_statements(struct entry *e, size_t *count)
{
	struct part *part = entry_parts(e, count);
	struct statement *st = mem_resize(NULL, *count, sizeof(*st));

	for (size_t i = 0; i < *count; i++)
		st[i] = part[i].rows ? statement_row(&part[i]) :
		    e->screen.form->call ?
		    statement_call_record(part[i].record) :
		    entry_has_changed_rows(e) ?
		    statement_master(part[i].record) :
		    statement_save(part[i].record);
	free(part);
	return st;
}

bool
entry_refuse_row(struct entry *e, size_t statement, const char *field,
    const char *text)
{
	struct detail *d;

	if (statement >= e->sent_count || !e->sent[statement].detail)
		return false;
	d = e->sent[statement].detail;
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i] == d)
			entry_focus_detail(e, i);
	detail_refuse(d, e->sent[statement].row, field, text);
	return true;
}

bool
entry_check_rows(struct entry *e)
{
	for (size_t i = 0; i < e->screen.form->detail_count; i++) {
		if (e->rows[i] == NULL || detail_check(e->rows[i]))
			continue;
		if (e->fields.has_focus || e->detail_focus != i)
			entry_focus_detail(e, i);
		return false;
	}
	return true;
}

void
entry_settle_rows(struct entry *e)
{
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			detail_blank(e->rows[i]);
	if (entry_focus_rows(e))
		detail_enter(entry_focus_rows(e));
}

void
entry_take_key(struct entry *e, const struct table *t)
{
	const struct form *form = e->screen.form;

	for (size_t i = 0; t && i < form->key.count; i++) {
		int at = form_field(form, form->key.name[i]);

		if (at >= 0 && e->sent[0].detail == NULL)
			record_load(e->fields.record, (size_t)at,
			    table_text(t, 0, i));
	}
}

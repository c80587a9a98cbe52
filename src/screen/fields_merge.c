/* What the server has, into fields that the operator may have changed. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/table.h"
#include "screen/checks.h"

/* True if both have changed it, and then it says so. */
static bool
merge_field(struct fields *f, size_t i, const char *theirs)
{
	struct record *r = f->record;
	struct value *v = &r->value[i];
	bool is_theirs = strcmp(v->saved, theirs) != 0;
	char *mine, *shown, *note;

	if (!record_is_dirty(r, i) || strcmp(v->text, theirs) == 0) {
		record_load(r, i, theirs);
		return false;
	}
	mine = mem_dup(v->text);
	record_load(r, i, theirs);
	shown = fields_shown(f, i);
	record_set(r, i, mine);
	free(mine);
	is_theirs = is_theirs && *theirs;
	if (is_theirs) {
		note = mem_printf(
		    _("it is \"%s\" in the database: yours replaces it when you save"),
		    shown);
		record_note(r, i, SEVERITY_WARNING, note);
		free(note);
	}
	free(shown);
	return is_theirs;
}

size_t
fields_merge(struct fields *f, const struct table *t, size_t row)
{
	size_t keys = f->form->key.count, differ = 0;

	for (size_t i = 0; i < keys; i++)
		record_set_key(f->record, i, table_text(t, row, i));
	record_set_version(f->record, table_text(t, row, keys));
	for (size_t i = 0; i < f->form->field_count; i++)
		if (f->form->field[i].computed.text == NULL)
			differ += merge_field(f, i,
			    table_text(t, row, keys + 1 + i));
	checks_settle(f->checks);
	return differ;
}

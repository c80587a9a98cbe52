/* A record that is registered already is opened instead of doubled. */
#include "base/i18n.h"
#include "screen/entry.h"

static void
found(void *data, const struct answer *answer)
{
	struct entry *e = data;
	const struct table *t;

	if (answer->outcome != OUTCOME_DONE ||
	    table_rows(t = answer->table[0]) == 0 ||
	    !record_is_new(e->fields.record))
		return;
	e->was_read = true;
	fields_merge(&e->fields, t, 0);
	fields_arrive(&e->fields);
	if (e->screen.form->detail_count)
		entry_read(e);
	session_say(e->screen.session, SEVERITY_WARNING,
	    _("registered already: this is the record; change what has to be changed, F2 saves"));
	e->screen.session->wants |= SCREEN_REDRAW;
}

void
entry_find(struct entry *e, size_t field)
{
	struct record *r = e->fields.record;
	struct statement st;

	if (!record_is_new(r) || r->value[field].text[0] == '\0')
		return;
	st = statement_find(r->form, field, r->value[field].text);
	db_send(e->screen.session->db, &st, 1, found, e);
}

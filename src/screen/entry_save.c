/* Saving the record of an entry screen. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/entry.h"
#include "screen/slip.h"
#include "screen/write.h"
#include "ui/term.h"

void
entry_close_with(struct entry *e, enum severity severity, const char *text)
{
	struct session *s = e->screen.session;

	session_pop(s);
	session_say(s, severity, "%s", text);
}

static void
remember(struct entry *e)
{
	for (size_t i = 0; i < e->screen.form->field_count; i++)
		mem_set(&e->last[i], e->fields.record->value[i].text);
}

/* The record stays; t is its key and version, if it was written itself. */
static void
stay(struct entry *e, const struct table *t)
{
	struct record *r = e->fields.record;
	size_t keys = r->form->key.count;

	for (size_t i = 0; e->sent[0].detail == NULL && i < keys; i++)
		record_set_key(r, i, table_text(t, 0, i));
	if (e->sent[0].detail == NULL)
		record_set_version(r, table_text(t, 0, keys));
	record_settle(r);
	entry_settle_rows(e);
	entry_read(e);
}

/* For the slip; t is the key, if the record was written itself. */
static void
remember_key(struct entry *e, const struct table *t)
{
	const struct form *form = e->screen.form;
	const struct record *r = e->fields.record;

	for (size_t i = 0; t && i < form->key.count; i++)
		slip_saved(&e->screen, form->key.name[i],
		    e->sent[0].detail ? r->key[i] : table_text(t, 0, i));
}

/* Saved: the next blank form, or back to where it was opened from.  t is
 * NULL when the server had saved it before. */
static void
saved(struct entry *e, const char *text, const struct table *t)
{
	struct session *s = e->screen.session;
	bool leaves = e->is_again || e->screen.form->call;

	remember(e);
	remember_key(e, t);
	fields_remember(&e->fields);
	entry_forget_draft(e);
	if (e->stays && t) {
		stay(e, t);
	} else if (leaves) {
		record_settle(e->fields.record);
		entry_close_with(e, SEVERITY_INFO, text);
		return;
	} else {
		entry_blank(e);
	}
	session_say(s, SEVERITY_INFO, "%s", text);
}

void
entry_saved(struct entry *e, const char *text)
{
	saved(e, text, NULL);
}

static char *
saved_text(struct entry *e)
{
	char *title = entry_title(e);
	const struct slip *slip = e->screen.form->slip;
	char *text = slip ? mem_printf(_("saved:%s (Esc-P prints: %s)"), title,
	    slip->title) : mem_printf("%s%s", _("saved:"), title);

	free(title);
	return text;
}

static void
answered(struct screen *s, const struct answer *answer)
{
	struct entry *e = (struct entry *)s;
	char *text;

	if (answer->outcome == OUTCOME_DONE) {
		if (s->form->call == NULL && answer->table)
			entry_take_key(e, answer->table[0]);
		text = s->form->call && answer->table &&
		    table_rows(answer->table[0]) ?
		    mem_dup(table_text(answer->table[0], 0, 0)) : saved_text(e);
		saved(e, text, answer->table ? answer->table[0] : NULL);
		free(text);
		return;
	}
	ahead_drop_all(s->session);
	if (strcmp(answer->state, STATE_REVIEW) == 0) {
		entry_offer_review(e, answer->message);
	} else if (strcmp(answer->state, STATE_OTHER) == 0) {
		entry_meet_older(e);
	} else if (strcmp(answer->state, STATE_STALE) == 0 && s->form->table &&
	    !record_is_new(e->fields.record)) {
		entry_meet_newer(e);
	} else if (!entry_refuse_row(e, answer->refused, answer->field,
	    answer->message) &&
	    !s->kind->refused(s, answer->field, answer->message)) {
		session_say(s->session, SEVERITY_ERROR, "%s",
		    answer->message);
	}
}

static bool
check_all(struct entry *e)
{
	struct detail *d = entry_focus_rows(e);

	if (fields_check(&e->fields))
		return entry_check_rows(e);
	if (d && e->fields.has_focus)
		detail_leave(d);
	return false;
}

void
entry_save(struct entry *e, bool stays)
{
	struct record *r = e->fields.record;
	struct session *s = e->screen.session;
	struct statement *st;
	size_t count;

	if (e->is_compared || !check_all(e)) {
		term_beep();
		return;
	}
	if (e->screen.form->table && !record_is_new(r) &&
	    !record_is_changed(r) && !entry_has_changed_rows(e)) {
		entry_forget_draft(e);
		session_say(s, SEVERITY_INFO, _("nothing was changed"));
		if (!stays && !e->is_again)
			entry_blank(e);
		return;
	}
	e->stays = stays;
	entry_keep_draft(e, true);
	if (e->key == NULL)
		e->key = db_new_key();
	st = entry_statements(e, &count);
	session_say(s, SEVERITY_INFO, _("saving ..."));
	write_send(&e->screen, &(struct save){
		.key = e->key,
		.must_change = e->screen.form->table != NULL,
		.statement = st,
		.count = count,
	}, answered);
	free(st);
}

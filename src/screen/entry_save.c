/* Reading and saving the record of an entry screen. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/conflict.h"
#include "screen/entry.h"
#include "screen/recent.h"
#include "screen/slip.h"
#include "screen/write.h"
#include "ui/term.h"

static void
close_with(struct entry *e, enum severity severity, const char *text)
{
	struct session *s = e->screen.session;

	session_pop(s);
	session_say(s, severity, "%s", text);
}

static void
take_card(struct entry *e, struct table *t)
{
	const struct form *form = e->screen.form;

	table_free(e->card);
	e->card = table_share(t);
	for (size_t i = 0; i < form->field_count; i++)
		if (form->field[i].computed.text == NULL)
			record_load(e->fields.record, i,
			    table_value(t, 0, form->field[i].name));
}

/* Nothing to show (any more): if an action of its own did that, what the
 * action said stays. */
static void
close_empty(struct entry *e)
{
	struct session *s = e->screen.session;
	char *said = e->was_read ? mem_dup(s->message) : NULL;

	if (said)
		close_with(e, s->severity, said);
	else
		close_with(e, SEVERITY_WARNING,
		    _("this record isn't there any more, or isn't yours to see"));
	free(said);
}

/* Among what was opened last, with what opens it again. */
static void
describe(struct entry *e)
{
	const struct form *form = e->screen.form;
	const struct record *r = e->fields.record;
	struct values with = { 0 };
	char *title = entry_title(e);

	values_copy(&with, &e->screen.with);
	for (size_t i = 0; i < form->key.count; i++)
		values_set(&with, form->key.name[i], r->key[i]);
	recent_add(e->screen.session, form, &with, title + (*title == ' '));
	values_done(&with);
	free(title);
}

static bool
take_record(struct entry *e, struct table *t)
{
	if (table_rows(t) == 0) {
		close_empty(e);
		return false;
	}
	e->was_read = true;
	if (e->screen.form->table)
		fields_merge(&e->fields, t, 0);
	else
		take_card(e, t);
	fields_arrive(&e->fields);
	describe(e);
	return true;
}

static bool
knows_key(struct entry *e)
{
	const struct form *form = e->screen.form;

	for (size_t i = 0; i < form->key.count; i++) {
		const char *v = screen_value(&e->screen, form->key.name[i]);

		if (v == NULL || *v == '\0')
			return false;
	}
	return form->key.count > 0;
}

static bool
has_record(struct entry *e)
{
	const struct form *form = e->screen.form;

	return form->table ? knows_key(e) : form->query.text != NULL;
}

/* The tables of the details, which stand behind the record's; returns in how
 * many fields of rows others have changed what was changed here. */
static size_t
take_details(struct entry *e, const struct answer *answer, size_t at)
{
	size_t differ = 0;

	for (size_t i = 0; i < e->screen.form->detail_count; i++, at++) {
		if (e->rows[i]) {
			differ += detail_take(e->rows[i], answer->table[at]);
			continue;
		}
		listing_clear(&e->detail[i]);
		listing_add(&e->detail[i], answer->table[at], 0);
	}
	return differ;
}

static void
come(void *data, const struct answer *answer)
{
	struct entry *e = data;
	size_t at = 0;

	e->screen.session->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_LOST) {
		session_say(e->screen.session, SEVERITY_WARNING,
		    _("the line is down: connecting again"));
		return;
	}
	if (answer->outcome == OUTCOME_REFUSED) {
		session_say(e->screen.session, SEVERITY_ERROR, "%s",
		    answer->message);
		return;
	}
	if (answer->count > e->screen.form->detail_count &&
	    !take_record(e, answer->table[at++]))
		return;
	take_details(e, answer, at);
	entry_restore_pending(e);
}

/* What the screen was opened with comes before its fields of that name. */
static const char *
given_value(void *data, const char *name)
{
	struct entry *e = data;
	const char *value = values_get(&e->screen.with, name);

	return value ? value : screen_value(&e->screen, name);
}

/* Rows belong to the record that is here; before it is, to the one that the
 * screen was opened with. */
static const char *
master_value(void *data, const char *name)
{
	struct entry *e = data;
	const struct record *r = e->fields.record;

	for (size_t i = 0; !record_is_new(r) && i < r->form->key.count; i++)
		if (strcmp(r->form->key.name[i], name) == 0)
			return r->key[i];
	return given_value(data, name);
}

static void
read_all(struct entry *e, db_answer answer)
{
	const struct form *form = e->screen.form;
	struct statement *st = NULL;
	size_t count = 0;

	if (has_record(e))
		*MEM_PUSH(st, count) = form->table ?
		    statement_load(form, screen_value, &e->screen) :
		    statement_lookup(statement_query(form->query.text,
		    given_value, e));
	for (size_t i = 0; i < form->detail_count; i++)
		*MEM_PUSH(st, count) = form->detail[i].row ?
		    statement_rows(&form->detail[i], master_value, e) :
		    statement_lookup(statement_query(
		    form->detail[i].query.text, given_value, e));
	if (count)
		db_send(e->screen.session->db, st, count, answer, e);
	free(st);
}

void
entry_read(struct entry *e)
{
	read_all(e, come);
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
		close_with(e, SEVERITY_INFO, text);
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

static void
reread(void *data, const struct answer *answer)
{
	struct entry *e = data;
	struct session *s = e->screen.session;
	size_t differ;

	e->is_compared = false;
	s->wants |= SCREEN_REDRAW;
	if (answer->outcome != OUTCOME_DONE || s->top != &e->screen) {
		session_say(s, SEVERITY_WARNING,
		    _("somebody else has changed this record: F2 shows what"));
		return;
	}
	if (table_rows(answer->table[0]) == 0) {
		session_say(s, SEVERITY_ERROR,
		    _("this record isn't there any more, or isn't yours to see: it can't be saved; note what you typed, then F10"));
		return;
	}
	differ = take_details(e, answer, 1);
	if (conflict_open(e, answer->table[0], differ > 0))
		return;
	fields_merge(&e->fields, answer->table[0], 0);
	fields_refresh(&e->fields);
	session_say(s, SEVERITY_WARNING, differ ?
	    _("somebody else has changed the fields marked \"?\": look at them, then F2 once more") :
	    _("somebody else has changed this record; both changes are here: look, then F2 once more"));
}

void
entry_meet_newer(struct entry *e)
{
	e->is_compared = true;
	read_all(e, reread);
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
	if (strcmp(answer->state, STATE_REVIEW) == 0 && s->form->table) {
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

/* Reading the record of an entry screen, its card and its details. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/conflict.h"
#include "screen/entry.h"
#include "screen/recent.h"

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
		entry_close_with(e, s->severity, said);
	else
		entry_close_with(e, SEVERITY_WARNING,
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

/* Of a record that isn't here yet. What its own fields are filled in with is no
 * key: it is the beginning of a new record. */
static const char *
key_value(void *data, const char *name)
{
	struct entry *e = data;

	return record_is_new(e->fields.record) &&
	    values_get(&e->screen.with, name) == NULL &&
	    form_field(e->screen.form, name) >= 0 ? NULL : master_value(e, name);
}

static bool
knows_key(struct entry *e)
{
	const struct form *form = e->screen.form;

	for (size_t i = 0; i < form->key.count; i++) {
		const char *v = key_value(e, form->key.name[i]);

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

/* A blank record that stands for another would be taken for a new one. */
static void
stopped(struct entry *e)
{
	struct session *s = e->screen.session;

	if (has_record(e) && !e->was_read && s->top == &e->screen)
		entry_close_with(e, SEVERITY_WARNING, _("stopped: it isn't opened"));
	else
		session_say(s, SEVERITY_WARNING,
		    _("stopped: what is shown is as it was before"));
}

static void
come(void *data, const struct answer *answer)
{
	struct entry *e = data;
	size_t at = 0;

	e->is_coming = false;
	e->screen.session->wants |= SCREEN_REDRAW;
	if (answer->outcome != OUTCOME_DONE)
		ahead_miss(&e->screen);
	if (answer->outcome == OUTCOME_LOST) {
		session_say(e->screen.session, SEVERITY_WARNING,
		    _("the line is down: connecting again"));
		return;
	}
	if (answer->outcome == OUTCOME_STOPPED) {
		stopped(e);
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

/* A card, which is asked for by a key, however often, and each time asks a lot:
 * its plans are worth being kept. */
static struct statement
card_query(struct entry *e, const char *sql)
{
	const struct form *form = e->screen.form;
	struct statement st = statement_lookup(statement_query(sql,
	    given_value, e));

	return form->query.text && form->with.count ?
	    statement_keep_plan(st) : st;
}

static void
read_all(struct entry *e, db_answer answer)
{
	const struct form *form = e->screen.form;
	struct statement *st = NULL;
	size_t count = 0;

	if (has_record(e))
		*MEM_PUSH(st, count) = form->table ?
		    statement_load(form, key_value, e) :
		    card_query(e, form->query.text);
	for (size_t i = 0; i < form->detail_count; i++)
		*MEM_PUSH(st, count) = form->detail[i].row ?
		    statement_rows(&form->detail[i], master_value, e) :
		    card_query(e, form->detail[i].query.text);
	for (size_t i = 0; i < count; i++)
		st[i].may_stop = true;
	if (count)
		db_send(e->screen.session->db, st, count, answer, e);
	free(st);
}

void
entry_read(struct entry *e)
{
	e->is_coming = has_record(e) && !e->was_read;
	read_all(e, come);
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

/* The draft of an entry screen: kept, taken back, forgotten. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "screen/choices.h"
#include "screen/drafts.h"
#include "screen/entry.h"
#include "screen/offer.h"
#include "text/utf8.h"

static void
put(struct values *v, const char *prefix, const char *name, const char *text)
{
	char *full = mem_printf("%s%s", prefix, name);

	if (text && *text)
		values_set(v, full, text);
	free(full);
}

static void
put_key(struct values *v, const struct record *r)
{
	put(v, "", DRAFT_VERSION, r->version);
	for (size_t i = 0; i < r->form->key.count; i++)
		put(v, "", r->form->key.name[i], r->key[i]);
}

/* An old record's values are those that differ, and what they were; a new one's
 * also those that were emptied. */
static void
put_fields(struct values *v, const struct fields *f)
{
	const struct record *r = f->record;
	bool is_new = record_is_new(r);

	for (size_t i = 0; i < r->form->field_count; i++) {
		const char *name = r->form->field[i].name;

		if (f->typed[i])
			put(v, DRAFT_TYPED, name, f->typed[i]);
		else if (is_new && (*r->value[i].text || record_is_dirty(r, i)))
			values_set(v, name, r->value[i].text);
		else if (!is_new && record_is_dirty(r, i)) {
			char *saved = mem_printf("%s%s", DRAFT_SAVED, name);

			values_set(v, name, r->value[i].text);
			values_set(v, saved, r->value[i].saved);
			free(saved);
		}
	}
}

char *
entry_title(struct entry *e)
{
	const struct form *form = e->screen.form;
	struct buf text = BUF_INIT;
	int left = 2;

	for (size_t i = 0; i < form->field_count && left > 0; i++) {
		char *shown;

		if (form->field[i].flags & FIELD_HIDDEN)
			continue;
		shown = fields_named(&e->fields, i);
		if (*shown)
			buf_addf(&text, " %s", shown);
		left -= *shown != '\0';
		free(shown);
	}
	return text.data ? buf_take(&text) : mem_dup("");
}

void
entry_fill_draft(struct entry *e, struct draft *d)
{
	char *title = entry_title(e);

	d->key = mem_dup(e->key);
	d->screen = mem_dup(e->screen.form->name);
	d->title = mem_dup(title + (*title == ' '));
	for (size_t i = 0; i < e->screen.with.count; i++)
		put(&d->value, DRAFT_WITH, e->screen.with.item[i].name,
		    e->screen.with.item[i].value);
	put_key(&d->value, e->fields.record);
	put_fields(&d->value, &e->fields);
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			detail_draft(e->rows[i], &d->value);
	free(title);
}

void
entry_keep_draft(struct entry *e, bool is_safe)
{
	struct session *s = e->screen.session;
	struct draft d = { 0 };

	if (!drafts_are_kept(s) || !entry_can_save(e))
		return;
	if (e->key == NULL)
		e->key = db_new_key();
	entry_fill_draft(e, &d);
	if (!drafts_keep(s, &d, is_safe))
		session_say(s, SEVERITY_WARNING,
		    _("the draft can't be kept (%s): save soon"),
		    strerror(errno));
	draft_done(&d);
}

void
entry_forget_draft(struct entry *e)
{
	drafts_forget(e->screen.session, e->key);
	mem_set(&e->key, NULL);
}

void
entry_discard_draft(struct entry *e)
{
	drafts_discard(e->screen.session, e->key);
	mem_set(&e->key, NULL);
}

/*
 * The key is known at the server, but what was stored with it isn't what is
 * here now: that was changed after an answer was lost, or is stored from
 * another terminal.
 */
void
entry_meet_older(struct entry *e)
{
	struct session *s = e->screen.session;
	const struct form *form = e->screen.form;

	entry_forget_draft(e);
	entry_keep_draft(e, false);
	session_say(s, SEVERITY_WARNING,
	    _("it was saved before, as it was then; what you changed since isn't yet: look, then F2 once more"));
	if (form->table && !record_is_new(e->fields.record)) {
		entry_meet_newer(e);
		return;
	}
	for (size_t i = 0; i < form->field_count; i++)
		if (form->field[i].flags & FIELD_FINDS)
			entry_find(e, i);
}

const char *
entry_draft(const struct screen *s)
{
	return ((const struct entry *)s)->key;
}

/* True if the text can be a value of the field as the form is now. */
static bool
is_value(struct entry *e, const struct field *f, const char *text)
{
	struct session *s = e->screen.session;
	const struct choice *c;
	struct error err;
	char *shown, *value;
	bool is_same;

	if (*text == '\0')
		return true;
	if (utf8_length(text) > (size_t)f->chars)
		return false;
	c = f->set ? choices_find(s, f->set, text) : NULL;
	if (f->set && choices_are_here(s, f->set) && !(c && c->is_taken))
		return false;
	shown = f->type->format ? f->type->format(f, text) : mem_dup(text);
	value = f->type->parse ? f->type->parse(f, shown,
	    screen_value(&e->screen, "today"), &err) : mem_dup(shown);
	is_same = value && strcmp(value, text) == 0;
	free(shown);
	free(value);
	return is_same;
}

static void
restore_typed(struct entry *e, size_t i, const char *text)
{
	mem_set(&e->fields.typed[i], text);
	record_note(e->fields.record, i, SEVERITY_ERROR,
	    _("this came from the draft and isn't right yet: correct it"));
}

static void
restore_field(struct entry *e, size_t i, const struct values *v)
{
	const struct field *field = &e->screen.form->field[i];
	struct record *r = e->fields.record;
	char *typed_name = mem_printf("%s%s", DRAFT_TYPED, field->name);
	char *saved_name = mem_printf("%s%s", DRAFT_SAVED, field->name);
	const char *text = values_get(v, field->name);
	const char *typed = values_get(v, typed_name);
	const char *saved = values_get(v, saved_name);

	if (saved && is_value(e, field, saved))
		record_load(r, i, saved);
	if (text && !is_value(e, field, text))
		typed = text;
	if (typed)
		restore_typed(e, i, typed);
	else if (text)
		record_set(r, i, text);
	free(typed_name);
	free(saved_name);
}

/* Values of a draft that the form doesn't have (any more); a row's, with a
 * dot in their names, see to themselves. */
static size_t
count_unknown(const struct form *form, const struct values *v)
{
	size_t count = 0;

	for (size_t i = 0; i < v->count; i++) {
		const char *name = v->item[i].name;

		if (strncmp(name, DRAFT_TYPED, strlen(DRAFT_TYPED)) == 0)
			name += strlen(DRAFT_TYPED);
		else if (*name == '%' || strchr(name, '.'))
			continue;
		count += form_field(form, name) < 0 &&
		    !names_has(&form->key, name);
	}
	return count;
}

/* Where there is something left to do. */
static void
focus_rest(struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++)
		if ((f->typed[i] || (f->record->value[i].text[0] == '\0' &&
		    f->form->field[i].flags & FIELD_REQUIRED)) &&
		    fields_go_to(f, i))
			return;
}

static void
restore(struct entry *e, const struct draft *d)
{
	const struct form *form = e->screen.form;
	size_t unknown = count_unknown(form, &d->value);

	mem_set(&e->key, d->key);
	for (size_t i = 0; i < form->field_count; i++)
		restore_field(e, i, &d->value);
	for (size_t i = 0; i < form->detail_count; i++)
		if (e->rows[i])
			detail_restore(e->rows[i], &d->value);
	if (values_get(&d->value, DRAFT_VERSION))
		record_set_version(e->fields.record,
		    values_get(&d->value, DRAFT_VERSION));
	fields_refresh(&e->fields);
	focus_rest(&e->fields);
	if (unknown)
		session_say(e->screen.session, SEVERITY_WARNING,
		    _("the draft is back but for %zu values that this screen doesn't have any more: check it, F2 saves"),
		    unknown);
	else
		session_say(e->screen.session, SEVERITY_INFO,
		    _("the draft is back: check it, F2 saves"));
}

/* True if the draft is of a record that is there; its key is known then. */
static bool
take_key(struct entry *e, const struct values *v)
{
	const struct form *form = e->screen.form;

	if (values_get(v, DRAFT_VERSION) == NULL || form->key.count == 0)
		return false;
	for (size_t i = 0; i < form->key.count; i++)
		if (values_get(v, form->key.name[i]) == NULL)
			return false;
	for (size_t i = 0; i < form->key.count; i++)
		record_set_key(e->fields.record, i,
		    values_get(v, form->key.name[i]));
	return true;
}

void
entry_restore(struct screen *s, const struct draft *d)
{
	struct entry *e = (struct entry *)s;

	if (!take_key(e, &d->value) && s->form->detail_count == 0) {
		restore(e, d);
		return;
	}
	draft_done(&e->pending);
	e->pending.key = mem_dup(d->key);
	values_copy(&e->pending.value, &d->value);
	db_forget(s->session->db, e);	/* what was read without the key */
	entry_read(e);
}

void
entry_restore_pending(struct entry *e)
{
	struct draft d = e->pending;

	if (d.key == NULL)
		return;
	e->pending = (struct draft){ 0 };
	restore(e, &d);
	draft_done(&d);
}

void
entry_offer_draft(struct entry *e)
{
	struct session *s = e->screen.session;
	struct draft mine = { 0 };
	char *opened;

	if (drafts_are_restoring(s))
		return;
	for (size_t i = 0; i < e->screen.with.count; i++)
		put(&mine.value, DRAFT_WITH, e->screen.with.item[i].name,
		    e->screen.with.item[i].value);
	opened = draft_opened(&mine);
	for (size_t i = 0; i < drafts_count(s); i++) {
		const struct drafts_item *item = drafts_at(s, i);

		if (item->is_open || item->is_later ||
		    strcmp(item->screen, e->screen.form->name) != 0 ||
		    strcmp(item->opened, opened) != 0)
			continue;
		offer_draft(s, item->key, true);
		break;
	}
	free(opened);
	draft_done(&mine);
}

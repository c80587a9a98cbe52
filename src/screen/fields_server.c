/* Requests about fields, and what becomes of their answers. */
#include "screen/fields_server.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/checks.h"
#include "screen/fields_sql.h"

/* Values of several fields, asked for in one round trip. */
struct batch {
	struct fields *fields;
	const struct sql *(*sql)(const struct field *f);
	bool *is_due;		/* one a field: not answered yet */
};

struct asked {
	struct fields *fields;
	struct batch defaults, computed;
	char **basis;		/* one a field: what it was computed from */
	bool is_blank;		/* defaults are due */
};

static const struct sql *
default_sql(const struct field *f)
{
	return &f->initial_sql;
}

static const struct sql *
computed_sql(const struct field *f)
{
	return &f->computed;
}

static struct batch
batch_of(struct fields *f, const struct sql *(*sql)(const struct field *f))
{
	return (struct batch){ .fields = f, .sql = sql,
	    .is_due = mem_alloc(f->form->field_count * sizeof(bool)) };
}

struct asked *
asked_new(struct fields *f)
{
	size_t count = f->form->field_count;
	struct asked *a = mem_alloc(sizeof(*a));

	a->fields = f;
	a->basis = mem_alloc(count * sizeof(*a->basis));
	a->defaults = batch_of(f, default_sql);
	a->computed = batch_of(f, computed_sql);
	return a;
}

void
asked_free(struct asked *a)
{
	struct db *db = a->fields->screen->session->db;

	db_forget(db, &a->defaults);
	db_forget(db, &a->computed);
	for (size_t i = 0; i < a->fields->form->field_count; i++)
		free(a->basis[i]);
	free(a->basis);
	free(a->defaults.is_due);
	free(a->computed.is_due);
	free(a);
}

/* What is due is asked for anew, in place of what was on its way. */
static void
send(struct batch *b, db_answer take)
{
	struct fields *f = b->fields;
	struct db *db = f->screen->session->db;
	struct statement *st = NULL;
	size_t count = 0;

	db_forget(db, b);
	for (size_t i = 0; i < f->form->field_count; i++)
		if (b->is_due[i])
			*MEM_PUSH(st, count) = statement_query(
			    b->sql(&f->form->field[i])->text, fields_sql_value,
			    f);
	if (count)
		db_send(db, st, count, take, b);
	free(st);
}

/* The server's text in the form that the field's type gives it; yours. */
static char *
canonical(struct fields *f, size_t i, const struct table *t)
{
	const struct field *field = &f->form->field[i];
	const char *text = table_rows(t) && table_columns(t) ?
	    table_text(t, 0, 0) : "";
	struct error err;
	char *value = NULL, *now;

	if (*text && field->type->parse) {
		now = clock_now(&f->screen->session->clock);
		value = field->type->parse(field, text, now, &err);
		free(now);
	}
	return value ? value : mem_dup(text);
}

/* What the operator typed meanwhile stays. */
static bool
is_untouched(const struct fields *f, size_t i)
{
	return f->record->value[i].text[0] == '\0' && f->typed[i] == NULL &&
	    !(f->has_focus && f->focus == i && editor_is_changed(f->editor));
}

static bool
is_done(struct fields *f, const struct answer *answer)
{
	if (answer->outcome == OUTCOME_REFUSED)
		session_say(f->screen->session, SEVERITY_ERROR, "%s",
		    answer->message);
	return answer->outcome == OUTCOME_DONE;
}

static void
take_defaults(void *data, const struct answer *answer)
{
	struct batch *b = data;
	struct fields *f = b->fields;
	size_t at = 0;

	for (size_t i = 0; i < f->form->field_count; i++) {
		char *value;

		if (!b->is_due[i])
			continue;
		b->is_due[i] = false;
		if (at == 0 && !is_done(f, answer))
			return;
		value = canonical(f, i, answer->table[at++]);
		if (record_is_new(f->record) && is_untouched(f, i))
			record_load(f->record, i, value);
		free(value);
	}
	fields_arrive(f);
	f->screen->session->wants |= SCREEN_REDRAW;
}

static bool
is_opened_with_key(const struct fields *f)
{
	const struct form *form = f->form;

	for (size_t i = 0; i < form->key.count; i++) {
		const char *v = values_get(&f->screen->with,
		    form->key.name[i]);

		if (v == NULL || *v == '\0')
			return false;
	}
	return form == f->screen->form && form->key.count > 0;
}

void
asked_blank(struct asked *a)
{
	a->is_blank = true;
	for (size_t i = 0; i < a->fields->form->field_count; i++)
		mem_set(&a->basis[i], NULL);
}

static void
go_on_defaults(struct asked *a)
{
	struct fields *f = a->fields;
	bool is_due = record_is_new(f->record) && !is_opened_with_key(f);

	if (!a->is_blank)
		return;
	a->is_blank = false;
	for (size_t i = 0; i < f->form->field_count; i++)
		a->defaults.is_due[i] = is_due &&
		    f->form->field[i].initial_sql.text &&
		    is_untouched(f, i);
	send(&a->defaults, take_defaults);
}

static void
take_computed(void *data, const struct answer *answer)
{
	struct batch *b = data;
	struct fields *f = b->fields;
	size_t at = 0;

	for (size_t i = 0; i < f->form->field_count; i++) {
		char *value;

		if (!b->is_due[i])
			continue;
		if (answer->outcome == OUTCOME_LOST) {
			mem_set(&f->asked->basis[i], NULL);
			continue;
		}
		b->is_due[i] = false;
		if (at == 0 && !is_done(f, answer))
			return;
		value = canonical(f, i, answer->table[at++]);
		record_load(f->record, i, value);
		free(value);
	}
	f->screen->session->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_DONE)
		asked_go_on(f->asked);
}

/* True if it has to be asked for; an empty basis makes it empty at once. */
static bool
is_stale(struct asked *a, size_t i)
{
	struct fields *f = a->fields;
	bool is_empty, is_same;
	char *basis;

	if (f->form->field[i].computed.text == NULL)
		return false;
	basis = fields_sql_basis(f, &f->form->field[i].computed, &is_empty);
	is_same = a->basis[i] && strcmp(a->basis[i], basis) == 0;
	free(a->basis[i]);
	a->basis[i] = basis;
	if (is_empty) {
		record_load(f->record, i, "");
		a->computed.is_due[i] = false;
		return !is_same;
	}
	a->computed.is_due[i] |= !is_same;
	return !is_same;
}

void
asked_go_on(struct asked *a)
{
	bool is_changed = false;

	if (a == NULL)
		return;
	go_on_defaults(a);
	for (size_t i = 0; i < a->fields->form->field_count; i++)
		is_changed |= is_stale(a, i);
	checks_go_on(a->fields->checks);
	if (is_changed)
		send(&a->computed, take_computed);
}

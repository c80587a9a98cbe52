/* Requests about fields, and what becomes of their answers. */
#include "screen/fields_server.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/sql.h"

/* A field's check that is on its way. */
struct check {
	struct fields *fields;
	size_t field;
	char *value;		/* it was asked about, or NULL */
};

/* Values of several fields, asked for in one round trip. */
struct batch {
	struct fields *fields;
	const struct sql *(*sql)(const struct field *f);
	bool *is_due;		/* one a field: not answered yet */
};

struct asked {
	struct fields *fields;
	struct check *check;	/* one a field */
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
	a->check = mem_alloc(count * sizeof(*a->check));
	a->basis = mem_alloc(count * sizeof(*a->basis));
	for (size_t i = 0; i < count; i++)
		a->check[i] = (struct check){ .fields = f, .field = i };
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
	for (size_t i = 0; i < a->fields->form->field_count; i++) {
		db_forget(db, &a->check[i]);
		free(a->check[i].value);
		free(a->basis[i]);
	}
	free(a->check);
	free(a->basis);
	free(a->defaults.is_due);
	free(a->computed.is_due);
	free(a);
}

/* Its own fields come first: of a row, before those of its record. */
static const char *
value_of_name(void *data, const char *name)
{
	struct fields *f = data;
	int i = form_field(f->form, name);

	return i >= 0 ? record_value(f->record, (size_t)i) :
	    screen_value(f->screen, name);
}

static enum severity
severity_of(const char *word)
{
	static const char *const words[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	for (int i = SEVERITY_INFO; i < SEVERITY_ERROR; i++)
		if (strcmp(word, words[i]) == 0)
			return (enum severity)i;
	return SEVERITY_ERROR;
}

static void
take_check(void *data, const struct answer *answer)
{
	const struct check *c = data;
	struct fields *f = c->fields;
	struct session *s = f->screen->session;
	const struct table *t;

	if (answer->outcome != OUTCOME_DONE || answer->table == NULL ||
	    table_rows(t = answer->table[0]) == 0 || table_columns(t) < 2 ||
	    strcmp(c->value, f->record->value[c->field].text) != 0)
		return;
	fields_say(f, c->field, severity_of(table_text(t, 0, 0)),
	    table_text(t, 0, 1));
	s->wants |= SCREEN_REDRAW;
}

void
asked_check(struct asked *a, size_t i)
{
	struct fields *f = a->fields;
	const struct sql *sql = &f->form->field[i].check;
	const char *value = f->record->value[i].text;
	struct db *db = f->screen->session->db;
	struct statement st;

	db_forget(db, &a->check[i]);
	if (sql->text == NULL || *value == '\0')
		return;
	mem_set(&a->check[i].value, value);
	st = statement_query(sql->text, value_of_name, f);
	db_send(db, &st, 1, take_check, &a->check[i]);
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
			    b->sql(&f->form->field[i])->text, value_of_name,
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

/* What the field would be computed from now, yours to free; *is_empty if that
 * is fields and none of them has a value. */
static char *
basis_of(struct fields *f, const struct field *field, bool *is_empty)
{
	struct names names = { 0 };
	struct buf text = BUF_INIT, basis = BUF_INIT;
	size_t fields = 0, filled = 0;

	sql_number(field->computed.text, &text, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *value = value_of_name(f, names.name[i]);

		buf_addf(&basis, "%s\n", value ? value : "");
		if (form_field(f->form, names.name[i]) < 0)
			continue;
		fields++;
		filled += *value != '\0';
	}
	*is_empty = fields > 0 && filled == 0;
	names_done(&names);
	buf_done(&text);
	return basis.data ? buf_take(&basis) : mem_dup("");
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
	basis = basis_of(f, &f->form->field[i], &is_empty);
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
	if (is_changed)
		send(&a->computed, take_computed);
}

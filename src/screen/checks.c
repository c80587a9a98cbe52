/* Questions about a value, and when they have to be asked again. */
#include "screen/checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/fields_check.h"
#include "screen/fields_sql.h"

struct check {
	struct fields *fields;
	size_t field;
	char *value;		/* it was asked about last, or NULL */
	char *basis;		/* all that the SQL names, as it was then; NULL:
				 * as the screen was opened */
	char *told;		/* the answer, or NULL */
};

struct checks {
	struct fields *fields;
	struct check *check;	/* one a field */
};

static const struct sql *
sql_of(const struct check *c)
{
	return &c->fields->form->field[c->field].check;
}

/* Keeps what it would be asked about now; false if it is the same. */
static bool
take_basis(struct check *c)
{
	bool is_empty;
	char *basis = fields_sql_basis(c->fields, sql_of(c), &is_empty);
	bool is_other = c->basis && strcmp(basis, c->basis) != 0;

	free(c->basis);
	c->basis = basis;
	return is_other;
}

struct checks *
checks_new(struct fields *f)
{
	struct checks *checks = mem_alloc(sizeof(*checks));
	size_t count = f->form->field_count;

	checks->fields = f;
	checks->check = mem_alloc(count * sizeof(*checks->check));
	for (size_t i = 0; i < count; i++)
		checks->check[i] = (struct check){ .fields = f, .field = i };
	return checks;
}

void
checks_free(struct checks *checks)
{
	const struct fields *f = checks->fields;

	for (size_t i = 0; i < f->form->field_count; i++) {
		struct check *c = &checks->check[i];

		db_forget(f->screen->session->db, c);
		free(c->value);
		free(c->basis);
		free(c->told);
	}
	free(checks->check);
	free(checks);
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

/* It goes with what it was said of, unless something else was said since. */
static void
take_back(struct check *c)
{
	struct record *r = c->fields->record;

	if (c->told && strcmp(r->value[c->field].note, c->told) == 0) {
		record_clear_note(r, c->field);
		fields_note_doubt(c->fields, c->field);
	}
	mem_set(&c->told, NULL);
}

static void
answered(void *data, const struct answer *answer)
{
	struct check *c = data;
	struct fields *f = c->fields;
	const struct table *t;

	if (answer->outcome != OUTCOME_DONE || answer->table == NULL ||
	    f->typed[c->field] ||
	    strcmp(c->value, record_value(f->record, c->field)) != 0)
		return;
	take_back(c);
	f->screen->session->wants |= SCREEN_REDRAW;
	t = answer->table[0];
	if (table_rows(t) == 0 || table_columns(t) < 2)
		return;
	mem_set(&c->told, table_text(t, 0, 1));
	fields_say(f, c->field, severity_of(table_text(t, 0, 0)), c->told);
}

void
checks_ask(struct checks *checks, size_t i)
{
	struct check *c = &checks->check[i];
	struct fields *f = c->fields;
	struct db *db = f->screen->session->db;
	const char *value = record_value(f->record, i);
	struct statement st;

	if (sql_of(c)->text == NULL)
		return;
	db_forget(db, c);
	take_basis(c);
	mem_set(&c->value, value);
	if (*value == '\0')
		return;
	st = statement_query(sql_of(c)->text, fields_sql_value, f);
	db_send(db, &st, 1, answered, c);
}

/* What was told of values that are put back goes too, so that is asked. */
static void
go_on(struct checks *checks, size_t i)
{
	struct check *c = &checks->check[i];

	if (sql_of(c)->text && !c->fields->typed[i] && take_basis(c) &&
	    (c->told || record_is_changed(c->fields->record)))
		checks_ask(checks, i);
}

void
checks_go_on(struct checks *checks)
{
	for (size_t i = 0; i < checks->fields->form->field_count; i++)
		go_on(checks, i);
}

void
checks_settle(struct checks *checks)
{
	for (size_t i = 0; checks &&
	    i < checks->fields->form->field_count; i++) {
		struct check *c = &checks->check[i];

		db_forget(checks->fields->screen->session->db, c);
		mem_set(&c->told, NULL);
		if (sql_of(c)->text)
			take_basis(c);
	}
}

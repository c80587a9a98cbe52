/* SQL text and its parameters, from forms and records. */
#include "db/statement.h"

#include <stdlib.h>

#include "base/mem.h"
#include "db/server.h"
#include "db/statement_text.h"
#include "form/sql.h"

void
statement_done(struct statement *st)
{
	for (size_t i = 0; i < st->count; i++)
		free(st->param[i]);
	free(st->param);
	free(st->sql);
	*st = (struct statement){ 0 };
}

struct statement
statement_fixed(const char *sql, size_t count, const char *const *param)
{
	struct text t = { 0 };

	for (size_t i = 0; i < count; i++)
		*MEM_PUSH(t.param, t.count) = mem_dup(param[i]);
	buf_adds(&t.sql, sql);
	return text_take(&t);
}

struct statement
statement_copy(const struct statement *st)
{
	struct statement copy = statement_fixed(st->sql, st->count,
	    (const char *const *)st->param);

	copy.is_lookup = st->is_lookup;
	copy.may_stop = st->may_stop;
	copy.keeps_plan = st->keeps_plan;
	return copy;
}

struct statement
statement_lookup(struct statement st)
{
	st.is_lookup = true;
	return st;
}

struct statement
statement_may_stop(struct statement st)
{
	st.may_stop = true;
	return st;
}

struct statement
statement_keep_plan(struct statement st)
{
	st.keeps_plan = true;
	return st;
}

struct statement
statement_query(const char *sql, value_of value, void *data)
{
	struct text t = { 0 };

	text_query(&t, sql, value, data);
	return text_take(&t);
}

struct statement
statement_load(const struct form *form, value_of key, void *data)
{
	struct text t = { 0 };

	text_select(&t, form);
	for (size_t i = 0; i < form->key.count; i++) {
		if (i)
			buf_adds(&t.sql, " AND ");
		text_name(&t, form->key.name[i]);
		buf_adds(&t.sql, " = ");
		text_value(&t, key(data, form->key.name[i]));
	}
	return text_take(&t);
}

struct statement
statement_find(const struct form *form, size_t field, const char *value)
{
	struct text t = { 0 };

	text_select(&t, form);
	text_name(&t, form->field[field].name);
	buf_adds(&t.sql, " = ");
	text_value(&t, value);
	return text_take(&t);
}

static void
add_insert(struct text *t, const struct record *record)
{
	buf_adds(&t->sql, "INSERT INTO ");
	text_name(t, record->form->table);
	buf_adds(&t->sql, " (");
	text_filled_names(t, record);
	buf_adds(&t->sql, ") VALUES (");
	text_filled_values(t, record);
	buf_addc(&t->sql, ')');
}

static void
add_update(struct text *t, const struct record *record)
{
	buf_adds(&t->sql, "UPDATE ");
	text_name(t, record->form->table);
	buf_adds(&t->sql, " SET ");
	text_changes(t, record);
	buf_adds(&t->sql, " WHERE ");
	text_row(t, record);
}

static void
add_save(struct text *t, const struct record *record)
{
	if (record_is_new(record))
		add_insert(t, record);
	else
		add_update(t, record);
	buf_adds(&t->sql, " RETURNING ");
	text_key(t, record->form);
}

struct statement
statement_save(const struct record *record)
{
	struct text t = { 0 };

	add_save(&t, record);
	return text_take(&t);
}

struct statement
statement_master(const struct record *record)
{
	struct text t = { 0 };

	buf_adds(&t.sql, "WITH saved AS (");
	add_save(&t, record);
	buf_adds(&t.sql, record_is_new(record) ?
	    ") SELECT saved.*, " SERVER_KEEP "(to_jsonb(saved)) FROM saved" :
	    ") SELECT saved.*, met FROM (SELECT " SERVER_MET "(count(*)) "
	    "FROM saved) AS met LEFT JOIN saved ON true");
	return text_take(&t);
}

static void
add_argument(struct text *t, const char *name, const char *value, bool first)
{
	if (!first)
		buf_adds(&t->sql, ", ");
	text_name(t, name);
	buf_adds(&t->sql, " => ");
	text_value(t, value);
}

struct statement
statement_call(const char *function, const struct pass *pass, size_t count,
    value_of value, void *data)
{
	struct text t = { 0 };

	buf_adds(&t.sql, "SELECT ");
	text_name(&t, function);
	buf_addc(&t.sql, '(');
	for (size_t i = 0; i < count; i++)
		add_argument(&t, pass[i].to, value(data, pass[i].from), i == 0);
	buf_addc(&t.sql, ')');
	return text_take(&t);
}

struct statement
statement_call_record(const struct record *record)
{
	const struct form *form = record->form;
	struct text t = { 0 };
	bool is_first = true;

	buf_adds(&t.sql, "SELECT ");
	text_name(&t, form->call);
	buf_addc(&t.sql, '(');
	for (size_t i = 0; i < form->field_count; i++) {
		if (form->field[i].computed.text)
			continue;
		add_argument(&t, form->field[i].name, record_value(record, i),
		    is_first);
		is_first = false;
	}
	buf_addc(&t.sql, ')');
	return text_take(&t);
}

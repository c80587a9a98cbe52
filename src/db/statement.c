/* SQL text and its parameters, from forms and records. */
#include "db/statement.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/sql.h"

/* A statement being written. */
struct draft {
	struct buf sql;
	char **param;
	size_t count;
};

static void
add_name(struct draft *d, const char *name)
{
	buf_addc(&d->sql, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_addc(&d->sql, '"');
		buf_addc(&d->sql, *name);
	}
	buf_addc(&d->sql, '"');
}

static void
add_value(struct draft *d, const char *value)
{
	*MEM_PUSH(d->param, d->count) =
	    value && *value ? mem_dup(value) : NULL;
	buf_addf(&d->sql, "$%zu", d->count);
}

static struct statement
take(struct draft *d)
{
	return (struct statement){
		.sql = buf_take(&d->sql), .param = d->param, .count = d->count,
	};
}

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
	struct draft d = { 0 };

	for (size_t i = 0; i < count; i++)
		*MEM_PUSH(d.param, d.count) = mem_dup(param[i]);
	buf_adds(&d.sql, sql);
	return take(&d);
}

struct statement
statement_copy(const struct statement *st)
{
	return statement_fixed(st->sql, st->count,
	    (const char *const *)st->param);
}

static void
add_query(struct draft *d, const char *sql, value_of value, void *data)
{
	struct names names = { 0 };

	sql_number(sql, &d->sql, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *v = value(data, names.name[i]);

		*MEM_PUSH(d->param, d->count) = v && *v ? mem_dup(v) : NULL;
	}
	names_done(&names);
}

struct statement
statement_query(const char *sql, value_of value, void *data)
{
	struct draft d = { 0 };

	add_query(&d, sql, value, data);
	return take(&d);
}

/* Rows behind a row: (a, b) > ($1, $2), written out so that each column may
 * have its own direction. */
static void
add_after(struct draft *d, const struct rows *rows, const char *const *after)
{
	size_t base = d->count;

	for (size_t i = 0; i < rows->order.count; i++)
		*MEM_PUSH(d->param, d->count) = mem_dup(after[i]);
	buf_adds(&d->sql, " WHERE ");
	for (size_t i = 0; i < rows->order.count; i++) {
		buf_adds(&d->sql, i ? " OR (" : "((");
		for (size_t j = 0; j <= i; j++) {
			const char *op = j < i ? "=" :
			    rows->order_desc[j] ? "<" : ">";

			if (j)
				buf_adds(&d->sql, " AND ");
			add_name(d, rows->order.name[j]);
			buf_addf(&d->sql, " %s $%zu", op, base + j + 1);
		}
		buf_addc(&d->sql, ')');
	}
	buf_addc(&d->sql, ')');
	/* The leading column alone once more: a range that an index knows. */
	buf_adds(&d->sql, " AND ");
	add_name(d, rows->order.name[0]);
	buf_addf(&d->sql, " %s $%zu", rows->order_desc[0] ? "<=" : ">=",
	    base + 1);
}

struct statement
statement_page(const struct rows *rows, const char *const *after, size_t limit,
    value_of value, void *data)
{
	struct draft d = { 0 };

	buf_adds(&d.sql, "SELECT * FROM (");
	add_query(&d, rows->query.text, value, data);
	buf_adds(&d.sql, "\n) AS page");
	if (after)
		add_after(&d, rows, after);
	for (size_t i = 0; i < rows->order.count; i++) {
		buf_adds(&d.sql, i ? ", " : " ORDER BY ");
		add_name(&d, rows->order.name[i]);
		if (rows->order_desc[i])
			buf_adds(&d.sql, " DESC");
	}
	buf_addf(&d.sql, " LIMIT %zu", limit);
	return take(&d);
}

static void
add_key_columns(struct draft *d, const struct form *form)
{
	for (size_t i = 0; i < form->key.count; i++) {
		add_name(d, form->key.name[i]);
		buf_adds(&d->sql, ", ");
	}
	add_name(d, form->version);
}

static void
add_select(struct draft *d, const struct form *form)
{
	buf_adds(&d->sql, "SELECT ");
	add_key_columns(d, form);
	for (size_t i = 0; i < form->field_count; i++) {
		buf_adds(&d->sql, ", ");
		add_name(d, form->field[i].name);
	}
	buf_adds(&d->sql, " FROM ");
	add_name(d, form->table);
	buf_adds(&d->sql, " WHERE ");
}

struct statement
statement_load(const struct form *form, value_of key, void *data)
{
	struct draft d = { 0 };

	add_select(&d, form);
	for (size_t i = 0; i < form->key.count; i++) {
		if (i)
			buf_adds(&d.sql, " AND ");
		add_name(&d, form->key.name[i]);
		buf_adds(&d.sql, " = ");
		add_value(&d, key(data, form->key.name[i]));
	}
	return take(&d);
}

struct statement
statement_find(const struct form *form, size_t field, const char *value)
{
	struct draft d = { 0 };

	add_select(&d, form);
	add_name(&d, form->field[field].name);
	buf_adds(&d.sql, " = ");
	add_value(&d, value);
	return take(&d);
}

static void
add_insert(struct draft *d, const struct record *record)
{
	const struct form *form = record->form;
	bool first = true;

	buf_adds(&d->sql, "INSERT INTO ");
	add_name(d, form->table);
	buf_adds(&d->sql, " (");
	for (size_t i = 0; i < form->field_count; i++) {
		if (record->value[i].text[0] == '\0')
			continue;
		if (!first)
			buf_adds(&d->sql, ", ");
		add_name(d, form->field[i].name);
		first = false;
	}
	buf_adds(&d->sql, ") VALUES (");
	first = true;
	for (size_t i = 0; i < form->field_count; i++) {
		if (record->value[i].text[0] == '\0')
			continue;
		if (!first)
			buf_adds(&d->sql, ", ");
		add_value(d, record->value[i].text);
		first = false;
	}
	buf_addc(&d->sql, ')');
}

static void
add_update(struct draft *d, const struct record *record)
{
	const struct form *form = record->form;
	bool first = true;

	buf_adds(&d->sql, "UPDATE ");
	add_name(d, form->table);
	buf_adds(&d->sql, " SET ");
	for (size_t i = 0; i < form->field_count; i++) {
		if (!record_is_dirty(record, i))
			continue;
		if (!first)
			buf_adds(&d->sql, ", ");
		add_name(d, form->field[i].name);
		buf_adds(&d->sql, " = ");
		add_value(d, record->value[i].text);
		first = false;
	}
	buf_adds(&d->sql, " WHERE ");
	for (size_t i = 0; i < form->key.count; i++) {
		add_name(d, form->key.name[i]);
		buf_adds(&d->sql, " = ");
		add_value(d, record->key[i]);
		buf_adds(&d->sql, " AND ");
	}
	add_name(d, form->version);
	buf_adds(&d->sql, " = ");
	add_value(d, record->version);
}

struct statement
statement_save(const struct record *record)
{
	struct draft d = { 0 };

	if (record_is_new(record))
		add_insert(&d, record);
	else
		add_update(&d, record);
	buf_adds(&d.sql, " RETURNING ");
	add_key_columns(&d, record->form);
	return take(&d);
}

static void
add_argument(struct draft *d, const char *name, const char *value, bool first)
{
	if (!first)
		buf_adds(&d->sql, ", ");
	add_name(d, name);
	buf_adds(&d->sql, " => ");
	add_value(d, value);
}

struct statement
statement_call(const char *function, const struct pass *pass, size_t count,
    value_of value, void *data)
{
	struct draft d = { 0 };

	buf_adds(&d.sql, "SELECT ");
	add_name(&d, function);
	buf_addc(&d.sql, '(');
	for (size_t i = 0; i < count; i++)
		add_argument(&d, pass[i].to, value(data, pass[i].from), i == 0);
	buf_addc(&d.sql, ')');
	return take(&d);
}

struct statement
statement_call_record(const struct record *record)
{
	const struct form *form = record->form;
	struct draft d = { 0 };

	buf_adds(&d.sql, "SELECT ");
	add_name(&d, form->call);
	buf_addc(&d.sql, '(');
	for (size_t i = 0; i < form->field_count; i++)
		add_argument(&d, form->field[i].name, record->value[i].text,
		    i == 0);
	buf_addc(&d.sql, ')');
	return take(&d);
}

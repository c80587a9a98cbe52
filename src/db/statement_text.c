/* The pieces that statements are made of. */
#include "db/statement_text.h"

#include "base/mem.h"
#include "form/sql.h"

void
text_name(struct text *t, const char *name)
{
	buf_addc(&t->sql, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_addc(&t->sql, '"');
		buf_addc(&t->sql, *name);
	}
	buf_addc(&t->sql, '"');
}

void
text_value(struct text *t, const char *value)
{
	*MEM_PUSH(t->param, t->count) =
	    value && *value ? mem_dup(value) : NULL;
	buf_addf(&t->sql, "$%zu", t->count);
}

void
text_equal(struct text *t, const char *name, const char *value)
{
	text_name(t, name);
	buf_adds(&t->sql, " = ");
	text_value(t, value);
}

/* What is written when a record is inserted. */
static bool
is_filled(const struct record *record, size_t field)
{
	return !record->form->field[field].computed.text &&
	    *record_value(record, field);
}

void
text_filled_names(struct text *t, const struct record *record)
{
	const char *comma = "";

	for (size_t i = 0; i < record->form->field_count; i++) {
		if (!is_filled(record, i))
			continue;
		buf_adds(&t->sql, comma);
		text_name(t, record->form->field[i].name);
		comma = ", ";
	}
}

void
text_filled_values(struct text *t, const struct record *record)
{
	const char *comma = "";

	for (size_t i = 0; i < record->form->field_count; i++) {
		if (!is_filled(record, i))
			continue;
		buf_adds(&t->sql, comma);
		text_value(t, record_value(record, i));
		comma = ", ";
	}
}

void
text_changes(struct text *t, const struct record *record)
{
	const char *comma = "";

	for (size_t i = 0; i < record->form->field_count; i++) {
		if (!record_is_dirty(record, i))
			continue;
		buf_adds(&t->sql, comma);
		text_equal(t, record->form->field[i].name,
		    record_value(record, i));
		comma = ", ";
	}
}

void
text_row(struct text *t, const struct record *record)
{
	const struct form *form = record->form;

	for (size_t i = 0; i < form->key.count; i++) {
		text_equal(t, form->key.name[i], record->key[i]);
		buf_adds(&t->sql, " AND ");
	}
	text_equal(t, form->version, record->version);
}

void
text_key(struct text *t, const struct form *form)
{
	for (size_t i = 0; i < form->key.count; i++) {
		text_name(t, form->key.name[i]);
		buf_adds(&t->sql, ", ");
	}
	text_name(t, form->version);
}

void
text_select(struct text *t, const struct form *form)
{
	buf_adds(&t->sql, "SELECT ");
	text_key(t, form);
	for (size_t i = 0; i < form->field_count; i++) {
		buf_adds(&t->sql, ", ");
		if (form->field[i].computed.text)
			buf_adds(&t->sql, "NULL");
		else
			text_name(t, form->field[i].name);
	}
	buf_adds(&t->sql, " FROM ");
	text_name(t, form->table);
	buf_adds(&t->sql, " WHERE ");
}

void
text_query(struct text *t, const char *sql, value_of value, void *data)
{
	struct names names = { 0 };

	sql_number(sql, &t->sql, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *v = value(data, names.name[i]);

		*MEM_PUSH(t->param, t->count) = v && *v ? mem_dup(v) : NULL;
	}
	names_done(&names);
}

struct statement
text_take(struct text *t)
{
	return (struct statement){
		.sql = buf_take(&t->sql), .param = t->param, .count = t->count,
	};
}

/*
 * The rows of a detail.  They are saved behind their record, in one
 * transaction; the key of a record that is new then is known to the server
 * alone, which keeps it for them.
 */
#include "db/server.h"
#include "db/statement_text.h"

static void
add_order(struct text *t, const struct rows *rows)
{
	const struct names *order = rows->order.count ? &rows->order :
	    &rows->row->key;

	for (size_t i = 0; i < order->count; i++) {
		buf_adds(&t->sql, i ? ", " : " ORDER BY ");
		text_name(t, order->name[i]);
		if (rows->order.count && rows->order_desc[i])
			buf_adds(&t->sql, " DESC");
	}
}

struct statement
statement_rows(const struct rows *rows, value_of key, void *data)
{
	struct text t = { 0 };

	text_select(&t, rows->row);
	for (size_t i = 0; i < rows->link_count; i++) {
		buf_adds(&t.sql, i ? " AND " : "");
		text_equal(&t, rows->link[i].to, key(data, rows->link[i].from));
	}
	if (rows->removed) {
		buf_adds(&t.sql, " AND ");
		text_name(&t, rows->removed);
		buf_adds(&t.sql, " IS NOT TRUE");
	}
	add_order(&t, rows);
	return text_take(&t);
}

static void
add_links(struct text *t, const struct rows *rows, const struct record *master)
{
	for (size_t i = 0; i < rows->link_count; i++) {
		buf_adds(&t->sql, i ? ", " : "");
		if (record_is_new(master)) {
			buf_adds(&t->sql, "master.");
			text_name(t, rows->link[i].from);
		} else {
			text_value(t, record_key(master, rows->link[i].from));
		}
	}
}

static void
add_insert(struct text *t, const struct rows *rows, const struct record *row,
    const struct record *master)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->form->field_count; i++)
		filled += row->value[i].text[0] != '\0';
	buf_adds(&t->sql, "INSERT INTO ");
	text_name(t, row->form->table);
	for (size_t i = 0; i < rows->link_count; i++) {
		buf_adds(&t->sql, i ? ", " : " (");
		text_name(t, rows->link[i].to);
	}
	buf_adds(&t->sql, filled ? ", " : "");
	text_filled_names(t, row);
	buf_adds(&t->sql, ") SELECT ");
	add_links(t, rows, master);
	buf_adds(&t->sql, filled ? ", " : "");
	text_filled_values(t, row);
	if (!record_is_new(master))
		return;
	buf_adds(&t->sql, " FROM jsonb_populate_record(NULL::");
	text_name(t, master->form->table);
	buf_adds(&t->sql, ", " SERVER_KEPT ") AS master");
}

static void
add_update(struct text *t, const struct rows *rows, const struct record *row,
    bool is_removed)
{
	buf_adds(&t->sql, "WITH saved AS (UPDATE ");
	text_name(t, row->form->table);
	buf_adds(&t->sql, " SET ");
	if (is_removed)
		text_equal(t, rows->removed, "true");
	else
		text_changes(t, row);
	buf_adds(&t->sql, " WHERE ");
	text_row(t, row);
	buf_adds(&t->sql, " RETURNING ");
	text_name(t, row->form->version);
	buf_adds(&t->sql, ") SELECT " SERVER_MET "(count(*)) FROM saved");
}

struct statement
statement_row(const struct part *row)
{
	struct text t = { 0 };

	if (record_is_new(row->record))
		add_insert(&t, row->rows, row->record, row->master);
	else
		add_update(&t, row->rows, row->record, row->is_removed);
	return text_take(&t);
}

/* The rows of lists and details: queries, columns, order. */
#include "form/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "text/width.h"

#define COLUMN_MAX 100

struct form *
reader_target(struct reader *r)
{
	return r->rows && r->rows->row ? r->rows->row : r->form;
}

bool
read_query(struct reader *r)
{
	struct sql *query = r->rows ? &r->rows->query : &r->form->query;

	if (reader_target(r) != r->form)
		return reader_fail(r, _("a detail \"of\" a table reads that: "
		    "it has no query"));
	return reader_sql(r, query, "query");
}

bool
read_summary(struct reader *r)
{
	return reader_sql(r, &r->form->rows.summary, "summary");
}

/* bar | line COLUMN, ... by COLUMN */
bool
read_chart(struct reader *r)
{
	struct rows *rows = &r->form->rows;

	if (!reader_once(r, rows->chart_by, "chart"))
		return false;
	rows->chart_line = r->at->line;
	rows->chart_is_line = reader_accept(r, "line");
	return (rows->chart_is_line || reader_word(r, "bar")) &&
	    reader_names(r, &rows->chart, _("the name of a column")) &&
	    reader_word(r, "by") &&
	    reader_name(r, &rows->chart_by, _("the name of a column"));
}

bool
read_order(struct reader *r)
{
	struct rows *rows = r->rows;

	if (rows == NULL || (rows != &r->form->rows && rows->row == NULL))
		return reader_fail(r, _("\"order\" is for a list or a detail "
		    "\"of\" a table; elsewhere the query has ORDER BY"));
	if (!reader_once(r, rows->order.name, "order"))
		return false;
	rows->order_line = r->at->line;
	do {
		size_t count = rows->order.count;
		bool *desc;

		if (!reader_name(r, MEM_PUSH(rows->order.name,
		    rows->order.count), _("the name of a column")))
			return false;
		desc = MEM_PUSH(rows->order_desc, count);
		*desc = reader_accept(r, "desc");
	} while (reader_accept_mark(r, ','));
	return true;
}

/* A text's number is its width here: nothing is typed into a column. */
static bool
read_column_width(struct reader *r, struct column *c, int number)
{
	if (r->at->kind == TOKEN_NUMBER || number == 0)
		return reader_number(r, &c->width, COLUMN_MAX,
		    _("the width of the column"));
	if (number > COLUMN_MAX)
		return reader_fail(r, _("a column is at most %d wide"),
		    COLUMN_MAX);
	c->width = number;
	return true;
}

/* alarm "value" [| "value" ...] */
static bool
read_alarm(struct reader *r, struct column *c)
{
	if (!reader_accept(r, "alarm"))
		return true;
	do {
		if (!reader_text(r, MEM_PUSH(c->alarm.name, c->alarm.count),
		    _("a value that stands out")))
			return false;
	} while (reader_accept_mark(r, '|'));
	return true;
}

bool
read_column(struct reader *r)
{
	struct rows *rows = r->rows;
	struct column *c;
	int number;

	if (rows == NULL)
		return reader_fail(r, _("\"column\" needs a \"detail\" "
		    "before it"));
	if (rows->row)
		return reader_fail(r, _("a detail \"of\" a table has fields: "
		    "NAME \"LABEL\" TYPE, without \"column\""));
	c = MEM_PUSH(rows->column, rows->column_count);
	c->line = r->at->line;
	c->type = type_all[0];
	if (!reader_name(r, &c->name, _("the name of a column")) ||
	    !reader_label(r, &c->label, COLUMN_MAX) ||
	    !reader_type(r, &c->type, &c->set, &number) ||
	    !read_column_width(r, c, number) || !read_alarm(r, c))
		return false;
	if (width_text(c->label) > c->width)
		return reader_fail(r, _("\"%s\" is wider than its column's "
		    "%d"), c->label, c->width);
	return true;
}

bool
read_total(struct reader *r)
{
	struct rows *rows = r->rows;

	if (rows == NULL || rows->row == NULL)
		return reader_fail(r, _("\"total\" needs a detail \"of\" a "
		    "table before it"));
	if (!reader_once(r, rows->total.name, "total"))
		return false;
	rows->total_line = r->at->line;
	return reader_names(r, &rows->total, _("the name of a field"));
}

/* of TABLE with COLUMN[=KEY], ... key COLUMN, ... version COLUMN
 * [removed COLUMN]: the row's form, whose key begins with its record's. */
static bool
read_row(struct reader *r, struct rows *rows)
{
	struct form *row = rows->row = mem_alloc(sizeof(*row));
	struct names own = { 0 };
	bool ok;

	row->kind = FORM_ENTRY;
	row->path = mem_dup(r->form->path);
	row->name = mem_dup(rows->name);
	row->title = mem_dup(rows->title);
	ok = reader_name(r, &row->table, _("the name of a relation")) &&
	    reader_word(r, "with") &&
	    reader_passes(r, &rows->link, &rows->link_count) &&
	    reader_word(r, "key") &&
	    reader_names(r, &own, _("the name of a column")) &&
	    reader_word(r, "version") &&
	    reader_name(r, &row->version, _("the name of a column")) &&
	    (!reader_accept(r, "removed") ||
	    reader_name(r, &rows->removed, _("the name of a column")));
	for (size_t i = 0; i < rows->link_count; i++)
		if (rows->link[i].to)
			names_add(&row->key, rows->link[i].to);
	for (size_t i = 0; i < own.count; i++)
		names_add(&row->key, own.name[i]);
	names_done(&own);
	return ok;
}

bool
read_detail(struct reader *r)
{
	struct form *f = r->form;
	struct rows *rows = MEM_PUSH(f->detail, f->detail_count);

	r->rows = rows;
	rows->line = r->at->line;
	if (!reader_name(r, &rows->name, _("the name of the detail")) ||
	    !reader_label(r, &rows->title, TITLE_COLUMNS))
		return false;
	if (reader_accept(r, "rows") &&
	    !reader_number(r, &rows->height, 100, _("the number of rows")))
		return false;
	rows->is_folded = reader_accept(r, "folded");
	if (!reader_accept(r, "of"))
		return true;
	if (rows->is_folded)
		return reader_fail(r, _("rows that are filled in can't be "
		    "\"folded\""));
	return read_row(r, rows);
}

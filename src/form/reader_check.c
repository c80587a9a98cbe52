/*
 * The rules that need the whole form: what each kind must have.  What the
 * database alone knows is left to "zhenctl form check".
 */
#include "form/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "form/sql.h"
#include "text/width.h"

#define COLUMNS 80
#define MARGIN 2		/* before the first column and between two */

static void
check_once(struct reader *r, int line, const char *name, struct names *seen)
{
	size_t before = seen->count;

	if (name && (names_add(seen, name), seen->count == before))
		reader_mistake(r, line, _("\"%s\" is given twice"), name);
}

static void
check_order(struct reader *r, const struct rows *rows)
{
	struct names shown = { 0 };

	for (size_t i = 0; i < rows->column_count; i++)
		if (rows->column[i].name)
			names_add(&shown, rows->column[i].name);
	for (size_t i = 0; i < rows->order.count; i++) {
		const char *name = rows->order.name[i];

		if (name && rows->query.text && !names_has(&shown, name) &&
		    !sql_may_give(rows->query.text, name))
			reader_mistake(r, rows->order_line, _("order: the "
			    "query gives no column \"%s\""), name);
	}
	names_done(&shown);
}

static const struct column *
shown_column(const struct rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->column_count; i++)
		if (rows->column[i].name &&
		    strcmp(rows->column[i].name, name) == 0)
			return &rows->column[i];
	return NULL;
}

/* A spreadsheet draws what stands in it, and only numbers. */
static void
check_chart(struct reader *r, const struct rows *rows)
{
	if (rows->chart_by && shown_column(rows, rows->chart_by) == NULL)
		reader_mistake(r, rows->chart_line,
		    _("chart: the list shows no column \"%s\""),
		    rows->chart_by);
	for (size_t i = 0; i < rows->chart.count; i++) {
		const char *name = rows->chart.name[i];
		const struct column *c = name ? shown_column(rows, name) : NULL;

		if (name && c == NULL)
			reader_mistake(r, rows->chart_line,
			    _("chart: the list shows no column \"%s\""), name);
		else if (c && (!c->type->is_right || c->set))
			reader_mistake(r, rows->chart_line,
			    _("chart: the column \"%s\" is no number"), name);
	}
}

static void
check_added(struct reader *r, const struct rows *rows, const char *name)
{
	const struct column *c = name ? shown_column(rows, name) : NULL;

	if (name && c == NULL)
		reader_mistake(r, rows->printed.line,
		    _("paper: the list shows no column \"%s\""), name);
	else if (c && (!c->type->is_right || c->set))
		reader_mistake(r, rows->printed.line,
		    _("paper: the column \"%s\" is no number"), name);
}

static void
check_printed(struct reader *r, const struct rows *rows)
{
	const struct printed *p = &rows->printed;

	if (p->by && shown_column(rows, p->by) == NULL)
		reader_mistake(r, p->line,
		    _("paper: the list shows no column \"%s\""), p->by);
	for (size_t i = 0; i < p->total.count; i++)
		check_added(r, rows, p->total.name[i]);
}

/*
 * The last column may wait for a wider window if it is a text; a number that
 * is cut would be another one.
 */
static void
check_columns(struct reader *r, const struct rows *rows)
{
	int at = MARGIN;

	for (size_t i = 0; i < rows->column_count; i++) {
		const struct column *c = &rows->column[i];
		bool may_wait = i + 1 == rows->column_count && c->type &&
		    !c->type->is_right;

		if (at + c->width > COLUMNS && !may_wait)
			reader_mistake(r, c->line, _("the column begins at %d "
			    "and is %d wide: the screen has %d columns"), at,
			    c->width, COLUMNS);
		at += c->width + MARGIN;
	}
}

static void
check_rows(struct reader *r, const struct rows *rows, int line)
{
	struct names seen = { 0 };

	if (rows->query.text == NULL && !r->has_lost)
		reader_mistake(r, line, _("\"query\" is missing: what the "
		    "rows are"));
	if (rows->column_count == 0 && !r->has_lost)
		reader_mistake(r, line, _("\"column\" is missing: what the "
		    "rows show"));
	for (size_t i = 0; i < rows->column_count; i++)
		check_once(r, rows->column[i].line, rows->column[i].name,
		    &seen);
	names_done(&seen);
	check_columns(r, rows);
	check_order(r, rows);
	check_chart(r, rows);
	check_printed(r, rows);
}

static void
check_programme(struct reader *r)
{
	const struct programme *p = r->form->programme;
	const struct {
		const void *is_there;
		const char *word;
	} needed[] = {
		{ r->form->table, "table" }, { p->basis, "basis" },
		{ p->fund, "fund" }, { p->amount.text, "amount" },
		{ p->because.text, "because" },
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (needed[i].is_there == NULL && !r->has_lost)
			reader_mistake(r, 1, _("\"%s\" is missing: a "
			    "programme has it"), needed[i].word);
	for (size_t i = 0; i < p->rate_count; i++) {
		const struct rate *a = &p->rate[i];

		for (size_t j = 0; j < i && a->from; j++)
			if (p->rate[j].from &&
			    strcmp(p->rate[j].name, a->name) == 0 &&
			    strcmp(p->rate[j].from, a->from) == 0)
				reader_mistake(r, a->line, _("the rate "
				    "\"%s\" from %s is given twice"), a->name,
				    a->from);
	}
}

static void
check_entry(struct reader *r)
{
	const struct form *f = r->form;

	if (f->table && f->call)
		reader_mistake(r, 1, _("a screen has either \"table\" or "
		    "\"call\""));
	if (f->table && f->query.text)
		reader_mistake(r, f->query.line, _("a screen with a table "
		    "has no query of its own"));
	if (!f->table && !f->call && !f->query.text && !r->has_lost)
		reader_mistake(r, 1, _("an entry needs a table, a call or, "
		    "as a card, a query"));
	if (f->field_count == 0 && !r->has_lost)
		reader_mistake(r, 1, _("an entry needs a field"));
	for (size_t i = 0; i < f->found.count; i++)
		if (f->found.name[i] && form_field(f, f->found.name[i]) < 0)
			reader_mistake(r, f->found_line, _("there is no field "
			    "\"%s\" to list"), f->found.name[i]);
}

static void
check_details(struct reader *r)
{
	const struct form *f = r->form;
	struct names seen = { 0 };

	for (size_t i = 0; i < f->detail_count; i++) {
		if (f->detail[i].row)
			reader_check_row(r, &f->detail[i]);
		else
			check_rows(r, &f->detail[i], f->detail[i].line);
		check_once(r, f->detail[i].line, f->detail[i].name, &seen);
	}
	names_done(&seen);
}

void
reader_check(struct reader *r)
{
	const struct form *f = r->form;

	reader_check_fields(r);
	reader_check_actions(r);
	if (r->place == IN_ENTRY)
		check_entry(r);
	if (r->place == IN_LIST)
		check_rows(r, &f->rows, 1);
	if (r->place == IN_MENU && f->action_count == 0 && !r->has_lost)
		reader_mistake(r, 1, _("a menu needs an item"));
	if (f->needle && form_field(f, f->needle) < 0)
		reader_mistake(r, f->needle_line, _("there is no condition "
		    "\"%s\""), f->needle);
	check_details(r);
	if (f->programme) {
		check_programme(r);
		reader_check_flow(r);
	}
}

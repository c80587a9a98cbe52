/*
 * A list on its way out: the pages are asked for as the list itself asks, with
 * more rows each, from where the last one ended; so its order and its limits
 * of who sees what are the list's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/types.h"
#include "screen/find.h"
#include "screen/ledger.h"
#include "screen/list.h"

#define PAGE 2000
#define WHOLE 100000		/* of a list that has no pages */

static struct list *
list_of(const struct ledger *l)
{
	return (struct list *)l->of;
}

static void
conditions(struct screen *of, struct buf *out)
{
	const struct list *l = (const struct list *)of;

	ledger_add_with(out, of);
	if (l->found)
		ledger_add_fields(out, &((struct find *)of->below)->fields);
	else
		ledger_add_fields(out, &l->fields);
}

static bool
is_paged(const struct list *l)
{
	return l->order_count > 0;
}

static size_t
limit_of(const struct ledger *l)
{
	if (l->kind->most)
		return l->kind->most - l->rows + 1 < PAGE ?
		    l->kind->most - l->rows + 1 : PAGE;
	return is_paged(list_of(l)) ? PAGE : WHOLE;
}

static size_t
ask(struct ledger *out, const struct table *last, struct statement *st)
{
	struct list *l = list_of(out);
	const char **at = mem_alloc(l->order_count * sizeof(*at));
	const struct sql *summary = &l->screen.form->rows.summary;
	size_t count = 0;

	for (size_t i = 0; last && i < l->order_count; i++)
		at[i] = table_value(last, table_rows(last) - 1, l->order[i]);
	st[count++] = list_statement(l, &(struct page){
		.order = l->order, .is_desc = l->is_desc,
		.count = l->order_count,
		.may_be_empty = l->listing.sorted >= 0,
		.at = last ? at : NULL,
		.limit = limit_of(out),
	});
	if (last == NULL && summary->text && l->found == NULL)
		st[count++] = statement_query(summary->text, screen_value,
		    &l->screen);
	free(at);
	return count;
}

static void
begin(struct ledger *l, struct table *const *table, size_t count)
{
	const struct rows *rows = &l->of->form->rows;

	l->column = ledger_columns(rows);
	l->sum = mem_alloc(rows->column_count * sizeof(*l->sum));
	if (count > 1)
		l->summary = mem_dup(table_rows(table[1]) ?
		    table_text(table[1], 0, 0) : "");
	sheet_columns(l->sheet, l->column, rows->column_count, true);
}

static void
add_row(struct ledger *l, const struct table *t, size_t row)
{
	const struct rows *rows = &l->of->form->rows;
	struct sheet_cell *cell = mem_alloc(rows->column_count *
	    sizeof(*cell));
	char **shown = mem_alloc(rows->column_count * sizeof(*shown));

	for (size_t i = 0; i < rows->column_count; i++) {
		const char *value = table_value(t, row, rows->column[i].name);

		shown[i] = listing_cell(&list_of(l)->listing, t, row, i);
		cell[i] = (struct sheet_cell){ value ? value : "", shown[i] };
		if (l->column[i].is_added)
			sum_add(&l->sum[i], cell[i].value);
	}
	l->sheet->kind->row(l->sheet, cell);
	l->rows++;
	for (size_t i = 0; i < rows->column_count; i++)
		free(shown[i]);
	free(shown);
	free(cell);
}

static size_t
column_of(const struct rows *rows, const char *name)
{
	size_t i = 0;

	while (strcmp(rows->column[i].name, name) != 0)
		i++;
	return i;
}

static void
draw(struct ledger *l)
{
	const struct rows *rows = &l->of->form->rows;
	size_t *of;

	if (rows->chart_by == NULL || l->sheet->kind->chart == NULL)
		return;
	of = mem_alloc(rows->chart.count * sizeof(*of));
	for (size_t i = 0; i < rows->chart.count; i++)
		of[i] = column_of(rows, rows->chart.name[i]);
	l->sheet->kind->chart(l->sheet, &(struct sheet_chart){
		.is_line = rows->chart_is_line, .of = of,
		.of_count = rows->chart.count,
		.by = column_of(rows, rows->chart_by),
	});
	free(of);
}

/* Sums that somebody signs for, as receipts have them. */
static void
say_capitals(struct ledger *l, const struct sheet_cell *cell)
{
	const struct rows *rows = &l->of->form->rows;

	for (size_t i = 0; i < rows->column_count; i++) {
		const struct sheet_column *c = &l->column[i];
		char *words, *text;

		if (!c->is_added || c->type->aside == NULL)
			continue;
		words = c->type->aside(NULL, cell[i].value);
		if (words == NULL)
			continue;
		text = mem_printf(_("%s in words: %s"), c->label, words);
		l->sheet->kind->remark(l->sheet, text);
		free(text);
		free(words);
	}
}

/* The amounts added up, where the list has something to say below its rows. */
static void
end(struct ledger *l)
{
	const struct rows *rows = &l->of->form->rows;
	struct sheet_cell *cell;
	char **text, **shown;

	draw(l);
	if (l->summary == NULL && rows->printed.head.text == NULL)
		return;
	cell = mem_alloc(rows->column_count * sizeof(*cell));
	text = mem_alloc(rows->column_count * sizeof(*text));
	shown = mem_alloc(rows->column_count * sizeof(*shown));
	for (size_t i = 0; i < rows->column_count; i++) {
		if (l->column[i].is_added)
			text[i] = sum_text(&l->sum[i]);
		shown[i] = text[i] && rows->column[i].type->format ?
		    rows->column[i].type->format(NULL, text[i]) :
		    mem_dup(text[i] ? text[i] : i ? "" : _("total"));
		cell[i] = (struct sheet_cell){ text[i] ? text[i] : "",
			shown[i] };
	}
	if (l->rows)
		l->sheet->kind->total(l->sheet, cell);
	if (rows->printed.head.text)
		say_capitals(l, cell);
	if (l->summary)
		l->sheet->kind->remark(l->sheet, l->summary);
	for (size_t i = 0; i < rows->column_count; i++) {
		free(text[i]);
		free(shown[i]);
	}
	free(shown);
	free(text);
	free(cell);
}

static bool
take(struct ledger *l, struct table *const *table, size_t count)
{
	size_t rows = table_rows(table[0]), limit = limit_of(l), i;
	size_t most = l->kind->most;

	if (l->column == NULL)
		begin(l, table, count);
	for (i = 0; i < rows && (most == 0 || l->rows < most); i++)
		add_row(l, table[0], i);
	l->is_cut = i < rows || (!is_paged(list_of(l)) && rows == limit);
	if (is_paged(list_of(l)) && rows == limit && i == rows)
		return true;
	end(l);
	return false;
}

const struct ledger_source ledger_list = { conditions, ask, take };

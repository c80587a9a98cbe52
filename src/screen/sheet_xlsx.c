/*
 * Spreadsheets.  The library keeps one row in memory and the others in a file
 * without a name beside the one that it makes; numbers of people and accounts
 * are text, because a spreadsheet's number loses digits behind the fifteenth.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/types.h"
#include "screen/xlsx_chart.h"
#include "text/fold.h"

#define TITLE_SIZE 14
#define NAME_MOST 31		/* characters of a page's name */
#define YEAR_FIRST 1900		/* of a spreadsheet's calendar */
#define MARGIN 2
#define ROWS_MOST LXW_ROW_MAX

enum look {
	LOOK_TITLE, LOOK_LABEL, LOOK_TEXT, LOOK_MONEY, LOOK_NUMBER, LOOK_DATE,
	LOOK_MONTH, LOOK_TOTAL, LOOK_TOTAL_MONEY, LOOK_COUNT
};

struct xlsx {
	struct sheet sheet;
	lxw_workbook *book;
	lxw_worksheet *page;
	lxw_format *look[LOOK_COUNT];
	lxw_row_t row;
	lxw_row_t first;	/* row of those being written */
	int pages;
	bool has_labels;
	int *width;		/* of each column, the widest so far */
	size_t width_count;
};

static struct xlsx *
xlsx_of(struct sheet *s)
{
	return (struct xlsx *)s;
}

static void
make_looks(struct xlsx *x)
{
	static const char *const numbers[LOOK_COUNT] = {
		[LOOK_TEXT] = "@", [LOOK_MONEY] = "#,##0.00",
		[LOOK_DATE] = "yyyy-mm-dd", [LOOK_MONTH] = "yyyy-mm",
		[LOOK_TOTAL] = "#,##0", [LOOK_TOTAL_MONEY] = "#,##0.00",
	};

	for (int i = 0; i < LOOK_COUNT; i++) {
		x->look[i] = workbook_add_format(x->book);
		if (numbers[i])
			format_set_num_format(x->look[i], numbers[i]);
	}
	format_set_bold(x->look[LOOK_TITLE]);
	format_set_font_size(x->look[LOOK_TITLE], TITLE_SIZE);
	format_set_bold(x->look[LOOK_LABEL]);
	format_set_bottom(x->look[LOOK_LABEL], LXW_BORDER_THIN);
	for (int i = LOOK_TOTAL; i <= LOOK_TOTAL_MONEY; i++) {
		format_set_bold(x->look[i]);
		format_set_top(x->look[i], LXW_BORDER_THIN);
	}
}

/* Text never becomes a formula here; what is too long for a cell is cut. */
static void
write_text(struct xlsx *x, lxw_col_t column, const char *text, enum look look)
{
	char *clean = fold_controls(text);

	worksheet_write_string(x->page, x->row, column, clean, x->look[look]);
	free(clean);
}

static void
write_line(struct xlsx *x, const char *text, enum look look)
{
	if (*text)
		write_text(x, 0, text, look);
	x->row++;
}

static void
set_widths(struct xlsx *x)
{
	for (size_t i = 0; i < x->width_count; i++)
		worksheet_set_column(x->page, (lxw_col_t)i, (lxw_col_t)i,
		    x->width[i] + MARGIN, NULL);
}

static void
add_page(struct xlsx *x)
{
	const struct sheet_about *about = x->sheet.about;

	if (x->page)
		set_widths(x);
	x->page = workbook_add_worksheet(x->book, NULL);
	x->pages++;
	x->row = 0;
	write_line(x, about->title, LOOK_TITLE);
	write_line(x, about->conditions, LOOK_TEXT);
	write_line(x, about->made, LOOK_TEXT);
}

/* The file is made first, so that it is nobody else's to read. */
static bool
begin(struct sheet *s, struct error *err)
{
	struct xlsx *x = xlsx_of(s);
	char *folder = mem_dup(s->path), *slash = strrchr(folder, '/');
	int fd = open(s->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0) {
		free(folder);
		return error_set(err, _("%s: can't write %s"),
		    strerror(errno), s->path);
	}
	close(fd);
	if (slash)
		*slash = '\0';
	x->book = workbook_new_opt(s->path, &(lxw_workbook_options){
		.constant_memory = LXW_TRUE,
		.tmpdir = slash ? folder : (char *)".",
	});
	make_looks(x);
	workbook_set_properties(x->book, &(lxw_doc_properties){
		.title = (char *)s->about->title,
		.comments = (char *)s->about->made,
		.subject = (char *)s->about->conditions,
	});
	add_page(x);
	free(folder);
	return true;
}

static void
heading(struct sheet *s, const char *text)
{
	xlsx_of(s)->row++;
	write_line(xlsx_of(s), text, LOOK_LABEL);
}

static void
write_labels(struct xlsx *x)
{
	for (size_t i = 0; i < x->sheet.column_count; i++)
		write_text(x, (lxw_col_t)i, x->sheet.column[i].label,
		    LOOK_LABEL);
	x->row++;
}

/* The labels of a list stay where they are while its rows scroll. */
static void
columns(struct sheet *s, bool has_labels)
{
	struct xlsx *x = xlsx_of(s);
	bool is_list = has_labels && x->first == 0;

	x->has_labels = has_labels;
	for (size_t i = 0; i < s->column_count; i++) {
		if (i == x->width_count)
			MEM_PUSH(x->width, x->width_count);
		if (s->column[i].width > x->width[i])
			x->width[i] = s->column[i].width;
	}
	if (has_labels)
		write_labels(x);
	if (is_list)
		worksheet_freeze_panes(x->page, x->row, 0);
	x->first = x->row;
}

/* A date of the spreadsheet's calendar, from YYYY-MM-DD or YYYYMM. */
static bool
write_date(struct xlsx *x, lxw_col_t column, const char *value,
    const struct type *type)
{
	lxw_datetime date = { .day = 1 };
	bool is_month = type == &type_month;
	int end = 0;

	if (is_month ?
	    sscanf(value, "%4d%2d%n", &date.year, &date.month, &end) != 2 :
	    sscanf(value, "%4d-%2d-%2d%n", &date.year, &date.month, &date.day,
	    &end) != 3)
		return false;
	if (value[end] || date.year < YEAR_FIRST)
		return false;
	worksheet_write_datetime(x->page, x->row, column, &date,
	    x->look[is_month ? LOOK_MONTH : LOOK_DATE]);
	return true;
}

static void
write_cell(struct xlsx *x, size_t i, const struct sheet_cell *cell)
{
	const struct sheet_column *c = &x->sheet.column[i];
	lxw_col_t column = (lxw_col_t)i;

	if (*cell->value == '\0')
		return;
	if (sheet_is_number(c, cell->value))
		worksheet_write_number(x->page, x->row, column,
		    strtod(cell->value, NULL), x->look[c->type == &type_money ?
		    LOOK_MONEY : LOOK_NUMBER]);
	else if ((c->type != &type_date && c->type != &type_month) ||
	    !write_date(x, column, cell->value, c->type))
		write_text(x, column, cell->shown, LOOK_TEXT);
}

static void
row(struct sheet *s, const struct sheet_cell *cell)
{
	struct xlsx *x = xlsx_of(s);

	if (x->row + MARGIN >= ROWS_MOST) {
		x->first = 0;
		add_page(x);
		columns(s, x->has_labels);
	}
	for (size_t i = 0; i < s->column_count; i++)
		write_cell(x, i, &cell[i]);
	x->row++;
}

/* As a formula, so that rows can be taken out; of several pages, the sum. */
static void
total(struct sheet *s, const struct sheet_cell *cell)
{
	struct xlsx *x = xlsx_of(s);

	for (size_t i = 0; i < s->column_count; i++) {
		lxw_col_t column = (lxw_col_t)i;
		char range[LXW_MAX_CELL_RANGE_LENGTH];
		lxw_format *look = x->look[s->column[i].type == &type_money ?
		    LOOK_TOTAL_MONEY : LOOK_TOTAL];
		char *formula;

		if (!sheet_is_number(&s->column[i], cell[i].value)) {
			write_text(x, column, *cell[i].value ?
			    cell[i].value : cell[i].shown, LOOK_TOTAL);
			continue;
		}
		lxw_rowcol_to_range(range, x->first, column, x->row - 1,
		    column);
		formula = mem_printf("=SUM(%s)", range);
		if (x->pages > 1)
			worksheet_write_number(x->page, x->row, column,
			    strtod(cell[i].value, NULL), look);
		else
			worksheet_write_formula_num(x->page, x->row, column,
			    formula, look,
			    strtod(cell[i].value, NULL));
		free(formula);
	}
	x->row++;
}

/* Of one page only, whose rows are in one range. */
static void
chart(struct sheet *s, const struct sheet_chart *chart)
{
	struct xlsx *x = xlsx_of(s);

	if (x->pages == 1 && x->row > x->first)
		xlsx_chart(x->book, x->page, s, &(struct xlsx_drawn){
			.chart = chart, .first = x->first, .last = x->row - 1 });
}

static void
remark(struct sheet *s, const char *text)
{
	write_line(xlsx_of(s), text, LOOK_TEXT);
}

static bool
end(struct sheet *s, struct error *err)
{
	struct xlsx *x = xlsx_of(s);
	lxw_error failed;

	for (size_t i = 0; i < s->about->foot->count; i++)
		write_line(x, s->about->foot->name[i], LOOK_TEXT);
	set_widths(x);
	errno = 0;
	failed = workbook_close(x->book);
	x->book = NULL;
	if (failed)
		return error_set(err, _("%s: can't write %s"), errno ?
		    strerror(errno) : lxw_strerror(failed), s->path);
	return true;
}

static void
free_xlsx(struct sheet *s)
{
	struct xlsx *x = xlsx_of(s);

	if (x->book)
		lxw_workbook_free(x->book);
	free(x->width);
}

const struct sheet_kind sheet_xlsx = {
	.size = sizeof(struct xlsx),
	.name = "xlsx",
	.key = 'X',
	.label = N_("X spreadsheet (.xlsx)"),
	.extension = "xlsx",
	.begin = begin,
	.heading = heading,
	.columns = columns,
	.row = row,
	.total = total,
	.remark = remark,
	.chart = chart,
	.end = end,
	.free = free_xlsx,
};

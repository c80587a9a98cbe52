/*
 * A ledger on paper of 80 columns: title and labels on each page.  A text that
 * is longer than its column goes on below itself; a number is never broken.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/sheet.h"
#include "text/fold.h"
#include "text/width.h"

#define COLUMNS 80
#define ROWS 60			/* of a page */
#define GAP 2
#define ROWS_MOST 5000		/* rows of a ledger that anybody prints */

struct paper_sheet {
	struct sheet sheet;
	struct buf text;
	int row, page;
	bool has_labels;
};

static struct paper_sheet *
paper_of(struct sheet *s)
{
	return (struct paper_sheet *)s;
}

static void
begin_page(struct paper_sheet *p)
{
	const struct sheet_about *about = p->sheet.about;

	if (p->page++)
		buf_addc(&p->text, '\f');
	buf_addf(&p->text, _("%s    page %d\n"), about->title, p->page);
	p->row = 1;
}

/* Columns of the paper that one has: the last text what is left. */
static int
width_of_column(const struct sheet *s, size_t i)
{
	int left = COLUMNS;

	for (size_t k = 0; k < i; k++)
		left -= s->column[k].width + GAP;
	if (i + 1 == s->column_count && !s->column[i].type->is_right)
		return left;
	return s->column[i].width < left ? s->column[i].width : left;
}

static void
add_blanks(struct buf *line, int count)
{
	buf_addf(line, "%*s", count > 0 ? count : 0, "");
}

/* The next line of each cell; false when there was nothing left of any. */
static bool
add_line(struct paper_sheet *p, const char **rest)
{
	const struct sheet *s = &p->sheet;
	struct buf line = BUF_INIT;
	bool is_some = false;
	int end = 0;

	for (size_t i = 0; i < s->column_count; i++) {
		int width = width_of_column(s, i), used;
		bool is_right = s->column[i].type->is_right;
		size_t len;

		if (width <= 0)
			break;
		len = width_cut(rest[i], is_right ? COLUMNS : width, &used);
		if (len == 0)
			len = strlen(rest[i]);
		is_some = is_some || len > 0;
		add_blanks(&line, len ? end + (is_right ? width - used : 0) -
		    (line.len ? width_text(line.data) : 0) : 0);
		buf_add(&line, rest[i], len);
		rest[i] += len;
		end += width + GAP;
	}
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	if (is_some)
		buf_addf(&p->text, "%s\n", line.data);
	p->row += is_some;
	buf_done(&line);
	return is_some;
}

static void
add_cells(struct paper_sheet *p, char **text)
{
	const char **rest = mem_alloc(p->sheet.column_count * sizeof(*rest));
	bool is_empty = true;

	for (size_t i = 0; i < p->sheet.column_count; i++)
		rest[i] = text[i];
	while (add_line(p, rest))
		is_empty = false;
	if (is_empty) {
		buf_addc(&p->text, '\n');
		p->row++;
	}
	free(rest);
	for (size_t i = 0; i < p->sheet.column_count; i++)
		free(text[i]);
	free(text);
}

static void
add_labels(struct paper_sheet *p)
{
	const struct sheet *s = &p->sheet;
	char **text = mem_alloc(s->column_count * sizeof(*text));

	for (size_t i = 0; i < s->column_count; i++)
		text[i] = fold_controls(s->column[i].label);
	add_cells(p, text);
	for (int i = 0; i < COLUMNS; i++)
		buf_addc(&p->text, '-');
	buf_addc(&p->text, '\n');
	p->row++;
}

static void
make_room(struct paper_sheet *p, int rows)
{
	if (p->row + rows <= ROWS)
		return;
	begin_page(p);
	if (p->has_labels)
		add_labels(p);
}

/* A text of its own, over the whole width. */
static void
add_text(struct paper_sheet *p, const char *text)
{
	char *clean = fold_controls(text);

	for (const char *rest = clean; *rest; p->row++) {
		size_t len = width_cut(rest, COLUMNS, NULL);

		if (len == 0)
			len = strlen(rest);
		buf_add(&p->text, rest, len);
		buf_addc(&p->text, '\n');
		rest += len;
	}
	free(clean);
}

static bool
begin(struct sheet *s, struct error *err)
{
	(void)err;
	begin_page(paper_of(s));
	add_text(paper_of(s), s->about->conditions);
	add_text(paper_of(s), s->about->made);
	return true;
}

static void
heading(struct sheet *s, const char *text)
{
	struct paper_sheet *p = paper_of(s);

	p->has_labels = false;
	make_room(p, 5);
	buf_addc(&p->text, '\n');
	p->row++;
	if (*text == '\0')
		return;
	buf_addf(&p->text, "[%s]\n", text);
	p->row++;
}

static void
columns(struct sheet *s, bool has_labels)
{
	struct paper_sheet *p = paper_of(s);

	p->has_labels = has_labels;
	if (has_labels)
		add_labels(p);
}

static void
row(struct sheet *s, const struct sheet_cell *cell)
{
	char **text = mem_alloc(s->column_count * sizeof(*text));

	for (size_t i = 0; i < s->column_count; i++)
		text[i] = fold_controls(cell[i].shown);
	make_room(paper_of(s), 1);
	add_cells(paper_of(s), text);
}

static void
remark(struct sheet *s, const char *text)
{
	make_room(paper_of(s), 1);
	add_text(paper_of(s), text);
}

static bool
end(struct sheet *s, struct error *err)
{
	(void)s;
	(void)err;
	return true;
}

static void
free_paper(struct sheet *s)
{
	buf_done(&paper_of(s)->text);
}

static const char *
page(const struct sheet *s)
{
	return ((const struct paper_sheet *)s)->text.data;
}

const struct sheet_kind sheet_paper = {
	.size = sizeof(struct paper_sheet),
	.name = "paper",
	.key = 'P',
	.label = N_("P print"),
	.most = ROWS_MOST,
	.begin = begin,
	.heading = heading,
	.columns = columns,
	.row = row,
	.total = row,
	.remark = remark,
	.end = end,
	.free = free_paper,
	.page = page,
};

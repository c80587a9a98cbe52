/*
 * A ledger on paper of 80 columns: on each page the title, which page of how
 * many it is, and the labels.  A text longer than its column goes on below
 * itself; a number is never broken.  One that is to be signed says on each page
 * what it is of, adds each page up, and ends it with the lines to be signed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sum.h"
#include "screen/sheet.h"
#include "text/fold.h"
#include "text/width.h"

#define COLUMNS 80
#define ROWS 60			/* of a page */
#define GAP 2
#define ROWS_MOST 5000		/* rows of a ledger that anybody prints */
#define FOOT 3			/* blank, the page added up, and a part of many pages */
#define TAIL 4			/* the sum of all, its capitals and what it says */
#define PAGES '\001'		/* stands for how many pages there will be */

struct paper_sheet {
	struct sheet sheet;
	struct buf text;
	int row, page, parts;		/* page: of the part */
	size_t first;			/* where the part begins in the text */
	bool has_labels;
	struct sum *sum, *part;		/* of the page, of its part; by column */
	char *now;			/* the part's value */
};

static struct paper_sheet *
paper_of(struct sheet *s)
{
	return (struct paper_sheet *)s;
}

/* It is to be signed, page by page. */
static bool
is_signed(const struct paper_sheet *p)
{
	return p->sheet.about->foot->count > 0;
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

/* The next line of each cell; false when there was nothing left of any. */
static bool
add_line(struct paper_sheet *p, const char **rest)
{
	const struct sheet *s = &p->sheet;
	struct buf line = BUF_INIT;
	bool is_some = false;
	int end = 0;

	for (size_t i = 0; i < s->column_count; i++) {
		int width = width_of_column(s, i), used, blanks;
		bool is_right = s->column[i].type->is_right;
		size_t len;

		if (width <= 0)
			break;
		len = width_cut(rest[i], is_right ? COLUMNS : width, &used);
		if (len == 0)
			len = strlen(rest[i]);
		is_some = is_some || len > 0;
		blanks = end + (is_right ? width - used : 0) -
		    (line.len ? width_text(line.data) : 0);
		if (len && blanks > 0)
			buf_addf(&line, "%*s", blanks, "");
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
add_rule(struct paper_sheet *p)
{
	for (int i = 0; i < COLUMNS; i++)
		buf_addc(&p->text, '-');
	buf_addc(&p->text, '\n');
	p->row++;
}

static void
add_labels(struct paper_sheet *p)
{
	const struct sheet *s = &p->sheet;
	char **text = mem_alloc(s->column_count * sizeof(*text));

	for (size_t i = 0; i < s->column_count; i++)
		text[i] = fold_controls(s->column[i].label);
	add_cells(p, text);
	add_rule(p);
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

static void
begin_page(struct paper_sheet *p)
{
	const struct sheet_about *about = p->sheet.about;

	if (p->text.len)
		buf_addc(&p->text, '\f');
	buf_addf(&p->text, _("%s    page %d of %c\n"), about->title,
	    ++p->page, PAGES);
	p->row = 1;
	if (p->page == 1 || is_signed(p)) {
		add_text(p, about->conditions);
		add_text(p, about->made);
	}
}

/* How many pages the part has is known when it is over. */
static void
end_pages(struct paper_sheet *p)
{
	char *part = mem_dup(p->text.data + p->first);

	p->text.len = p->first;
	for (const char *s = part; *s; s++)
		if (*s == PAGES)
			buf_addf(&p->text, "%d", p->page);
		else
			buf_addc(&p->text, *s);
	p->page = 0;
	p->first = p->text.len;
	free(part);
}

/* The sums in their columns, behind a word in the first; they begin anew. */
static void
add_sums(struct paper_sheet *p, struct sum *sum, const char *word)
{
	const struct sheet *s = &p->sheet;
	char **text = mem_alloc(s->column_count * sizeof(*text));

	for (size_t i = 0; i < s->column_count; i++) {
		const struct type *type = s->column[i].type;
		char *value = s->column[i].is_added ? sum_text(&sum[i]) :
		    mem_dup(i ? "" : word);

		text[i] = s->column[i].is_added && type->format ?
		    type->format(NULL, value) : mem_dup(value);
		free(value);
		sum[i] = (struct sum){ 0 };
	}
	add_cells(p, text);
}

/* is_part: what comes next is of another part, or there is nothing more. */
static void
end_rows(struct paper_sheet *p, bool is_part)
{
	if (p->sum == NULL)
		return;
	add_rule(p);
	add_sums(p, p->sum, _("page sum"));
	if (is_part && p->now && p->page > 1)
		add_sums(p, p->part, _("part sum"));
	else if (is_part)
		memset(p->part, 0, p->sheet.column_count * sizeof(*p->part));
}

static void
add_foot(struct paper_sheet *p)
{
	const struct names *foot = p->sheet.about->foot;

	if (foot->count)
		buf_addc(&p->text, '\n');
	for (size_t i = 0; i < foot->count; i++)
		add_text(p, foot->name[i]);
}

static void
make_room(struct paper_sheet *p, int rows)
{
	int foot = is_signed(p) ?
	    FOOT + 1 + (int)p->sheet.about->foot->count : 0;

	if (p->row + rows + foot <= ROWS)
		return;
	end_rows(p, false);
	add_foot(p);
	begin_page(p);
	if (p->has_labels)
		add_labels(p);
}

static bool
begin(struct sheet *s, struct error *err)
{
	(void)err;
	begin_page(paper_of(s));
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

	if (is_signed(p)) {
		p->sum = mem_alloc(s->column_count * sizeof(*p->sum));
		p->part = mem_alloc(s->column_count * sizeof(*p->part));
	}
	p->has_labels = has_labels;
	if (has_labels)
		add_labels(p);
}

static void
put_row(struct paper_sheet *p, const struct sheet_cell *cell)
{
	char **text = mem_alloc(p->sheet.column_count * sizeof(*text));

	for (size_t i = 0; i < p->sheet.column_count; i++)
		text[i] = fold_controls(cell[i].shown);
	add_cells(p, text);
}

/* A part begins on a page of its own, and counts its pages. */
static void
begin_part(struct paper_sheet *p, const char *value)
{
	bool is_first = p->now == NULL;

	if (!is_first && strcmp(p->now, value) == 0)
		return;
	if (!is_first) {
		end_rows(p, true);
		add_foot(p);
		end_pages(p);
		begin_page(p);
		add_labels(p);
	}
	mem_set(&p->now, value);
	p->parts++;
}

static void
row(struct sheet *s, const struct sheet_cell *cell)
{
	struct paper_sheet *p = paper_of(s);

	for (size_t i = 0; i < s->column_count; i++)
		if (p->sum && s->column[i].is_page)
			begin_part(p, cell[i].shown);
	make_room(p, 1);
	put_row(p, cell);
	for (size_t i = 0; p->sum && i < s->column_count; i++)
		if (s->column[i].is_added) {
			sum_add(&p->sum[i], cell[i].value);
			sum_add(&p->part[i], cell[i].value);
		}
}

/* What follows isn't rows of the page; of several parts, it has its own. */
static void
total(struct sheet *s, const struct sheet_cell *cell)
{
	struct paper_sheet *p = paper_of(s);

	end_rows(p, true);
	free(p->sum);
	p->sum = NULL;
	p->has_labels = false;
	if (p->parts > 1) {
		add_foot(p);
		end_pages(p);
		begin_page(p);
	}
	make_room(p, TAIL - FOOT);
	put_row(p, cell);
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
	(void)err;
	add_foot(paper_of(s));
	end_pages(paper_of(s));
	return true;
}

static void
free_paper(struct sheet *s)
{
	struct paper_sheet *p = paper_of(s);

	buf_done(&p->text);
	free(p->sum);
	free(p->part);
	free(p->now);
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
	.total = total,
	.remark = remark,
	.end = end,
	.free = free_paper,
	.page = page,
};

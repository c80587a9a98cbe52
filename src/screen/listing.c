/* Painting rows and moving in them. */
#include "screen/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/choices.h"
#include "screen/marks.h"
#include "text/width.h"
#include "ui/term.h"

#define MARGIN 2		/* columns before the first and between two */

void
listing_init(struct listing *g, struct session *s, const struct rows *rows)
{
	*g = (struct listing){ .session = s, .rows = rows, .sorted = -1 };
	g->longest = mem_alloc(rows->column_count * sizeof(*g->longest));
	for (size_t i = 0; i < rows->column_count; i++)
		if (rows->column[i].set)
			choices_want(s, rows->column[i].set);
}

void
listing_clear(struct listing *g)
{
	for (size_t i = 0; i < g->page_count; i++)
		table_free(g->page[i].table);
	g->page_count = g->count = 0;
	g->has_more = g->has_before = false;
	memset(g->longest, 0, g->rows->column_count * sizeof(*g->longest));
}

void
listing_done(struct listing *g)
{
	listing_clear(g);
	free(g->page);
	free(g->longest);
	g->page = NULL;
	g->longest = NULL;
}

/* A text can have more room than the form gives it, if there is any. */
static bool
is_text(const struct column *c)
{
	return !c->set && !c->type->format && !c->type->is_right;
}

static void
measure(struct listing *g, const struct table *t)
{
	for (size_t i = 0; i < g->rows->column_count; i++) {
		const struct column *c = &g->rows->column[i];

		for (size_t row = 0; is_text(c) && row < table_rows(t); row++) {
			const char *text = table_value(t, row, c->name);
			int width = text ? width_text(text) : 0;

			if (width > g->longest[i])
				g->longest[i] = width;
		}
	}
}

/* How many of its rows are shown. */
static size_t
shown_rows(const struct table *t, size_t asked, bool *has_more)
{
	size_t rows = table_rows(t);

	*has_more = asked && rows == asked;
	return *has_more ? rows - 1 : rows;
}

void
listing_add(struct listing *g, struct table *t, size_t asked)
{
	struct listing_page *page = MEM_PUSH(g->page, g->page_count);

	page->table = table_share(t);
	page->count = shown_rows(t, asked, &g->has_more);
	g->count += page->count;
	measure(g, t);
	if (g->bar >= g->count)
		g->bar = g->count ? g->count - 1 : 0;
}

void
listing_add_before(struct listing *g, struct table *t, size_t asked)
{
	size_t count = shown_rows(t, asked, &g->has_before);
	bool is_first = g->count == 0;

	MEM_PUSH(g->page, g->page_count);
	memmove(g->page + 1, g->page,
	    (g->page_count - 1) * sizeof(*g->page));
	g->page[0] = (struct listing_page){ table_share(t), count, true };
	g->count += count;
	measure(g, t);
	g->bar += is_first ? 0 : count;
	g->top += is_first ? 0 : count;
	if (is_first)
		g->bar = count ? count - 1 : 0;
}

/* The page that row is on; *row becomes its place there. */
static const struct table *
page_of(const struct listing *g, size_t *row)
{
	for (size_t i = 0; i < g->page_count; i++) {
		const struct listing_page *page = &g->page[i];

		if (*row < page->count) {
			if (page->is_back)
				*row = page->count - 1 - *row;
			return page->table;
		}
		*row -= page->count;
	}
	return NULL;
}

const char *
listing_value_at(const struct listing *g, size_t row, const char *name)
{
	const struct table *t = page_of(g, &row);

	return t ? table_value(t, row, name) : NULL;
}

const char *
listing_value(const struct listing *g, const char *name)
{
	return listing_value_at(g, g->bar, name);
}

bool
listing_event(struct listing *g, const struct event *event, int height)
{
	size_t page = height > 2 ? (size_t)height - 1 : 1;
	size_t last = g->count ? g->count - 1 : 0;

	if (event->kind != EVENT_KEY)
		return false;
	switch (event->key) {
	case K_UP:
		g->bar -= g->bar > 0;
		return true;
	case K_DOWN:
		g->bar += g->bar < last;
		return true;
	case K_PAGE_UP:
		g->bar -= g->bar < page ? g->bar : page;
		return true;
	case K_PAGE_DOWN:
		g->bar = last - g->bar < page ? last : g->bar + page;
		return true;
	case K_HOME:
		g->bar = 0;
		return true;
	case K_END:
		g->bar = last;
		return true;
	default:
		return false;
	}
}

bool
listing_wants_page(const struct listing *g, int height)
{
	return g->has_more && g->bar + (size_t)height >= g->count;
}

/* Several lines as one. */
static char *
in_a_row(const char *value)
{
	char *text = mem_dup(value);

	for (char *s = text; *s; s++)
		if (*s == '\n')
			*s = ' ';
	return text;
}

bool
listing_wants_before(const struct listing *g, int height)
{
	return g->has_before && g->bar < (size_t)height;
}

char *
listing_cell(const struct listing *g, const struct table *t, size_t row,
    size_t column)
{
	const struct column *c = &g->rows->column[column];
	const struct field f = { .name = c->name, .type = c->type };
	const char *value = table_value(t, row, c->name);
	const char *name;

	if (value == NULL || *value == '\0')
		return mem_dup("");
	if (c->set && (name = choices_name(g->session, c->set, value)))
		return mem_dup(name);
	return c->type->format ? c->type->format(&f, value) : in_a_row(value);
}

char *
listing_shown(const struct listing *g, size_t row, size_t column)
{
	const struct table *t = page_of(g, &row);

	return t ? listing_cell(g, t, row, column) : mem_dup("");
}

char *
listing_text(const struct listing *g)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; g->count && i < g->rows->column_count; i++) {
		char *shown = listing_shown(g, g->bar, i);

		buf_adds(&text, shown);
		free(shown);
	}
	return buf_take(&text);
}

char *
listing_line(const struct listing *g)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; g->count && i < g->rows->column_count; i++) {
		char *shown = listing_shown(g, 0, i);

		if (*shown)
			buf_addf(&text, "%s%s", text.len ? "  " : "", shown);
		free(shown);
	}
	return text.data ? buf_take(&text) : mem_dup("");
}

/* How much longer than its column the text of one is. */
static int
lack_of(const struct listing *g, size_t i)
{
	int lack = g->longest[i] - g->rows->column[i].width;

	return lack > 0 ? lack : 0;
}

/* What the columns leave free goes to the texts that are cut; what these
 * don't need, to the last column.  Where not even the heading fits, 0. */
static int
column_width(const struct listing *g, size_t i, int left)
{
	const struct column *c = g->rows->column;
	int width = c[i].width, lack = 0;
	int extra = term_columns() - 1;

	if (left <= width_text(c[i].label))
		return 0;
	if (i + 1 == g->rows->column_count && !c[i].type->is_right)
		return left - 1;
	for (size_t k = 0; k < g->rows->column_count; k++) {
		extra -= c[k].width + MARGIN;
		lack += lack_of(g, k);
	}
	if (extra > 0 && lack > 0)
		width += extra < lack ? lack_of(g, i) * extra / lack :
		    lack_of(g, i);
	return width > left ? left : width;
}

static void
paint_heading(const struct listing *g, int row)
{
	int at = MARGIN;

	for (size_t i = 0; i < g->rows->column_count; i++) {
		const struct column *c = &g->rows->column[i];
		int width = column_width(g, i, term_columns() - at);

		if (width <= 0)
			return;
		(c->type->is_right ? view_right : view_text)(row, at, width,
		    (int)i == g->sorted ? STYLE_FOCUS : STYLE_HEADING,
		    c->label, ' ');
		at += width + MARGIN;
	}
}

/* A negative number, and what the form says. */
static bool
stands_out(const struct column *c, const char *text)
{
	if (c->type->is_right && *text == '-')
		return true;
	for (size_t i = 0; i < c->alarm.count; i++)
		if (strncmp(c->alarm.name[i], text,
		    strlen(c->alarm.name[i])) == 0)
			return true;
	return false;
}

/* The words only, not the blanks beside them. */
static void
paint_alarm(const struct column *c, int row, int at, int width,
    const char *text)
{
	int columns = view_columns(text);

	if (columns > width && !c->type->is_right)
		columns = width;
	view_text(row, c->type->is_right ? at + width - columns : at, columns,
	    STYLE_ALARM, text, ' ');
}

/* A number is never cut; it may take one of the columns before its own. */
static char *
cell_fitting(const struct listing *g, size_t row, size_t column, int columns)
{
	char *text = listing_shown(g, row, column), *number;

	if (!g->rows->column[column].type->is_right)
		return text;
	number = view_number(text, columns);
	free(text);
	return number;
}

static void
paint_number(int row, int end, int width, enum style style, const char *text)
{
	int columns = view_columns(text);

	if (columns < width)
		columns = width;
	view_right(row, end - columns, columns, style, text, ' ');
}

static void
paint_row(const struct listing *g, int row, size_t index, bool is_bar)
{
	enum style style = is_bar ? STYLE_SELECTED : STYLE_NORMAL;
	int at = MARGIN;

	if (is_bar) {
		view_text(row, 0, MARGIN, STYLE_NORMAL, ">", ' ');
		view_text(row, MARGIN, term_columns() - MARGIN, style, "", ' ');
	}
	if (g->marks && marks_has(g->marks, g, index))
		view_text(row, 1, 1, STYLE_WARNING, "*", ' ');
	for (size_t i = 0; i < g->rows->column_count; i++) {
		const struct column *c = &g->rows->column[i];
		int width = column_width(g, i, term_columns() - at);
		char *text;

		if (width <= 0)
			return;
		text = cell_fitting(g, index, i, at > MARGIN ? width + 1 :
		    width);
		if (c->type->is_right)
			paint_number(row, at + width, width, style, text);
		else
			view_text(row, at, width, style, text, ' ');
		if (!is_bar && stands_out(c, text))
			paint_alarm(c, row, at, width, text);
		free(text);
		at += width + MARGIN;
	}
}

void
listing_paint(struct listing *g, int row, int height, bool has_focus)
{
	size_t shown = height > 1 ? (size_t)height - 1 : 0;

	if (g->top + shown > g->count)
		g->top = g->count > shown ? g->count - shown : 0;
	g->top = view_follow(g->top, g->bar, shown);
	paint_heading(g, row);
	for (size_t i = 0; i < shown && g->top + i < g->count; i++)
		paint_row(g, row + 1 + (int)i, g->top + i,
		    has_focus && g->top + i == g->bar);
	if (has_focus && g->count)
		view_caret(row + 1 + (int)(g->bar - g->top), 0);
}

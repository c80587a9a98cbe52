/*
 * A paper form on a grid of two columns: fields that fit into a half stand
 * side by side, longer ones have a row of their own, and the values of a
 * column line up.
 */
#include "form/layout.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/width.h"

#define TITLE 1			/* column of a section's title */
#define INDENT 3		/* of labels; the mark stands before them */
#define GAP 2			/* between label and value */
#define GRID_MOST 100		/* wider ones tear label and value apart */
#define VALUE_LEAST 10
#define ROWS_LEAST 3		/* of a detail, or a list */

/* Being laid out: the grid, and how far down it is filled. */
struct grid {
	const struct form *form;
	const struct record *record;	/* or NULL */
	const enum area_shape *shape;	/* or NULL */
	struct layout *layout;
	int columns;
	int right;		/* where the right half's labels begin */
	int label[2];		/* widest label of each half */
	int row;
};

static int
label_width(const struct field *f)
{
	return width_text(f->label);
}

static bool
is_shown(const struct grid *g, size_t i)
{
	return !(g->form->field[i].flags & FIELD_HIDDEN) &&
	    (g->record == NULL || record_is_asked(g->record, i));
}

static int
value_column(const struct grid *g, int half)
{
	return (half ? g->right : INDENT) + g->label[half] + GAP;
}

/* One column stays free before the right half's mark. */
static int
value_end(const struct grid *g, int half)
{
	return half ? g->columns - 1 : g->right - GAP;
}

static bool
fits(const struct grid *g, size_t i, int half)
{
	return g->form->field[i].rows == 1 && value_column(g, half) +
	    g->form->field[i].width <= value_end(g, half);
}

/* The next field of the same section that is shown, or field_count. */
static size_t
next_shown(const struct grid *g, size_t i)
{
	const struct form *form = g->form;
	int section = form->field[i].section;

	for (i++; i < form->field_count; i++) {
		if (form->field[i].section != section)
			break;
		if (is_shown(g, i))
			return i;
	}
	return form->field_count;
}

static void
set_place(struct grid *g, size_t i, int half, int end)
{
	struct place *p = &g->layout->field[i];
	const struct field *f = &g->form->field[i];

	p->row = g->row;
	p->label = half ? g->right : INDENT;
	p->value = value_column(g, half);
	p->label_width = label_width(f);
	if (p->label_width > g->label[half])
		p->label_width = g->label[half];
	p->width = f->width < end - p->value ? f->width : end - p->value;
	if (p->width < 1)
		p->width = 1;
	p->rows = f->rows;
}

/* Whether a field stands in the right half is known from the first pass. */
static bool
is_right(const struct grid *g, size_t i)
{
	return g->layout->field[i].label > INDENT;
}

static void
set_pairs(struct grid *g)
{
	const struct form *form = g->form;
	size_t next;

	for (size_t i = 0; i < form->field_count; i++) {
		if (!is_shown(g, i))
			continue;
		next = next_shown(g, i);
		set_place(g, i, 0, g->columns - 1);
		if (next == form->field_count || !fits(g, i, 0) ||
		    !fits(g, next, 1))
			continue;
		set_place(g, i, 0, value_end(g, 0));
		set_place(g, next, 1, value_end(g, 1));
		i = next;
	}
}

/* The labels of each half decide where its values begin. */
static void
measure_labels(struct grid *g)
{
	int most = g->columns - INDENT - GAP - VALUE_LEAST;

	g->label[0] = g->label[1] = 0;
	for (size_t i = 0; i < g->form->field_count; i++) {
		int *label = &g->label[is_right(g, i)];
		int width = label_width(&g->form->field[i]);

		if (is_shown(g, i) && width > *label)
			*label = width < most ? width : most;
	}
}

static void
place_section(struct grid *g, size_t section, bool is_spaced)
{
	const struct form *form = g->form;
	struct heading *h = &g->layout->section[section];
	size_t first = 0;

	while (first < form->field_count &&
	    (form->field[first].section != (int)section ||
	    !is_shown(g, first)))
		first++;
	if (first == form->field_count)
		return;
	if (is_spaced && g->row > 0)
		g->row++;
	if (form->section[section].title[0])
		*h = (struct heading){ g->row++, TITLE };
	for (size_t i = first; i < form->field_count;
	    i = next_shown(g, i)) {
		bool right = is_right(g, i);

		g->row -= right;
		set_place(g, i, right, right || (next_shown(g, i) <
		    form->field_count && is_right(g, next_shown(g, i))) ?
		    value_end(g, right) : g->columns - 1);
		g->row += g->layout->field[i].rows;
	}
}

static const struct rows *
area_rows(const struct form *form, size_t i)
{
	return form->kind == FORM_LIST ? &form->rows : &form->detail[i];
}

/* Title, column headings, summary and totals, as far as there are any. */
static int
area_frame(const struct form *form, size_t i)
{
	const struct rows *rows = area_rows(form, i);

	return 1 + (rows->title != NULL) + (rows->summary.text != NULL) +
	    (rows->total.count > 0);
}

static enum area_shape
shape_of(const struct grid *g, size_t i)
{
	if (g->shape)
		return g->shape[i];
	return area_rows(g->form, i)->is_folded ? AREA_LINE : AREA_OPEN;
}

/* Rows that the area takes if one without a height has so many. */
static int
area_height(const struct grid *g, size_t i, int share)
{
	int height = area_rows(g->form, i)->height;

	if (shape_of(g, i) != AREA_OPEN)
		return shape_of(g, i) == AREA_LINE;
	return area_frame(g->form, i) + (height ? height : share);
}

/* A blank row stands before it, but for a line behind another. */
static bool
has_space(const struct grid *g, size_t i)
{
	enum area_shape before = AREA_OPEN;

	for (size_t k = 0; k < i; k++)
		if (shape_of(g, k) != AREA_NONE)
			before = shape_of(g, k);
	return shape_of(g, i) == AREA_OPEN ||
	    (shape_of(g, i) == AREA_LINE && before == AREA_OPEN);
}

static void
place_areas(struct grid *g, int rows, bool is_spaced)
{
	struct layout *l = g->layout;
	int left = rows - g->row, flexible = 0, share;

	for (size_t i = 0; i < l->area_count; i++) {
		left -= area_height(g, i, 0) + (is_spaced &&
		    (i > 0 || g->row > 0) && has_space(g, i));
		flexible += shape_of(g, i) == AREA_OPEN &&
		    area_rows(g->form, i)->height == 0;
	}
	share = flexible ? left / flexible : 0;
	if (share < ROWS_LEAST)
		share = ROWS_LEAST;
	for (size_t i = 0; i < l->area_count; i++) {
		g->row += is_spaced && g->row > 0 && has_space(g, i);
		l->area[i].row = g->row;
		l->area[i].height = area_height(g, i, share);
		g->row += l->area[i].height;
	}
}

static void
place_all(struct grid *g, int rows, bool is_spaced)
{
	g->row = 0;
	for (size_t i = 0; i < g->form->section_count; i++)
		place_section(g, i, is_spaced);
	place_areas(g, rows, is_spaced);
	g->layout->height = g->row;
}

static struct layout *
layout_new(const struct form *form)
{
	struct layout *l = mem_alloc(sizeof(*l));

	l->field = mem_alloc(form->field_count * sizeof(*l->field));
	l->section = mem_alloc(form->section_count * sizeof(*l->section));
	l->area_count = form->kind == FORM_LIST ? 1 : form->detail_count;
	l->area = mem_alloc(l->area_count * sizeof(*l->area));
	for (size_t i = 0; i < form->field_count; i++)
		l->field[i].row = -1;
	for (size_t i = 0; i < form->section_count; i++)
		l->section[i].row = -1;
	return l;
}

/* Blank rows between the parts, unless they would make it scroll. */
struct layout *
layout_make(const struct form *form, const struct record *record,
    const enum area_shape *shape, int rows, int columns)
{
	struct grid g = {
		.form = form, .record = record, .shape = shape,
		.layout = layout_new(form),
	};

	g.columns = columns < GRID_MOST ? columns : GRID_MOST;
	g.right = g.columns / 2 + 1;
	measure_labels(&g);
	g.label[1] = g.label[0];
	set_pairs(&g);
	measure_labels(&g);
	place_all(&g, rows, true);
	if (g.layout->height > rows)
		place_all(&g, rows, false);
	return g.layout;
}

void
layout_free(struct layout *l)
{
	if (l == NULL)
		return;
	free(l->field);
	free(l->section);
	free(l->area);
	free(l);
}

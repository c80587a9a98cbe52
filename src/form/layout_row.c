/*
 * A row of a detail: its fields side by side, each as wide as its label and
 * value need; texts give way when that is more than the screen has.
 */
#include "form/layout.h"

#include "base/mem.h"
#include "text/width.h"

#define MARGIN 2		/* for the row's mark and the first cell's */
#define GAP 2			/* between cells; a cell's mark stands in it */
#define TEXT_LEAST 6

static bool
is_shown(const struct field *f)
{
	return !(f->flags & FIELD_HIDDEN);
}

static int
cell_label(const struct field *f)
{
	return f->label ? width_text(f->label) : 0;
}

static int
cell_width(const struct field *f)
{
	int label = cell_label(f);

	return f->width > label ? f->width : label;
}

/* Only a text is still of use when a part of it shows. */
static int
cell_least(const struct field *f)
{
	int label = cell_label(f);

	if (!f->type->takes_number || f->width <= TEXT_LEAST)
		return cell_width(f);
	return label > TEXT_LEAST ? label : TEXT_LEAST;
}

static int
cell_most(const struct field *f)
{
	return f->type->takes_number && f->chars * 2 > f->width ?
	    f->chars * 2 : cell_width(f);
}

int
layout_row_least(const struct form *row)
{
	int least = 0;

	for (size_t i = 0; i < row->field_count; i++)
		if (is_shown(&row->field[i]))
			least += GAP + cell_least(&row->field[i]);
	return least + MARGIN - GAP;
}

/* The widest cell that can give a column, or NULL. */
static struct place *
widest(const struct form *row, struct layout *l)
{
	struct place *found = NULL;

	for (size_t i = 0; i < row->field_count; i++) {
		struct place *p = &l->field[i];

		if (p->row >= 0 && p->width > cell_least(&row->field[i]) &&
		    (found == NULL || p->width > found->width))
			found = p;
	}
	return found;
}

/* The last cell that can take another column, or NULL. */
static struct place *
hungriest(const struct form *row, struct layout *l)
{
	for (size_t i = row->field_count; i > 0; i--)
		if (l->field[i - 1].row >= 0 &&
		    l->field[i - 1].width < cell_most(&row->field[i - 1]))
			return &l->field[i - 1];
	return NULL;
}

static void
fit(const struct form *row, struct layout *l, int left)
{
	struct place *p;

	for (; left < 0 && (p = widest(row, l)); left++)
		p->width--;
	for (; left > 0 && (p = hungriest(row, l)); left--)
		p->width++;
}

struct layout *
layout_row(const struct form *row, int columns)
{
	struct layout *l = mem_alloc(sizeof(*l));
	int used = MARGIN - GAP, at = MARGIN;

	l->height = 1;
	l->field = mem_alloc(row->field_count * sizeof(*l->field));
	for (size_t i = 0; i < row->field_count; i++) {
		l->field[i].row = is_shown(&row->field[i]) ? 0 : -1;
		l->field[i].width = cell_width(&row->field[i]);
		if (l->field[i].row == 0)
			used += GAP + l->field[i].width;
	}
	fit(row, l, columns - 1 - used);
	for (size_t i = 0; i < row->field_count; i++) {
		struct place *p = &l->field[i];

		if (p->row < 0)
			continue;
		p->label = p->value = at;
		p->label_width = p->width;
		at += p->width + GAP;
	}
	return l;
}

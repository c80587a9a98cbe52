/* The screen of two people's changes: a row a field, whole values below. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/conflict.h"
#include "text/width.h"
#include "ui/term.h"

#define MARGIN 2
#define GAP 2
#define LABEL_MOST 14
#define WHOLE_ROWS 3		/* the values of the bar's row, uncut */
#define WHOLE_LABEL 8

/* Where the columns stand: label, was, yours, theirs, taken. */
#define COLUMNS 5

struct columns {
	int at[COLUMNS], width[COLUMNS];
};

static int
label_width(const struct conflict *c)
{
	const struct form *form = c->screen.below->form;
	int most = 0;

	for (size_t i = 0; i < c->count; i++) {
		int width = width_text(form->field[c->item[i].field].label);

		if (width > most)
			most = width;
	}
	return most < LABEL_MOST ? most : LABEL_MOST;
}

static struct columns
lay_out(const struct conflict *c)
{
	struct columns l;
	int taken = width_text(_("theirs")), at = MARGIN;
	int left;

	if (taken < width_text(_("choose")))
		taken = width_text(_("choose"));
	l.width[0] = label_width(c);
	l.width[4] = taken;
	left = term_columns() - 2 * MARGIN - (COLUMNS - 1) * GAP -
	    l.width[0] - taken;
	l.width[1] = left / 3;
	l.width[2] = (left - l.width[1]) / 2;
	l.width[3] = left - l.width[1] - l.width[2];
	for (int i = 0; i < COLUMNS; i++) {
		l.at[i] = at;
		at += l.width[i] + GAP;
	}
	return l;
}

static void
paint_heading(const struct columns *l, int row)
{
	const char *const heading[COLUMNS] = {
		"", _("it was"), _("you typed"), _("they saved"), _("taken"),
	};

	for (int i = 0; i < COLUMNS; i++)
		view_text(row, l->at[i], l->width[i], STYLE_HEADING,
		    heading[i], ' ');
}

static const char *
side_word(enum side side)
{
	return side == SIDE_NONE ? _("choose") :
	    side == SIDE_MINE ? _("yours") : _("theirs");
}

/* What it was, mine, theirs: as the operator reads them; yours to free. */
static void
get_values(const struct conflict *c, size_t i, char *value[WHOLE_ROWS])
{
	const struct fields *f = &c->entry->fields;
	const struct differing *d = &c->item[i];
	const struct value *v = &f->record->value[d->field];

	value[0] = fields_words(f, d->field, v->saved);
	value[1] = fields_words(f, d->field, v->text);
	value[2] = fields_words(f, d->field, d->theirs);
}

static void
paint_row(const struct conflict *c, const struct columns *l, int row, size_t i)
{
	const struct differing *d = &c->item[i];
	enum style style = i == c->bar ? STYLE_SELECTED : STYLE_NORMAL;
	char *value[WHOLE_ROWS];

	get_values(c, i, value);
	if (i == c->bar) {
		view_text(row, 0, MARGIN, STYLE_NORMAL, ">", ' ');
		view_text(row, MARGIN, term_columns() - MARGIN, style, "", ' ');
	}
	view_text(row, l->at[0], l->width[0], style,
	    c->screen.below->form->field[d->field].label, ' ');
	for (int k = 0; k < WHOLE_ROWS; k++) {
		view_text(row, l->at[k + 1], l->width[k + 1], style, value[k],
		    ' ');
		free(value[k]);
	}
	if (d->side != SIDE_NONE)
		view_text(row, l->at[d->side == SIDE_MINE ? 2 : 3] - 1, 1,
		    style, "*", ' ');
	view_text(row, l->at[4], l->width[4], d->side == SIDE_NONE &&
	    i != c->bar ? STYLE_WARNING : style, side_word(d->side), ' ');
}

/* A value that was cut in its column is whole here. */
static void
paint_whole(const struct conflict *c, int row)
{
	const char *const label[WHOLE_ROWS] = {
		_("it was"), _("you typed"), _("they saved"),
	};
	char *value[WHOLE_ROWS];
	int at = MARGIN + WHOLE_LABEL + GAP;

	get_values(c, c->bar, value);
	for (int i = 0; i < WHOLE_ROWS; i++) {
		view_text(row + i, MARGIN, WHOLE_LABEL, STYLE_HEADING,
		    label[i], ' ');
		view_text(row + i, at, term_columns() - at, STYLE_NORMAL,
		    *value[i] ? value[i] : _("(empty)"), ' ');
		free(value[i]);
	}
}

static void
paint_intro(const struct conflict *c)
{
	const struct form *form = c->screen.below->form;
	char *title = mem_printf(" %s  %s", form->title,
	    _("two people changed one record"));

	view_text(0, 0, term_columns(), STYLE_TITLE, title, ' ');
	view_text(BODY_TOP, 0, term_columns(), STYLE_WARNING, c->who ? c->who :
	    _("somebody else saved this record while you had it open: choose, then F2"),
	    ' ');
	free(title);
}

void
conflict_paint(struct screen *s)
{
	struct conflict *c = (struct conflict *)s;
	struct columns l = lay_out(c);
	int body = session_body_rows(s->session), row = BODY_TOP + 2;
	size_t shown = (size_t)(body - 3 - 1 - WHOLE_ROWS);

	if (c->bar < c->top)
		c->top = c->bar;
	if (c->bar >= c->top + shown)
		c->top = c->bar - shown + 1;
	paint_intro(c);
	paint_heading(&l, row++);
	for (size_t i = c->top; i < c->count && i < c->top + shown; i++)
		paint_row(c, &l, row++, i);
	paint_whole(c, BODY_TOP + body - WHOLE_ROWS);
	view_caret(BODY_TOP + 3 + (int)(c->bar - c->top), 0);
}

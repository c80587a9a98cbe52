/*
 * One row of a ledger: what is no person's row is passed over, a cell becomes
 * what its field holds, and all that is wrong with the row is told at once.
 */
#include "admin/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"

#define CELL_END '\x1f'
#define LINE_END '\x1e'
#define HINTS_MOST 1000

/* What rows that are about the table begin with. */
static const char *const footers[] = {
	"合计", "总计", "小计", "共计", "累计", "本页", "制表", "填表", "审核",
	"填报", "备注", "说明", "注", "负责人", "经办人",
};

/* Where problems of a row go. */
struct tell {
	struct import *im;
	struct buf *out;
	size_t line;
	bool is_bad;
};

static void
add_plain(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_addc(out, *text == CELL_END || *text == LINE_END ? '?' :
		    *text);
}

static void
tell(struct tell *t, const char *severity, const char *label,
    const char *value, const char *message)
{
	bool is_hint = strcmp(severity, "info") == 0;

	if (is_hint) {
		t->im->seen.hints++;
		if (t->im->hints++ >= HINTS_MOST)
			return;
	}
	t->is_bad |= !is_hint;
	buf_addf(t->out, "%zu%c%s%c", t->line, CELL_END, severity, CELL_END);
	add_plain(t->out, label);
	buf_addc(t->out, CELL_END);
	add_plain(t->out, value);
	buf_addc(t->out, CELL_END);
	add_plain(t->out, message);
	buf_addc(t->out, LINE_END);
}

static bool
has_inner_blank(const char *text, const char *value)
{
	char *folded = fold_text(text, fold_ascii);
	char *blanks = fold_blanks(folded);
	bool has = strchr(blanks, ' ') && strchr(value, ' ') == NULL;

	free(folded);
	free(blanks);
	return has;
}

/* What is odd, and taken all the same. */
static void
tell_hints(struct tell *t, const struct field *f, const char *cell,
    const char *value)
{
	struct error note;

	if (f->set == NULL && strcmp(f->type->sql, "text") == 0 &&
	    has_inner_blank(cell, value)) {
		error_set(&note, _("blanks left out: %s"), value);
		tell(t, "info", f->label, cell, note.text);
	}
	if (f->type->doubt && f->type->doubt(f, value, &note))
		tell(t, "info", f->label, cell, note.text);
}

/* A column of its own for what another one fills in: they have to agree. */
static void
compare(struct tell *t, const struct field *f, const char *cell,
    const char *value, const char *filled)
{
	struct error err;

	if (*filled == '\0' || strcmp(value, filled) == 0)
		return;
	error_set(&err, _("it disagrees with %s, which the number says: compare "
	    "both with the papers"), filled);
	tell(t, "bad", f->label, cell, err.text);
}

static void
read_cell(struct tell *t, const struct sheet_row *row, size_t column)
{
	struct import *im = t->im;
	size_t at = (size_t)im->column[column].field;
	const struct field *f = &im->form->field[at];
	const char *cell = row->cell[column].text;
	char *text = import_cell_tidy(cell), *value;
	struct error err;

	if (import_cell_is_blank(text)) {
		free(text);
		return;
	}
	value = import_cell_parse(im, f, text, row->cell[column].is_number, &err);
	if (value == NULL) {
		tell(t, "bad", f->label, cell, err.text);
	} else if (f->flags & FIELD_NOENTRY) {
		compare(t, f, cell, value, im->record->value[at].text);
	} else {
		record_set(im->record, at, value);
		tell_hints(t, f, cell, value);
	}
	if (value && f->fill_count)
		record_fill(im->record, at);
	free(value);
	free(text);
}

/* Columns that fill in others first, so that the others can differ. */
static void
read_cells(struct tell *t, const struct sheet_row *row)
{
	struct import *im = t->im;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < im->columns && i < row->count; i++) {
			int at = im->column[i].field;

			if (at >= 0 && (round == 0) ==
			    (im->form->field[at].fill_count > 0))
				read_cell(t, row, i);
		}
}

static const char *
session_value(const struct import *im, const char *name)
{
	for (size_t i = 0; i < table_rows(im->session); i++)
		if (strcmp(table_text(im->session, i, 0), name) == 0)
			return table_text(im->session, i, 1);
	return "";
}

static void
start_record(struct import *im)
{
	record_clear(im->record, false);
	for (size_t i = 0; i < im->form->field_count; i++) {
		const struct field *f = &im->form->field[i];

		if (im->is_sent[i] && f->initial && !f->initial_is_last)
			record_set(im->record, i, f->initial_is_name ?
			    session_value(im, f->initial) : f->initial);
	}
}

/* Nothing could fill it in, which is said of what would have. */
static bool
is_unfilled(const struct import *im, size_t field)
{
	for (size_t i = 0; i < im->form->field_count; i++) {
		const struct field *f = &im->form->field[i];

		for (size_t j = 0; j < f->fill_count; j++)
			if (im->is_sent[i] && *im->record->value[i].text == '\0' &&
			    strcmp(f->fill[j].field,
			    im->form->field[field].name) == 0)
				return true;
	}
	return false;
}

static void
check_required(struct tell *t)
{
	const struct import *im = t->im;

	for (size_t i = 0; i < im->form->field_count; i++) {
		const struct field *f = &im->form->field[i];
		struct error err;

		if (!(f->flags & FIELD_REQUIRED) || !im->is_sent[i] ||
		    !record_is_asked(im->record, i) || is_unfilled(im, i) ||
		    *im->record->value[i].text)
			continue;
		error_set(&err, _("\"%s\" is empty: fill it in"), f->label);
		tell(t, "bad", f->label, "", err.text);
	}
}

static bool
is_all_blank(const struct sheet_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (!import_cell_is_blank(row->cell[i].text))
			return false;
	return true;
}

/* A row where something that the form requires is missing. */
static bool
is_incomplete(const struct import *im, const struct sheet_row *row)
{
	for (size_t i = 0; i < im->columns; i++) {
		int at = im->column[i].field;

		if (at >= 0 && (im->form->field[at].flags & FIELD_REQUIRED) &&
		    (i >= row->count || import_cell_is_blank(row->cell[i].text)))
			return true;
	}
	return false;
}

static bool
is_footer(const struct import *im, const struct sheet_row *row)
{
	size_t i = 0;
	bool is = false;
	char *plain;

	while (i < row->count && import_cell_is_blank(row->cell[i].text))
		i++;
	if (!is_incomplete(im, row))
		return false;
	plain = import_plain(row->cell[i].text);
	for (size_t j = 0; j < sizeof(footers) / sizeof(footers[0]); j++)
		is |= strncmp(plain, footers[j], strlen(footers[j])) == 0;
	free(plain);
	return is;
}

/* The headings once more, as on each page of a print. */
static bool
is_heading(const struct import *im, const struct sheet_row *row)
{
	for (size_t i = 0; i < im->columns; i++) {
		char *plain = import_plain(i < row->count ? row->cell[i].text :
		    "");
		bool is = strcmp(plain, im->column[i].heading) == 0;

		free(plain);
		if (!is && im->column[i].field >= 0)
			return false;
	}
	return true;
}

static bool
is_passed_over(struct import *im, const struct sheet_row *row)
{
	bool is_other;

	if (row->fault)
		return false;
	if (is_all_blank(row)) {
		im->seen.blank++;
		return true;
	}
	is_other = is_heading(im, row) || is_footer(im, row);
	im->seen.totals += is_other;
	return is_other;
}

static void
check_width(struct tell *t, const struct sheet_row *row)
{
	struct error err;

	for (size_t i = t->im->columns; i < row->count; i++) {
		if (import_cell_is_blank(row->cell[i].text))
			continue;
		error_set(&err, _("the row has more cells than there are "
		    "headings (%zu): a cell holds the sign that parts cells; "
		    "put that cell in quotes"), t->im->columns);
		tell(t, "bad", "", row->cell[i].text, err.text);
		return;
	}
}

static void
add_line(const struct import *im, size_t line, struct buf *lines)
{
	buf_addf(lines, "%zu", line);
	for (size_t i = 0; i < im->form->field_count; i++) {
		if (!im->is_sent[i])
			continue;
		buf_addc(lines, CELL_END);
		buf_adds(lines, record_value(im->record, i));
	}
	buf_addc(lines, LINE_END);
}

void
import_row(struct import *im, const struct sheet_row *row, struct buf *lines,
    struct buf *problems)
{
	struct tell t = { .im = im, .out = problems, .line = row->line };

	if (is_passed_over(im, row))
		return;
	im->seen.rows++;
	if (row->fault) {
		tell(&t, "bad", "", "", row->fault);
	} else {
		start_record(im);
		read_cells(&t, row);
		check_width(&t, row);
		if (!t.is_bad)
			check_required(&t);
	}
	if (t.is_bad)
		im->seen.bad++;
	else
		add_line(im, row->line, lines);
}

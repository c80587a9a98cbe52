/* Fields on the screen: labels, values, the caret, and what to say of them. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/choices.h"
#include "screen/fields.h"
#include "screen/hidden.h"
#include "text/width.h"
#include "ui/term.h"

#define PAD '_'

void
fields_layout(struct fields *f, const enum area_shape *shape, int rows)
{
	layout_free(f->layout);
	f->layout = layout_make(f->form, f->record, shape, rows,
	    term_columns());
}

static const char *
mark_of(const struct value *v)
{
	if (!v->has_note || v->severity == SEVERITY_INFO)
		return "";
	return v->severity == SEVERITY_ERROR ? "!" : "?";
}

static enum style
style_of(const struct value *v)
{
	if (!v->has_note || v->severity == SEVERITY_INFO)
		return STYLE_FIELD;
	return v->severity == SEVERITY_ERROR ? STYLE_ERROR : STYLE_WARNING;
}

static bool
is_focus(const struct fields *f, size_t i)
{
	return f->has_focus && f->focus == i;
}

static bool
is_empty(const struct fields *f, size_t i)
{
	return f->record->value[i].text[0] == '\0' && f->typed[i] == NULL;
}

/* In brackets, so that nobody takes it for a value. */
static void
paint_placeholder(const struct field *field, const struct place *p, int row)
{
	char *text = mem_printf("〔%s〕", field->placeholder);

	view_text(row, p->value, p->width, STYLE_LABEL, text, PAD);
	free(text);
}

/* What belongs to the value, where there is room: a name as much as there is, a
 * code only whole, and its name where the code is what stands there, as its name
 * came later. */
static void
paint_beside(const struct fields *f, size_t i, int row, const char *text)
{
	const struct place *p = &f->layout->field[i];
	const char *beside = fields_beside(f, i, is_focus(f, i));
	int at = view_columns(text) + 1, columns;
	char *named;

	if (beside == NULL)
		return;
	named = strcmp(beside, text) == 0 ? fields_shown(f, i) : NULL;
	beside = named ? named : beside;
	columns = view_columns(beside);
	if (at + columns > p->width && f->form->field[i].type->is_known_by_code)
		columns = p->width - at;
	if (columns > 0 && at + columns <= p->width &&
	    (named == NULL || strcmp(named, text) != 0)) {
		view_text(row, p->value + at - 1, 1, STYLE_FIELD, " ", ' ');
		view_text(row, p->value + at, columns, STYLE_LABEL, beside,
		    ' ');
	}
	free(named);
}

static void
paint_editor(struct fields *f, int row)
{
	const struct place *p = &f->layout->field[f->focus];
	char *text;

	editor_paint(f->editor, row, p->value, p->width, STYLE_FIELD, PAD);
	if (editor_is_changed(f->editor))
		return;
	text = editor_text(f->editor);
	paint_beside(f, f->focus, row, text);
	free(text);
}

/* Numbers that stand below one another on a card end in the same column. */
static int
number_width(const struct fields *f, size_t field)
{
	const struct place *place = f->layout->field, *p = &place[field];
	int width = p->width;

	for (size_t i = 0; i < f->form->field_count; i++)
		if (place[i].row >= 0 && place[i].value == p->value &&
		    f->form->field[i].type->is_right && place[i].width > width)
			width = place[i].width;
	return width;
}

/* A value that hasn't the focus. */
static void
paint_shown(const struct fields *f, size_t i, int row, bool is_right, char pad)
{
	const struct place *p = &f->layout->field[i];
	int width = f->is_read_only && is_right ? number_width(f, i) : p->width;
	char *text = fields_fitting(f, i, width);

	(is_right ? view_right : view_text)(row, p->value, width,
	    style_of(&f->record->value[i]), text, pad);
	paint_beside(f, i, row, text);
	free(text);
}

/* What is below the body isn't painted. */
static void
paint_lines(struct fields *f, size_t i, int row)
{
	const struct place *p = &f->layout->field[i];
	bool can_type = !f->is_read_only && record_can_enter(f->record, i);
	struct box box = { row, p->value, p->width, p->rows };
	char *text;

	if (row + box.rows > f->row_end)
		box.rows = f->row_end - row;
	if (is_focus(f, i)) {
		editor_paint_lines(f->editor, &box, STYLE_FIELD, PAD);
		return;
	}
	text = fields_shown(f, i);
	if (lines_paint(&box, 0, style_of(&f->record->value[i]), text,
	    can_type ? PAD : ' ') > (size_t)p->rows && box.rows == p->rows)
		view_text(row + box.rows - 1, p->value - 1, 1, STYLE_LABEL,
		    "+", ' ');
	free(text);
}

static void
paint_value(struct fields *f, size_t i, int row)
{
	const struct place *p = &f->layout->field[i];
	const struct field *field = &f->form->field[i];
	bool can_type = !f->is_read_only && record_can_enter(f->record, i);

	if (p->rows > 1)
		paint_lines(f, i, row);
	else if (is_focus(f, i))
		paint_editor(f, row);
	else if (can_type && field->placeholder && is_empty(f, i))
		paint_placeholder(field, p, row);
	else
		paint_shown(f, i, row, f->is_read_only && field->type->is_right,
		    can_type ? PAD : ' ');
}

void
fields_paint_cell(struct fields *f, size_t i, int row, char pad)
{
	const struct place *p = &f->layout->field[i];
	const char *mark = mark_of(&f->record->value[i]);

	if (p->row < 0 || !record_is_asked(f->record, i))
		return;
	if (*mark)
		view_text(row, p->value - 1, 1, STYLE_ERROR, mark, ' ');
	if (is_focus(f, i)) {
		paint_value(f, i, row);
		return;
	}
	paint_shown(f, i, row, f->form->field[i].type->is_right &&
	    !f->typed[i], record_can_enter(f->record, i) ? pad : ' ');
}

char *
fields_aside(const struct fields *f, size_t i)
{
	const struct field *field = &f->form->field[i];
	const char *text = f->record->value[i].text;

	return *text && !f->typed[i] && field->type->aside ?
	    field->type->aside(field, text) : NULL;
}

static void
paint_field(struct fields *f, size_t i, int row)
{
	const struct place *p = &f->layout->field[i];
	const char *mark = mark_of(&f->record->value[i]);

	if (*mark)
		view_text(row, p->label - 1, 1, STYLE_ERROR, mark, ' ');
	view_text(row, p->label, p->label_width,
	    is_focus(f, i) ? STYLE_FOCUS : STYLE_LABEL,
	    f->form->field[i].label, ' ');
	paint_value(f, i, row);
}

/* No row is left blank that something above could fill. */
static void
scroll_to_focus(struct fields *f, int rows)
{
	int most = f->layout->height > rows ? f->layout->height - rows : 0;
	const struct place *p;

	if (f->top > most)
		f->top = most;
	if (!f->has_focus)
		return;
	p = &f->layout->field[f->focus];
	if (p->row + p->rows > f->top + rows)
		f->top = p->row + p->rows - rows;
	if (p->row < f->top)
		f->top = p->row > 0 ? p->row - 1 : 0;
}

void
fields_paint(struct fields *f, int row, int rows)
{
	const struct layout *l = f->layout;

	scroll_to_focus(f, rows);
	f->row_end = row + rows;
	for (size_t i = 0; i < f->form->section_count; i++) {
		int at = l->section[i].row - f->top;

		if (l->section[i].row >= 0 && at >= 0 && at < rows)
			view_heading(row + at, l->section[i].column,
			    term_columns() - l->section[i].column - 1,
			    STYLE_HEADING, f->form->section[i].title);
	}
	for (size_t i = 0; i < f->form->field_count; i++) {
		int at = l->field[i].row - f->top;

		if (l->field[i].row >= 0 && at >= 0 && at < rows &&
		    !is_focus(f, i))
			paint_field(f, i, row + at);
	}
	if (f->has_focus)	/* last: the caret stays there */
		paint_field(f, f->focus,
		    row + l->field[f->focus].row - f->top);
}

void
fields_paint_caret(struct fields *f, int row)
{
	paint_value(f, f->focus, row + f->layout->field[f->focus].row - f->top);
}

/* A short list is shown whole, so that its digit can be typed. */
static char *
choices_line(const struct fields *f, const char *set)
{
	struct session *s = f->screen->session;
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < choices_count(s, set); i++) {
		struct choice c = choices_at(s, set, i);
		const char *code = choices_is_word(c.code) ? "" : c.code;

		buf_addf(&line, "%s%s%s%s", i ? "  " : "", code,
		    *code ? " " : "", c.name);
		if (width_text(line.data) >= term_columns()) {
			buf_done(&line);
			return mem_dup(_("type its code, its initials in pinyin or a part of it; F4 lists them"));
		}
	}
	return buf_take(&line);
}

static char *
hint_of(const struct fields *f)
{
	char *text, *hidden, *aside, *hint;
	const struct field *field = &f->form->field[f->focus];
	const struct value *v = &f->record->value[f->focus];

	if (!f->has_focus)
		return mem_dup("");
	if (f->first)
		return mem_dup(_("type it a second time to be sure"));
	if (v->has_note)
		return mem_dup(v->note);
	text = editor_text(f->editor);
	hidden = hidden_line(f->screen->session, text);
	free(text);
	if (hidden)
		return hidden;
	aside = fields_aside(f, f->focus);
	if (aside) {
		hint = mem_printf("%s  %s", aside,
		    field->comment ? field->comment : "");
		free(aside);
		return hint;
	}
	if (field->comment)
		return mem_dup(field->comment);
	if (field->set)
		return choices_line(f, field->set);
	if (field->type->is_lines)
		return mem_dup(_("Ctrl-O begins a new line, Enter goes to the next field"));
	return mem_dup("");
}

void
fields_paint_hint(const struct fields *f)
{
	const struct session *s = f->screen->session;
	const struct value *v = &f->record->value[f->focus];
	enum style style = style_of(v);
	char *hint;

	if (s->message)
		return;
	hint = hint_of(f);
	view_text(session_message_row(s), 0, term_columns(),
	    style == STYLE_FIELD ? STYLE_INFO : style, hint, ' ');
	free(hint);
}

/* zhenctl form show: a form as it is laid out on 80x24, as text. */
#include <stdio.h>
#include <stdlib.h>

#include "admin/check.h"
#include "admin/command.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/layout.h"
#include "text/width.h"

#define ROWS 21
#define COLUMNS 80

/* Rows of text that are filled from left to right. */
struct page {
	struct buf *row;
	int *used;
	int count;
};

static void
put(struct page *p, int row, int column, const char *text)
{
	if (row < 0 || row >= p->count)
		return;
	for (; p->used[row] < column; p->used[row]++)
		buf_addc(&p->row[row], ' ');
	buf_adds(&p->row[row], text);
	p->used[row] += width_text(text);
}

/* A card is read only: it saves nothing. */
static bool
can_type(const struct form *form, size_t i)
{
	const struct field *f = &form->field[i];
	bool is_card = form->kind == FORM_ENTRY && !form->table && !form->call;

	return !is_card && !(f->flags & FIELD_NOENTRY) && !f->computed.text;
}

static void
put_fields(struct page *p, const struct form *form, const struct layout *l)
{
	for (size_t i = 0; i < form->section_count; i++)
		put(p, l->section[i].row, l->section[i].column,
		    form->section[i].title);
	for (size_t i = 0; i < form->field_count; i++) {
		const struct place *at = &l->field[i];

		if (at->row < 0)
			continue;
		put(p, at->row, at->label, form->field[i].label);
		for (int n = 0; n < at->width * at->rows; n++)
			put(p, at->row + n / at->width, at->value,
			    can_type(form, i) ? "_" : " ");
	}
}

static void
put_columns(struct page *p, const struct rows *rows, int row)
{
	int at = 2;

	for (size_t i = 0; i < rows->column_count; i++) {
		put(p, row, at, rows->column[i].label);
		at += rows->column[i].width + 2;
	}
}

/* A row that is filled in: its labels, and an empty one below them. */
static void
put_row(struct page *p, const struct form *row, int at)
{
	struct layout *l = layout_row(row, COLUMNS);

	for (size_t i = 0; i < row->field_count; i++) {
		if (l->field[i].row < 0)
			continue;
		put(p, at, l->field[i].label, row->field[i].label);
		put(p, at + 1, l->field[i].value, "");
		for (int n = 0; n < l->field[i].width; n++)
			put(p, at + 1, l->field[i].value, "_");
	}
	layout_free(l);
}

static void
put_rows(struct page *p, const struct form *form, const struct layout *l)
{
	if (form->kind == FORM_LIST && l->area_count)
		put_columns(p, &form->rows, l->area[0].row);
	for (size_t i = 0; i < form->detail_count; i++) {
		put(p, l->area[i].row, 1, form->detail[i].title);
		if (l->area[i].height == 1)
			continue;
		if (form->detail[i].row)
			put_row(p, form->detail[i].row, l->area[i].row + 1);
		put_columns(p, &form->detail[i], l->area[i].row + 1);
	}
}

static void
put_items(struct page *p, const struct form *form)
{
	int row = 0, section = -1;

	for (size_t i = 0; i < form->action_count; i++) {
		const struct action *a = &form->action[i];

		if (a->section != section && a->section >= 0)
			put(p, row++, 2, form->section[a->section].title);
		section = a->section;
		put(p, row, 5, a->key);
		put(p, row++, 8, a->label);
	}
}

static void
show(const struct form *form)
{
	struct layout *l = layout_make(form, NULL, NULL, ROWS, COLUMNS);
	struct page p = { .count = l->height > ROWS ? l->height : ROWS };

	p.row = mem_alloc((size_t)p.count * sizeof(*p.row));
	p.used = mem_alloc((size_t)p.count * sizeof(*p.used));
	if (form->kind == FORM_MENU)
		put_items(&p, form);
	else
		put_fields(&p, form, l);
	put_rows(&p, form, l);
	printf(" %s", form->title);
	if (form->code)
		printf("  %d", form->code);
	puts("");
	for (int i = 0; i < p.count; i++) {
		puts(p.row[i].data ? p.row[i].data : "");
		buf_done(&p.row[i]);
	}
	for (size_t i = 0; form->slip && i < form->slip->line_count; i++)
		printf("%s%s\n", i ? "" : "\n", form->slip->line[i].text);
	free(p.row);
	free(p.used);
	layout_free(l);
}

bool
command_form_show(struct admin *a, int argc, char **argv, struct error *err)
{
	(void)a;
	if (argc < 2)
		return error_set(err, _("form show takes FILE..."));
	for (int i = 1; i < argc; i++) {
		struct form *form = form_read(argv[i], check_complain, NULL);

		if (form == NULL)
			return error_set(err, _("%s has mistakes"), argv[i]);
		show(form);
		form_free(form);
	}
	return true;
}

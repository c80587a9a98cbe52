/* Whether a detail that can be edited has all that its rows need. */
#include "form/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "form/layout.h"
#include "form/sql.h"

#define COLUMNS 80

static void
check_link(struct reader *r, const struct rows *rows)
{
	const struct form *form = r->form;

	if (form->table == NULL && !r->has_lost)
		reader_mistake(r, rows->line, _("a detail \"of\" a table needs "
		    "a screen with a table, which it is saved with"));
	for (size_t i = 0; i < rows->link_count && form->table; i++) {
		const char *from = rows->link[i].from;

		if (from && !names_has(&form->key, from))
			reader_mistake(r, rows->line, _("\"%s\" is no column of "
			    "the screen's key: rows know their record by its "
			    "key"), from);
	}
}

static void
check_field(struct reader *r, const struct rows *rows, const struct field *f)
{
	for (size_t i = 0; f->name && i < rows->link_count; i++)
		if (rows->link[i].to && strcmp(rows->link[i].to, f->name) == 0)
			reader_mistake(r, f->line, _("\"%s\" comes from the "
			    "record already: leave the field out"), f->name);
	if (f->type->is_lines)
		reader_mistake(r, f->line, _("a memo has no place in a row: "
		    "use text"));
	if (f->flags & FIELD_FINDS)
		reader_mistake(r, f->line, _("\"finds\" has no place in a "
		    "row"));
	if (f->repeats)
		reader_mistake(r, f->line, _("\"repeats\" has no place in a "
		    "row"));
	if (f->flags & FIELD_STICKY)
		reader_mistake(r, f->line, _("\"sticky\" has no place in a "
		    "row: default above keeps the value of the row before"));
}

static void
check_totals(struct reader *r, const struct rows *rows)
{
	for (size_t i = 0; i < rows->total.count; i++) {
		const char *name = rows->total.name[i];
		int field = form_field(rows->row, name);

		if (field < 0)
			reader_mistake(r, rows->total_line, _("total: there is "
			    "no field \"%s\" in the row"), name);
		else if (!rows->row->field[field].type->is_right)
			reader_mistake(r, rows->total_line, _("total: \"%s\" is "
			    "no number"), name);
	}
}

static void
check_width(struct reader *r, const struct rows *rows)
{
	int least = layout_row_least(rows->row);

	if (least >= COLUMNS)
		reader_mistake(r, rows->line, _("a row needs %d columns, the "
		    "screen has %d: make fields narrower or hide some"), least,
		    COLUMNS - 1);
}

void
reader_check_row(struct reader *r, struct rows *rows)
{
	struct form *form = r->form;

	check_link(r, rows);
	if (rows->row->field_count == 0 && !r->has_lost)
		reader_mistake(r, rows->line, _("a detail needs a field"));
	for (size_t i = 0; i < rows->row->field_count; i++)
		check_field(r, rows, &rows->row->field[i]);
	check_totals(r, rows);
	check_width(r, rows);
	if (rows->action_count)
		reader_mistake(r, rows->action[0].line, _("Enter goes to the "
		    "next field here: bind a function key"));
	r->form = rows->row;
	reader_check_fields(r);
	r->form = form;
}

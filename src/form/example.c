/* Forms made from forms. */
#include "form/example.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "form/criterion.h"
#include "form/sql.h"
#include "text/width.h"

#define CONDITION_CHARS 200
#define COLUMNS 80
#define MARGIN 2
#define COLUMN_MOST 18
#define SET_MOST 12

static struct form *
new_form(const struct form *form, enum form_kind kind, const char *title)
{
	struct form *f = mem_alloc(sizeof(*f));

	f->kind = kind;
	f->path = mem_dup(form->path);
	f->name = mem_dup(form->name);
	f->title = mem_dup(title);
	return f;
}

static void
add_field(struct form *f, const struct field *from)
{
	struct field *field = MEM_PUSH(f->field, f->field_count);

	field->name = mem_dup(from->name);
	field->label = mem_dup(from->label);
	field->type = &type_criterion;
	field->flags = from->flags & FIELD_HIDDEN;
	field->width = from->width;
	field->rows = 1;
	field->chars = CONDITION_CHARS;
	field->comment = mem_dup(_("empty: any; >=100  1..9  1|3  <>2  a*  "
	    "?b; = alone: nothing in it, <> alone: something"));
	field->section = from->section;
	field->line = from->line;
}

static void
add_help(struct form *f, const char *text)
{
	*MEM_PUSH(f->help, f->help_count) = mem_dup(text);
}

struct form *
example_conditions(const struct form *form, const char *title)
{
	struct form *f = new_form(form, FORM_ENTRY, title);

	f->table = mem_dup(form->table);
	add_help(f, _("Fill in what you know, as an example; all of it has "
	    "to hold. A field that is left empty may be anything."));
	add_help(f, _("> >= < <= <> before a value compare; 1..9 is a range, "
	    "1|3 one or the other; * stands for any characters of a text and "
	    "? for one; = alone means empty, <> alone filled in."));
	for (size_t i = 0; i < form->section_count; i++) {
		struct section *s = MEM_PUSH(f->section, f->section_count);

		s->title = mem_dup(form->section[i].title);
		s->line = form->section[i].line;
	}
	for (size_t i = 0; i < form->field_count; i++)
		add_field(f, &form->field[i]);
	return f;
}

static int
column_width(const struct field *field)
{
	int most = field->set ? SET_MOST : COLUMN_MOST;
	int width = field->width < most ? field->width : most;
	int label = width_text(field->label);

	return width > label ? width : label;
}

static void
add_column(struct rows *rows, const struct field *field, int width)
{
	struct column *c = MEM_PUSH(rows->column, rows->column_count);

	c->name = mem_dup(field->name);
	c->label = mem_dup(field->label);
	c->type = field->type;
	c->set = mem_dup(field->set);
	c->width = width ? width : column_width(field);
	c->line = field->line;
}

static void
add_columns(struct rows *rows, const struct form *form)
{
	int left = COLUMNS - MARGIN;

	for (size_t i = 0; i < form->found.count; i++) {
		int at = form_field(form, form->found.name[i]);

		if (at >= 0)
			add_column(rows, &form->field[at],
			    form->found_width[i]);
	}
	for (size_t i = 0; form->found.count == 0 && i < form->field_count;
	    i++) {
		const struct field *field = &form->field[i];
		int width = column_width(field);

		if (field->flags & FIELD_HIDDEN || width > left)
			continue;
		add_column(rows, field, width);
		left -= width + MARGIN;
	}
}

static void
add_open(struct form *f, const struct form *form)
{
	struct action *a = MEM_PUSH(f->action, f->action_count);

	a->key = mem_dup("Enter");
	a->label = mem_dup(_("open"));
	a->kind = ACTION_OPENS;
	a->target = mem_dup(form->name);
	a->section = -1;
	for (size_t i = 0; i < form->key.count; i++) {
		struct pass *pass = MEM_PUSH(a->pass, a->pass_count);

		pass->to = mem_dup(form->key.name[i]);
		pass->from = mem_dup(form->key.name[i]);
	}
}

struct form *
example_list(const struct form *form, const char *title)
{
	struct form *f = new_form(form, FORM_LIST, title);

	add_columns(&f->rows, form);
	add_open(f, form);
	for (size_t i = 0; i < form->key.count; i++)
		names_add(&f->rows.order, form->key.name[i]);
	f->rows.order_desc = mem_alloc(form->key.count *
	    sizeof(*f->rows.order_desc));
	return f;
}

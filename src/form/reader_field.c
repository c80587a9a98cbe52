/* Sections, fields and their attributes. */
#include "form/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/suggest.h"

#define WIDTH_MAX 200
#define ROWS 3			/* of a memo, when the file says none */
#define ROWS_MAX 12
#define TEXT_WIDTH 60		/* of a long text, when the file says none */

bool
read_section(struct reader *r)
{
	struct form *f = r->form;
	struct section *s = MEM_PUSH(f->section, f->section_count);

	s->line = r->at->line;
	s->title = mem_dup("");
	if (f->kind == FORM_ENTRY)
		r->rows = NULL;
	return reader_label(r, &s->title, TITLE_COLUMNS);
}

static bool
has_part(const struct type *type, const char *name)
{
	for (size_t i = 0; type->parts && type->parts[i]; i++)
		if (strcmp(type->parts[i], name) == 0)
			return true;
	return false;
}

static bool
unknown_part(struct reader *r, const struct type *type, const char *name)
{
	struct suggest s;
	char *nearest;

	if (type->parts == NULL)
		return reader_fail(r, _("the type %s has no parts to fill "
		    "other fields with"), type->name);
	suggest_begin(&s, name);
	for (size_t i = 0; type->parts[i]; i++)
		suggest_offer(&s, type->parts[i]);
	nearest = suggest_end(&s);
	reader_unknown(r, _("part"), name, nearest);
	free(nearest);
	return false;
}

static bool
read_fills(struct reader *r, struct field *f)
{
	struct pass *pass = NULL;
	size_t count = 0;
	bool ok = reader_once(r, f->fill, "fills") &&
	    reader_passes(r, &pass, &count);

	for (size_t i = 0; i < count; i++) {
		struct fill *fill;

		if (ok && !has_part(f->type, pass[i].from))
			ok = unknown_part(r, f->type, pass[i].from);
		fill = MEM_PUSH(f->fill, f->fill_count);
		fill->field = pass[i].to;
		fill->part = pass[i].from;
	}
	free(pass);
	return ok;
}

static bool
read_pastes(struct reader *r, struct field *f)
{
	return reader_once(r, f->pasted.name, "pastes") &&
	    reader_names(r, &f->pasted, _("the name of a field"));
}

static bool
read_repeats(struct reader *r, struct field *f)
{
	return reader_once(r, f->repeats, "repeats") &&
	    reader_name(r, &f->repeats, _("the name of a field"));
}

static bool
read_check(struct reader *r, struct field *f)
{
	return reader_sql(r, &f->check, "check");
}

static bool
read_comment(struct reader *r, struct field *f)
{
	return reader_once(r, f->comment, "comment") &&
	    reader_text(r, &f->comment, _("a text in quotes"));
}

static bool
read_field_help(struct reader *r, struct field *f)
{
	return reader_once(r, f->help, "help") &&
	    reader_text(r, &f->help, _("a text in quotes"));
}

static bool
read_source(struct reader *r, struct field *f)
{
	return reader_once(r, f->source, "source") &&
	    reader_text(r, &f->source, _("a text in quotes"));
}

static bool
read_new(struct reader *r, struct field *f)
{
	if (f->set == NULL)
		return reader_fail(r, _("only a code or lookup has a list "
		    "that \"new\" could add to"));
	return reader_once(r, f->new_screen, "new") &&
	    reader_name(r, &f->new_screen, _("the name of a screen"));
}

static bool
read_rows_shown(struct reader *r, struct field *f)
{
	if (!f->type->is_lines)
		return reader_fail(r, _("only a memo has several rows"));
	return reader_number(r, &f->rows, ROWS_MAX, _("the number of rows"));
}

static bool
read_initials(struct reader *r, struct field *f)
{
	return reader_once(r, f->initials, "initials") &&
	    reader_name(r, &f->initials, _("the name of a column"));
}

static const struct attribute {
	const char *word;
	unsigned flag;
	bool (*read)(struct reader *r, struct field *f);
} attributes[] = {
	{ "required", FIELD_REQUIRED, NULL },
	{ "noentry", FIELD_NOENTRY, NULL },
	{ "noupdate", FIELD_NOUPDATE, NULL },
	{ "hidden", FIELD_HIDDEN, NULL },
	{ "sticky", FIELD_STICKY, NULL },
	{ "verify", FIELD_VERIFY, NULL },
	{ "upper", FIELD_UPPER, NULL },
	{ "finds", FIELD_FINDS, NULL },
	{ "autonext", FIELD_AUTONEXT, NULL },
	{ "fold", FIELD_FOLD, NULL },
	{ "default", 0, read_default },
	{ "include", 0, read_include },
	{ "picture", 0, read_picture },
	{ "placeholder", 0, read_placeholder },
	{ "computed", 0, read_computed },
	{ "when", 0, read_when },
	{ "fills", 0, read_fills },
	{ "pastes", 0, read_pastes },
	{ "repeats", 0, read_repeats },
	{ "check", 0, read_check },
	{ "comment", 0, read_comment },
	{ "help", 0, read_field_help },
	{ "initials", 0, read_initials },
	{ "source", 0, read_source },
	{ "new", 0, read_new },
	{ "rows", 0, read_rows_shown },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
unknown_attribute(struct reader *r)
{
	struct suggest s;
	char *nearest;

	if (r->at->kind != TOKEN_WORD)
		return reader_fail(r, _("an attribute is expected before "
		    "\"%.60s\""), r->at->text);
	suggest_begin(&s, r->at->text);
	for (size_t i = 0; i < COUNT(attributes); i++)
		suggest_offer(&s, attributes[i].word);
	nearest = suggest_end(&s);
	reader_unknown(r, _("attribute"), r->at->text, nearest);
	free(nearest);
	return false;
}

static bool
read_attribute(struct reader *r, struct field *f)
{
	for (size_t i = 0; i < COUNT(attributes); i++) {
		const struct attribute *a = &attributes[i];

		if (!reader_accept(r, a->word))
			continue;
		if (a->read)
			return a->read(r, f);
		if (f->flags & a->flag)
			return reader_fail(r, _("\"%s\" is given twice"),
			    a->word);
		f->flags |= a->flag;
		return true;
	}
	return unknown_attribute(r);
}

static void
set_size(struct field *f, int number)
{
	const struct type *type = f->type;

	f->width = type->width;
	f->chars = type->max_chars;
	if (type->takes_number) {
		f->chars = number;
		f->width = number * 2 < TEXT_WIDTH ? number * 2 : TEXT_WIDTH;
	}
	if (type->is_lines) {
		f->rows = ROWS;
		f->width = TEXT_WIDTH;
	}
}

static bool
read_width(struct reader *r, struct field *f)
{
	if (r->at->kind == TOKEN_NUMBER &&
	    !reader_number(r, &f->width, WIDTH_MAX, _("the width")))
		return false;
	if (f->chars == 0)
		f->chars = f->width;
	return true;
}

/* Nothing about a field is said twice because its line has a mistake. */
static struct field *
add_field(struct reader *r)
{
	struct form *form = reader_target(r);
	struct field *f = MEM_PUSH(form->field, form->field_count);

	f->line = r->at->line;
	f->type = type_all[0];
	f->rows = 1;
	f->section = (int)form->section_count - 1;
	return f;
}

bool
read_field(struct reader *r)
{
	struct field *f = add_field(r);
	int number;

	if (reader_target(r) == r->form && r->form->section_count == 0 &&
	    !r->has_lost)
		reader_fail(r, _("a field needs a section before it"));
	if (r->form->kind == FORM_MENU && r->place == IN_MENU)
		return reader_fail(r, _("a menu has items, no fields"));
	if (!reader_name(r, &f->name, _("the name of a field")) ||
	    !reader_label(r, &f->label, LABEL_COLUMNS) ||
	    !reader_type(r, &f->type, &f->set, &number))
		return false;
	set_size(f, number);
	if (!read_width(r, f))
		return false;
	while (r->at->kind != TOKEN_END)
		if (!read_attribute(r, f))
			return false;
	return true;
}

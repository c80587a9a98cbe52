/* Whether fields and keys are consistent with each other. */
#include "form/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "form/suggest.h"

static bool
is_filled(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->field_count; i++)
		for (size_t j = 0; j < form->field[i].fill_count; j++) {
			const char *to = form->field[i].fill[j].field;

			if (to && strcmp(to, name) == 0)
				return true;
		}
	return false;
}

static bool
has_default(const struct field *f)
{
	return f->initial || f->initial_is_above || f->initial_is_last ||
	    f->initial_sql.text || f->computed.text;
}

static void
check_flags(struct reader *r, const struct field *f)
{
	bool is_shut = f->flags & (FIELD_NOENTRY | FIELD_HIDDEN);

	if ((f->flags & FIELD_REQUIRED) && is_shut && !has_default(f) &&
	    f->name && !is_filled(r->form, f->name))
		reader_mistake(r, f->line, _("a required field that nobody "
		    "can enter needs a default"));
	if ((f->flags & FIELD_VERIFY) && is_shut)
		reader_mistake(r, f->line, _("nobody can enter this field, "
		    "so nobody can verify it"));
	if ((f->flags & FIELD_FINDS) && r->place == IN_ENTRY &&
	    r->form->table == NULL)
		reader_mistake(r, f->line, _("\"finds\" needs a table to "
		    "find records in"));
}

void
reader_no_field(struct reader *r, int line, const char *what, const char *name)
{
	const struct form *form = r->form;
	struct suggest s;
	char *nearest;

	suggest_begin(&s, name);
	for (size_t i = 0; i < form->field_count; i++)
		if (form->field[i].name)
			suggest_offer(&s, form->field[i].name);
	nearest = suggest_end(&s);
	reader_mistake(r, line, _("%s: there is no field \"%s\"%s"), what,
	    name, nearest);
	free(nearest);
}

static void
check_fills(struct reader *r, const struct field *f, const struct names *all)
{
	for (size_t i = 0; i < f->fill_count; i++) {
		const char *to = f->fill[i].field;

		if (to == NULL)
			continue;
		if (!names_has(all, to))
			reader_no_field(r, f->line, "fills", to);
		else if (f->name && strcmp(to, f->name) == 0)
			reader_mistake(r, f->line, _("the field fills "
			    "itself"));
	}
}

/* Each has to be one that the operator could fill in. */
static void
check_pasted(struct reader *r, const struct field *f)
{
	for (size_t i = 0; i < f->pasted.count; i++) {
		const char *name = f->pasted.name[i];
		int at = name ? form_field(r->form, name) : -1;
		const struct field *to = at < 0 ? NULL : &r->form->field[at];

		if (name && to == NULL)
			reader_no_field(r, f->line, "pastes", name);
		else if (to && (to->flags & (FIELD_NOENTRY | FIELD_HIDDEN |
		    FIELD_VERIFY)))
			reader_mistake(r, f->line, _("\"%s\" can't be "
			    "pasted into: it is not for entry, or typed twice"),
			    name);
	}
}

static void
check_repeats(struct reader *r, const struct field *f)
{
	int at = f->repeats ? form_field(r->form, f->repeats) : -1;

	if (f->repeats && at < 0)
		reader_no_field(r, f->line, "repeats", f->repeats);
	else if (at >= 0 && r->form->field[at].type != f->type)
		reader_mistake(r, f->line, _("\"repeats\" needs a field of "
		    "the same type"));
}

void
reader_check_fields(struct reader *r)
{
	const struct form *form = r->form;
	struct names all = { 0 };

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *f = &form->field[i];

		if (f->name && names_has(&all, f->name))
			reader_mistake(r, f->line, _("there is a field "
			    "\"%s\" already"), f->name);
		else if (f->name)
			names_add(&all, f->name);
	}
	for (size_t i = 0; i < form->field_count; i++) {
		check_flags(r, &form->field[i]);
		check_fills(r, &form->field[i], &all);
		check_pasted(r, &form->field[i]);
		check_repeats(r, &form->field[i]);
		reader_check_value(r, i);
	}
	names_done(&all);
}

static bool
rows_give(const struct rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->column_count; i++)
		if (rows->column[i].name &&
		    strcmp(rows->column[i].name, name) == 0)
			return true;
	return rows->query.text && sql_may_give(rows->query.text, name);
}

/* Values that a key's condition may look at. */
static bool
is_known(const struct form *form, const struct rows *rows, const char *name)
{
	return form_field(form, name) >= 0 || names_has(&form->with, name) ||
	    names_has(&form->key, name) ||
	    (form->query.text && sql_may_give(form->query.text, name)) ||
	    (rows && rows_give(rows, name));
}

static void
check_actions(struct reader *r, const struct action *action, size_t count,
    const struct rows *rows)
{
	struct names keys = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct action *a = &action[i];

		if (a->key && names_has(&keys, a->key))
			reader_mistake(r, a->line, _("the key %s is taken "
			    "already"), a->key);
		else if (a->key)
			names_add(&keys, a->key);
		if (a->when.name && !is_known(r->form, rows, a->when.name))
			reader_no_field(r, a->line, "when", a->when.name);
	}
	names_done(&keys);
}

/* Enter and letters are for the fields wherever one can be filled in. */
static void
check_typing(struct reader *r)
{
	const struct form *form = r->form;

	if (r->place != IN_ENTRY || (!form->table && !form->call))
		return;
	for (size_t i = 0; i < form->action_count; i++) {
		const struct action *a = &form->action[i];

		if (a->key && strcmp(a->key, "Enter") == 0)
			reader_mistake(r, a->line, _("Enter goes to the next "
			    "field here: bind a function key"));
		else if (a->key && a->key[1] == '\0')
			reader_mistake(r, a->line, _("the letter %s is typed "
			    "into fields here: bind a function key"), a->key);
	}
}

void
reader_check_actions(struct reader *r)
{
	const struct form *form = r->form;

	check_actions(r, form->action, form->action_count,
	    r->place == IN_LIST ? &form->rows : NULL);
	for (size_t i = 0; i < form->detail_count; i++)
		check_actions(r, form->detail[i].action,
		    form->detail[i].action_count, &form->detail[i]);
	check_typing(r);
}

/* A field against the database: its column, its values, its SQL. */
#include <stdlib.h>
#include <string.h>

#include "admin/checking.h"
#include "base/i18n.h"
#include "base/mem.h"

/* A form with this field only, to ask about it alone: can it be read, and
 * written? */
void
checking_field(struct check *c, const struct form *form,
    const struct field *field)
{
	struct form one = *form;
	struct field alone = *field;
	struct record *record;
	struct table *t;

	if (field->computed.text)
		return;
	alone.when = (struct condition){ 0 };
	one.field = &alone;
	one.field_count = 1;
	t = checking_describe(c, statement_load(&one, checking_no_value, NULL),
	    field->line, false);
	if (t && !(field->flags & FIELD_NOENTRY)) {
		record = record_new(&one);
		record_set(record, 0, "0");
		table_free(checking_describe(c, statement_save(record), field->line,
		    false));
		record_set_version(record, "0");
		if (!(field->flags & FIELD_NOUPDATE))
			table_free(checking_describe(c, statement_save(record),
			    field->line, false));
		record_free(record);
	}
	table_free(t);
}

/* SQL that gives the value of a field: one column. */
static void
check_value(struct check *c, const struct sql *sql)
{
	struct table *t = checking_sql(c, sql);

	if (t && table_columns(t) != 1)
		checking_complain(c, sql->line,
		    _("a field's value is one column: this gives more"));
	table_free(t);
}

static bool
has_code(const struct table *t, const char *code)
{
	for (size_t i = 0; i < table_rows(t); i++)
		if (strcmp(table_text(t, i, 0), code) == 0)
			return true;
	return false;
}

/* Values that the form names are codes of the set. */
static void
check_codes(struct check *c, const struct field *f, const struct table *t)
{
	for (size_t i = 0; i < f->include_count; i++) {
		char *text;

		if (t == NULL || has_code(t, f->include[i].low))
			continue;
		text = mem_printf(_("include: the set %s has no \"%s\""),
		    f->set, f->include[i].low);
		checking_complain(c, f->line, text);
		free(text);
	}
}

void
checking_attributes(struct check *c, const struct field *f)
{
	struct table *t = checking_set(c, f->set, f->line);

	check_codes(c, f, t);
	table_free(t);
	if (f->new_screen)
		checking_screen(c, f->new_screen, f->line);
	table_free(checking_sql(c, &f->check));
	check_value(c, &f->initial_sql);
	check_value(c, &f->computed);
}

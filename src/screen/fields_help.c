/* What F1 says about the field that has the focus. */
#include <stdlib.h>

#include "base/i18n.h"
#include "screen/fields_check.h"

static void
help_rules(const struct fields *f, struct buf *out)
{
	const struct field *field = &f->form->field[f->focus];
	char *allowed;

	if (field->type->example)
		buf_addf(out, _("for example: %s\n"), field->type->example);
	if (field->type->is_lines)
		buf_addf(out, "%s\n", _("Ctrl-O begins a new line, Enter goes to the next field"));
	if (field->picture)
		buf_addf(out, _("It looks like %s: A is a letter, # a digit, X anything; the rest comes by itself.\n"),
		    field->picture);
	if (field->include_count) {
		allowed = record_allowed(f->record, f->focus);
		buf_addf(out, _("Allowed: %s\n"), allowed);
		free(allowed);
	}
	if (field->flags & FIELD_REQUIRED)
		buf_adds(out, _("This must be filled in.\n"));
	if (field->flags & FIELD_VERIFY)
		buf_adds(out, _("It is typed twice.\n"));
	if (field->flags & FIELD_AUTONEXT)
		buf_adds(out, _("It goes on by itself when it is complete.\n"));
}

void
fields_help(struct fields *f, struct buf *out)
{
	const struct field *field = &f->form->field[f->focus];

	fields_know_today(f);
	buf_addf(out, "\n[%s]\n", field->label);
	if (field->help)
		buf_addf(out, "%s\n", field->help);
	if (field->comment)
		buf_addf(out, "%s\n", field->comment);
	help_rules(f, out);
	if (field->source)
		buf_addf(out, _("The rule's source: %s\n"), field->source);
}

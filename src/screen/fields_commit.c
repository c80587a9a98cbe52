/* Leaving a field: what was typed becomes its value, or is kept and marked. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/checks.h"
#include "screen/fields_check.h"

static const struct field *
focus_field(const struct fields *f)
{
	return &f->form->field[f->focus];
}

static void
keep_typed(struct fields *f, const char *text, const char *why)
{
	mem_set(&f->typed[f->focus], text);
	record_note(f->record, f->focus, SEVERITY_ERROR, why);
	if (f->changed)
		f->changed(f->screen, f->focus);
	f->is_replaced = focus_field(f)->type->is_retyped;
}

/* A value to be entered twice: true once both are the same. */
static bool
is_repeated(struct fields *f, const char *value)
{
	const char *old = f->record->value[f->focus].text;

	if (!(focus_field(f)->flags & FIELD_VERIFY))
		return true;
	if (f->first == NULL && (*value == '\0' || strcmp(old, value) == 0))
		return true;
	if (f->first == NULL) {
		f->first = mem_dup(value);
		editor_set(f->editor, "", (size_t)focus_field(f)->chars);
		session_say(f->screen->session, SEVERITY_INFO,
		    _("type it a second time to be sure"));
		return false;
	}
	if (strcmp(f->first, value) == 0) {
		mem_set(&f->first, NULL);
		return true;
	}
	mem_set(&f->first, NULL);
	editor_set(f->editor, "", (size_t)focus_field(f)->chars);
	session_say(f->screen->session, SEVERITY_ERROR,
	    _("the two entries differ: type it again"));
	return false;
}

void
fields_take(struct fields *f, const char *value)
{
	size_t i = f->focus;
	bool is_other = strcmp(f->record->value[i].text, value) != 0;

	if (is_other || f->typed[i])
		record_clear_note(f->record, i);
	mem_set(&f->typed[i], NULL);
	record_set(f->record, i, value);
	if (is_other) {
		fields_fill(f, i);
		checks_ask(f->checks, i);
		if (f->changed)
			f->changed(f->screen, i);
	}
	fields_note_doubt(f, i);
	fields_refresh(f);
}

bool
fields_commit(struct fields *f)
{
	struct error err = { "" };
	char *text, *value;
	bool ok;

	if (!f->has_focus || (!editor_is_changed(f->editor) &&
	    f->typed[f->focus] == NULL && f->first == NULL))
		return true;
	fields_know_today(f);
	text = editor_text(f->editor);
	value = fields_parse(f, f->focus, text, &err);
	if (value == NULL || !record_allows(f->record, f->focus, value, &err)) {
		keep_typed(f, text, err.text);
		free(text);
		free(value);
		return false;
	}
	ok = is_repeated(f, value);
	if (ok)
		fields_take(f, value);
	free(value);
	free(text);
	return ok;
}

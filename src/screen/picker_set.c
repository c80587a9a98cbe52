/* The picker of a field's list of values. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/picker.h"

#define SET_COLUMNS 44
#define NOTED_COLUMNS 54
#define CODE_COLUMNS 12

struct of_set {
	struct session *session;
	const struct field *field;
	struct choice *choice;
	picker_done done;
	void *data;
};

static void
took(struct screen *s, void *data, size_t index)
{
	struct of_set *o = data;

	choices_used(o->session, o->field->set, o->choice[index].code);
	o->done(s, o->data, o->choice[index].code);
}

static void
add_new(struct screen *s, void *data, const char *typed)
{
	struct of_set *o = data;
	struct values with = { 0 };

	values_set(&with, "typed", typed);
	choices_renew(s->session, o->field->set);
	session_open(s->session, o->field->new_screen, &with);
	values_done(&with);
}

static void
gone(void *data)
{
	struct of_set *o = data;

	free(o->choice);
	free(o);
}

static bool
has_notes(const struct choice *choice, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (*choice[i].note)
			return true;
	return false;
}

void
picker_open(struct session *s, const struct field *field, const char *typed,
    picker_done done, void *data)
{
	struct of_set *o;
	size_t count = choices_count(s, field->set), used;
	bool is_worded;

	if (!choices_are_here(s, field->set)) {
		choices_want(s, field->set);
		session_say(s, SEVERITY_INFO, _("the list is on its way"));
		return;
	}
	o = mem_alloc(sizeof(*o));
	*o = (struct of_set){ s, field, NULL, done, data };
	o->choice = mem_alloc(count * sizeof(*o->choice));
	used = choices_by_use(s, field->set, o->choice);
	is_worded = count && choices_is_word(o->choice[0].code);
	picker_open_choices(s, &(struct picker_choices){
		.title = field->label, .choice = o->choice, .count = count,
		.used = used, .is_tree = field->type->is_tree,
		.columns = has_notes(o->choice, count) ? NOTED_COLUMNS :
		    SET_COLUMNS, .code_columns = is_worded ? 0 : CODE_COLUMNS,
		.took = took, .add = field->new_screen ? add_new : NULL,
		.gone = gone, .data = o,
	}, typed);
}

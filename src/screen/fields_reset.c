/* Fields put back as they were read or as they were in the blank form, and the
 * focus to the last. */
#include "base/mem.h"
#include "screen/fields.h"

static void
reset(struct fields *f, size_t i)
{
	mem_set(&f->typed[i], NULL);
	record_load(f->record, i, f->record->value[i].saved);
	record_clear_note(f->record, i);
}

void
fields_reset(struct fields *f)
{
	mem_set(&f->first, NULL);
	reset(f, f->focus);
	record_fill(f->record, f->focus);
	fields_refresh(f);
}

void
fields_reset_all(struct fields *f)
{
	for (size_t i = 0; i < f->form->field_count; i++)
		reset(f, i);
	fields_focus_first(f);
}

void
fields_go_to_last(struct fields *f)
{
	size_t i = f->form->field_count;

	while (i > 0 && !fields_go_to(f, i - 1))
		i--;
}

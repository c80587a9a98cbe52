/*
 * The statements of a programme that say how one applies for it: who may,
 * what to bring, who does what about it by when.
 */
#include "form/reader.h"

#include "base/i18n.h"
#include "base/mem.h"

#define DAYS_MAX 250

static bool
read_days(struct reader *r, int *out)
{
	if (!reader_number(r, out, DAYS_MAX, _("a number of working days")))
		return false;
	return reader_accept(r, "day") || reader_word(r, "days");
}

bool
read_who(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_once(r, p->who, "who") &&
	    reader_text(r, &p->who, _("a text in quotes"));
}

/* material FORM "name" [if {sql}] */
bool
read_material(struct reader *r)
{
	static const char *const forms[] = { "original", "copy", "both" };
	struct programme *p = reader_programme(r);
	struct material *m;

	if (p == NULL)
		return false;
	m = MEM_PUSH(p->material, p->material_count);
	m->line = r->at->line;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (m->form == NULL && reader_accept(r, forms[i]))
			m->form = mem_dup(forms[i]);
	if (m->form == NULL)
		return reader_fail(r, _("a material is \"original\", \"copy\" "
		    "or \"both\""));
	return reader_text(r, &m->name, _("the material in quotes")) &&
	    (!reader_accept(r, "if") || reader_sql(r, &m->need, "if"));
}

/* step DUTY at LEVEL "title" within N days */
bool
read_step(struct reader *r)
{
	struct programme *p = reader_programme(r);
	struct step *s;

	if (p == NULL)
		return false;
	s = MEM_PUSH(p->step, p->step_count);
	s->line = r->at->line;
	s->publicity = p->publicity;
	p->publicity = 0;
	return reader_name(r, &s->duty, _("the name of a duty")) &&
	    reader_word(r, "at") &&
	    reader_name(r, &s->level, _("the name of a level")) &&
	    reader_text(r, &s->title, _("what is done, in quotes")) &&
	    reader_word(r, "within") && read_days(r, &s->days);
}

bool
read_publicity(struct reader *r)
{
	struct programme *p = reader_programme(r);

	if (p == NULL ||
	    !reader_once(r, p->publicity ? p : NULL, "publicity"))
		return false;
	p->publicity_line = r->at->line;
	return read_days(r, &p->publicity);
}

void
reader_check_flow(struct reader *r)
{
	const struct programme *p = r->form->programme;

	if (p->publicity && !r->has_lost)
		reader_mistake(r, p->publicity_line, _("\"publicity\" stands "
		    "before the step that waits for its end"));
}

/* Codes and "needle" stand in the form files, so all of them are looked at. */
#include "screen/needle.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "screen/ask.h"

static const struct form *
needle_form(struct session *s)
{
	session_read_forms(s);
	for (size_t i = 0; i < s->form_count; i++)
		if (s->form[i]->needle &&
		    session_has_duty(s, &s->form[i]->duties))
			return s->form[i];
	return NULL;
}

static const struct form *
code_form(struct session *s, long code)
{
	session_read_forms(s);
	for (size_t i = 0; i < s->form_count; i++)
		if (s->form[i]->code == code && code &&
		    session_has_duty(s, &s->form[i]->duties))
			return s->form[i];
	return NULL;
}

static void
look_for(struct screen *screen, void *data, const char *text)
{
	struct session *s = screen->session;
	const struct form *form = needle_form(s);
	struct values with = { 0 };

	(void)data;
	values_set(&with, form->needle, text);
	session_open(s, form->name, &with);
	values_done(&with);
}

static void
open_code(struct screen *screen, void *data, const char *text)
{
	struct session *s = screen->session;
	const struct form *form = code_form(s, strtol(text, NULL, 10));

	if (form)
		session_open(s, form->name, NULL);
	else if (needle_can(s) && strspn(text, "0123456789") != 4)
		look_for(screen, data, text);
	else
		session_say(s, SEVERITY_WARNING,
		    _("no screen of yours has the code %s"), text);
}

void
needle_ask_code(struct session *s)
{
	ask_line(s, needle_can(s) ? _("transaction code, or who to look for:") :
	    _("transaction code:"), open_code, NULL);
}

bool
needle_can(struct session *s)
{
	return needle_form(s) != NULL;
}

void
needle_ask(struct session *s)
{
	ask_line(s, _("look for (number, name, initials ...):"), look_for,
	    NULL);
}

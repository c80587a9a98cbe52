/* The code stands in the form file, so all of them are looked at. */
#include "screen/code.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "screen/ask.h"

static void
open_code(struct screen *screen, void *data, const char *text)
{
	struct session *s = screen->session;
	long code = strtol(text, NULL, 10);

	(void)data;
	session_read_forms(s);
	for (size_t i = 0; i < s->form_count; i++) {
		const struct form *form = s->form[i];

		if (form->code == code && code &&
		    session_has_duty(s, &form->duties)) {
			session_open(s, form->name, NULL);
			return;
		}
	}
	session_say(s, SEVERITY_WARNING,
	    _("no screen of yours has the code %s"), text);
}

void
code_ask(struct session *s)
{
	ask_line(s, _("transaction code:"), open_code, NULL);
}

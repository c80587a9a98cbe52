/* The code stands in the form file, so all of them are read once. */
#include "screen/code.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"

#define SUFFIX ".form"

static void
read_all(struct session *s)
{
	DIR *dir = opendir(s->form_dir);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name), tail = strlen(SUFFIX);
		char *name;

		if (len <= tail ||
		    strcmp(entry->d_name + len - tail, SUFFIX) != 0)
			continue;
		name = mem_dup_len(entry->d_name, len - tail);
		session_form(s, name);
		free(name);
	}
	if (dir)
		closedir(dir);
}

static void
open_code(struct screen *screen, void *data, const char *text)
{
	struct session *s = screen->session;
	long code = strtol(text, NULL, 10);

	(void)data;
	read_all(s);
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

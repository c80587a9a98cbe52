/* Screens that a form opens: their files stand beside the form's. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/checking.h"
#include "base/i18n.h"
#include "base/mem.h"

static char *
path_of(const struct check *c, const char *name)
{
	const char *slash = strrchr(c->path, '/');

	return mem_printf("%.*s%s.form",
	    slash ? (int)(slash - c->path + 1) : 0, c->path, name);
}

void
checking_screen(struct check *c, const char *name, int line)
{
	char *path = path_of(c, name), *text;

	if (access(path, R_OK) != 0) {
		text = mem_printf(_("there is no screen \"%s\""), name);
		checking_complain(c, line, text);
		free(text);
	}
	free(path);
}

static bool
is_passed(const struct action *action, const char *name)
{
	for (size_t i = 0; i < action->pass_count; i++)
		if (strcmp(action->pass[i].to, name) == 0)
			return true;
	return false;
}

/*
 * A screen with a transaction code is opened by it with nothing passed, so it
 * needs nothing.  One with mistakes of its own is told of when it is checked.
 */
void
checking_opens(struct check *c, const struct action *action)
{
	struct form *form;
	char *path;

	if (action->target_is_name)
		return;
	checking_screen(c, action->target, action->line);
	path = path_of(c, action->target);
	form = form_read(path, NULL, NULL);
	for (size_t i = 0; form && !form->code && i < form->with.count; i++) {
		const char *name = form->with.name[i];
		char *text;

		if (is_passed(action, name))
			continue;
		text = mem_printf(_("the screen \"%s\" needs \"%s\": pass it behind \"with\""),
		    action->target, name);
		checking_complain(c, action->line, text);
		free(text);
	}
	form_free(form);
	free(path);
}

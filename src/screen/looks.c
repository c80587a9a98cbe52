/* Changing the looks. */
#include "screen/looks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/picker.h"
#include "ui/term.h"

#define COLUMNS 44
#define CODE_COLUMNS 10

static void
keep(struct session *s, const char *what)
{
	if (settings_write(&s->settings))
		session_say(s, SEVERITY_INFO, "%s", what);
	else
		session_say(s, SEVERITY_WARNING,
		    _("%s; it can't be kept for the next time (%s)"), what,
		    strerror(errno));
}

struct themes {
	struct session *session;
	struct choice choice[THEME_COUNT];
};

static void
took(struct screen *screen, void *data, size_t index)
{
	struct themes *t = data;
	enum theme theme = theme_find(t->choice[index].code);
	char *what = mem_printf(_("the theme is: %s"), theme_label(theme));

	(void)screen;
	term_set_theme(theme);
	view_redraw();
	t->session->settings.theme = theme;
	keep(t->session, what);
	free(what);
}

void
looks_choose_theme(struct session *s)
{
	struct themes *t = mem_alloc(sizeof(*t));
	size_t count = 0;

	t->session = s;
	for (int i = THEME_NONE + 1; i < THEME_COUNT; i++) {
		enum theme theme = (enum theme)i;

		if (theme_has_colour(theme) && !term_has_colour())
			continue;
		t->choice[count++] = (struct choice){
			.code = theme_name(theme), .name = theme_label(theme),
			.note = theme == term_theme() ? _("now") : "",
			.initials = "", .spelling = "",
		};
	}
	picker_open_choices(s, &(struct picker_choices){
		.title = _("themes"), .choice = t->choice, .count = count,
		.columns = COLUMNS, .code_columns = CODE_COLUMNS,
		.took = took, .gone = free, .data = t,
	}, "");
}

void
looks_turn_keys(struct session *s)
{
	s->settings.hides_keys = !s->settings.hides_keys;
	keep(s, s->settings.hides_keys ?
	    _("the keys are hidden; F1 lists them, Ctrl-P brings them back") :
	    _("the keys are shown"));
}

/* terminfo's database; the only file that includes its header. */
#include "ui/terminfo.h"

#include <curses.h>
#include <stdlib.h>
#include <term.h>
#include <unistd.h>

#include "base/i18n.h"

bool
terminfo_check(const char *type, struct error *err)
{
	int found = 0;
	bool is_usable;

	if (type == NULL)
		type = getenv("TERM");
	if (type == NULL || *type == '\0')
		return error_set(err, _("TERM is not set: set it to the "
		    "terminal's type, for example TERM=xterm"));
	if (setupterm(type, STDOUT_FILENO, &found) != OK)
		return error_set(err, _("the terminal type \"%s\" is unknown: "
		    "set TERM, for example TERM=xterm, or install the package "
		    "ncurses-term"), type);
	is_usable = cursor_address != NULL && clear_screen != NULL;
	del_curterm(cur_term);
	if (!is_usable)
		return error_set(err, _("a terminal of type \"%s\" can't show "
		    "a screen: set TERM, for example TERM=xterm"), type);
	return true;
}

const char *
terminfo_string(const char *name)
{
	const char *value = tigetstr(name);

	return value == (const char *)-1 ? NULL : value;
}

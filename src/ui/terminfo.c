/* terminfo's database; the only file that includes its header. */
#include "ui/terminfo.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

static const struct {
	const char *name;
	enum key key;
} bound_keys[] = {
	{ "kf1", K_F1 }, { "kf2", K_F2 }, { "kf3", K_F3 }, { "kf4", K_F4 },
	{ "kf5", K_F5 }, { "kf6", K_F6 }, { "kf7", K_F7 }, { "kf8", K_F8 },
	{ "kf9", K_F9 }, { "kf10", K_F10 }, { "kf11", K_F11 },
	{ "kf12", K_F12 }, { "kcuu1", K_UP }, { "kcud1", K_DOWN },
	{ "kcub1", K_LEFT }, { "kcuf1", K_RIGHT }, { "khome", K_HOME },
	{ "kend", K_END }, { "kpp", K_PAGE_UP }, { "knp", K_PAGE_DOWN },
	{ "kich1", K_INSERT }, { "kdch1", K_DELETE }, { "kcbt", K_BACKTAB },
	{ "kent", K_ENTER },
};

enum terminfo_result
terminfo_check(const char *type, struct error *err)
{
	int found = 0;
	bool is_usable;

	if (type == NULL || *type == '\0') {
		error_set(err, _("TERM is not set: set it to the "
		    "terminal's type, for example TERM=xterm"));
		return TERMINFO_UNKNOWN;
	}
	if (setupterm(type, STDOUT_FILENO, &found) != OK) {
		error_set(err, _("the terminal type \"%s\" is unknown: "
		    "set TERM, for example TERM=xterm, or install the package "
		    "ncurses-term"), type);
		return TERMINFO_UNKNOWN;
	}
	is_usable = cursor_address != NULL && clear_screen != NULL;
	del_curterm(cur_term);
	if (is_usable)
		return TERMINFO_FINE;
	error_set(err, _("a terminal of type \"%s\" can't show "
	    "a screen: set TERM, for example TERM=xterm"), type);
	return TERMINFO_USELESS;
}

char *
terminfo_variant(const char *variant, const char *type, const char *dir)
{
	char *name = mem_printf("%s-%s", variant, type);
	int found = 0;

	if (dir && setenv("TERMINFO", dir, 1) == 0 &&
	    setupterm(name, STDOUT_FILENO, &found) == OK) {
		del_curterm(cur_term);
		return name;
	}
	free(name);
	return NULL;
}

const char *
terminfo_string(const char *name)
{
	const char *value = tigetstr(name);

	return value == (const char *)-1 ? NULL : value;
}

/* An ANSI terminal that hasn't heard of it does nothing at it. */
const char *
terminfo_erase_saved(void)
{
	const char *clear = terminfo_string("clear");

	if (terminfo_string("smcup"))
		return NULL;
	if (terminfo_string("E3"))
		return terminfo_string("E3");
	return clear && strncmp(clear, "\033[", 2) == 0 ? "\033[3J" : NULL;
}

/* $<5> asks for a pause. */
static void
add_unpaused(struct buf *out, const char *s)
{
	while (s && *s) {
		size_t len = strcspn(s, "$");

		buf_add(out, s, len);
		s += len;
		if (strncmp(s, "$<", 2) == 0 && strchr(s, '>'))
			s = strchr(s, '>') + 1;
		else if (*s)
			buf_add(out, s++, 1);
	}
}

void
terminfo_add_end(struct buf *out)
{
	static const char *const names[] = {
		"sgr0", "rmacs", "clear", "BD", "rmkx", "rmcup", "cnorm",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		add_unpaused(out, terminfo_string(names[i]));
	add_unpaused(out, terminfo_erase_saved());
}

void
terminfo_bind(struct key_decoder *decoder)
{
	for (size_t i = 0; i < sizeof(bound_keys) / sizeof(*bound_keys); i++) {
		const char *s = terminfo_string(bound_keys[i].name);

		if (s)
			key_decoder_bind(decoder, s, bound_keys[i].key);
	}
}

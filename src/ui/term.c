/*
 * Start and end of the terminal, and the bytes in between.  curses paints
 * only: keys are read and decoded by us, because its get_wch() loses text.
 */
#include "ui/term.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/crash.h"
#include "ui/grid.h"
#include "ui/setup.h"
#include "ui/style.h"
#include "ui/terminfo.h"

#define HEADLESS_TYPE "xterm"
#define FALLBACK_TYPE "vt100"	/* whatever is built today knows that much */

static struct {
	SCREEN *screen;
	FILE *in, *out;		/* headless only */
	struct termios shell_modes;
	char *warning;
	bool has_shell_modes, is_headless, is_closed, has_colour;
	enum theme theme;
	struct setup setup;
	struct key_decoder *decoder;
	size_t shown;		/* bytes that had arrived by term_show() */
	bool has_beeped;	/* since something came */
	struct grid *grid;
} term;

/* Raw from here on, so that an answer or a key meanwhile isn't echoed. */
static bool
make_raw(struct error *err)
{
	struct termios modes;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, _("standard input and output are not a "
		    "terminal"));
	if (tcgetattr(STDIN_FILENO, &term.shell_modes) != 0)
		return error_set(err, _("can't read the terminal's modes: %s"),
		    strerror(errno));
	term.has_shell_modes = true;
	modes = term.shell_modes;
	cfmakeraw(&modes);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	return true;
}

static void
send_string(const char *s)
{
	if (s && !term.is_headless && write(STDOUT_FILENO, s, strlen(s)) < 0)
		term.is_closed = true;
}

/*
 * curses sends "repeat that character" where the locale isn't UTF-8, and not
 * every GBK terminal knows it.  It looks at the locale once, when it starts,
 * so it starts in the one that does what the profile says; what it writes
 * follows the locale of the day.
 */
static SCREEN *
start_curses(const char *type, FILE *out, FILE *in)
{
	const char *name = term.setup.profile.has_rep ? "C" : "C.UTF-8";
	locale_t here = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
	locale_t before = uselocale(here);
	SCREEN *screen = newterm(type, out, in);

	uselocale(before);
	if (here)
		freelocale(here);
	return screen;
}

static bool
open_screen(const struct term_options *options, const char *type,
    struct error *err)
{
	char *variant = NULL;

	if (options->is_headless) {
		term.in = fopen("/dev/null", "r");
		term.out = tmpfile();
		if (term.in == NULL || term.out == NULL)
			return error_set(err, _("can't make a temporary file: "
			    "%s"), strerror(errno));
	}
	else {
		/* A program for clerks isn't suspended; and curses then has no
		 * handler to change around every update. */
		signal(SIGTSTP, SIG_IGN);
	}
	use_env(!options->is_headless);
	use_tioctl(TRUE);
	if (!term.setup.profile.has_ech)
		variant = terminfo_variant("careful", type, options->terminfo_dir);
	term.screen = start_curses(variant ? variant : type,
	    term.out ? term.out : stdout, term.in ? term.in : stdin);
	free(variant);
	if (term.screen == NULL)
		return error_set(err, _("curses can't start on this terminal"));
	if (options->is_headless)
		resize_term(options->rows, options->columns);
	return true;
}

/* Hardware scrolling is for the alternate screen: it leaves nothing behind. */
static void
set_modes(const struct term_options *options)
{
	const struct profile *p = &term.setup.profile;
	enum theme theme = options->theme != THEME_NONE ? options->theme :
	    p->theme;

	if (!term.is_headless)
		raw();
	noecho();
	nonl();
	typeahead(-1);
	idlok(stdscr, p->has_scroll && terminfo_string("smcup") != NULL);
	scrollok(stdscr, FALSE);
	term.has_colour = p->has_colour && style_start();
	term_set_theme(style_theme(theme, term.has_colour));
	send_string(terminfo_string("BE"));
}

static void
start_decoder(void)
{
	const struct setup *s = &term.setup;

	term.decoder = key_decoder_new(s->charset);
	terminfo_bind(term.decoder);
	for (size_t i = 0; i < s->profile.key_count; i++)
		key_decoder_bind(term.decoder, s->profile.key[i].sequence,
		    s->profile.key[i].key);
	key_decoder_feed(term.decoder, s->typed.data, s->typed.len);
}

/* Many a new terminal has a name that an old system hasn't heard of. */
static const char *
usable_type(const struct term_options *options, struct error *err)
{
	const char *type = options->type ? options->type :
	    options->is_headless ? HEADLESS_TYPE : getenv("TERM");
	enum terminfo_result result = terminfo_check(type, err);

	if (result == TERMINFO_FINE)
		return type;
	if (result == TERMINFO_USELESS ||
	    terminfo_check(FALLBACK_TYPE, NULL) != TERMINFO_FINE)
		return NULL;
	term.warning = mem_dup(err->text);
	return FALLBACK_TYPE;
}

bool
term_start(const struct term_options *options, struct error *err)
{
	const char *type;

	term.is_headless = options->is_headless;
	if ((type = usable_type(options, err)) == NULL ||
	    (!options->is_headless && !make_raw(err)) ||
	    !setup_find(&term.setup, options, type, err) ||
	    !open_screen(options, type, err)) {
		term_stop();
		return false;
	}
	set_modes(options);
	if (!term.is_headless)
		crash_guard(&term.shell_modes, term.setup.charset);
	term.grid = grid_new(getmaxy(stdscr), getmaxx(stdscr));
	start_decoder();
	return true;
}

/* Nobody finds a resident's data on the screen that we leave. */
static void
close_screen(void)
{
	crash_unguard();
	erase();
	refresh();
	send_string(terminfo_string("BD"));
	endwin();
	send_string(terminfo_erase_saved());
	delscreen(term.screen);
}

void
term_stop(void)
{
	if (term.screen)
		close_screen();
	if (term.has_shell_modes)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &term.shell_modes);
	if (term.in)
		fclose(term.in);
	if (term.out)
		fclose(term.out);
	free(term.warning);
	key_decoder_free(term.decoder);
	setup_done(&term.setup);
	grid_free(term.grid);
	memset(&term, 0, sizeof(term));
}

const char *
term_warning(void)
{
	return term.warning;
}

struct charset *
term_charset(void)
{
	return term.setup.charset;
}

const struct profile *
term_profile(void)
{
	return &term.setup.profile;
}

struct grid *
term_grid(void)
{
	return term.grid;
}

bool
term_has_colour(void)
{
	return term.has_colour;
}

enum theme
term_theme(void)
{
	return term.theme;
}

void
term_set_theme(enum theme theme)
{
	if (term.has_colour)
		style_set(theme);
	term.theme = theme;
}

int
term_fd(void)
{
	return term.is_headless ? -1 : STDIN_FILENO;
}

static bool
is_readable(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

void
term_read(void)
{
	char bytes[4096];

	term.has_beeped = false;
	do {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

		if (n > 0)
			key_decoder_feed(term.decoder, bytes, (size_t)n);
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			term.is_closed = true;
		if (n < (ssize_t)sizeof(bytes))
			return;
	} while (!term.is_closed && is_readable());
}

bool
term_is_closed(void)
{
	return term.is_closed;
}

int
term_rows(void)
{
	return term.grid->rows;
}

int
term_columns(void)
{
	return term.grid->columns;
}

void
term_resize(void)
{
	struct winsize size;

	if (term.is_headless || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_row == 0 || size.ws_col == 0)
		return;
	resize_term(size.ws_row, size.ws_col);
	clearok(curscr, TRUE);
	grid_free(term.grid);
	term.grid = grid_new(size.ws_row, size.ws_col);
}

void
term_beep(void)
{
	if (!term.has_beeped)
		beep();
	term.has_beeped = true;
}

size_t
term_bytes_sent(void)
{
	struct stat status;

	if (term.out == NULL || fstat(fileno(term.out), &status) != 0)
		return 0;
	return (size_t)status.st_size;
}

bool
term_next(struct event *event)
{
	size_t at = key_decoder_taken(term.decoder);

	if (!key_decoder_next(term.decoder, event))
		return false;
	event->is_early = at < term.shown;
	return true;
}

void
term_show(void)
{
	if (!term.is_headless && !term.is_closed && is_readable())
		term_read();
	term.shown = key_decoder_fed(term.decoder);
}

void
term_feed(const char *bytes, size_t len)
{
	term.has_beeped = false;
	key_decoder_feed(term.decoder, bytes, len);
}

bool
term_is_waiting(void)
{
	return key_decoder_is_waiting(term.decoder);
}

void
term_expire(void)
{
	key_decoder_expire(term.decoder);
}

int
term_escape_delay(void)
{
	return term.setup.profile.escape_delay;
}

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
#include "text/width.h"
#include "ui/grid.h"
#include "ui/locale.h"
#include "ui/probe.h"
#include "ui/style.h"
#include "ui/terminfo.h"

#define ESCAPE_DELAY_MS 500
#define HEADLESS_TYPE "xterm"

static struct {
	SCREEN *screen;
	FILE *in, *out;		/* headless only */
	struct termios shell_modes;
	bool has_shell_modes, is_headless, is_closed, has_colour;
	enum theme theme;
	struct charset *charset;
	struct key_decoder *decoder;
	size_t shown;		/* bytes that had arrived by term_show() */
	struct grid *grid;
} term;

static const char *
probed_charset(const struct probe *probe)
{
	const char *environment = locale_charset();

	if (probe->result == PROBE_UTF8)
		return "utf-8";
	if (probe->result == PROBE_GBK && strcmp(environment, "utf-8") == 0)
		return "gbk";
	return environment;
}

static bool
set_charset(const char *name, int ambiguous, const char *locale_dir,
    struct error *err)
{
	term.charset = charset_new(name, err);
	if (term.charset == NULL)
		return false;
	name = charset_name(term.charset);
	width_set_ambiguous(strcmp(name, "utf-8") == 0 ? ambiguous : 2);
	return locale_set(name, locale_dir, err);
}

static bool
find_charset(const struct term_options *options, struct buf *typed,
    struct error *err)
{
	struct probe probe;
	bool is_set;

	if (options->charset || options->is_headless)
		return set_charset(options->charset ? options->charset :
		    "utf-8", 1, options->locale_dir, err);
	probe_terminal(STDIN_FILENO, STDOUT_FILENO, &probe);
	is_set = set_charset(probed_charset(&probe), probe.ambiguous,
	    options->locale_dir, err);
	*typed = probe.typed;
	return is_set;
}

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
send_string(const char *capability)
{
	const char *s = term.is_headless ? NULL : terminfo_string(capability);

	if (s && write(STDOUT_FILENO, s, strlen(s)) < 0)
		term.is_closed = true;
}

/*
 * curses sends "repeat that character" where the locale isn't UTF-8, and not
 * every GBK terminal knows it.  It looks at the locale once, when it starts,
 * so it starts in one of UTF-8; what it writes follows the locale of the day.
 */
static SCREEN *
start_curses(const char *type, FILE *out, FILE *in)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = uselocale(utf8);
	SCREEN *screen = newterm(type, out, in);

	uselocale(before);
	if (utf8)
		freelocale(utf8);
	return screen;
}

static bool
open_screen(const struct term_options *options, struct error *err)
{
	const char *type = options->type;

	if (options->is_headless) {
		type = type ? type : HEADLESS_TYPE;
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
	term.screen = start_curses(type, term.out ? term.out : stdout,
	    term.in ? term.in : stdin);
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
	if (!term.is_headless)
		raw();
	noecho();
	nonl();
	typeahead(-1);
	idlok(stdscr, terminfo_string("smcup") != NULL);
	scrollok(stdscr, FALSE);
	term.has_colour = style_start(options->profile);
	term_set_theme(style_theme(options->theme, options->profile,
	    term.has_colour));
	send_string("BE");
}

bool
term_start(const struct term_options *options, struct error *err)
{
	const char *type = options->type;
	struct buf typed = BUF_INIT;

	term.is_headless = options->is_headless;
	if (type == NULL && options->is_headless)
		type = HEADLESS_TYPE;
	if (!terminfo_check(type, err) ||
	    (!options->is_headless && !make_raw(err)) ||
	    !find_charset(options, &typed, err) ||
	    !open_screen(options, err)) {
		buf_done(&typed);
		term_stop();
		return false;
	}
	set_modes(options);
	term.grid = grid_new(getmaxy(stdscr), getmaxx(stdscr));
	term.decoder = key_decoder_new(term.charset);
	terminfo_bind(term.decoder);
	key_decoder_feed(term.decoder, typed.data, typed.len);
	buf_done(&typed);
	return true;
}

/* Nobody finds a resident's data on the screen that we leave. */
static void
close_screen(void)
{
	erase();
	refresh();
	send_string("BD");
	endwin();
	if (terminfo_string("smcup") == NULL)
		send_string("E3");
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
	key_decoder_free(term.decoder);
	charset_free(term.charset);
	grid_free(term.grid);
	memset(&term, 0, sizeof(term));
}

struct charset *
term_charset(void)
{
	return term.charset;
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
	beep();
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
	return ESCAPE_DELAY_MS;
}

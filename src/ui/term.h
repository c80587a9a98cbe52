/*
 * The terminal: found out, started, and put back.  The only module with
 * state of its own, because curses has it.
 */
#ifndef ZHEN_UI_TERM_H
#define ZHEN_UI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "text/charset.h"
#include "ui/key.h"
#include "ui/theme.h"

struct grid;
struct profile;

struct term_options {
	const char *charset;	/* NULL: by profile, probe or locale */
	const char *profile;	/* beside those of the type; see profile.h */
	const char *profile_dirs;
	const char *terminfo_dir;	/* where ours are; or NULL */
	enum theme theme;	/* if the terminal can show it */
	const char *type;	/* terminfo name; NULL: TERM */
	const char *locale_dir;	/* more locales, as LOCPATH; or NULL */
	bool is_headless;	/* no terminal: paint into a file that counts */
	int rows, columns;	/* headless only */
};

/*
 * Headless: nothing is read, what would be sent is only counted.  Otherwise
 * standard input and output are the terminal.  Probes, sets the locale of
 * the charset, starts curses.  A TERM that is unset or unknown is taken for
 * the simplest, with a warning; one that can't show a screen is an error.
 */
bool term_start(const struct term_options *options, struct error *err);

/* Puts the terminal back; harmless when it wasn't started. */
void term_stop(void);

const char *term_warning(void);	/* for the operator; NULL: nothing */
struct charset *term_charset(void);
int term_fd(void);			/* to poll; -1 headless */
void term_read(void);			/* when there is something to read */
bool term_is_closed(void);		/* hung up */
int term_rows(void);
int term_columns(void);
void term_resize(void);			/* asks the terminal and tells curses */
void term_beep(void);			/* once for all that came together */
size_t term_bytes_sent(void);		/* headless: since the start */
const struct profile *term_profile(void);
bool term_has_colour(void);
enum theme term_theme(void);

/* One that the terminal can show; everything is to be painted anew. */
void term_set_theme(enum theme theme);
struct grid *term_grid(void);		/* what view.h paints into */

/* The next key; false when there is none.  See key.h. */
bool term_next(struct event *event);

/* Something new is about to be shown: keys that have arrived by now were typed
 * without having seen it, and are early. */
void term_show(void);
void term_feed(const char *bytes, size_t len);	/* as if they were typed */
bool term_is_waiting(void);
void term_expire(void);
int term_escape_delay(void);		/* milliseconds */

#endif

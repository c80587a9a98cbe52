/*
 * What terminfo says, apart from the rest because its header claims words
 * like "columns" and "lines".
 */
#ifndef ZHEN_UI_TERMINFO_H
#define ZHEN_UI_TERMINFO_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "ui/key.h"

enum terminfo_result { TERMINFO_FINE, TERMINFO_UNKNOWN, TERMINFO_USELESS };

/* Whether a terminal of this type (NULL: it isn't said) can show a screen. */
enum terminfo_result terminfo_check(const char *type, struct error *err);

/*
 * The name of our variant of a type, "careful-xterm": yours to free, or NULL if
 * dir (may be NULL) has none.  After that curses finds it, too.
 */
char *terminfo_variant(const char *variant, const char *type,
    const char *dir);

/*
 * A string capability of the terminal that curses has started, extended ones
 * too; NULL if it has none.
 */
const char *terminfo_string(const char *name);

/*
 * What erases the rows that the terminal keeps of those that have left its
 * screen, where curses has no screen of its own to leave; else NULL.
 */
const char *terminfo_erase_saved(void);

/* Adds all that puts the terminal back, without curses and without pauses. */
void terminfo_add_end(struct buf *out);

/* Tells the decoder what the terminal sends for its keys. */
void terminfo_bind(struct key_decoder *decoder);

#endif

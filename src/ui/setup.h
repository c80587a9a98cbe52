/*
 * What has to be known about a terminal before curses starts: its profile,
 * its charset, and the columns of its ambiguous characters.
 */
#ifndef ZHEN_UI_SETUP_H
#define ZHEN_UI_SETUP_H

#include "base/buf.h"
#include "ui/profile.h"
#include "ui/term.h"

struct setup {
	struct profile profile;
	struct charset *charset;	/* yours, also when it failed */
	struct buf typed;	/* what the operator typed meanwhile; yours */
};

/*
 * Asks the terminal (in raw mode) what neither the options nor the profile
 * say, sets the locale of its charset and the widths of text/width.h.  type is
 * terminfo's.  On failure s is for setup_done(), too.
 */
bool setup_find(struct setup *s, const struct term_options *options,
    const char *type, struct error *err);
void setup_done(struct setup *s);

#endif

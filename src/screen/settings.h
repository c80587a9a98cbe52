/*
 * What an operator likes, kept in a file of theirs: a name and a value a
 * line.  A file that isn't there, or says what nobody knows, means nothing.
 */
#ifndef ZHEN_SCREEN_SETTINGS_H
#define ZHEN_SCREEN_SETTINGS_H

#include <stdbool.h>

#include "ui/theme.h"

struct settings {
	char *path;		/* NULL: nothing is kept */
	enum theme theme;
	bool hides_keys;	/* no keys in the bottom line */
	const char *ledger;	/* how the last one went out; see sheet.h */
};

/* path is copied. */
void settings_read(struct settings *s, const char *path);

/* False with errno set. */
bool settings_write(const struct settings *s);

void settings_done(struct settings *s);

#endif

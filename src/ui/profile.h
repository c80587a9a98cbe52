/*
 * What a terminal needs to be told about, in text files that an administrator
 * can change.  A profile is all the files that apply, later ones winning:
 * "default", the terminal's type without what follows a "-" (xterm), the whole
 * type (xterm-256color), and those asked for by name (slow).  After each, the
 * same name with ".gb" on a terminal of GBK or GB18030.
 */
#ifndef ZHEN_UI_PROFILE_H
#define ZHEN_UI_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ui/key.h"
#include "ui/theme.h"

/* How a rule is drawn.  LINES_ACS: the terminal's own alternate set. */
enum lines { LINES_NONE, LINES_ASCII, LINES_ACS, LINES_UNICODE };

/* Where pages go.  PRINTER_FILE: into the operator's folder. */
enum printer_way { PRINTER_FILE, PRINTER_TERMINAL, PRINTER_COMMAND };

struct printer {
	enum printer_way way;
	char *command;		/* of sh; gets the page as standard input */
	char *charset;		/* NULL: the terminal's if it prints, else UTF-8 */
	bool has_feed;		/* a form feed behind each page */
};

struct profile_key {
	enum key key;
	char *sequence;		/* the bytes that it sends */
};

struct profile {
	char *charset;		/* NULL: ask the terminal */
	int ambiguous;		/* columns; 0: ask the terminal */
	enum theme theme;	/* THEME_NONE: what the terminal can show */
	enum lines lines;
	int escape_delay;	/* milliseconds that a sequence may pause */
	bool has_colour;	/* where terminfo says so, too */
	bool has_rep;		/* knows "repeat that character" */
	bool has_ech;		/* erases and shifts by columns */
	bool has_scroll;	/* scrolls parts of the screen; else lists page */
	bool is_thrifty;	/* every byte counts: lists page */
	struct printer printer;
	struct profile_key *key;
	size_t key_count;
};

struct profile_query {
	const char *dirs;	/* with ":" between; a file is taken from the
				 * first that has it */
	const char *type;	/* terminfo's */
	const char *asked;	/* names with "," between, or NULL */
	bool is_gb;
};

/*
 * False if a file can't be understood, or one that was asked for isn't there;
 * err tells the file and its line.  Else the profile is yours for
 * profile_done().
 */
bool profile_read(struct profile *p, const struct profile_query *query,
    struct error *err);
void profile_done(struct profile *p);

#endif

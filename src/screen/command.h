/*
 * All that a key can tell the program, in one table: name, keys, the words of
 * the bottom line and of the help.  The bottom line, F1, the palette and the
 * manual are made from it.  A kind of screen says which of them it obeys with
 * a table of handlers; a new one is a line in each.
 */
#ifndef ZHEN_SCREEN_COMMAND_H
#define ZHEN_SCREEN_COMMAND_H

#include <stdbool.h>

#include "base/buf.h"
#include "screen/bar.h"
#include "ui/key.h"

enum command {
	COMMAND_NONE,
	COMMAND_HELP, COMMAND_PALETTE, COMMAND_CODE, COMMAND_NEEDLE, COMMAND_BACK,
	COMMAND_PRINT, COMMAND_LOCK, COMMAND_PASSWORD, COMMAND_REPAINT, COMMAND_DRAFTS,
	COMMAND_ASIDE,
	COMMAND_THEME, COMMAND_KEYS_SHOWN,
	COMMAND_SAVE, COMMAND_SAVE_STAY, COMMAND_FIND, COMMAND_PREVIOUS,
	COMMAND_NEXT, COMMAND_QUERIES, COMMAND_QUERY_KEEP, COMMAND_PART,
	COMMAND_COPY_RECORD, COMMAND_RESET, COMMAND_EXPORT,
	COMMAND_NEXT_FIELD, COMMAND_PREVIOUS_FIELD,
	COMMAND_CHOICES, COMMAND_SAME, COMMAND_RESET_FIELD, COMMAND_UNDO,
	COMMAND_REDO, COMMAND_EMPTY, COMMAND_CUT, COMMAND_CHARACTER,
	COMMAND_SORT, COMMAND_MARK, COMMAND_MARK_ALL,
	COMMAND_ROW_ADD, COMMAND_ROW_REMOVE,
	COMMAND_COUNT
};

enum command_place {
	PLACE_EVERYWHERE, PLACE_FORM, PLACE_FIELD, PLACE_LIST, PLACE_ROWS,
	PLACE_FIND,	/* no form's keys count there */
	PLACE_COUNT
};

#define COMMAND_KEYS 3

struct command_info {
	const char *name;		/* for manuals: one English word or two */
	enum command_place place;
	enum key key[COMMAND_KEYS];	/* K_NONE: no more */
	char alone;			/* also this character, where no text
					 * is typed; 0: none */
	const char *label;		/* in the bottom line */
	const char *help;		/* a line of help */
};

const struct command_info *command_info(enum command command);

/*
 * What the event means: by its key; by a letter alone if takes_letters; by
 * another character alone unless takes_text.
 */
enum command command_of(const struct event *event, bool takes_text,
    bool takes_letters);

/* True for the keys that lead back, for screens that obey nothing else. */
bool command_is_back(const struct event *event);

/* Adds "F2, Esc 2, Esc-S": how it can be typed; what has no key is found
 * in the palette. */
void command_add_keys(enum command command, struct buf *out);

/* Adds "keys   help" and a line's end. */
void command_add_help(enum command command, struct buf *out);

/* What a kind of screen does at a command. */
struct screen;

struct handler {
	enum command command;	/* COMMAND_NONE ends a table */
	unsigned (*run)(struct screen *s);	/* enum screen_flag */
	bool (*can)(struct screen *s);		/* now?  NULL: always */
	const char *label;	/* in the bottom line, NULL: the command's */
	bool is_quiet;		/* not in the bottom line */
};

/* The one of the screen's handlers that can obey now, or NULL. */
const struct handler *command_handler(struct screen *s, enum command command);

/* Adds "F2 save  F4 list" of the handlers that can obey now, loud ones only,
 * and without the way back, which stands at the end. */
void command_add_bar(struct screen *s, const struct handler *handlers,
    struct bar *out);

#endif

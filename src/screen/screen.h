/*
 * What every screen is.  A kind of screen is a const table of verbs; a
 * handler answers with flags and paints nothing itself.  Screens stand in a
 * stack: the one on top gets the keys, and the ones below it are painted as
 * far down as the first that fills the terminal.
 */
#ifndef ZHEN_SCREEN_SCREEN_H
#define ZHEN_SCREEN_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "form/form.h"
#include "screen/command.h"
#include "screen/values.h"
#include "ui/key.h"

struct session;
struct draft;
struct screen;
struct action;
struct export;
struct marks;

enum screen_flag {
	SCREEN_REDRAW = 1 << 0,		/* paint all of it */
	SCREEN_CARET = 1 << 1,		/* only what is being typed */
	SCREEN_CLOSE = 1 << 2,		/* done with it */
	SCREEN_IGNORED = 1 << 3,	/* not a key of this screen */
	SCREEN_BEEP = 1 << 4,
	SCREEN_SAME = 1 << 5,		/* nothing: the message stays, too */
};

/* What becomes of keys that were typed before a screen was shown. */
enum ahead {
	AHEAD_TAKEN,		/* it gets them like any other */
	AHEAD_DROPPED,		/* a beep */
	AHEAD_HELD,		/* they wait: see ahead.h */
};

struct screen_kind {
	size_t size;		/* of the struct that begins with a screen */
	bool is_overlay;	/* painted over what is below it */

	void (*open)(struct screen *s);
	void (*close)(struct screen *s);

	/* What it does at commands, in the order of the bottom line; an event
	 * that is none of them, or that none can obey now, is for event(). */
	const struct handler *handlers;
	unsigned (*event)(struct screen *s, const struct event *event);
	void (*paint)(struct screen *s);
	void (*paint_caret)(struct screen *s);	/* NULL: paint */

	/* True while a character would be typed into something. */
	bool (*takes_text)(struct screen *s);

	/* True while a letter alone would begin something, as a search.
	 * NULL: while it takes text. */
	bool (*takes_letters)(struct screen *s);

	/* The event means what is on its way: rows, a record.  An event of NULL:
	 * anything is on its way that one may mean.  NULL: never. */
	bool (*awaits)(struct screen *s, const struct event *event);

	/* What is typed means one of a list that is on its way.  NULL: never. */
	bool (*lacks_choices)(struct screen *s);

	/* Puts the focus on a field of the form; flags.  NULL: it has none. */
	unsigned (*go_to)(struct screen *s, size_t field);

	/* A value of the screen by name, or NULL. */
	const char *(*value)(struct screen *s, const char *name);

	/* The one above closed or an action changed the data: read anew. */
	void (*reload)(struct screen *s);

	/* The server refused an action on this field. True if it is ours. */
	bool (*refused)(struct screen *s, const char *field, const char *text);

	/* The marked rows of a list, or NULL. */
	struct marks *(*marks)(struct screen *s);

	/* The bar goes to the row before or after; false: there is none. */
	bool (*step)(struct screen *s, int by);

	/* The program is about to end: keep what was typed. */
	void (*keep)(struct screen *s);

	/* The key of the draft that it keeps, or NULL; a draft comes back. */
	const char *(*draft)(const struct screen *s);
	void (*restore)(struct screen *s, const struct draft *draft);

	/* Adds keys of its own to the bottom line, before the commands'. */
	void (*keys)(struct screen *s, struct buf *out);

	/* Adds what F1 says of the place where the operator is. */
	void (*help)(struct screen *s, struct buf *out);
};

struct screen {
	const struct screen_kind *kind;
	const struct form *form;	/* borrowed; NULL for overlays */
	struct session *session;
	struct screen *below;
	struct values with;
	struct values saved;		/* the key of the record saved last */
	bool is_busy;			/* a write is under way: keys wait */
	bool is_shown;			/* has been painted */
	enum ahead ahead;
	const struct action *opener;	/* of the screen below, or NULL */
	struct export *export;		/* a file being made, or NULL */
};

/*
 * A value by name: of the screen, what it was opened with, the session's.
 * NULL when nobody knows it.  Has the shape of db's value_of.
 */
const char *screen_value(void *screen, const char *name);

#endif

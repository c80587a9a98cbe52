/*
 * One operator at work: the connection, what the server said of them, the
 * forms, and the stack of screens.
 */
#ifndef ZHEN_SCREEN_SESSION_H
#define ZHEN_SCREEN_SESSION_H

#include <stdbool.h>

#include "base/error.h"
#include "base/progress.h"
#include "db/db.h"
#include "form/form.h"
#include "screen/ahead.h"
#include "screen/clock.h"
#include "screen/screen.h"
#include "screen/settings.h"
#include "screen/values.h"
#include "ui/view.h"

struct aside;
struct choices;
struct choices_taken;
struct drafts;
struct lock;
struct paper;
struct recent;
struct spelling;
struct write;

/* A connection of its own for who has this name and password; NULL and err. */
typedef struct db *(*session_connect)(void *data, const char *name,
    const char *password, struct error *err);

struct session {
	struct db *db;			/* owned */
	struct values values;		/* from the server, at login */
	struct values last;		/* of fields, as they were saved last */
	struct clock clock;		/* the server's */
	char *form_dir;
	struct form **form;		/* those read so far */
	size_t form_count;
	struct choices *choices;	/* lists of values read so far */
	struct choices_taken *taken;	/* to tell the server, or NULL */
	struct spelling *spelling;	/* pinyin known so far, or NULL */
	struct recent *recent;		/* screens opened lately, or NULL */
	struct write *write;		/* the one under way, or NULL */
	struct aside *aside;		/* a lookup behind the screens, or NULL */
	struct screen *top;
	struct ahead_keys ahead;	/* typed too early */
	char *message;			/* the line above the keys */
	enum severity severity;
	bool is_wait_told;		/* see wait.h */
	int wait_seconds;
	struct progress progress;	/* of what is under way, see wait.h */
	long progress_told;		/* milliseconds, monotonic */
	char *late_message;		/* the last that told of a late answer */
	unsigned wants;			/* enum screen_flag: paint at next flush */
	bool is_waiting;		/* keys wait for an answer */
	const struct action *called;	/* the call under way */
	bool is_over;
	bool is_open;			/* the server has answered the login */
	struct drafts *drafts;		/* NULL: they aren't kept */
	char *export_dir;
	struct paper *paper;		/* a page that is asked about, or NULL */
	struct settings settings;	/* what the operator likes */
	struct lock *lock;		/* the screen is covered, or NULL */
	long touched;			/* the last key, monotonic milliseconds */
	session_connect connect;	/* NULL: nobody can log in here */
	void *connect_data;
	struct db *successor;		/* another operator's, who takes over */
	char *successor_name;
};

/* Takes the connection over and asks the server who the operator is. */
struct session *session_new(struct db *db, const char *form_dir);
void session_free(struct session *s);

/* Opens the form's screen on top; with is copied.  False: told the operator. */
bool session_open(struct session *s, const char *form,
    const struct values *with);

/* Puts a screen of this kind on top; an overlay has no form. */
struct screen *session_push(struct session *s, const struct screen_kind *kind,
    const struct form *form, const struct values *with);

/* Closes the one on top; the next one reads itself anew. */
void session_pop(struct session *s);

/* The message line. */
void session_say(struct session *s, enum severity severity, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/* True for the way back and for commands that every screen obeys.  A letter
 * may be one that the form binds for a row. */
bool session_leads_elsewhere(struct screen *screen, const struct event *event);

/* Gives a key to the screen on top. */
void session_event(struct session *s, const struct event *event);

/* Does what a handler's answer (enum screen_flag) asks for. */
void session_obey(struct session *s, unsigned flags);

/* True while something is under way that changes the screen. */
bool session_is_busy(const struct session *s);

/* True while keys have to wait for it. */
bool session_holds_keys(const struct session *s);

/* Paints what was asked for since the last time. */
void session_paint(struct session *s);

/* The screen as a text, with all its characters, rows ended by \n. */
void session_dump(struct session *s, struct buf *out);

/* The terminal has another size. */
void session_resize(struct session *s);

/* The line hung up: every screen keeps what was typed. */
void session_keep(struct session *s);

/* Reads all forms that there are, so that form[] holds them. */
void session_read_forms(struct session *s);

/* The form by name, read once; NULL: told the operator. */
const struct form *session_form(struct session *s, const char *name);

/* False if the server said at the login that the operator may not write to the
 * relation. */
bool session_may_write(const struct session *s, const char *relation);

/* True if one of the duties is the operator's, or none is asked for. */
bool session_has_duty(const struct session *s, const struct names *duties);

/* Rows of the body, between the title and the message line. */
int session_body_rows(const struct session *s);

/* The row of the message line. */
int session_message_row(const struct session *s);
#define BODY_TOP 1

#endif

/*
 * The model of a screen: what a form file says, and nothing that a terminal
 * or a database adds.  Plain data, read-only once form_read() made it; see
 * form(5) for what the words mean.
 */
#ifndef ZHEN_FORM_FORM_H
#define ZHEN_FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "form/type.h"

enum form_kind { FORM_ENTRY, FORM_LIST, FORM_MENU };

/* A list of names: parameters, key columns, duties. */
struct names {
	char **name;
	size_t count;
};

/* SQL from the file, with its :names still in it. */
struct sql {
	char *text;		/* NULL: none */
	int line;
};

/* "fills birth=part": target field and part of the value. */
struct fill {
	char *field, *part;
};

/* "include 1 to 9": what a value may be; high is NULL for a single one. */
struct range {
	char *low, *high;	/* or "today" */
};

/* "when kind = "a" | "b"": no values mean any value. */
struct condition {
	char *name;		/* NULL: always */
	struct names values;
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NOENTRY = 1 << 1,
	FIELD_NOUPDATE = 1 << 2,
	FIELD_HIDDEN = 1 << 3,
	FIELD_STICKY = 1 << 4,
	FIELD_VERIFY = 1 << 5,
	FIELD_UPPER = 1 << 6,
	FIELD_FINDS = 1 << 7,
	FIELD_AUTONEXT = 1 << 8,
	FIELD_FOLD = 1 << 9,
};

struct field {
	char *name;		/* of the column or argument too */
	char *label;
	const struct type *type;
	unsigned flags;		/* enum field_flag */
	int width;		/* columns on the screen */
	int rows;		/* of several lines; else 1 */
	int chars;		/* most characters that it takes */
	char *set;		/* whose values: the server's name of them */
	char *initial;		/* default, canonical; or NULL */
	bool initial_is_name;	/* names a session value or parameter */
	bool initial_is_above;	/* what the row above has */
	bool initial_is_last;	/* what the record saved before has */
	struct sql initial_sql;
	struct sql computed;	/* what it is calculated by */
	struct condition when;	/* it is shown and asked for */
	struct range *include;	/* values allowed; none: all */
	size_t include_count;
	char *picture;		/* its shape, or NULL */
	char *placeholder;	/* stands in it while it is empty, or NULL */
	struct fill *fill;
	size_t fill_count;
	struct names pasted;	/* fields for the parts of a paste into it */
	char *repeats;		/* field whose last value F5 gives too, or NULL */
	struct sql check;
	char *comment, *help;
	char *source;		/* of the rule behind it, or NULL */
	char *initials;		/* column with its pinyin initials, or NULL */
	char *new_screen;	/* adds to the list of values, or NULL */
	int section;		/* index */
	int line;		/* in the file */
};

struct section {
	char *title;
	int line;
};

/* "with resident=id": a value passed on. */
struct pass {
	char *to, *from;
};

enum action_kind { ACTION_OPENS, ACTION_CALLS, ACTION_WRITES };

struct action {
	char *key;		/* "F6", "Enter", "A" */
	char *label;
	enum action_kind kind;
	char *target;		/* screen, function or file name */
	bool target_is_name;	/* opens :name */
	bool is_for_marked;	/* calls: once for each marked row */
	bool is_anew;		/* calls: another session begins behind it */
	struct pass *pass;	/* opens: with; calls: arguments */
	size_t pass_count;
	char *question;		/* asks "...", or NULL */
	char *ask_name, *ask_label;	/* asks name "label", or NULL */
	struct sql sql;		/* writes */
	char *charset;		/* writes: or NULL for utf-8 */
	bool charset_is_name;	/* of a value that says which */
	char *rows;		/* writes: the value that says how many, or NULL */
	struct names duties;	/* menu items: whose */
	struct condition when;	/* the key is offered */
	int section;		/* menu items: index, or -1 */
	int line;
};

struct column {
	char *name, *label;
	const struct type *type;
	char *set;
	struct names alarm;	/* what begins so when shown stands out */
	int width;
	int line;
};

/* How a list is printed to be signed; see form(5). */
struct printed {
	struct sql head;	/* what it is of; none: as any list */
	char *by;		/* column that begins a page, or NULL */
	struct names total;	/* columns that are added up */
	struct names foot;	/* lines below each page */
	int line;
};

/*
 * The rows of a list, or a detail of an entry.  A detail that can be edited
 * has a form for its row instead of query and columns: table, key, version
 * and fields.
 */
struct rows {
	char *name, *title;	/* detail only */
	int height;		/* rows asked for; 0: what is left */
	bool is_folded;		/* a line until it has the focus */
	struct form *row;	/* what can be edited, or NULL */
	struct pass *link;	/* to: the row's column, from: the master's */
	size_t link_count;	/* they are the first of row->key too */
	char *removed;		/* column that marks a removed row, or NULL */
	struct names total;	/* fields that are added up */
	int total_line;
	struct sql query;
	struct sql summary;
	struct column *column;
	size_t column_count;
	struct names chart;	/* columns that an exported list draws */
	char *chart_by;		/* the column whose values name them, or NULL */
	bool chart_is_line;	/* else bars */
	int chart_line;
	struct printed printed;	/* of a list */
	struct names order;
	bool *order_desc;	/* one for each of order */
	int order_line;
	struct action *action;	/* Enter on a row of a detail */
	size_t action_count;
	int line;
};

struct rate {
	char *name, *value, *from, *source;
	bool is_demo;
	int line;
};

struct requirement {
	struct sql sql;
	char *reason;
};

/* Programmes whose money one can't have in the same month. */
struct exclusion {
	struct names programme;
	char *reason;
	int line;
};

/* What an applicant brings; see form(5). */
struct material {
	char *form, *name;
	struct sql need;	/* who needs it; none: everybody */
	int line;
};

/* What somebody does about an application, by when. */
struct step {
	char *duty, *level, *title;
	int days;		/* working days */
	int publicity;		/* working days of it before, or 0 */
	int line;
};

struct programme {
	char *name, *title;
	char *from;		/* month from which its rules hold, or NULL */
	int line;
	char *basis, *fund;
	struct rate *rate;
	size_t rate_count;
	struct requirement *requirement;
	size_t requirement_count;
	struct requirement *stop;	/* what ends an enrolment */
	size_t stop_count;
	struct exclusion *exclusion;
	size_t exclusion_count;
	int back;		/* months that may be paid late, or 0 */
	char *period;		/* how long one payment is for, or NULL: a month */
	struct sql period_in;	/* the month in which it is computed */
	char *recheck;		/* year, quarter, month or NULL */
	char *payee;		/* employer, or NULL: the person */
	struct sql amount, because;
	char *who;		/* may apply, or NULL */
	struct material *material;
	size_t material_count;
	struct step *step;	/* none: enrolled at the window */
	size_t step_count;
	int publicity;		/* read, its step isn't yet */
	int publicity_line;
};

/* A page to take away; see slip.h. */
struct slip_line {
	char *text;
	struct sql query;	/* the line stands there for each row */
	int number;		/* in the file */
};

struct slip {
	char *title;
	struct sql query;	/* one row: its values */
	struct slip_line *line;
	size_t line_count;
	int line_number;
};

struct form {
	char *path;		/* for messages */
	enum form_kind kind;
	char *name, *title;
	int code;		/* 0: none */
	struct names duties;
	char **help;
	size_t help_count;
	struct names with;
	char *needle;		/* the condition that anything is found by */
	int needle_line;

	char *table;		/* or NULL */
	struct names key;
	char *version;
	struct names found;	/* fields that a find lists; none: any */
	int *found_width;	/* of each; 0: its own */
	int found_line;
	char *call;		/* or NULL */
	struct sql query;	/* card */

	struct section *section;
	size_t section_count;
	struct field *field;
	size_t field_count;
	struct action *action;	/* keys, or a menu's items */
	size_t action_count;
	struct rows *detail;
	size_t detail_count;
	struct rows rows;	/* of a list */
	struct programme *programme;	/* or NULL */
	struct slip *slip;		/* or NULL */
};

/* Where mistakes go: one call for each, in the order of the lines. */
typedef void (*form_complain)(void *data, const char *path, int line,
    const char *text);

/*
 * Reads a form from text.  Every mistake is told to complain (which may be
 * NULL) and reading goes on with the next line; if there was any, the result
 * is NULL.  path is for the messages.
 */
struct form *form_parse(const char *path, const char *text, size_t len,
    form_complain complain, void *data);

/* The same from a file; a file that can't be read is a complaint at line 0. */
struct form *form_read(const char *path, form_complain complain, void *data);
void form_free(struct form *form);

/* Index of the field, or -1. */
int form_field(const struct form *form, const char *name);

#endif

/*
 * A field type is a const table of verbs; one left out (NULL) means the
 * default.  A value travels as canonical text, the one that goes to the
 * server: dates as YYYY-MM-DD, months as YYYYMM, money as 1234.50, Han as
 * UTF-8.  An empty value is "" and is the server's null.
 */
#ifndef ZHEN_FORM_TYPE_H
#define ZHEN_FORM_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct field;

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

struct type {
	const char *name;	/* as form files say it */
	const char *sql;	/* the type a programme's own field is kept as */
	const char *example;	/* for help, e.g. "2010-12-01" */
	int width;		/* columns in a form when the file names none */
	bool takes_number;	/* TYPE is followed by a number: text 20 */
	bool takes_set;		/* TYPE is followed by a name: code hukou */
	bool is_tree;		/* of a set: its values lie below one another */
	bool is_known_by_code;	/* of a set: it is shown before the name */
	bool is_lines;		/* several lines; \n ends one */
	bool is_right;		/* numbers stand to the right */
	bool is_retyped;	/* short: a character begins a new value */
	bool has_range;		/* its values have an order: 1 to 9 */
	int max_chars;		/* 0: as many as the width */

	/*
	 * May this character be typed?  Default: everything but controls.
	 * Lenient on purpose: a form checks when a field is left.
	 */
	bool (*accept)(const struct field *f, uint32_t cp);

	/*
	 * What the operator typed to canonical text, yours to free; NULL and
	 * err (a sentence with the next step) if it can't be.  Never sees an
	 * empty text.  Default: blanks trimmed.  now is the day,
	 * YYYY-MM-DD, and, where it is known, the time behind it: " 09:30".
	 */
	char *(*parse)(const struct field *f, const char *typed,
	    const char *now, struct error *err);

	/* Canonical text to what is shown, yours to free.  Default: itself. */
	char *(*format)(const struct field *f, const char *value);

	/*
	 * A canonical value said in another way, for the message line while
	 * the field has the focus: yours to free, or NULL.  Default: nothing.
	 */
	char *(*aside)(const struct field *f, const char *value);

	/*
	 * What is odd about a canonical value that is allowed all the same;
	 * true and note if there is something.  Default: nothing.
	 */
	bool (*doubt)(const struct field *f, const char *value,
	    struct error *note);

	/*
	 * A part of a canonical value ("birth" of an ID number), yours to
	 * free; NULL if it has no such part.
	 */
	char *(*part)(const struct field *f, const char *value,
	    const char *part);
	const char *const *parts;	/* their names, NULL at the end */
};

/* NULL if there is none of that name. */
const struct type *type_find(const char *name);

/* All of them, NULL at the end. */
extern const struct type *const type_all[];

#endif

/*
 * What a form holds while it is filled in: a canonical value for each field,
 * what it was before, and what was said about it.  Text that couldn't be
 * parsed never gets here; it stays in the editor.
 */
#ifndef ZHEN_FORM_RECORD_H
#define ZHEN_FORM_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "form/form.h"

struct value {
	char *text;		/* canonical, never NULL; "" is the null */
	char *saved;		/* as it was read, or in the blank form */
	bool has_note;
	enum severity severity;	/* of the note */
	char *note;		/* never NULL; "" without a note */
};

struct record {
	const struct form *form;	/* borrowed */
	struct value *value;	/* one for each of form->field */
	char **key;		/* one for each of form->key; NULL in a new one */
	char *version;		/* NULL in a new one */
	const char *today;	/* YYYY-MM-DD, borrowed; "" while unknown */

	/* A value in the operator's words, yours to free; NULL: the
	 * canonical text says enough. */
	char *(*words)(const void *data, size_t field, const char *canonical);
	const void *words_data;
};

/* A blank record of the form, which must outlive it. */
struct record *record_new(const struct form *form);
void record_free(struct record *record);

/*
 * The operator's value: canonical text (copied; NULL is "").  The note goes
 * when the value changes, and stays when it doesn't.
 */
void record_set(struct record *record, size_t field, const char *canonical);

/*
 * The server's value or a default: the same, and not dirty.
 */
void record_load(struct record *record, size_t field, const char *canonical);

/* What the values are now is what is saved: after a save that went well. */
void record_settle(struct record *record);

/*
 * The identity that the server gave: of a column of form->key by its index,
 * and the row's version.
 */
void record_set_key(struct record *record, size_t column, const char *text);
void record_set_version(struct record *record, const char *text);

/* The value of a key's column; NULL in a new record, or of another column. */
const char *record_key(const struct record *record, const char *column);

/* True unless the field's "when" leaves it out as the others are now. */
bool record_is_asked(const struct record *record, size_t field);

/* The value as it is saved: "" of a field that isn't asked for. */
const char *record_value(const struct record *record, size_t field);

/* True if saving would change what was read. */
bool record_is_dirty(const struct record *record, size_t field);

/* True if any field is. */
bool record_is_changed(const struct record *record);

/* True while no version is known: saving inserts. */
bool record_is_new(const struct record *record);

/*
 * Makes it a new, blank record.  keep_sticky leaves the values of sticky
 * fields (which then aren't dirty).  Defaults are the caller's: it knows the
 * session's values, see field->initial.
 */
void record_clear(struct record *record, bool keep_sticky);

/*
 * Puts the parts of the field's value where its "fills" says.  An empty value
 * empties those of them that can't be entered by hand.
 */
void record_fill(struct record *record, size_t field);

/* Says something about a field; replaces what was said before. */
void record_note(struct record *record, size_t field, enum severity severity,
    const char *text);
void record_clear_note(struct record *record, size_t field);

/*
 * The order of two canonical values of the field, either of which may be
 * "today": below, at or above 0.
 */
int record_compare(const struct field *f, const char *a, const char *b,
    const char *today);

/* The values that "include" names, as a text; yours to free. */
char *record_allowed(const struct record *record, size_t field);

/* False and a sentence with the next step if "include" leaves it out. */
bool record_allows(const struct record *record, size_t field,
    const char *canonical, struct error *err);

/*
 * The rules that a form can tell alone: required, and include.  False and a
 * sentence with the next step if the value breaks one; notes nothing itself.
 */
bool record_check(const struct record *record, size_t field,
    struct error *err);

/* The first field that record_check() refuses; -1 and err untouched if none. */
int record_check_all(const struct record *record, struct error *err);

/* True if the field can be entered now: not noentry, hidden, noupdate or
 * left out by its "when". */
bool record_can_enter(const struct record *record, size_t field);

#endif

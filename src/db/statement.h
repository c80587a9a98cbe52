/*
 * Statements, built from forms.  Identifiers are quoted, values are
 * parameters; the only SQL texts are the form's own.
 */
#ifndef ZHEN_DB_STATEMENT_H
#define ZHEN_DB_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "form/criterion.h"
#include "form/form.h"
#include "form/record.h"

struct statement {
	char *sql;
	char **param;		/* NULL: null */
	size_t count;
	bool is_lookup;		/* see statement_lookup() */
	bool may_stop;		/* see statement_may_stop() */
	bool keeps_plan;	/* see statement_keep_plan() */
	struct plan *asked;	/* inside the floor, see kept.h */
};

void statement_done(struct statement *st);
struct statement statement_copy(const struct statement *st);

/* Where the values of :names come from; NULL or "" is null. */
typedef const char *(*value_of)(void *data, const char *name);

/* Fixed SQL with $1 ...; the params are copied. */
struct statement statement_fixed(const char *sql, size_t count,
    const char *const *param);

/*
 * The same, as one that shows what there is and writes nothing, so that a
 * replica may answer it: never what a save or a rule depends on.  Pages and
 * what is found are such by themselves.
 */
struct statement statement_lookup(struct statement st);

/*
 * The same, as one that db_stop() may end: undone, it leaves nothing behind
 * that counts.  Pages and what is found are such by themselves.
 */
struct statement statement_may_stop(struct statement st);

/*
 * The same, as one that the server plans once for a connection, whatever its
 * values are: for what is asked again and again, by keys.
 */
struct statement statement_keep_plan(struct statement st);

/* SQL of a form. */
struct statement statement_query(const char *sql, value_of value, void *data);

/*
 * Which rows of a list.  An empty value sorts behind all others, as the
 * server has it.
 */
struct page {
	const char *const *order;	/* columns; unique if at is used */
	const bool *is_desc;
	size_t count;
	bool may_be_empty;	/* the first of them; the others never are */
	const char *const *at;	/* their values in a row; NULL: from the end */
	bool takes_at;		/* that row too */
	bool is_back;		/* before it, the nearest first */
	size_t limit;
};

/* A page of a list. */
struct statement statement_page(const struct rows *rows,
    const struct page *page, value_of value, void *data);

/*
 * A page of the form's records that meet the conditions, one for each of its
 * fields: the key's columns, and those of rows.
 */
struct statement statement_found(const struct form *form,
    const struct rows *rows, const struct criterion *condition,
    const struct page *page);

/* How many there are, counted up to most. */
struct statement statement_found_count(const struct form *form,
    const struct criterion *condition, size_t most);

/* The record with this key; columns: the key's, the version, the fields. */
struct statement statement_load(const struct form *form, value_of key,
    void *data);

/* The same, by the value of a field. */
struct statement statement_find(const struct form *form, size_t field,
    const char *value);

/* Inserts a new record or updates the changed fields of an old one; gives
 * the key's columns and the version. */
struct statement statement_save(const struct record *record);

/*
 * The same as the first of a save with rows: the key of a new record is kept
 * for them, and an old one of another version is refused at once.
 */
struct statement statement_master(const struct record *record);

/*
 * The rows of a detail that can be edited, of the record with this key:
 * columns as statement_load() has them.
 */
struct statement statement_rows(const struct rows *rows, value_of key,
    void *data);

/* A record or a row that a save writes. */
struct part {
	const struct record *record;
	const struct rows *rows;	/* of the detail; NULL: no row */
	const struct record *master;
	bool is_removed;
};

/*
 * Inserts a new row of master, updates an old one (which must be changed) or
 * marks it as removed; one of another version is refused.
 */
struct statement statement_row(const struct part *row);

/*
 * Hands the parts in for review instead of writing them, of a form with a
 * function its call; gives what the operator is told.  The draft, names and values, comes back to them with a
 * change that is given back.
 */
struct statement statement_review(const struct part *part, size_t count,
    const char *screen, const char *title, const char *const *draft,
    size_t draft_count);

/* The same of functions with named arguments, in this order; no draft, the
 * operator calls anew. */
struct call {
	const char *function;
	const struct pass *pass;
	size_t count;
	value_of value;
	void *data;
};
struct statement statement_review_calls(const struct call *call, size_t count,
    const char *screen, const char *title);

/* A function with named arguments. */
struct statement statement_call(const char *function, const struct pass *pass,
    size_t count, value_of value, void *data);

/* The form's own function, with its fields. */
struct statement statement_call_record(const struct record *record);

#endif

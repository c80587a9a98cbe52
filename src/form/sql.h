/*
 * SQL of a form file with its named parameters: finds the :names and turns
 * them into $1, $2 ...  Knows strings, quoted names, dollar quotes, comments
 * and "::", and nothing else of the language; so in an array slice a blank
 * keeps a column apart from a parameter: a[1 : n].
 */
#ifndef ZHEN_FORM_SQL_H
#define ZHEN_FORM_SQL_H

#include "base/buf.h"
#include "form/form.h"

/*
 * Appends text to out with each :name as $n and adds the name to names, once
 * for each name that is not there yet: n is its place in names, from 1.
 */
void sql_number(const char *text, struct buf *out, struct names *names);

enum sql_element {
	SQL_OTHER,		/* blank, operator, string, comment, number */
	SQL_WORD,		/* key word or plain name */
	SQL_NAME,		/* :name */
	SQL_NUMBERED,		/* $1 */
	SQL_OPEN, SQL_CLOSE,	/* { and }, which SQL doesn't have */
	SQL_STAR,
};

/*
 * The element that begins at s (before end): its kind, and where it ends;
 * NULL if it is a string or comment that isn't closed.
 */
const char *sql_element(const char *s, const char *end,
    enum sql_element *kind);

/*
 * True if a query with this text may give a column of that name: it says the
 * name, or "*".
 */
bool sql_may_give(const char *text, const char *name);

/* Adds a copy of name; returns its index, the old one if it was there. */
size_t names_add(struct names *names, const char *name);
bool names_has(const struct names *names, const char *name);
void names_done(struct names *names);

#endif

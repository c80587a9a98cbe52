/*
 * Pages for people to take away, as templates: lines of text in which :name
 * stands for a value.  What follows a value in a column of its own, behind two
 * blanks or more, stays in that column as long as the value leaves one blank.
 * A line with a query stands there once for each of its rows.
 */
#ifndef ZHEN_FORM_SLIP_H
#define ZHEN_FORM_SLIP_H

#include "form/form.h"

/* ":name" or ":name.words" at s: behind it; NULL if it is none.  *len: of the
 * name; *in_words: it is to be said in words. */
const char *slip_name(const char *s, size_t *len, bool *in_words);

/* Where the values come from.  line: index of that of the slip; row: of its
 * query, 0 if it has none. */
struct slip_source {
	void *data;
	/* Yours to free; NULL is like "". */
	char *(*value)(void *data, size_t line, size_t row, const char *name,
	    bool in_words);
	/* Of the query of a line that has one. */
	size_t (*rows)(void *data, size_t line);
};

/* The page, lines ended by \n; yours to free. */
char *slip_page(const struct slip *slip, const struct slip_source *source);

#endif

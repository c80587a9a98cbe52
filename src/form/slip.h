/*
 * Pages for people to take away, as templates: lines of text in which :name
 * stands for a value.  What follows a value in a column of its own, behind two
 * blanks or more, stays in that column as long as the value leaves one blank.
 */
#ifndef ZHEN_FORM_SLIP_H
#define ZHEN_FORM_SLIP_H

#include "form/form.h"

/* ":name" or ":name.words" at s: behind it; NULL if it is none.  *len: of the
 * name; *in_words: it is to be said in words. */
const char *slip_name(const char *s, size_t *len, bool *in_words);

/* A value, yours to free; NULL is like "". */
typedef char *(*slip_value)(void *data, const char *name, bool in_words);

/* The page, lines ended by \n; yours to free. */
char *slip_page(const struct slip *slip, slip_value value, void *data);

#endif

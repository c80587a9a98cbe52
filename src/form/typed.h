/* What field types share in reading what was typed. */
#ifndef ZHEN_FORM_TYPED_H
#define ZHEN_FORM_TYPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Full-width folded, blanks at the ends and the ASCII characters of drop left
 * out; yours to free. */
char *typed_fold(const char *typed, const char *drop);

bool typed_is_digits(const char *s);	/* and not empty */
bool typed_is_digit(uint32_t cp);	/* full-width too */

/* Removes the text at the start, or at the end, of s if it is there. */
bool typed_strip_start(char *s, const char *text);
bool typed_strip_end(char *s, const char *text);

/*
 * A number in canonical form: sign, digits without leading zeros, decimals.
 * Takes commas between thousands and the points of Chinese keyboards.
 */
struct number_form {
	int digits;		/* most before the point */
	int most;		/* most behind it */
	bool is_fixed;		/* always that many */
};
char *typed_number(const char *typed, const struct number_form *form,
    struct error *err);
bool typed_is_number_char(uint32_t cp);

/*
 * A day or a month as numbers: the groups of digits of s between "-", "/", "."
 * and the signs 年 月 日.  The number of groups (at most 3), or 0 if s is
 * anything else; lengths of the groups go to width.
 */
int typed_groups(const char *s, int group[3], int width[3]);

/* "+7" or "-3": true and the number. */
bool typed_offset(const char *s, int most, int *out);

/* A word of a list, as 今天. */
struct typed_word {
	const char *word;
	int offset;
};
bool typed_word(const char *s, const struct typed_word *list, size_t count,
    int *offset);

/* Characters of dates and months. */
bool typed_is_date_char(uint32_t cp);

#endif

/*
 * The shape of a text, as in "AA-####": A stands for a letter, # for a digit,
 * X for any character, and everything else for itself.  Full-width letters
 * and digits count as what they mean.
 */
#ifndef ZHEN_FORM_PICTURE_H
#define ZHEN_FORM_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Characters that a value has. */
size_t picture_length(const char *picture);

/* True if something is to be typed: it isn't made of literals alone. */
bool picture_has_place(const char *picture);

/*
 * What the typed text means: literals that were left out are put in.  NULL
 * and err if it doesn't fit or isn't complete.  Yours to free.
 */
char *picture_parse(const char *picture, const char *typed,
    struct error *err);

/*
 * The character cp is typed behind text.  What has to be added to text: cp,
 * folded, and the literals before it.  NULL if it can't stand there, or if
 * text itself doesn't fit.  Yours to free.
 */
char *picture_next(const char *picture, const char *text, uint32_t cp);

/* True if the text may be the beginning of a value. */
bool picture_fits(const char *picture, const char *text);

/* True if the character may stand somewhere in the picture. */
bool picture_accepts(const char *picture, uint32_t cp);

/* True if the text fits and nothing but literals can follow. */
bool picture_is_full(const char *picture, const char *text);

#endif

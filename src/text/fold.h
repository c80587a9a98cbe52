/*
 * What typists mean: full-width digits and letters, the many dots in a name,
 * the Roman numeral that stands for X, private-use code points of old fonts.
 */
#ifndef ZHEN_TEXT_FOLD_H
#define ZHEN_TEXT_FOLD_H

#include <stdbool.h>
#include <stdint.h>

/* Full-width ASCII to ASCII, ideographic space to space, U+2160.. Ⅹ to X. */
uint32_t fold_ascii(uint32_t cp);

/* The dots of names (U+2022, U+30FB, U+FF0E, U+FF65 ...) to U+00B7. */
uint32_t fold_dot(uint32_t cp);

/* Private-use code points that GB18030-2022 gave real ones. */
uint32_t fold_private(uint32_t cp);

/* A text with a fold applied to every character; yours to free. */
char *fold_text(const char *s, uint32_t (*fold)(uint32_t));

/* Blanks at both ends gone, inner runs made one; yours to free. */
char *fold_blanks(const char *s);

/* True for C0, C1, bidi controls and other characters that may not leave. */
bool fold_is_control(uint32_t cp);

/* A text in one line that may leave: line ends as blanks, other controls as
 * "^"; yours to free. */
char *fold_controls(const char *s);

/* True for ?, □, 〓 and U+FFFD: the signs of earlier damage in a name. */
bool fold_is_doubtful(uint32_t cp);

#endif

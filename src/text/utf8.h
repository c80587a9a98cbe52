/* UTF-8, the only encoding inside the program. */
#ifndef ZHEN_TEXT_UTF8_H
#define ZHEN_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX 4

enum utf8_result { UTF8_CHAR, UTF8_MORE, UTF8_BAD };

/*
 * Reads one character from len bytes.  UTF8_CHAR: *cp and *used are set.
 * UTF8_MORE: the bytes are the start of a character.  UTF8_BAD: the first
 * byte (*used is 1) is malformed.
 */
enum utf8_result utf8_read(const char *s, size_t len, uint32_t *cp,
    size_t *used);

/*
 * Reads the character at *s (not past end), moves *s behind it and returns
 * its code point.  A malformed byte gives U+FFFD and moves by one.
 */
uint32_t utf8_next(const char **s, const char *end);

/* Writes a code point, without NUL; returns the number of bytes. */
size_t utf8_put(char out[UTF8_MAX], uint32_t cp);

bool utf8_is_valid(const char *s, size_t len);

/* Number of characters (code points). */
size_t utf8_length(const char *s);

/* The code points of s, yours to free; their number to *count. */
uint32_t *utf8_decode(const char *s, size_t *count);

/* UTF-8 of the code points, yours to free. */
char *utf8_encode(const uint32_t *cps, size_t count);

#endif

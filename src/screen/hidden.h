/*
 * Characters that the terminal or the printer lacks, in words: code and pinyin, so that
 * they can be compared with a paper and typed elsewhere.
 */
#ifndef ZHEN_SCREEN_HIDDEN_H
#define ZHEN_SCREEN_HIDDEN_H

#include <stdbool.h>

#include "text/charset.h"

struct session;

/*
 * Those of the text that the charset lacks, as "U+4DAE yan, U+20BB7 ji", yours
 * to free; NULL if there are none.  Pinyin that isn't known yet is asked for,
 * and the screen is painted again when it comes.
 */
char *hidden_codes(struct session *s, struct charset *cs, const char *text);

/*
 * Asks for the pinyin of those that isn't known; keys wait, and come is called
 * when it is here, at once if nothing is missing.  False if there are none.
 */
bool hidden_want(struct session *s, struct charset *cs, const char *text,
    void (*come)(void *data), void *data);

/* The same as codes, in a sentence, of what the terminal can't show. */
char *hidden_line(struct session *s, const char *text);

#endif

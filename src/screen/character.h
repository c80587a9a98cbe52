/*
 * Characters that the keyboard can't type: by code (U+4DAE, or the bytes of
 * GB18030 in hex), or by pinyin from a list that the server gives.
 */
#ifndef ZHEN_SCREEN_CHARACTER_H
#define ZHEN_SCREEN_CHARACTER_H

#include <stdint.h>

#include "screen/session.h"

/* Asks which, and types it into the screen on top. */
void character_ask(struct session *s);

/*
 * The character of a code: "U+4DAE", "4DAE", or GB18030's bytes in hex, of
 * two or four; 0 if it is none.  Four digits are a code point unless that is
 * no Han and the bytes are one.
 */
uint32_t character_of_code(const char *code);

#endif

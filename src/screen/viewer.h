/* A text to be read, longer than the screen if it must be. */
#ifndef ZHEN_SCREEN_VIEWER_H
#define ZHEN_SCREEN_VIEWER_H

#include "screen/session.h"

/* text: lines of any length, wrapped at the terminal's width. */
void viewer_open(struct session *s, const char *title, const char *text);

/*
 * The same with a question behind it: done gets the letter that was pressed,
 * one of keys, or '\0' when it was left.  words, a msgid for the bottom line,
 * tells what they mean; all of it is borrowed.
 */
struct viewer_question {
	const char *keys, *words;
	void (*done)(struct screen *below, char key);
};
void viewer_ask(struct session *s, const char *title, const char *text,
    const struct viewer_question *question);

#endif

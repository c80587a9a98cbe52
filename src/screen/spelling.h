/*
 * Pinyin of the words that the forms and the program show, asked of the
 * server once a session, so that they can be found by initials.
 */
#ifndef ZHEN_SCREEN_SPELLING_H
#define ZHEN_SCREEN_SPELLING_H

#include <stdbool.h>
#include <stddef.h>

struct session;

struct spelled {
	char *text, *initials, *spelling;
};

/*
 * Asks for those texts that aren't known yet; come is called with data when
 * they are, at once if they are all known, and not at all after
 * spelling_forget().
 */
void spelling_want(struct session *s, const char *const *text, size_t count,
    void (*come)(void *data), void *data);
void spelling_forget(struct session *s);

/* True while keys should wait for it. */
bool spelling_is_coming(const struct session *s);

/* The same; if it isn't known it is asked for, and nobody waits. */
const struct spelled *spelling_know(struct session *s, const char *text);

/* NULL: not known. */
const struct spelled *spelling_of(const struct session *s, const char *text);

void spelling_free(struct session *s);

#endif

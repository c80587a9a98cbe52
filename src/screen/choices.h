/*
 * Lists of values: read from the server once a session, then searched here,
 * so that typing never waits.
 */
#ifndef ZHEN_SCREEN_CHOICES_H
#define ZHEN_SCREEN_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

struct session;

struct choice {
	const char *code, *name, *initials, *spelling, *note;
};

/* Starts reading a list, unless it is there or on its way. */
void choices_want(struct session *s, const char *set);

/* True while a list is on its way: what is typed ahead has to wait for it. */
bool choices_are_coming(const struct session *s);

/* True when the list has come. */
bool choices_are_here(struct session *s, const char *set);

size_t choices_count(struct session *s, const char *set);
struct choice choices_at(struct session *s, const char *set, size_t i);

/* The name of a code; NULL while unknown. */
const char *choices_name(struct session *s, const char *set,
    const char *code);

/*
 * True if what was typed means this choice: start or end of its code, start
 * of its pinyin or a syllable in it, part of its name or initials; "" means
 * all.
 */
bool choice_matches(const struct choice *c, const char *typed);

/*
 * The one choice that is meant: an exact code, name or initials, or the only
 * match.  Returns the number of matches (1: *index is set).
 */
size_t choices_resolve(struct session *s, const char *set, const char *typed,
    size_t *index);

void choices_free(struct session *s);

#endif

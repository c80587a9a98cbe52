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
	const struct choice *above;	/* in a tree, or NULL */
	bool is_taken;		/* a value, not only what stands above some */
};

/* Starts reading a list, unless it is there or on its way. */
void choices_want(struct session *s, const char *set);

/* Something was added to the list: it is read again when it is wanted. */
void choices_renew(struct session *s, const char *set);

/* True while a list is on its way: what is typed ahead has to wait for it. */
bool choices_are_coming(const struct session *s);

/* True when the list has come and isn't to be read again. */
bool choices_are_here(struct session *s, const char *set);

size_t choices_count(struct session *s, const char *set);
struct choice choices_at(struct session *s, const char *set, size_t i);

/* A code that is a word of the program's, and nothing to show people. */
bool choices_is_word(const char *code);

/* The choice of a code, valid until the list is read again, and its name; NULL
 * while unknown. */
const struct choice *choices_find(struct session *s, const char *set,
    const char *code);
const char *choices_name(struct session *s, const char *set,
    const char *code);

/*
 * All choices of the set, those that the operator takes most first.  Returns
 * how many of them were ever taken.
 */
size_t choices_by_use(struct session *s, const char *set,
    struct choice *choice);

/* The operator took this one: counted here, and at the server some time. */
void choices_used(struct session *s, const char *set, const char *code);

/* Tells the server what was counted; nobody waits for it. */
void choices_flush(struct session *s);

/*
 * How well what was typed means this choice: 0 all of its code, name or
 * initials, 1 the start of one of them, of its pinyin or of its code's end,
 * 2 a part; CHOICE_RANKS: not at all.  "" means any, and of several words
 * each has to; in a tree those before the last may mean what is above.
 */
#define CHOICE_RANKS 3
int choice_rank(const struct choice *c, const char *typed);

/*
 * The one value that is meant: an exact code, the only one of that name or of
 * those initials, or the only match; when no value matches, those below what
 * does are meant.  Returns the number of matches (1: *index is set).
 */
size_t choices_resolve(struct session *s, const char *set, const char *typed,
    size_t *index);

void choices_free(struct session *s);

#endif

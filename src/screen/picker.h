/* A list to choose from: typing narrows it, Enter takes one. */
#ifndef ZHEN_SCREEN_PICKER_H
#define ZHEN_SCREEN_PICKER_H

#include "screen/choices.h"
#include "screen/session.h"

/* Called with the code that was taken; not at all when it was left. */
typedef void (*picker_done)(struct screen *s, void *data, const char *code);

/* The list of values of a field.  typed narrows it from the start. */
void picker_open(struct session *s, const struct field *field,
    const char *typed, picker_done done, void *data);

/*
 * Choices of the caller's.  They and their texts are borrowed; gone (may be
 * NULL) is called with data when the picker doesn't need them any more, after
 * took if something was taken.
 */
struct picker_choices {
	const char *title;
	const struct choice *choice;
	size_t count;
	size_t used;		/* the first so many were taken before */
	bool is_tree;		/* it is gone down and up, see tree.h */
	int columns;		/* of the box; less on a small terminal */
	int code_columns;	/* of the codes in it */
	void (*took)(struct screen *s, void *data, size_t index);
	/* Ctrl-N: makes a new one of what is typed.  NULL: there are none. */
	void (*add)(struct screen *s, void *data, const char *typed);
	/* Ctrl-T: removes it for good.  NULL: they stay. */
	void (*remove)(struct screen *s, void *data, size_t index);
	void (*gone)(void *data);
	void *data;
};
void picker_open_choices(struct session *s, const struct picker_choices *choices,
    const char *typed);

#endif

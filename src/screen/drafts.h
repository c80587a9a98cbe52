/*
 * The drafts of an operator: in a file, and behind the typist's back at the
 * server too.  Nobody waits for that: one request is under way at most, and
 * of what waits for it only the newest of each draft is sent.
 */
#ifndef ZHEN_SCREEN_DRAFTS_H
#define ZHEN_SCREEN_DRAFTS_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/draft.h"

struct session;

/* A draft that was left behind, without its values. */
struct drafts_item {
	char *key, *screen, *title, *opened;	/* see draft.h */
	long at;		/* when it was typed, by this clock */
	bool is_local;		/* the file is there, and the newer of two */
	bool is_open;		/* perhaps still at another terminal */
	bool is_later;		/* the operator doesn't want to be asked */
};

/* Keeps drafts from now on, in dir (NULL: at the server only; taken over), and
 * asks which ones there are; come is called afterwards. */
void drafts_start(struct session *s, char *dir,
    void (*come)(struct session *s));
void drafts_free(struct session *s);

/* False if the session keeps none: then nothing below does anything. */
bool drafts_are_kept(const struct session *s);

/*
 * Keeps a draft.  is_safe: the file is on the disk when this returns, and the
 * server isn't told.  False with errno if the file can't be written.
 */
bool drafts_keep(struct session *s, const struct draft *draft, bool is_safe);

/* It is saved (so that the server has dropped it), or nobody wants it. */
void drafts_forget(struct session *s, const char *key);
void drafts_discard(struct session *s, const char *key);

/* Those left behind, the newest first; one that was taken or dropped is none
 * of them. */
size_t drafts_count(const struct session *s);
struct drafts_item *drafts_at(const struct session *s, size_t i);
struct drafts_item *drafts_find(const struct session *s, const char *key);

/* Takes one from them: come gets it with its values.  Keys wait meanwhile. */
typedef void (*drafts_come)(struct session *s, const struct draft *draft);
void drafts_read(struct session *s, const char *key, drafts_come come);
bool drafts_are_coming(const struct session *s);

/* True inside come: a screen that opens now has its draft. */
bool drafts_are_restoring(const struct session *s);

/* Asks anew which ones there are; come is called afterwards. */
void drafts_renew(struct session *s, void (*come)(struct session *s));

/* The line is back. */
void drafts_resume(struct session *s);

#endif

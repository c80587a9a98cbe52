/*
 * From bytes to keys.  The decoder takes whatever arrived, in pieces of any
 * size, and gives characters and keys; it is plain C without curses or time,
 * so that it can be tested and fuzzed.  After ESC, "[" or "O" up to the final
 * byte is never text, however the packets split it; a bad byte costs itself.
 */
#ifndef ZHEN_UI_KEY_H
#define ZHEN_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/charset.h"

/* The keys that the program knows, with the name that form files use. */
#define KEY_LIST(X) \
	X(NONE, "") X(ENTER, "Enter") X(TAB, "Tab") X(BACKTAB, "BackTab") \
	X(UP, "Up") X(DOWN, "Down") X(LEFT, "Left") X(RIGHT, "Right") \
	X(HOME, "Home") X(END, "End") X(PAGE_UP, "PageUp") \
	X(PAGE_DOWN, "PageDown") X(INSERT, "Insert") X(DELETE, "Delete") \
	X(BACKSPACE, "Backspace") X(ESCAPE, "Esc") \
	X(F1, "F1") X(F2, "F2") X(F3, "F3") X(F4, "F4") X(F5, "F5") \
	X(F6, "F6") X(F7, "F7") X(F8, "F8") X(F9, "F9") X(F10, "F10") \
	X(F11, "F11") X(F12, "F12") \
	X(CTRL_A, "Ctrl-A") X(CTRL_B, "Ctrl-B") X(CTRL_C, "Ctrl-C") \
	X(CTRL_D, "Ctrl-D") X(CTRL_E, "Ctrl-E") X(CTRL_F, "Ctrl-F") \
	X(CTRL_G, "Ctrl-G") X(CTRL_K, "Ctrl-K") X(CTRL_L, "Ctrl-L") \
	X(CTRL_N, "Ctrl-N") X(CTRL_O, "Ctrl-O") X(CTRL_P, "Ctrl-P") \
	X(CTRL_Q, "Ctrl-Q") X(CTRL_R, "Ctrl-R") X(CTRL_S, "Ctrl-S") \
	X(CTRL_T, "Ctrl-T") X(CTRL_U, "Ctrl-U") X(CTRL_V, "Ctrl-V") \
	X(CTRL_W, "Ctrl-W") X(CTRL_X, "Ctrl-X") X(CTRL_Y, "Ctrl-Y") \
	X(CTRL_Z, "Ctrl-Z") \
	X(ESC_C, "Esc-C") X(ESC_E, "Esc-E") X(ESC_L, "Esc-L") \
	X(ESC_P, "Esc-P") X(ESC_Q, "Esc-Q") X(ESC_R, "Esc-R") X(ESC_S, "Esc-S")

enum key {
#define X(id, name) K_##id,
	KEY_LIST(X)
#undef X
	K_COUNT
};

enum event_kind {
	EVENT_CHAR,		/* cp was typed */
	EVENT_PASTED,		/* cp was pasted; a line's end as '\n', '\t' */
	EVENT_PASTE_END,	/* that was all of it */
	EVENT_KEY,
	EVENT_BAD,		/* a byte that is no character was dropped */
};

struct event {
	enum event_kind kind;
	enum key key;
	uint32_t cp;
	bool is_early;		/* typed before the last term_show() */
};

const char *key_label(enum key key);
enum key key_find(const char *name);	/* K_NONE: no such key */

struct key_decoder;

/* The charset is borrowed. */
struct key_decoder *key_decoder_new(struct charset *cs);
void key_decoder_free(struct key_decoder *d);

/* A sequence of this terminal (from terminfo), beside the usual ones. */
void key_decoder_bind(struct key_decoder *d, const char *sequence,
    enum key key);

void key_decoder_feed(struct key_decoder *d, const char *bytes, size_t len);

/* True and *event for each complete one; false when all was taken. */
bool key_decoder_next(struct key_decoder *d, struct event *event);

/* Bytes fed so far, and those of them that next() has taken: what is typed is
 * older than what was fed after it. */
size_t key_decoder_fed(const struct key_decoder *d);
size_t key_decoder_taken(const struct key_decoder *d);

/*
 * After key_decoder_next() gave false: true while the start of a sequence or
 * character waits for its rest.
 */
bool key_decoder_is_waiting(const struct key_decoder *d);

/*
 * The rest won't come (the escape delay is over): a lone ESC is a key, half a
 * character is bad.  What began as a sequence stays one, and is waited for
 * without a further delay.  Take what it gives before feeding more.
 */
void key_decoder_expire(struct key_decoder *d);

#endif

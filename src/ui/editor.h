/*
 * The field editor: a line of characters with a caret.  It keeps code points
 * and paints columns, so what can't be shown is still there afterwards; a
 * caret never stands inside a character and its combining marks.
 */
#ifndef ZHEN_UI_EDITOR_H
#define ZHEN_UI_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/key.h"
#include "ui/lines.h"
#include "ui/view.h"

struct editor;

struct editor *editor_new(void);
void editor_free(struct editor *e);

/* Sets the text, caret at its end, nothing to undo; at most max characters. */
void editor_set(struct editor *e, const char *text, size_t max);
char *editor_text(const struct editor *e);	/* yours to free */

/* Several lines: Ctrl-O ends one, and so does the end of a pasted one. */
void editor_take_lines(struct editor *e, bool takes_lines);
bool editor_is_full(const struct editor *e);
bool editor_is_empty(const struct editor *e);
bool editor_is_at_end(const struct editor *e);	/* the caret is */
bool editor_is_changed(const struct editor *e);	/* since editor_set() */

enum editor_answer {
	EDITOR_IGNORED,		/* not a key of the editor: for the form */
	EDITOR_CHANGED,		/* text or caret */
	EDITOR_REFUSED,		/* no room, nothing to delete or undo: beep */
};

/*
 * Characters, Left, Right, Home or Ctrl-A, End or Ctrl-E, Backspace, Delete,
 * Ctrl-U (empty), Ctrl-K (to the end), Ctrl-Z (undo), Ctrl-R (redo).  Left and
 * Home at the start, Right and End at the end are ignored, for the form.  The
 * end of a pasted line becomes a space.
 *
 * Of several lines also Up and Down, by lines as they were painted; ignored in
 * the first and the last.  Home and End are then those of the line.
 */
enum editor_answer editor_event(struct editor *e, const struct event *event);

/*
 * Paints into columns columns, scrolled so that the caret is inside, rest as
 * pad; sets the caret.  After a text that fills the columns exactly it stands
 * right behind them, so that the last character costs no scrolling.
 */
void editor_paint(struct editor *e, int row, int column, int columns,
    enum style style, char pad);

/* The same for several lines, in the rows of the box. */
void editor_paint_lines(struct editor *e, const struct box *box,
    enum style style, char pad);

#endif

/*
 * Fields being filled in: the focus, the editor, what leaving a field means.
 * Serves the entry screen and the conditions of a list.
 */
#ifndef ZHEN_SCREEN_FIELDS_H
#define ZHEN_SCREEN_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "form/layout.h"
#include "form/record.h"
#include "screen/session.h"
#include "ui/editor.h"

struct asked;
struct checks;
struct table;

struct fields {
	struct screen *screen;
	const struct form *form;
	struct record *record;
	struct layout *layout;
	struct editor *editor;
	size_t focus;
	bool has_focus;		/* else the rows below have it */
	bool is_read_only;	/* a card */
	bool is_replaced;	/* the next character begins a new value */
	int far;		/* -1 after Home, 1 after End, else 0 */
	bool has_gone_on;	/* by itself, at the last character */
	bool is_in_one_go;	/* nothing but characters since it was empty */
	char **typed;		/* what couldn't be understood, or NULL */
	char *first;		/* of a value entered twice, or NULL */
	struct buf pasted;	/* waits for its end; see fields_paste.h */
	size_t lost_count;	/* characters of the paste that had no place */
	struct asked *asked;	/* what the server is asked */
	struct checks *checks;	/* and about which values */
	int top;		/* first row of the layout that is shown */
	int row_end;		/* of the screen, behind the last one painted */

	/* A field was left with another value, or one that can't be
	 * understood; may be NULL. */
	void (*changed)(struct screen *s, size_t field);
};

#define FIELDS_LEFT (1 << 16)	/* Enter in the last one */

void fields_init(struct fields *f, struct screen *s, const struct form *form,
    void (*changed)(struct screen *s, size_t field));
void fields_done(struct fields *f);

/* Asks for the lists of values that aren't here, or were added to. */
void fields_want_choices(struct fields *f);

/* Puts the parts of a field's value where its "fills" says. */
void fields_fill(struct fields *f, size_t field);

/* A blank form with its defaults; sticky ones stay if asked for. */
void fields_blank(struct fields *f, bool keep_sticky);

/* The record was saved: its values are what "default last" means. */
void fields_remember(const struct fields *f);

unsigned fields_event(struct fields *f, const struct event *event);

/*
 * Takes what is in the editor into the record.  False if it can't be
 * understood: it is kept as typed, and the field says why.
 */
bool fields_commit(struct fields *f);

/* Gives the focus a canonical value, with all that follows from it. */
void fields_take(struct fields *f, const char *value);

/* Moves the focus; the editor shows that field's value. */
void fields_focus(struct fields *f, size_t field);
void fields_focus_first(struct fields *f);

/* The same after taking what is in the editor; false if the field can't be
 * entered. */
bool fields_go_to(struct fields *f, size_t field);
void fields_go_to_last(struct fields *f);	/* that can be entered */

/* The focus gets back what it was before; all fields do. */
void fields_reset(struct fields *f);
void fields_reset_all(struct fields *f);

/* The editor shows the record again, after the record changed. */
void fields_refresh(struct fields *f);

/* The same when the server's answer did it: a value that is being typed at
 * this moment stays. */
void fields_arrive(struct fields *f);

/* Checks all; false puts the focus on the first that is wrong. */
bool fields_check(struct fields *f);

/* Notes something about a field and says it in the message line, with the
 * field's label. */
void fields_say(struct fields *f, size_t field, enum severity severity,
    const char *text);

/* Says what is wrong with a field and puts the focus there. */
void fields_refuse(struct fields *f, size_t field, const char *text);

/* The list of values of the focus, if it has one. */
void fields_pick(struct fields *f);

bool fields_has_choices(const struct fields *f);

/* The same, and its list hasn't come yet. */
bool fields_lacks_choices(const struct fields *f);

/* The canonical value, also while it is being typed; NULL: no such field. */
const char *fields_value(const struct fields *f, const char *name);

/* A canonical value of the field as the operator reads it, a code with its
 * name; yours to free. */
char *fields_words(const struct fields *f, size_t field,
    const char *canonical);

/* The same of its value now, which may be text that isn't understood. */
char *fields_shown(const struct fields *f, size_t field);

/* The same to be edited: of a code the code alone. */
char *fields_edited(const struct fields *f, size_t field);

/* The same of a value that has a name by the name alone. */
char *fields_named(const struct fields *f, size_t field);

/* The same in so many columns: where a code and its name don't fit the name
 * alone, a number as view_number() has it. */
char *fields_fitting(const struct fields *f, size_t field, int columns);

/* What may stand beside the value, or beside the code being edited: the rest
 * of what its list has; NULL if there is nothing. */
const char *fields_beside(const struct fields *f, size_t field,
    bool is_edited);

/* The value said in another way, as 大写 of an amount; yours, or NULL. */
char *fields_aside(const struct fields *f, size_t field);

void fields_layout(struct fields *f, const enum area_shape *shape, int rows);
void fields_paint(struct fields *f, int row, int rows);
void fields_paint_caret(struct fields *f, int row);

/* A value with its mark and no label: a cell of a row.  pad: '_' or ' '. */
void fields_paint_cell(struct fields *f, size_t field, int row, char pad);

/*
 * The row of a load goes into the record.  What the operator has changed
 * stays; where the other person changed it too, the field says what they made
 * of it.  Returns how many fields do.
 */
size_t fields_merge(struct fields *f, const struct table *t, size_t row);

/* The note, comment or choices of the focus, where no message stands. */
void fields_paint_hint(const struct fields *f);

/* Adds what F1 says about the focus. */
void fields_help(struct fields *f, struct buf *out);

#endif

/*
 * The rows of a detail that is filled in on the screen of its record.  A row
 * is fields like the record's own, so whatever holds for a field holds for a
 * cell.  The last row is always a blank one; it is none until something is
 * typed.  A removed row is only marked until the record is saved.
 */
#ifndef ZHEN_SCREEN_DETAIL_H
#define ZHEN_SCREEN_DETAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "db/statement.h"
#include "db/table.h"
#include "screen/fields.h"

struct row {
	struct fields fields;
	bool is_removed;
};

struct detail {
	struct screen *screen;
	const struct rows *rows;	/* what the form says; borrowed */
	struct row **row;
	size_t count;			/* with the blank one */
	size_t top, bar;
	size_t shown;			/* as many rows as there was room for */
	struct layout *layout;		/* of a row: all share it */
	int caret_row;			/* on the terminal, where it was painted */
	bool is_read_only;		/* a bar moves over the rows */
	void (*changed)(struct screen *s, size_t field);
};

enum detail_answer {
	DETAIL_BEFORE = 1 << 17,	/* up, out of the first row */
	DETAIL_BEHIND = 1 << 18,	/* Enter behind the last row */
};

void detail_init(struct detail *d, struct screen *s, const struct rows *rows,
    void (*changed)(struct screen *s, size_t field));
void detail_done(struct detail *d);

/* Nothing but the blank row. */
void detail_blank(struct detail *d);

/* Everything as it was read; new rows go. */
void detail_reset(struct detail *d);

/* Rows that there are, without the blank one and those removed. */
size_t detail_count(const struct detail *d);

/* The row that has the focus, or would have it. */
struct row *detail_row(const struct detail *d);

/* Takes the focus, on the first row or where it was; gives it away. */
void detail_enter(struct detail *d);
void detail_leave(struct detail *d);

/* A key while a row has the focus; enum screen_flag and detail_answer. */
unsigned detail_event(struct detail *d, const struct event *event, int height);

/* The commands; flags. */
unsigned detail_add(struct detail *d);
unsigned detail_remove(struct detail *d);
unsigned detail_same(struct detail *d);		/* as in the row above */
unsigned detail_copy(struct detail *d);		/* what is empty, as above */
bool detail_has_above(const struct detail *d);

/* True if the row has to be written. */
bool detail_row_is_changed(const struct row *r);
bool detail_is_changed(struct detail *d);

/* Checks all rows that would be written; false puts the focus on the first
 * mistake. */
bool detail_check(struct detail *d);

/* Says what is wrong with a row, on its field if it has that. */
void detail_refuse(struct detail *d, size_t row, const char *field,
    const char *text);

/*
 * The rows as the server has them now.  What the operator did stays; returns
 * in how many fields both have changed.
 */
size_t detail_take(struct detail *d, const struct table *t);

/* The rows to be written, behind the parts in *part; the index of each goes to
 * *index, which is yours.  Returns how many there are. */
size_t detail_save(struct detail *d, const struct record *master,
    struct part **part, size_t *count, size_t **index);

/* What the draft has to know of the rows, and back. */
void detail_draft(const struct detail *d, struct values *out);
void detail_restore(struct detail *d, const struct values *draft);

/* Headings, rows and totals in height rows of the terminal. */
void detail_paint(struct detail *d, int row, int height, bool has_focus);
void detail_paint_caret(struct detail *d);

/* For detail_*.c: a new row at the end, owned by the detail. */
struct row *detail_push(struct detail *d);
void detail_drop(struct detail *d, size_t i);
bool detail_row_is_untouched(const struct row *r);

#endif

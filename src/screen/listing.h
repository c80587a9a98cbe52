/* Rows of a query on the screen: a bar that moves, columns that line up. */
#ifndef ZHEN_SCREEN_LISTING_H
#define ZHEN_SCREEN_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "db/table.h"
#include "form/form.h"
#include "screen/session.h"

struct marks;

struct listing_page {
	struct table *table;
	size_t count;		/* of its rows that are shown */
	bool is_back;		/* the last one comes first */
};

struct listing {
	struct session *session;
	const struct rows *rows;	/* what the form says; borrowed */
	struct listing_page *page;	/* as they came, one after the other */
	size_t page_count;
	size_t count;			/* rows in all pages */
	int *longest;			/* text of each column */
	size_t top, bar;
	bool has_more;			/* the server has rows after the last */
	bool has_before;		/* and before the first */
	int sorted;			/* column, or -1 */
	const struct marks *marks;	/* borrowed; NULL: none */
};

void listing_init(struct listing *g, struct session *s, const struct rows *rows);
void listing_done(struct listing *g);

void listing_clear(struct listing *g);

/*
 * Adds a page (shared); asked is the limit it was asked with: a full page
 * leaves its last row out, which only says that there is more.  0: all.
 */
void listing_add(struct listing *g, struct table *t, size_t asked);

/* The same before the first: t has them in reverse.  Without any before, they
 * are the last ones. */
void listing_add_before(struct listing *g, struct table *t, size_t asked);

/* Moves the bar; false if it isn't a key of the listing.  height: rows shown. */
bool listing_event(struct listing *g, const struct event *event, int height);

/* True when the bar is near the end and there is more to read. */
bool listing_wants_page(const struct listing *g, int height);
/* The same near the beginning. */
bool listing_wants_before(const struct listing *g, int height);

/* A value of a row, or of the one under the bar; NULL if there is none. */
const char *listing_value_at(const struct listing *g, size_t row,
    const char *name);
const char *listing_value(const struct listing *g, const char *name);

/* A column's value as it is shown, of a row; yours to free. */
char *listing_shown(const struct listing *g, size_t row, size_t column);

/* The same of a row of a table that isn't part of it. */
char *listing_cell(const struct listing *g, const struct table *t, size_t row,
    size_t column);

/* All that is shown of the row under the bar; yours to free. */
char *listing_text(const struct listing *g);

/* The first row, two blanks between its cells; yours to free. */
char *listing_line(const struct listing *g);

/* Heading in the first of height rows, the rows in the others. */
void listing_paint(struct listing *g, int row, int height, bool has_focus);

#endif

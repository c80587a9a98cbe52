/*
 * The list screen: conditions, and the rows that they find; the records that
 * a find found are one too.
 */
#ifndef ZHEN_SCREEN_LIST_H
#define ZHEN_SCREEN_LIST_H

#include "screen/fields.h"
#include "screen/listing.h"
#include "screen/marks.h"
#include "screen/screen.h"

/* What is being read, and so what becomes of the rows that are here. */
enum reading {
	READING_NOTHING,
	READING_FIRST, READING_SORTED, READING_LAST,	/* they go */
	READING_AGAIN,			/* they go, the bar keeps its place */
	READING_AFTER, READING_BEFORE,	/* they stay */
};

/* Records of an entry form that meet conditions, one for each field. */
struct found {
	const struct form *form;
	struct criterion *condition;
};

struct list {
	struct screen screen;
	struct fields fields;
	struct listing listing;
	struct marks marks;
	const struct found *found;	/* borrowed; NULL: the form's query */
	const char **order;		/* columns; borrowed from the form */
	bool *is_desc;
	size_t order_count;
	enum reading reading;
	size_t again;			/* the row that it begins with */
	bool was_asked;
	bool is_typed;			/* into conditions, while it is asked */
	bool is_few;			/* so few that they can all be read */
	int sorted_before;		/* as what is shown was read */
	bool was_desc;
	char *summary;
	struct db *db;			/* while it is aside: another one */
};

extern const struct screen_kind list_kind;
extern const struct handler list_handlers[];

/* A list of what was found, on top; its form says columns and order. */
void list_open_found(struct session *s, const struct form *form,
    const struct found *found);

/* True for a list of what was found. */
bool list_is_found(const struct screen *s);

/* Sorts as the form says. */
void list_sort_first(struct list *l);

/* What is shown is sorted so now; it isn't, as the reading came to nothing. */
void list_sort_keep(struct list *l);
void list_sort_back(struct list *l);

/* Sorts by a column and reads anew; the other way round if it is that.  Told
 * and left when the server would have to read too much for it. */
void list_sort(struct list *l, size_t column);

/* A page of what it shows, and how many rows that is. */
struct statement list_statement(struct list *l, const struct page *page);
size_t list_limit(const struct list *l);

/* Asks anew; reads the beginning or the end of what was asked for, or anew and
 * stays at its place. */
void list_read_first(struct list *l);
void list_read_start(struct list *l);
void list_read_last(struct list *l);
void list_read_again(struct list *l);

/* Asks once more what is being read, as the list is aside now. */
void list_read_aside(struct list *l, struct db *db);

/* Reads on where the bar has come near the end of what is here. */
void list_read_more(struct list *l);

#endif

/* The entry screen: a record being read, filled in and saved. */
#ifndef ZHEN_SCREEN_ENTRY_H
#define ZHEN_SCREEN_ENTRY_H

#include "screen/fields.h"
#include "screen/listing.h"
#include "screen/screen.h"

struct entry {
	struct screen screen;
	struct fields fields;
	struct listing *detail;		/* one for each detail */
	size_t detail_focus;		/* while the fields don't have it */
	struct table *card;		/* the row of a card, or NULL */
	char *key;			/* of the write to come */
	char **last;			/* values of the last record saved */
	bool was_read;			/* its record has come once */
	bool is_again;			/* leave after saving: opened for one */
	bool stays;			/* the save under way keeps the record */
};

extern const struct screen_kind entry_kind;
extern const struct handler entry_handlers[];

/* True if the screen is there to be filled in, not only read. */
bool entry_can_save(const struct entry *e);

/* True if something was typed that the server doesn't have; takes what is in
 * the editor. */
bool entry_has_unsaved(struct entry *e);

/* The detail that has the focus, or NULL: the fields have it. */
struct listing *entry_focus_listing(struct entry *e);

void entry_relayout(struct entry *e);
void entry_paint(struct screen *s);
void entry_paint_caret(struct screen *s);

/* Reads the record (if its key is known), the card and the details. */
void entry_read(struct entry *e);

/* Saves; what comes of it is told in the message line.  stays: the record
 * remains on the screen. */
void entry_save(struct entry *e, bool stays);

/* Looks whether the value of a "finds" field is somebody's already. */
void entry_find(struct entry *e, size_t field);

/* Offers an old draft of this form, if there is one. */
void entry_offer_draft(struct entry *e);
void entry_keep_draft(struct entry *e, bool is_safe);
void entry_forget_draft(struct entry *e);

#endif

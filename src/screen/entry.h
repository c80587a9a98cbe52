/* The entry screen: a record being read, filled in and saved. */
#ifndef ZHEN_SCREEN_ENTRY_H
#define ZHEN_SCREEN_ENTRY_H

#include "screen/detail.h"
#include "screen/draft.h"
#include "screen/fields.h"
#include "screen/listing.h"
#include "screen/screen.h"

/* A statement of a save: the record's, or a row's of a detail. */
struct sent {
	struct detail *detail;		/* NULL: the record itself */
	size_t row;
};

struct entry {
	struct screen screen;
	struct fields fields;
	struct listing *detail;		/* one for each detail */
	struct detail **rows;		/* the same; NULL: it is only read */
	enum area_shape *shape;		/* the same */
	struct sent *sent;		/* what the save under way writes */
	size_t sent_count;
	size_t detail_focus;		/* while the fields don't have it */
	struct table *card;		/* the row of a card, or NULL */
	char *key;			/* of the write to come */
	struct draft pending;		/* to be restored into the record that
					 * is being read; no key: none */
	char **last;			/* values of the last record saved */
	bool may_write;			/* the operator may save here */
	bool was_read;			/* its record has come once */
	bool is_coming;			/* and is on its way until then */
	bool is_again;			/* leave after saving: opened for one */
	struct values conditions;	/* of the last find, as typed */
	bool stays;			/* the save under way keeps the record */
	bool is_compared;		/* a newer version is being read */
};

extern const struct screen_kind entry_kind;
extern const struct handler entry_handlers[];

/* True if the screen is there to be filled in, not only read. */
bool entry_can_save(const struct entry *e);

/* True if something was typed that the server doesn't have; takes what is in
 * the editor. */
bool entry_has_unsaved(struct entry *e);

/* The detail that has the focus: as rows that are read or as rows that are
 * filled in; NULL if it is another. */
struct listing *entry_focus_listing(struct entry *e);
struct detail *entry_focus_rows(struct entry *e);

/* The fields that have the focus: the record's, a row's, or NULL; none have it
 * where nothing can be filled in. */
struct fields *entry_focus_fields(struct entry *e);

/* Gives the focus to the fields, or to a detail by its index. */
void entry_focus_record(struct entry *e, bool at_end);
void entry_focus_detail(struct entry *e, size_t detail);

/* From the fields through the details that are shown, and round. */
void entry_focus_next(struct entry *e);

/* How much of a detail is shown now: one that folds opens with the focus. */
enum area_shape entry_shape(const struct entry *e, size_t detail);

/* A blank record with no rows; and everything as it was read. */
void entry_blank(struct entry *e);
void entry_reset(struct entry *e);

void entry_relayout(struct entry *e);
void entry_paint(struct screen *s);
void entry_paint_caret(struct screen *s);

/* Reads the record (if its key is known), the card and the details. */
void entry_read(struct entry *e);

/* Saves; what comes of it is told in the message line.  stays: the record
 * remains on the screen. */
void entry_save(struct entry *e, bool stays);

/* True if a row of a detail has to be written. */
bool entry_has_changed_rows(struct entry *e);

/* What a save writes, the record, then the rows, and the statements for it;
 * yours.  What they are is in e->sent. */
struct part *entry_parts(struct entry *e, size_t *count);
struct statement *entry_statements(struct entry *e, size_t *count);

/* The save was refused until a second person has seen it, as why says: hands
 * it in for that, if the operator wants to. */
void entry_offer_review(struct entry *e, const char *why);

/* Closes it, which is on top, and tells why. */
void entry_close_with(struct entry *e, enum severity severity,
    const char *text);

/* It is stored, or handed in: the next blank form, or back. */
void entry_saved(struct entry *e, const char *text);

/* The server refused a statement of the save under way: true if it is a row's,
 * which then has the focus and says why. */
bool entry_refuse_row(struct entry *e, size_t statement, const char *field,
    const char *text);

/* Checks the rows; false puts the focus on the first mistake. */
bool entry_check_rows(struct entry *e);

/* The rows are saved: they come anew with the next reading. */
void entry_settle_rows(struct entry *e);

/* To the record before or after in the list below; conditions for finding
 * others. */
bool entry_can_step(struct screen *s);
unsigned entry_previous(struct screen *s);
unsigned entry_next(struct screen *s);
bool entry_can_find(struct screen *s);
unsigned entry_find_others(struct screen *s);
/* Somebody changed the record: reads it and shows both. */
void entry_meet_newer(struct entry *e);

/* The key of the save is known, but something else was stored with it. */
void entry_meet_older(struct entry *e);

/* Looks whether the value of a "finds" field is somebody's already. */
void entry_find(struct entry *e, size_t field);

/* Fields that are columns of the key show what a save was given; t: its key,
 * or NULL. */
void entry_take_key(struct entry *e, const struct table *t);

/* What the record begins with, a blank before each part; yours to free. */
char *entry_title(struct entry *e);

/* Offers an old draft of this screen, if there is one. */
void entry_offer_draft(struct entry *e);
void entry_keep_draft(struct entry *e, bool is_safe);	/* see drafts_keep() */
void entry_fill_draft(struct entry *e, struct draft *d);	/* to be done with */
void entry_forget_draft(struct entry *e);		/* it is saved */
void entry_discard_draft(struct entry *e);		/* nobody wants it */

/* The verbs of a screen; restoring into a record that has to be read first
 * goes on when it has come. */
const char *entry_draft(const struct screen *s);
void entry_restore(struct screen *s, const struct draft *draft);
void entry_restore_pending(struct entry *e);

#endif

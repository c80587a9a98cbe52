/*
 * A write that happens once: sent with a key of its own, sent again with the
 * same key when the line dropped on the way, until the server has answered.
 */
#ifndef ZHEN_SCREEN_WRITE_H
#define ZHEN_SCREEN_WRITE_H

#include "db/db.h"
#include "screen/session.h"

/* Only OUTCOME_DONE (table NULL: it was stored before) or OUTCOME_REFUSED. */
typedef void (*write_done)(struct screen *s, const struct answer *answer);

/*
 * Rows of a write as they come, see db_row; sent again, they begin with 0.
 */
typedef void (*write_row)(struct screen *s, size_t nth,
    const struct table *row);

/*
 * Sends it for the screen, which is busy until done is called.  The key is
 * copied, the statements are taken over; the screen's name is its form's.
 */
void write_send(struct screen *s, const struct save *save, write_done done);

/* The same, and row is called for each row. */
void write_send_rows(struct screen *s, const struct save *save, write_row row,
    write_done done);

/* The line is back: sends again what waits. */
void write_resume(struct session *s);

/* The server is slow to store it: other keys than those that wait for it are
 * listened to; and how long until that. */
bool write_is_slow(const struct session *s);
int write_timeout(const struct session *s);

/* True if the event would stop it: told that it can't be. */
bool write_warns(struct session *s, const struct event *event);

/* The operator doesn't want to wait: the screen has its keys back.  Whether
 * it was stored is told when the answer comes, or when the same key is sent
 * again. */
void write_abandon(struct session *s);

#endif

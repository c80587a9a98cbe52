/* What is kept, and the requests about it. */
#include "screen/drafts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "screen/draft_news.h"
#include "screen/session.h"

/* Seconds: ages are rounded, and a file is never older than what the same
 * program told the server. */
#define SLACK 3

struct drafts {
	struct session *session;
	char *dir;
	struct drafts_item *item;
	size_t count;
	struct draft_news *news;
	bool wants_list;		/* the line dropped before it came */
	void (*listed)(struct session *s);
	struct draft reading;		/* no key: none */
	drafts_come come;
	bool is_restoring;
};

static void
item_done(struct drafts_item *item)
{
	free(item->key);
	free(item->screen);
	free(item->title);
	free(item->opened);
}

bool
drafts_are_kept(const struct session *s)
{
	return s->drafts != NULL;
}

bool
drafts_keep(struct session *s, const struct draft *draft, bool is_safe)
{
	struct drafts *d = s->drafts;

	if (d == NULL)
		return true;
	if (!is_safe)
		draft_news_keep(d->news, draft);
	return d->dir == NULL || draft_write(d->dir, draft, is_safe);
}

static void
remove_item(struct drafts *d, const char *key)
{
	struct drafts_item *item = drafts_find(d->session, key);
	size_t i;

	if (item == NULL)
		return;
	i = (size_t)(item - d->item);
	item_done(item);
	memmove(item, item + 1, (--d->count - i) * sizeof(*item));
}

void
drafts_forget(struct session *s, const char *key)
{
	struct drafts *d = s->drafts;

	if (d == NULL || key == NULL)
		return;
	draft_news_forget(d->news, key);
	remove_item(d, key);
	if (d->dir)
		draft_remove(d->dir, key);
}

void
drafts_discard(struct session *s, const char *key)
{
	if (s->drafts == NULL || key == NULL)
		return;
	draft_news_drop(s->drafts->news, key);
	remove_item(s->drafts, key);
	if (s->drafts->dir)
		draft_remove(s->drafts->dir, key);
}

size_t
drafts_count(const struct session *s)
{
	return s->drafts ? s->drafts->count : 0;
}

struct drafts_item *
drafts_at(const struct session *s, size_t i)
{
	return &s->drafts->item[i];
}

struct drafts_item *
drafts_find(const struct session *s, const char *key)
{
	for (size_t i = 0; i < drafts_count(s); i++)
		if (strcmp(drafts_at(s, i)->key, key) == 0)
			return drafts_at(s, i);
	return NULL;
}

/* The newer of the two that there are of one draft. */
static void
add_local(struct drafts *d, const struct draft *local)
{
	long at = (long)time(NULL) - local->age;
	struct drafts_item *item = drafts_find(d->session, local->key);

	if (item && item->at > at + SLACK)
		return;
	if (item == NULL) {
		item = MEM_PUSH(d->item, d->count);
		item->key = mem_dup(local->key);
		item->screen = mem_dup(local->screen);
	}
	mem_set(&item->title, local->title);
	free(item->opened);
	item->opened = draft_opened(local);
	item->at = at;
	item->is_local = true;
	item->is_open = false;
	draft_news_keep(d->news, local);
}

static void
add_locals(struct drafts *d)
{
	size_t count = 0;
	char **key = d->dir ? draft_keys(d->dir, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		struct draft local;

		if (draft_read(d->dir, key[i], &local)) {
			add_local(d, &local);
			draft_done(&local);
		}
		free(key[i]);
	}
	free(key);
}

/* Some screen of this session has it. */
static bool
is_mine(const struct session *s, const char *key)
{
	for (const struct screen *top = s->top; top; top = top->below) {
		const char *mine = top->kind->draft ? top->kind->draft(top) :
		    NULL;

		if (mine && strcmp(mine, key) == 0)
			return true;
	}
	return false;
}

static void
take_row(struct drafts *d, const struct table *t, size_t row)
{
	const char *key = table_value(t, row, "key");
	const char *state = table_value(t, row, "state");

	if (draft_news_drops(d->news, key))
		return;
	if (strcmp(state, "saved") == 0) {
		if (d->dir)
			draft_remove(d->dir, key);
		session_say(d->session, SEVERITY_INFO,
		    _("what you saved when the line dropped is stored"));
	} else {
		*MEM_PUSH(d->item, d->count) = (struct drafts_item){
			.key = mem_dup(key),
			.screen = mem_dup(table_value(t, row, "screen")),
			.title = mem_dup(table_value(t, row, "title")),
			.opened = mem_dup(table_value(t, row, "opened")),
			.at = (long)time(NULL) -
			    atol(table_value(t, row, "age")),
			.is_open = strcmp(state, "open") == 0,
		};
	}
}

static int
by_age(const void *a, const void *b)
{
	const struct drafts_item *x = a, *y = b;

	return (x->at < y->at) - (x->at > y->at);
}

/* Without an answer there are those in files. */
static void
listed(void *data, const struct answer *answer)
{
	struct drafts *d = data;
	const struct table *t = answer->outcome == OUTCOME_DONE ?
	    answer->table[0] : NULL;

	d->wants_list = answer->outcome == OUTCOME_LOST;
	if (d->wants_list)
		return;
	while (d->count)
		remove_item(d, d->item[0].key);
	for (size_t i = 0; i < table_rows(t); i++)
		take_row(d, t, i);
	add_locals(d);
	for (size_t i = d->count; i > 0; i--)
		if (is_mine(d->session, d->item[i - 1].key))
			remove_item(d, d->item[i - 1].key);
	if (d->count)
		qsort(d->item, d->count, sizeof(*d->item), by_age);
	d->session->wants |= SCREEN_REDRAW;
	if (d->listed)
		d->listed(d->session);
	d->listed = NULL;
}

static void
ask_list(struct drafts *d)
{
	size_t count = 0;
	char **key = d->dir ? draft_keys(d->dir, &count) : NULL;
	struct buf keys = BUF_INIT;
	struct statement st;

	for (size_t i = 0; i < count; i++) {
		array_add(&keys, key[i]);
		free(key[i]);
	}
	free(key);
	array_end(&keys);
	st = statement_fixed(SERVER_DRAFT_LIST, 1,
	    (const char *const[]){ keys.data });
	buf_done(&keys);
	db_post(d->session->db, &st, 1, listed, d);
}

void
drafts_renew(struct session *s, void (*come)(struct session *s))
{
	s->drafts->listed = come;
	ask_list(s->drafts);
}

void
drafts_start(struct session *s, char *dir,
    void (*come)(struct session *s))
{
	s->drafts = mem_alloc(sizeof(*s->drafts));
	s->drafts->session = s;
	s->drafts->dir = dir;
	s->drafts->news = draft_news_new(s);
	drafts_renew(s, come);
}

void
drafts_resume(struct session *s)
{
	if (s->drafts == NULL)
		return;
	if (s->drafts->wants_list)
		ask_list(s->drafts);
	draft_news_send(s->drafts->news);
}

static void
read_done(struct drafts *d)
{
	struct draft draft = d->reading;

	d->reading = (struct draft){ 0 };
	d->session->wants |= SCREEN_REDRAW;
	remove_item(d, draft.key);
	d->is_restoring = true;
	d->come(d->session, &draft);
	d->is_restoring = false;
	draft_done(&draft);
}

static void
values_came(void *data, const struct answer *answer)
{
	struct drafts *d = data;
	const struct table *t = answer->outcome == OUTCOME_DONE ?
	    answer->table[0] : NULL;

	for (size_t i = 0; i < table_rows(t); i++)
		values_set(&d->reading.value, table_text(t, i, 0),
		    table_text(t, i, 1));
	if (t == NULL)
		session_say(d->session, SEVERITY_WARNING,
		    _("the draft can't be read now: try again when the line is back"));
	if (t)
		read_done(d);
	else
		draft_done(&d->reading);
}

void
drafts_read(struct session *s, const char *key, drafts_come come)
{
	struct drafts *d = s->drafts;
	const struct drafts_item *item = drafts_find(s, key);
	struct statement st;

	if (item == NULL || d->reading.key)
		return;
	d->come = come;
	if (item->is_local && draft_read(d->dir, key, &d->reading)) {
		read_done(d);
		return;
	}
	d->reading = (struct draft){
		.key = mem_dup(key), .screen = mem_dup(item->screen),
		.title = mem_dup(item->title),
		.age = (long)time(NULL) - item->at,
	};
	st = statement_fixed(SERVER_DRAFT_VALUES, 1, &key);
	db_send(s->db, &st, 1, values_came, d);
}

bool
drafts_are_coming(const struct session *s)
{
	return s->drafts && s->drafts->reading.key;
}

bool
drafts_are_restoring(const struct session *s)
{
	return s->drafts && s->drafts->is_restoring;
}

void
drafts_free(struct session *s)
{
	struct drafts *d = s->drafts;

	if (d == NULL)
		return;
	db_forget(s->db, d);
	while (d->count)
		item_done(&d->item[--d->count]);
	draft_news_free(d->news);
	draft_done(&d->reading);
	free(d->item);
	free(d->dir);
	free(d);
	s->drafts = NULL;
}

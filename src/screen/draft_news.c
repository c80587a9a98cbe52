/* A queue; the first in it is under way while is_sent. */
#include "screen/draft_news.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "screen/session.h"

struct news {
	char *key;
	struct statement statement;
	long at;		/* when it was typed; 0: it doesn't age */
};

struct draft_news {
	struct session *session;
	struct news *item;
	size_t count;
	bool is_sent;
};

#define AGE_PARAM 5		/* of SERVER_DRAFT_KEEP */

static void
item_done(struct news *item)
{
	free(item->key);
	statement_done(&item->statement);
}

static void
remove_at(struct draft_news *n, size_t i)
{
	item_done(&n->item[i]);
	memmove(&n->item[i], &n->item[i + 1],
	    (--n->count - i) * sizeof(*n->item));
}

static void
sent(void *data, const struct answer *answer)
{
	struct draft_news *n = data;

	n->is_sent = false;
	if (answer->outcome == OUTCOME_LOST)
		return;
	if (answer->outcome == OUTCOME_REFUSED)
		session_say(n->session, SEVERITY_WARNING, "%s",
		    answer->message);
	remove_at(n, 0);
	draft_news_send(n);
}

void
draft_news_send(struct draft_news *n)
{
	struct news *first = n->item;
	struct statement copy;

	if (n->is_sent || n->count == 0 || !db_is_up(n->session->db))
		return;
	if (first->at) {
		free(first->statement.param[AGE_PARAM]);
		first->statement.param[AGE_PARAM] = mem_printf("%ld",
		    (long)time(NULL) - first->at);
	}
	copy = statement_copy(&first->statement);
	n->is_sent = true;
	db_post(n->session->db, &copy, 1, sent, n);
}

void
draft_news_forget(struct draft_news *n, const char *key)
{
	for (size_t i = n->count; i > (size_t)n->is_sent; i--)
		if (strcmp(n->item[i - 1].key, key) == 0)
			remove_at(n, i - 1);
}

/* Takes the place of what waits of the same draft. */
static void
add(struct draft_news *n, const char *key, struct statement st, long at)
{
	draft_news_forget(n, key);
	*MEM_PUSH(n->item, n->count) = (struct news){ mem_dup(key), st, at };
	draft_news_send(n);
}

void
draft_news_keep(struct draft_news *n, const struct draft *draft)
{
	struct buf names = BUF_INIT, values = BUF_INIT;

	for (size_t i = 0; i < draft->value.count; i++) {
		array_add(&names, draft->value.item[i].name);
		array_add(&values, draft->value.item[i].value);
	}
	array_end(&names);
	array_end(&values);
	add(n, draft->key, statement_fixed(SERVER_DRAFT_KEEP, 6,
	    (const char *const[]){ draft->key, draft->screen, draft->title,
	    names.data, values.data, "0" }), (long)time(NULL) - draft->age);
	buf_done(&names);
	buf_done(&values);
}

void
draft_news_drop(struct draft_news *n, const char *key)
{
	add(n, key, statement_fixed(SERVER_DRAFT_DROP, 1, &key), 0);
}

bool
draft_news_drops(const struct draft_news *n, const char *key)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->item[i].at == 0 && strcmp(n->item[i].key, key) == 0)
			return true;
	return false;
}

struct draft_news *
draft_news_new(struct session *s)
{
	struct draft_news *n = mem_alloc(sizeof(*n));

	n->session = s;
	return n;
}

void
draft_news_free(struct draft_news *n)
{
	db_forget(n->session->db, n);
	while (n->count)
		item_done(&n->item[--n->count]);
	free(n->item);
	free(n);
}

/*
 * Until the server has said that a plan is made, the same statement goes
 * without one: what stands before it may fail, and nothing is made then.
 */
#include "db/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct plan {
	struct plan *next;
	char *sql, *name;
	bool is_asked, is_made;
};

void
kept_forget(struct kept *k)
{
	while (k->first) {
		struct plan *p = k->first;

		k->first = p->next;
		free(p->sql);
		free(p->name);
		free(p);
	}
}

/* libpq 15 can't close a plan: the old one stays until the line is closed. */
void
kept_renew(struct kept *k)
{
	for (struct plan *p = k->first; p; p = p->next) {
		if (!p->is_made)
			continue;
		p->is_made = false;
		free(p->name);
		p->name = mem_printf("kept_%u", ++k->made);
	}
}

static struct plan *
find(struct kept *k, const char *sql)
{
	struct plan *p = k->first;

	while (p && strcmp(p->sql, sql) != 0)
		p = p->next;
	if (p)
		return p;
	p = mem_alloc(sizeof(*p));
	p->sql = mem_dup(sql);
	p->name = mem_printf("kept_%u", ++k->made);
	p->next = k->first;
	k->first = p;
	return p;
}

bool
kept_send(struct kept *k, struct statement *st, PGconn *conn)
{
	struct plan *p = find(k, st->sql);
	const char *const *param = (const char *const *)st->param;
	int count = (int)st->count;

	if (p->is_asked)
		return PQsendQueryParams(conn, st->sql, count, NULL, param,
		    NULL, NULL, 0);
	if (!p->is_made) {
		if (!PQsendPrepare(conn, p->name, p->sql, 0, NULL))
			return false;
		p->is_asked = true;
		st->asked = p;
	}
	return PQsendQueryPrepared(conn, p->name, count, param, NULL, NULL, 0);
}

void
kept_take(struct statement *st, bool is_made)
{
	if (st->asked == NULL)
		return;
	st->asked->is_asked = false;
	st->asked->is_made = is_made;
	st->asked = NULL;
}

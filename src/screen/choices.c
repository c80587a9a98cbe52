/* The session's lists of values. */
#include "screen/choices.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/array.h"
#include "db/db.h"
#include "db/server.h"
#include "screen/session.h"

struct choices {
	struct choices *next;
	struct session *session;
	char *set;
	struct table *table;	/* NULL: not here */
	unsigned *uses;		/* one for each row */
	bool is_coming, is_old;
};

/* What was taken since the server was last told. */
struct choices_taken {
	struct buf set, code;	/* arrays, not ended yet */
	size_t count;
};

#define TAKEN_MOST 16

static struct choices *
find(struct session *s, const char *set)
{
	for (struct choices *c = s->choices; c; c = c->next)
		if (strcmp(c->set, set) == 0)
			return c;
	return NULL;
}

static void
add_uses(struct choices *c, const char *code, unsigned uses)
{
	for (size_t i = 0; i < table_rows(c->table); i++)
		if (strcmp(table_text(c->table, i, 0), code) == 0)
			c->uses[i] += uses;
}

static void
take_uses(struct choices *c, const struct table *t)
{
	for (size_t i = 0; i < table_rows(t); i++)
		add_uses(c, table_text(t, i, 0),
		    (unsigned)strtoul(table_text(t, i, 1), NULL, 10));
}

static void
come(void *data, const struct answer *answer)
{
	struct choices *c = data;

	c->is_coming = false;
	if (answer->outcome == OUTCOME_REFUSED)
		session_say(c->session, SEVERITY_ERROR, "%s", answer->message);
	if (answer->outcome != OUTCOME_DONE)
		return;
	table_free(c->table);
	free(c->uses);
	c->is_old = false;
	c->table = table_share(answer->table[0]);
	c->uses = mem_alloc(table_rows(c->table) * sizeof(*c->uses));
	take_uses(c, answer->table[1]);
	c->session->wants |= SCREEN_REDRAW;
}

void
choices_want(struct session *s, const char *set)
{
	struct choices *c = find(s, set);
	struct statement st[2];

	if (c && ((c->table && !c->is_old) || c->is_coming))
		return;
	if (c == NULL) {
		c = mem_alloc(sizeof(*c));
		c->set = mem_dup(set);
		c->session = s;
		c->next = s->choices;
		s->choices = c;
	}
	st[0] = statement_fixed(SERVER_LOOKUP, 1, &set);
	st[1] = statement_fixed(SERVER_USES, 1, &set);
	c->is_coming = true;
	db_send(s->db, st, 2, come, c);
}

void
choices_renew(struct session *s, const char *set)
{
	struct choices *c = find(s, set);

	if (c)
		c->is_old = true;
}

bool
choices_are_coming(const struct session *s)
{
	for (const struct choices *c = s->choices; c; c = c->next)
		if (c->is_coming)
			return true;
	return false;
}

bool
choices_are_here(struct session *s, const char *set)
{
	const struct choices *c = find(s, set);

	return c && c->table;
}

size_t
choices_count(struct session *s, const char *set)
{
	const struct choices *c = find(s, set);

	return c ? table_rows(c->table) : 0;
}

struct choice
choices_at(struct session *s, const char *set, size_t i)
{
	const struct table *t = find(s, set)->table;

	return (struct choice){
		.code = table_text(t, i, 0), .name = table_text(t, i, 1),
		.initials = table_text(t, i, 2),
		.spelling = table_text(t, i, 3), .note = table_text(t, i, 4),
	};
}

const char *
choices_name(struct session *s, const char *set, const char *code)
{
	for (size_t i = 0; i < choices_count(s, set); i++) {
		struct choice c = choices_at(s, set, i);

		if (strcmp(c.code, code) == 0)
			return c.name;
	}
	return NULL;
}

size_t
choices_resolve(struct session *s, const char *set, const char *typed,
    size_t *index)
{
	size_t matches = 0, same_initials = 0, initials = 0;

	for (size_t i = 0; i < choices_count(s, set); i++) {
		struct choice c = choices_at(s, set, i);

		if (strcmp(c.code, typed) == 0 || strcmp(c.name, typed) == 0) {
			*index = i;
			return 1;
		}
		if (choice_rank(&c, typed) == CHOICE_RANKS)
			continue;
		if (strcasecmp(c.initials, typed) == 0) {
			initials = i;
			same_initials++;
		}
		if (matches++ == 0)
			*index = i;
	}
	if (same_initials != 1)
		return matches;
	*index = initials;
	return 1;
}

static void
taken_free(struct session *s)
{
	if (s->taken == NULL)
		return;
	buf_done(&s->taken->set);
	buf_done(&s->taken->code);
	free(s->taken);
	s->taken = NULL;
}

/* A stable sort by uses: few rows have any. */
void
choices_by_use(struct session *s, const char *set, struct choice *choice)
{
	const struct choices *c = find(s, set);
	size_t rows = table_rows(c->table), at = 0;
	unsigned below = UINT_MAX, most;

	do {
		most = 0;
		for (size_t i = 0; i < rows; i++)
			if (c->uses[i] < below && c->uses[i] > most)
				most = c->uses[i];
		for (size_t i = 0; i < rows; i++)
			if (c->uses[i] == most)
				choice[at++] = choices_at(s, set, i);
		below = most;
	} while (most > 0);
}

void
choices_flush(struct session *s)
{
	struct choices_taken *t = s->taken;
	struct statement st;

	if (t == NULL)
		return;
	array_end(&t->set);
	array_end(&t->code);
	st = statement_fixed(SERVER_USED, 2,
	    (const char *const[]){ t->set.data, t->code.data });
	db_send(s->db, &st, 1, NULL, NULL);
	taken_free(s);
}

void
choices_used(struct session *s, const char *set, const char *code)
{
	struct choices *c = find(s, set);

	if (c == NULL || c->table == NULL)
		return;
	add_uses(c, code, 1);
	if (s->taken == NULL)
		s->taken = mem_alloc(sizeof(*s->taken));
	array_add(&s->taken->set, set);
	array_add(&s->taken->code, code);
	if (++s->taken->count == TAKEN_MOST)
		choices_flush(s);
}

void
choices_free(struct session *s)
{
	while (s->choices) {
		struct choices *c = s->choices;

		s->choices = c->next;
		db_forget(s->db, c);
		table_free(c->table);
		free(c->uses);
		free(c->set);
		free(c);
	}
	taken_free(s);
}

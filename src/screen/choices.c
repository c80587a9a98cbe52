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
	struct choice *choice;	/* one for each row */
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

/* What is above a row stands before it, and mostly near. */
static const struct choice *
above(const struct choices *c, size_t i)
{
	const char *code = table_text(c->table, i, 5);

	while (*code && i-- > 0)
		if (strcmp(c->choice[i].code, code) == 0)
			return &c->choice[i];
	return NULL;
}

static void
take_rows(struct choices *c)
{
	const struct table *t = c->table;
	size_t rows = table_rows(t);

	free(c->choice);
	c->choice = mem_alloc(rows * sizeof(*c->choice));
	for (size_t i = 0; i < rows; i++)
		c->choice[i] = (struct choice){
			.code = table_text(t, i, 0),
			.name = table_text(t, i, 1),
			.initials = table_text(t, i, 2),
			.spelling = table_text(t, i, 3),
			.note = table_text(t, i, 4),
			.above = above(c, i),
			.is_taken = *table_text(t, i, 6) == 't',
		};
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
	take_rows(c);
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
	st[0] = statement_lookup(statement_fixed(SERVER_LOOKUP, 1, &set));
	st[1] = statement_lookup(statement_fixed(SERVER_USES, 1, &set));
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

	return c && c->table && !c->is_old;
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
	return find(s, set)->choice[i];
}

const struct choice *
choices_find(struct session *s, const char *set, const char *code)
{
	const struct choices *c = find(s, set);

	for (size_t i = 0; c && i < table_rows(c->table); i++)
		if (strcmp(c->choice[i].code, code) == 0)
			return &c->choice[i];
	return NULL;
}

bool
choices_is_word(const char *code)
{
	size_t len = strspn(code, "abcdefghijklmnopqrstuvwxyz_");

	return len > 2 && code[len] == '\0';
}

const char *
choices_name(struct session *s, const char *set, const char *code)
{
	const struct choice *c = choices_find(s, set, code);

	return c ? c->name : NULL;
}

static bool
lies_below(const struct choice *c, const char *typed)
{
	while ((c = c->above))
		if (choice_rank(c, typed) < CHOICE_RANKS)
			return true;
	return false;
}

/* The number of values that lie below one that is meant; *index is the first. */
static size_t
resolve_above(const struct choices *c, const char *typed, size_t *index)
{
	size_t matches = 0;

	for (size_t i = 0; i < table_rows(c->table); i++)
		if (c->choice[i].is_taken && lies_below(&c->choice[i], typed) &&
		    matches++ == 0)
			*index = i;
	return matches;
}

size_t
choices_resolve(struct session *s, const char *set, const char *typed,
    size_t *index)
{
	const struct choices *c = find(s, set);
	size_t matches = 0, whole = 0, only = 0;

	for (size_t i = 0; c && i < table_rows(c->table); i++) {
		int rank = choice_rank(&c->choice[i], typed);

		if (rank == CHOICE_RANKS || !c->choice[i].is_taken)
			continue;
		if (strcmp(c->choice[i].code, typed) == 0) {
			*index = i;
			return 1;
		}
		if (rank == 0 && whole++ == 0)
			only = i;
		if (matches++ == 0)
			*index = i;
	}
	if (whole == 1)
		*index = only;
	if (c && matches == 0)
		return resolve_above(c, typed, index);
	return whole == 1 ? 1 : matches;
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
size_t
choices_by_use(struct session *s, const char *set, struct choice *choice)
{
	const struct choices *c = find(s, set);
	size_t rows = table_rows(c->table), at = 0, used = 0;
	unsigned below = UINT_MAX, most;

	do {
		used = at;
		most = 0;
		for (size_t i = 0; i < rows; i++)
			if (c->uses[i] < below && c->uses[i] > most)
				most = c->uses[i];
		for (size_t i = 0; i < rows; i++)
			if (c->uses[i] == most)
				choice[at++] = choices_at(s, set, i);
		below = most;
	} while (most > 0);
	return used;
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
		free(c->choice);
		free(c->uses);
		free(c->set);
		free(c);
	}
	taken_free(s);
}

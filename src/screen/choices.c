/* The session's lists of values. */
#include "screen/choices.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/db.h"
#include "db/server.h"
#include "screen/session.h"

#define SYLLABLE 3	/* letters from which inner pinyin is looked at */

struct choices {
	struct choices *next;
	struct session *session;
	char *set;
	struct table *table;	/* NULL: not here */
	bool is_coming;
};

static struct choices *
find(struct session *s, const char *set)
{
	for (struct choices *c = s->choices; c; c = c->next)
		if (strcmp(c->set, set) == 0)
			return c;
	return NULL;
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
	c->table = table_share(answer->table[0]);
	c->session->wants |= SCREEN_REDRAW;
}

void
choices_want(struct session *s, const char *set)
{
	struct choices *c = find(s, set);
	struct statement st;

	if (c && (c->table || c->is_coming))
		return;
	if (c == NULL) {
		c = mem_alloc(sizeof(*c));
		c->set = mem_dup(set);
		c->session = s;
		c->next = s->choices;
		s->choices = c;
	}
	st = statement_fixed(SERVER_LOOKUP, 1, &set);
	c->is_coming = true;
	db_send(s->db, &st, 1, come, c);
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

static bool
begins(const char *s, const char *start)
{
	return strncasecmp(s, start, strlen(start)) == 0;
}

static bool
ends(const char *s, const char *end)
{
	size_t len = strlen(s), tail = strlen(end);

	return len >= tail && strcmp(s + len - tail, end) == 0;
}

bool
choice_matches(const struct choice *c, const char *typed)
{
	return begins(c->code, typed) || strcasestr(c->initials, typed) ||
	    begins(c->spelling, typed) || strstr(c->name, typed) ||
	    ends(c->code, typed) ||
	    (strlen(typed) >= SYLLABLE && strcasestr(c->spelling, typed));
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
		if (!choice_matches(&c, typed))
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

void
choices_free(struct session *s)
{
	while (s->choices) {
		struct choices *c = s->choices;

		s->choices = c->next;
		db_forget(s->db, c);
		table_free(c->table);
		free(c->set);
		free(c);
	}
}

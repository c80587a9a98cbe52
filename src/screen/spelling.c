/* A few hundred texts: a linear search will do. */
#include "screen/spelling.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/array.h"
#include "db/db.h"
#include "db/server.h"
#include "screen/session.h"

struct spelling {
	struct session *session;
	struct spelled *item;
	size_t count, known;	/* those behind known are asked for */
	void (*come)(void *data);
	void *data;
};

const struct spelled *
spelling_of(const struct session *s, const char *text)
{
	const struct spelling *sp = s->spelling;

	for (size_t i = 0; sp && i < sp->count; i++)
		if (strcmp(sp->item[i].text, text) == 0)
			return &sp->item[i];
	return NULL;
}

static void
tell(struct spelling *sp)
{
	void (*come)(void *data) = sp->come;

	sp->come = NULL;
	if (come)
		come(sp->data);
}

static void
drop(struct spelling *sp, size_t count)
{
	while (sp->count > count) {
		struct spelled *item = &sp->item[--sp->count];

		free(item->text);
		free(item->initials);
		free(item->spelling);
	}
}

static void
answered(void *data, const struct answer *answer)
{
	struct spelling *sp = data;
	const struct table *t = answer->outcome == OUTCOME_DONE ?
	    answer->table[0] : NULL;

	if (answer->outcome == OUTCOME_LOST)
		drop(sp, sp->known);
	else
		sp->session->wants |= SCREEN_REDRAW;
	for (size_t i = 0; sp->known < sp->count; i++, sp->known++) {
		if (i >= table_rows(t))
			continue;
		mem_set(&sp->item[sp->known].initials, table_text(t, i, 0));
		mem_set(&sp->item[sp->known].spelling, table_text(t, i, 1));
	}
	tell(sp);
}

static void
add(struct spelling *sp, const char *text)
{
	*MEM_PUSH(sp->item, sp->count) = (struct spelled){
		mem_dup(text), mem_dup(""), mem_dup(""),
	};
}

static void
ask(struct spelling *sp)
{
	struct buf texts = BUF_INIT;
	struct statement st;

	for (size_t i = sp->known; i < sp->count; i++)
		array_add(&texts, sp->item[i].text);
	array_end(&texts);
	st = statement_lookup(statement_fixed(SERVER_SPELL, 1,
	    (const char *const[]){ texts.data }));
	db_send(sp->session->db, &st, 1, answered, sp);
	buf_done(&texts);
}

static struct spelling *
spelling(struct session *s)
{
	if (s->spelling == NULL) {
		s->spelling = mem_alloc(sizeof(*s->spelling));
		s->spelling->session = s;
	}
	return s->spelling;
}

void
spelling_want(struct session *s, const char *const *text, size_t count,
    void (*come)(void *data), void *data)
{
	struct spelling *sp = spelling(s);

	db_forget(s->db, sp);
	drop(sp, sp->known);
	for (size_t i = 0; i < count; i++)
		if (spelling_of(s, text[i]) == NULL)
			add(sp, text[i]);
	sp->come = come;
	sp->data = data;
	if (sp->count == sp->known)
		tell(sp);
	else
		ask(sp);
}

const struct spelled *
spelling_know(struct session *s, const char *text)
{
	const struct spelled *known = spelling_of(s, text);
	struct spelling *sp = spelling(s);

	if (known || sp->come)
		return known;
	db_forget(s->db, sp);
	add(sp, text);
	ask(sp);
	return NULL;
}

void
spelling_forget(struct session *s)
{
	if (s->spelling)
		s->spelling->come = NULL;
}

bool
spelling_is_coming(const struct session *s)
{
	return s->spelling && s->spelling->come;
}

void
spelling_free(struct session *s)
{
	if (s->spelling == NULL)
		return;
	db_forget(s->db, s->spelling);
	drop(s->spelling, 0);
	free(s->spelling->item);
	free(s->spelling);
}

/* The newest first; what is opened again moves up. */
#include "screen/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MOST 9

struct recent {
	struct recent_item item[MOST];
	size_t count;
};

static bool
is_same(const struct recent_item *item, const struct form *form,
    const struct values *with)
{
	if (item->form != form || item->with.count != with->count)
		return false;
	for (size_t i = 0; i < with->count; i++) {
		const char *v = values_get(&item->with, with->item[i].name);

		if (v == NULL || strcmp(v, with->item[i].value) != 0)
			return false;
	}
	return true;
}

static void
item_done(struct recent_item *item)
{
	values_done(&item->with);
	free(item->text);
}

/* Its place: where it stood, or behind the others. */
static size_t
place(const struct recent *r, const struct form *form,
    const struct values *with)
{
	size_t i = 0;

	while (i < r->count && !is_same(&r->item[i], form, with))
		i++;
	return i;
}

void
recent_add(struct session *s, const struct form *form,
    const struct values *with, const char *text)
{
	struct recent *r = s->recent;
	struct recent_item new = { .form = form, .text = mem_dup(text) };
	size_t at;

	if (r == NULL)
		s->recent = r = mem_alloc(sizeof(*r));
	values_copy(&new.with, with);
	at = place(r, form, with);
	if (at == r->count && r->count < MOST)
		r->count++;
	else
		item_done(&r->item[at == MOST ? --at : at]);
	memmove(&r->item[1], &r->item[0], at * sizeof(r->item[0]));
	r->item[0] = new;
}

size_t
recent_count(const struct session *s)
{
	return s->recent ? s->recent->count : 0;
}

const struct recent_item *
recent_at(const struct session *s, size_t i)
{
	return &s->recent->item[i];
}

void
recent_free(struct session *s)
{
	for (size_t i = 0; i < recent_count(s); i++)
		item_done(&s->recent->item[i]);
	free(s->recent);
}

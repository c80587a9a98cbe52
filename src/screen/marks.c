/* A handful of rows: they are looked up one by one. */
#include "screen/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "form/sql.h"

void
marks_init(struct marks *m, const struct form *form)
{
	*m = (struct marks){ .form = form };
	for (size_t i = 0; i < form->action_count; i++) {
		const struct action *a = &form->action[i];

		for (size_t j = 0; a->is_for_marked && j < a->pass_count; j++)
			names_add(&m->names, a->pass[j].from);
	}
}

bool
marks_can(const struct marks *m)
{
	return m->names.count > 0;
}

static void
mark_free(const struct marks *m, char **mark)
{
	for (size_t i = 0; i < m->names.count; i++)
		free(mark[i]);
	free(mark);
}

void
marks_clear(struct marks *m)
{
	for (size_t i = 0; i < m->count; i++)
		mark_free(m, m->mark[i]);
	m->count = 0;
}

void
marks_done(struct marks *m)
{
	marks_clear(m);
	free(m->mark);
	names_done(&m->names);
}

static bool
is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
is_row(const struct marks *m, size_t mark, const struct listing *g, size_t row)
{
	for (size_t i = 0; i < m->names.count; i++)
		if (!is_same(m->mark[mark][i],
		    listing_value_at(g, row, m->names.name[i])))
			return false;
	return true;
}

/* Its place, or count. */
static size_t
find(const struct marks *m, const struct listing *g, size_t row)
{
	size_t i = 0;

	while (i < m->count && !is_row(m, i, g, row))
		i++;
	return i;
}

bool
marks_has(const struct marks *m, const struct listing *g, size_t row)
{
	return find(m, g, row) < m->count;
}

static void
add(struct marks *m, const struct listing *g, size_t row)
{
	char **mark = mem_alloc(m->names.count * sizeof(*mark));

	for (size_t i = 0; i < m->names.count; i++)
		mark[i] = mem_dup(listing_value_at(g, row, m->names.name[i]));
	*MEM_PUSH(m->mark, m->count) = mark;
}

void
marks_set(struct marks *m, const struct listing *g, size_t row,
    bool is_marked)
{
	size_t at = find(m, g, row);

	if (is_marked == (at < m->count))
		return;
	if (is_marked) {
		add(m, g, row);
		return;
	}
	mark_free(m, m->mark[at]);
	memmove(m->mark + at, m->mark + at + 1,
	    (--m->count - at) * sizeof(*m->mark));
}

const char *
marks_value(const struct marks *m, size_t mark, const char *name)
{
	for (size_t i = 0; i < m->names.count; i++)
		if (strcmp(m->names.name[i], name) == 0)
			return m->mark[mark][i];
	return NULL;
}

static bool
holds(const struct action *a, const struct listing *g, size_t row)
{
	const char *value;

	if (a->when.name == NULL)
		return true;
	value = listing_value_at(g, row, a->when.name);
	return value && names_has(&a->when.values, value);
}

bool
marks_fits(const struct marks *m, const struct listing *g, size_t row)
{
	for (size_t i = 0; i < m->form->action_count; i++)
		if (m->form->action[i].is_for_marked &&
		    holds(&m->form->action[i], g, row))
			return true;
	return false;
}

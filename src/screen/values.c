/* A handful of names: a linear search is the fastest. */
#include "screen/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static struct named *
find(const struct values *v, const char *name)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->item[i].name, name) == 0)
			return &v->item[i];
	return NULL;
}

void
values_set(struct values *v, const char *name, const char *value)
{
	struct named *n = find(v, name);

	if (n == NULL) {
		n = MEM_PUSH(v->item, v->count);
		n->name = mem_dup(name);
	}
	mem_set(&n->value, value ? value : "");
}

const char *
values_get(const struct values *v, const char *name)
{
	const struct named *n = find(v, name);

	return n ? n->value : NULL;
}

void
values_copy(struct values *v, const struct values *other)
{
	for (size_t i = 0; i < other->count; i++)
		values_set(v, other->item[i].name, other->item[i].value);
}

void
values_done(struct values *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->item[i].name);
		free(v->item[i].value);
	}
	free(v->item);
	*v = (struct values){ 0 };
}

/* Named values: what a session knows, what one screen passes to the next. */
#ifndef ZHEN_SCREEN_VALUES_H
#define ZHEN_SCREEN_VALUES_H

#include <stddef.h>

struct values {
	struct named {
		char *name, *value;
	} *item;
	size_t count;
};

void values_set(struct values *v, const char *name, const char *value);
const char *values_get(const struct values *v, const char *name);  /* or NULL */
/* Sets all that are in the other. */
void values_copy(struct values *v, const struct values *other);

void values_done(struct values *v);

#endif

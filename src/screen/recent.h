/* The screens and people that the operator opened last, in this session. */
#ifndef ZHEN_SCREEN_RECENT_H
#define ZHEN_SCREEN_RECENT_H

#include <stddef.h>

#include "screen/session.h"

struct recent_item {
	const struct form *form;
	struct values with;
	char *text;		/* whom or what it showed; "" */
};

/* The form's screen was opened, or what it shows is known now: it comes first.
 * with opens it again. */
void recent_add(struct session *s, const struct form *form,
    const struct values *with, const char *text);

/* The newest is 0. */
size_t recent_count(const struct session *s);
const struct recent_item *recent_at(const struct session *s, size_t i);

void recent_free(struct session *s);

#endif

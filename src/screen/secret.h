/* A line that shows stars: what is typed into it is kept until it is wiped. */
#ifndef ZHEN_SCREEN_SECRET_H
#define ZHEN_SCREEN_SECRET_H

#include <stdbool.h>

#include "ui/key.h"

#define SECRET_BYTES 256

struct secret {
	char text[SECRET_BYTES];	/* as UTF-8 */
};

/* True if the event was typed into it, or erased something. */
bool secret_event(struct secret *s, const struct event *event);

void secret_paint(const struct secret *s, int row, int column, int columns,
    bool has_caret);

void secret_wipe(struct secret *s);

#endif

/* The bottom line: keys with their labels, as many as fit, none cut. */
#ifndef ZHEN_SCREEN_BAR_H
#define ZHEN_SCREEN_BAR_H

#include <stddef.h>

/* What goes first when there is no room; of equals, the one added last. */
enum bar_rank { BAR_SPARE, BAR_USUAL, BAR_NEEDED };

struct bar {
	struct bar_item {
		char *text;
		enum bar_rank rank;
	} *item;
	size_t count;
};

#define BAR_INIT { NULL, 0 }

void bar_add(struct bar *b, enum bar_rank rank, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The line, at most columns of the terminal; yours to free. */
char *bar_line(struct bar *b, int columns);

void bar_done(struct bar *b);

#endif

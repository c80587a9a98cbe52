/* How far a long command is, and how long it still takes. */
#ifndef ZHEN_ADMIN_PROGRESS_H
#define ZHEN_ADMIN_PROGRESS_H

#include <stddef.h>

struct progress {
	size_t all;
	long start;		/* milliseconds */
};

struct progress progress_start(size_t all);

/* On the standard error, if it is a terminal; ends the line when all is done. */
void progress_show(const struct progress *p, size_t done);

#endif

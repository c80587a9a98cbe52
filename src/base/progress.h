/* How far something long is, and how long it still takes. */
#ifndef ZHEN_BASE_PROGRESS_H
#define ZHEN_BASE_PROGRESS_H

#include <stddef.h>

struct progress {
	size_t all;		/* 0: nobody knows */
	long start;		/* milliseconds, monotonic */
};

/* What is told in hundredths has this for all. */
#define PROGRESS_PERCENT 100

struct progress progress_start(size_t all);

/* A bar, how much of how much, and the time left; yours to free. */
char *progress_text(const struct progress *p, size_t done);

#endif

/* Exact sums of canonical numbers. */
#ifndef ZHEN_FORM_SUM_H
#define ZHEN_FORM_SUM_H

#include <stdbool.h>

struct sum {
	long long units;	/* of the last decimal */
	int decimals;		/* the most that a number had */
};

/* Adds a canonical number; "" is nothing.  False if it is no number or the
 * sum would be too great: then the sum is as it was. */
bool sum_add(struct sum *sum, const char *number);

/* The canonical text, with its decimals; yours to free. */
char *sum_text(const struct sum *sum);

#endif

/* "Did you mean ...?" for a word that isn't known. */
#ifndef ZHEN_FORM_SUGGEST_H
#define ZHEN_FORM_SUGGEST_H

#include <stddef.h>

struct suggest {
	const char *word;	/* as it was written; borrowed */
	const char *nearest;	/* the best offered so far, or NULL */
	size_t distance;
};

void suggest_begin(struct suggest *s, const char *word);

/* Offers a candidate (borrowed); only one that is near enough is kept. */
void suggest_offer(struct suggest *s, const char *candidate);

/* ", did you mean \"x\"?", or "" if nothing was near; yours to free. */
char *suggest_end(const struct suggest *s);

#endif

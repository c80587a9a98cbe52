/* How well what was typed means a choice. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "screen/choices.h"

#define SYLLABLE 3	/* letters from which inner pinyin is looked at */

static bool
begins(const char *s, const char *start)
{
	return strncasecmp(s, start, strlen(start)) == 0;
}

static bool
ends(const char *s, const char *end)
{
	size_t len = strlen(s), tail = strlen(end);

	return len >= tail && strcasecmp(s + len - tail, end) == 0;
}

static bool
is_whole(const struct choice *c, const char *word)
{
	return strcmp(c->code, word) == 0 || strcmp(c->name, word) == 0 ||
	    strcasecmp(c->initials, word) == 0;
}

static bool
is_start(const struct choice *c, const char *word)
{
	return begins(c->code, word) || begins(c->name, word) ||
	    begins(c->initials, word) || begins(c->spelling, word) ||
	    ends(c->code, word);
}

static bool
is_inside(const struct choice *c, const char *word)
{
	return strcasestr(c->initials, word) || strcasestr(c->name, word) ||
	    (strlen(word) >= SYLLABLE && strcasestr(c->spelling, word));
}

static int
word_rank(const struct choice *c, const char *word)
{
	if (is_whole(c, word))
		return 0;
	if (is_start(c, word))
		return 1;
	return is_inside(c, word) ? 2 : CHOICE_RANKS;
}

/* The best of the choice and of what is above it. */
static int
word_rank_above(const struct choice *c, const char *word)
{
	int best = CHOICE_RANKS;

	for (; c; c = c->above) {
		int rank = word_rank(c, word);

		if (rank < best)
			best = rank;
	}
	return best;
}

int
choice_rank(const struct choice *c, const char *typed)
{
	char *words, *rest, *word;
	int worst = 0;

	if (is_whole(c, typed))
		return 0;
	words = rest = mem_dup(typed);
	while ((word = strsep(&rest, " ")) && worst < CHOICE_RANKS) {
		int rank = *word == '\0' ? 0 : rest ?
		    word_rank_above(c, word) : word_rank(c, word);

		if (rank > worst)
			worst = rank;
	}
	free(words);
	return worst;
}

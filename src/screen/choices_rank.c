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

int
choice_rank(const struct choice *c, const char *typed)
{
	char *words = mem_dup(typed), *rest = words, *word;
	int worst = 0;

	while ((word = strsep(&rest, " "))) {
		int rank = *word ? word_rank(c, word) : 0;

		if (rank > worst)
			worst = rank;
	}
	free(words);
	return worst;
}

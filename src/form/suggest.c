/* The nearest word by edit distance, a swap of neighbours counting one. */
#include "form/suggest.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

#define LENGTH_MAX 32

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t d[LENGTH_MAX + 1][LENGTH_MAX + 1];

	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			size_t other = least(d[i - 1][j], d[i][j - 1]) + 1;

			d[i][j] = least(change, other);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[n][m];
}

void
suggest_begin(struct suggest *s, const char *word)
{
	size_t len = strlen(word);

	*s = (struct suggest){ .word = word };
	s->distance = len < 2 ? 0 : len < 5 ? 2 : 3;
}

void
suggest_offer(struct suggest *s, const char *candidate)
{
	size_t n = strlen(s->word), m = strlen(candidate), d;

	if (n > LENGTH_MAX || m > LENGTH_MAX)
		return;
	d = distance(s->word, n, candidate, m);
	if (d >= s->distance)
		return;
	s->distance = d;
	s->nearest = candidate;
}

char *
suggest_end(const struct suggest *s)
{
	if (s->nearest == NULL)
		return mem_dup("");
	return mem_printf(_(", did you mean \"%s\"?"), s->nearest);
}

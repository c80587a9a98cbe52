/*
 * Columns by Unicode's table.  A GBK terminal gives every two-byte character
 * two columns, so ambiguous ones of every kind are wide there.
 */
#include "text/width.h"

#include <string.h>

#include "text/utf8.h"

#include "text/width_table.h"

/* The terminal's, like the locale: curses asks wcwidth() without a handle. */
static int columns_of_kind[WIDTH_KINDS] = { 1, 1, 1, 1, 1, 1 };

/* By blocks of Unicode; what isn't here counts as a sign. */
static const struct {
	uint32_t first, last;
	enum width_kind kind;
} kinds[] = {
	{ 0x0370, 0x052F, WIDTH_LETTERS },
	{ 0x2100, 0x245F, WIDTH_SYMBOLS },
	{ 0x2460, 0x24FF, WIDTH_NUMBERS },
	{ 0x2500, 0x259F, WIDTH_LINES },
	{ 0x25A0, 0x27BF, WIDTH_SHAPES },
};

const char *
width_sample(enum width_kind kind)
{
	static const char *const samples[WIDTH_KINDS] = {
		[WIDTH_SIGNS] = "“", [WIDTH_LETTERS] = "α",
		[WIDTH_SYMBOLS] = "℃", [WIDTH_NUMBERS] = "①",
		[WIDTH_LINES] = "─", [WIDTH_SHAPES] = "●",
	};

	return samples[kind];
}

void
width_set(enum width_kind kind, int columns)
{
	columns_of_kind[kind] = columns;
}

void
width_set_ambiguous(int columns)
{
	for (int i = 0; i < WIDTH_KINDS; i++)
		columns_of_kind[i] = columns;
}

static int
ambiguous_columns(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (cp >= kinds[i].first && cp <= kinds[i].last)
			return columns_of_kind[kinds[i].kind];
	return columns_of_kind[WIDTH_SIGNS];
}

static const struct width_range *
find_range(uint32_t cp)
{
	size_t low = 0;
	size_t high = sizeof(width_table) / sizeof(width_table[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct width_range *range = &width_table[middle];

		if (cp < range->first)
			high = middle;
		else if (cp > range->last)
			low = middle + 1;
		else
			return range;
	}
	return NULL;
}

int
width_of(uint32_t cp)
{
	const struct width_range *range;

	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return -1;
	if (cp < 0x7F)
		return 1;
	range = find_range(cp);
	if (range == NULL)
		return 1;
	if (range->class == AMBIGUOUS)
		return ambiguous_columns(cp);
	return range->class == WIDE ? 2 : 0;
}

static int
columns_of(uint32_t cp)
{
	int width = width_of(cp);

	return width < 0 ? 1 : width;
}

int
width_text(const char *s)
{
	const char *end = s + strlen(s);
	int columns = 0;

	while (s < end)
		columns += columns_of(utf8_next(&s, end));
	return columns;
}

size_t
width_cut(const char *s, int columns, int *used)
{
	const char *end = s + strlen(s);
	const char *next = s, *cut = s;
	int taken = 0;

	while (next < end) {
		int width = columns_of(utf8_next(&next, end));

		if (taken + width > columns)
			break;
		taken += width;
		cut = next;
	}
	if (used)
		*used = taken;
	return (size_t)(cut - s);
}

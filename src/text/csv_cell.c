/* Signs that begin a formula count in full width too: some spreadsheets fold
 * them, and they skip blanks. */
#include "text/csv_cell.h"

#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"

static bool
is_number(const char *s)
{
	size_t whole, decimals = 0;

	s += *s == '-';
	whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		decimals = strspn(s + 1, "0123456789");
		s += decimals ? decimals + 1 : 0;
	}
	return whole > 0 && *s == '\0';
}

/* What is on the screen as "^" at the beginning was a tab or CR: no formula
 * any more. */
static bool
is_formula(const char *text)
{
	const char *end = text + strlen(text);
	uint32_t cp;

	if (is_number(text))
		return false;
	do
		cp = fold_ascii(text < end ? utf8_next(&text, end) : 0);
	while (cp == ' ' || cp == 0xA0);
	return cp == '=' || cp == '+' || cp == '-' || cp == '@';
}

void
csv_add_cell(struct buf *out, const char *text)
{
	char *clean = fold_controls(text);
	const char *mark = is_formula(clean) ? "'" : "";
	bool is_quoted = strpbrk(clean, ",;\"'\t") || *clean == ' ' || *mark;

	if (is_quoted)
		buf_addc(out, '"');
	buf_adds(out, mark);
	for (const char *s = clean; *s; s++) {
		if (*s == '"')
			buf_addc(out, '"');
		buf_addc(out, *s);
	}
	if (is_quoted)
		buf_addc(out, '"');
	free(clean);
}

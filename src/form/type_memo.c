/*
 * Text of several lines.  Their ends stay where they were typed or pasted;
 * blanks behind a line, and blank lines around the text, go.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/types.h"
#include "text/fold.h"
#include "text/utf8.h"

static uint32_t
fold(uint32_t cp)
{
	if (cp == '\t')
		return ' ';
	return cp == '\n' || !fold_is_control(cp) ? cp : '\r';
}

/* fold() made \r of what nobody should see. */
static void
drop_controls(char *s)
{
	char *to = s;

	for (; *s; s++)
		if (*s != '\r')
			*to++ = *s;
	*to = '\0';
}

static size_t
trimmed(const char *s, size_t len)
{
	static const char full_width[] = "\xE3\x80\x80";

	for (;;) {
		if (len > 0 && s[len - 1] == ' ')
			len--;
		else if (len >= 3 && memcmp(s + len - 3, full_width, 3) == 0)
			len -= 3;
		else
			return len;
	}
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	struct buf out = BUF_INIT;
	char *text = fold_text(typed, fold), *rest = text, *line;
	size_t due = 0;

	(void)f;
	(void)now;
	(void)err;
	drop_controls(text);
	while ((line = strsep(&rest, "\n"))) {
		size_t len = trimmed(line, strlen(line));

		for (; len && out.len && due; due--)
			buf_addc(&out, '\n');
		buf_add(&out, line, len);
		due = len ? 1 : due + 1;
	}
	free(text);
	return out.data ? buf_take(&out) : mem_dup("");
}

const struct type type_memo = {
	.name = "memo",
	.sql = "text",
	.takes_number = true,
	.is_lines = true,
	.parse = parse,
};

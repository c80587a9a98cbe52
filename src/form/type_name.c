/*
 * Names of people: one dot for all dots, the characters of old fonts as
 * Unicode has them now, and no blanks but between the words of other scripts.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "form/types.h"
#include "text/fold.h"
#include "text/utf8.h"

#define CHARS_MOST 50
#define DOT 0xB7

/* A font's design for a character (张󠄀) is kept, and belongs to its Han. */
static uint32_t
fold_name(uint32_t cp)
{
	return fold_dot(fold_private(fold_ascii(cp)));
}

static bool
is_word_char(uint32_t cp)
{
	return cp < 0x2E80 && cp != DOT;
}

/* Blanks stay between words only; returns how many characters are left. */
static size_t
drop_blanks(uint32_t *cp, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_inside = n > 0 && i + 1 < count;

		if (cp[i] == ' ' && !(is_inside && is_word_char(cp[n - 1]) &&
		    is_word_char(cp[i + 1])))
			continue;
		cp[n++] = cp[i];
	}
	return n;
}

/* "张　三" is 张三, "Anna Li" stays; a full stop between Han is the dot. */
static char *
tidy(const char *s)
{
	size_t count;
	uint32_t *cp = utf8_decode(s, &count);
	char *text;

	count = drop_blanks(cp, count);
	for (size_t i = 1; i + 1 < count; i++)
		if (cp[i] == '.' && !is_word_char(cp[i - 1]) &&
		    !is_word_char(cp[i + 1]))
			cp[i] = DOT;
	text = utf8_encode(cp, count);
	free(cp);
	return text;
}

/* What parts the names of several people in one cell. */
static bool
has_several(const char *name)
{
	return strpbrk(name, ",;/\\&+|\n") || strstr(name, "、");
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *folded = fold_text(typed, fold_name);
	char *blanks = fold_blanks(folded);
	char *name = tidy(blanks);
	size_t chars = utf8_length(name);

	(void)f;
	(void)now;
	free(folded);
	free(blanks);
	if (chars >= 1 && chars <= CHARS_MOST && !has_several(name))
		return name;
	if (has_several(name))
		error_set(err, _("\"%s\" names several people: give each of "
		    "them a line"), name);
	else if (chars == 0)
		error_set(err, _("this is no name: enter it as it stands on "
		    "the ID card"));
	else
		error_set(err, _("a name has at most %d characters, this one "
		    "%zu: enter it as it stands on the ID card"), CHARS_MOST,
		    chars);
	free(name);
	return NULL;
}

static bool
is_private(uint32_t cp)
{
	return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

static bool
doubt(const struct field *f, const char *value, struct error *note)
{
	const char *s = value, *end = value + strlen(value);

	(void)f;
	while (s < end) {
		const char *from = s;
		uint32_t cp = utf8_next(&s, end);

		if (fold_is_doubtful(cp) || is_private(cp)) {
			error_set(note, _("\"%.*s\" (U+%04X) stands for a "
			    "character that was lost: compare the name with "
			    "the ID card"), (int)(s - from), from,
			    (unsigned)cp);
			return true;
		}
		if (cp >= '0' && cp <= '9') {
			error_set(note, _("the name holds a digit: compare "
			    "it with the ID card"));
			return true;
		}
	}
	return false;
}

const struct type type_name = {
	.name = "name",
	.sql = "text",
	.width = 20,
	.max_chars = 60,
	.parse = parse,
	.doubt = doubt,
};

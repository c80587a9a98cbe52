/* UTF-8 read and written by hand: strict, without locale or iconv. */
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define REPLACEMENT 0xFFFD

static int
length_of_lead(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2)
		return 0;
	if (lead < 0xE0)
		return 2;
	if (lead < 0xF0)
		return 3;
	return lead < 0xF5 ? 4 : 0;
}

/* Overlong forms and surrogates show in the second byte already. */
static bool
is_second(unsigned char lead, unsigned char c)
{
	static const struct {
		unsigned char lead, first, last;
	} special[] = {
		{ 0xE0, 0xA0, 0xBF }, { 0xED, 0x80, 0x9F },
		{ 0xF0, 0x90, 0xBF }, { 0xF4, 0x80, 0x8F },
	};

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (special[i].lead == lead)
			return c >= special[i].first && c <= special[i].last;
	return (c & 0xC0) == 0x80;
}

enum utf8_result
utf8_read(const char *s, size_t len, uint32_t *cp, size_t *used)
{
	const unsigned char *c = (const unsigned char *)s;
	size_t need = len ? (size_t)length_of_lead(c[0]) : 1;

	*used = 1;
	if (need == 0)
		return UTF8_BAD;
	for (size_t i = 1; i < need && i < len; i++)
		if (i == 1 ? !is_second(c[0], c[1]) : (c[i] & 0xC0) != 0x80)
			return UTF8_BAD;
	if (len < need)
		return UTF8_MORE;
	*used = need;
	*cp = need == 1 ? c[0] : c[0] & (0xFFu >> (need + 1));
	for (size_t i = 1; i < need; i++)
		*cp = *cp << 6 | (c[i] & 0x3F);
	return UTF8_CHAR;
}

uint32_t
utf8_next(const char **s, const char *end)
{
	uint32_t cp = REPLACEMENT;
	size_t used;

	if (utf8_read(*s, (size_t)(end - *s), &cp, &used) != UTF8_CHAR)
		used = 1;
	*s += used;
	return cp;
}

size_t
utf8_put(char out[UTF8_MAX], uint32_t cp)
{
	size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)(len == 1 ? cp : cp | (0xF00u >> len & 0xFF));
	return len;
}

bool
utf8_is_valid(const char *s, size_t len)
{
	uint32_t cp;
	size_t used;

	for (; len > 0; s += used, len -= used)
		if (utf8_read(s, len, &cp, &used) != UTF8_CHAR)
			return false;
	return true;
}

size_t
utf8_length(const char *s)
{
	const char *end = s + strlen(s);
	size_t count = 0;

	for (; s < end; count++)
		utf8_next(&s, end);
	return count;
}

uint32_t *
utf8_decode(const char *s, size_t *count)
{
	const char *end = s + strlen(s);
	uint32_t *cps = mem_resize(NULL, strlen(s), sizeof(*cps));

	for (*count = 0; s < end; (*count)++)
		cps[*count] = utf8_next(&s, end);
	return cps;
}

char *
utf8_encode(const uint32_t *cps, size_t count)
{
	struct buf out = BUF_INIT;
	char bytes[UTF8_MAX];

	for (size_t i = 0; i < count; i++)
		buf_add(&out, bytes, utf8_put(bytes, cps[i]));
	return buf_take(&out);
}

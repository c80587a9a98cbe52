/*
 * For libFuzzer: any bytes through the decoder of a charset, which the first
 * one picks.  It goes on by at least a byte, a bad one costs no more than
 * itself, the start of a character is never taken for all of it, and what is
 * held comes back the same.
 */
#include <stdlib.h>
#include <string.h>

#include "text/charset.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
must(bool is_true)
{
	if (!is_true)
		abort();
}

/* There and back; what the terminal doesn't hold is never sent. */
static void
check_char(struct charset *cs, uint32_t cp)
{
	char utf8[UTF8_MAX + 1] = "";
	struct buf out = BUF_INIT;
	uint32_t back = 0, bad = 0;
	size_t used;
	bool is_held = charset_holds(cs, cp);

	must(cp <= 0x10FFFF && (cp < 0xD800 || cp >= 0xE000));
	if (cp == 0)
		return;
	utf8[utf8_put(utf8, cp)] = '\0';
	must(charset_encode(cs, utf8, &out, &bad) == is_held);
	must(is_held || (bad == cp && out.len == 0));
	if (is_held) {
		must(charset_decode(cs, out.data, out.len, &back, &used) ==
		    CHARSET_CHAR);
		must(back == cp && used == out.len);
	}
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const names[] = { "utf-8", "gbk", "gb18030" };
	static struct charset *charsets[3];
	const char *bytes = (const char *)data + 1;
	struct charset **cs;

	if (size < 2)
		return 0;
	cs = &charsets[data[0] % 3];
	if (*cs == NULL)
		*cs = charset_new(names[data[0] % 3], NULL);
	for (size_t left = size - 1; left > 0; ) {
		uint32_t cp = 0;
		size_t used = 0, part;
		enum charset_result result = charset_decode(*cs, bytes, left,
		    &cp, &used);

		if (result == CHARSET_MORE) {
			must(left < 4);
			return 0;
		}
		must(used > 0 && used <= left && used <= 4);
		must(result == CHARSET_CHAR || used == 1);
		for (size_t len = 0; result == CHARSET_CHAR && len < used; len++)
			must(charset_decode(*cs, bytes, len, &(uint32_t){ 0 },
			    &part) == CHARSET_MORE);
		if (result == CHARSET_CHAR)
			check_char(*cs, cp);
		bytes += used;
		left -= used;
	}
	return 0;
}

/*
 * iconv behind a check of both ways: a character that doesn't come back as
 * itself isn't held, so nothing is replaced or dropped on the way out.  What
 * a character was found to be is kept, two bits each, because painting asks
 * for every one.
 */
#include "text/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"

#define CODE_POINTS 0x110000u
#define BYTES_MAX 8

enum kind { KIND_UTF8, KIND_GBK, KIND_GB18030 };

struct charset {
	const struct spec *spec;
	iconv_t to, from;
	unsigned char *held;	/* enum held, four characters a byte */
};

enum held { HELD_UNKNOWN, HELD_YES, HELD_NO };

static const struct spec {
	const char *name;
	enum kind kind;
	const char *iconv_name;
} specs[] = {
	{ "utf-8", KIND_UTF8, NULL },
	{ "gbk", KIND_GBK, "GBK" },
	{ "gb18030", KIND_GB18030, "GB18030" },
};

static bool
is_name(const char *name, const char *given)
{
	for (;; name++, given++) {
		while (*name == '-')
			name++;
		while (*given == '-')
			given++;
		if (strncasecmp(name, given, 1) != 0)
			return false;
		if (*name == '\0')
			return true;
	}
}

static const struct spec *
find_spec(const char *name)
{
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++)
		if (is_name(specs[i].name, name))
			return &specs[i];
	return NULL;
}

struct charset *
charset_new(const char *name, struct error *err)
{
	const struct spec *spec = find_spec(name);
	struct charset *cs;

	if (spec == NULL) {
		error_set(err, _("unknown charset \"%s\": use utf-8, gbk or "
		    "gb18030"), name);
		return NULL;
	}
	cs = mem_alloc(sizeof(*cs));
	cs->spec = spec;
	cs->to = cs->from = (iconv_t)-1;
	if (spec->kind == KIND_UTF8)
		return cs;
	cs->held = mem_alloc(CODE_POINTS / 4);
	cs->to = iconv_open(spec->iconv_name, "UTF-8");
	cs->from = iconv_open("UTF-8", spec->iconv_name);
	if (cs->to != (iconv_t)-1 && cs->from != (iconv_t)-1)
		return cs;
	error_set(err, _("the system's iconv doesn't know %s: install its "
	    "conversion modules"), spec->iconv_name);
	charset_free(cs);
	return NULL;
}

void
charset_free(struct charset *cs)
{
	if (cs == NULL)
		return;
	if (cs->to != (iconv_t)-1)
		iconv_close(cs->to);
	if (cs->from != (iconv_t)-1)
		iconv_close(cs->from);
	free(cs->held);
	free(cs);
}

const char *
charset_name(const struct charset *cs)
{
	return cs->spec->name;
}

/* Converts all of in; the number of bytes in out, 0 if it can't. */
static size_t
convert(iconv_t cd, const char *in, size_t len, char out[BYTES_MAX])
{
	char copy[BYTES_MAX], *from = copy, *to = out;
	size_t room = BYTES_MAX;

	memcpy(copy, in, len);
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, (ICONV_CONST char **)&from, &len, &to, &room) != 0)
		return 0;
	return BYTES_MAX - room;
}

static bool
decode_whole(struct charset *cs, const char *bytes, size_t len, uint32_t *cp)
{
	char utf8[BYTES_MAX];
	size_t count = convert(cs->from, bytes, len, utf8);
	size_t used;

	if (count == 0 || utf8_read(utf8, count, cp, &used) != UTF8_CHAR)
		return false;
	*cp = fold_private(*cp);
	return used == count;
}

static size_t
encode_one(struct charset *cs, uint32_t cp, char out[BYTES_MAX])
{
	char utf8[UTF8_MAX];

	return convert(cs->to, utf8, utf8_put(utf8, cp), out);
}

/* 0x80 is the euro to some tables and nothing to any terminal. */
static bool
test_held(struct charset *cs, uint32_t cp)
{
	char bytes[BYTES_MAX];
	size_t len = encode_one(cs, cp, bytes);
	uint32_t back;

	if (len < 2 || !decode_whole(cs, bytes, len, &back))
		return false;
	return back == cp;
}

bool
charset_holds(struct charset *cs, uint32_t cp)
{
	unsigned int shift = cp % 4 * 2;
	unsigned int held;

	if (cp < 0x80)
		return true;
	if (cp >= CODE_POINTS || (cp >= 0xD800 && cp < 0xE000))
		return false;
	if (cs->spec->kind == KIND_UTF8)
		return true;
	held = cs->held[cp / 4] >> shift & 3;
	if (held == HELD_UNKNOWN) {
		held = test_held(cs, cp) ? HELD_YES : HELD_NO;
		cs->held[cp / 4] |= (unsigned char)(held << shift);
	}
	return held == HELD_YES;
}

static bool
encode_next(struct charset *cs, const char **s, const char *end,
    struct buf *out, uint32_t *bad)
{
	const char *start = *s;
	char bytes[BYTES_MAX];
	size_t used;

	if (utf8_read(start, (size_t)(end - start), bad, &used) != UTF8_CHAR) {
		*bad = 0xFFFD;
		return false;
	}
	if (!charset_holds(cs, *bad))
		return false;
	*s += used;
	if (*bad < 0x80 || cs->spec->kind == KIND_UTF8)
		buf_add(out, start, used);
	else
		buf_add(out, bytes, encode_one(cs, *bad, bytes));
	return true;
}

bool
charset_encode(struct charset *cs, const char *utf8, struct buf *out,
    uint32_t *bad)
{
	const char *end = utf8 + strlen(utf8);
	size_t before = out->len;
	uint32_t cp;

	while (utf8 < end) {
		if (encode_next(cs, &utf8, end, out, &cp))
			continue;
		if (bad)
			*bad = cp;
		out->len = before;
		if (out->data)
			out->data[before] = '\0';
		return false;
	}
	return true;
}

/* Bytes of the character that begins so; 0 if none does. */
static size_t
expected_length(const struct charset *cs, const unsigned char *c, size_t len)
{
	if (c[0] < 0x80)
		return 1;
	if (c[0] == 0x80 || c[0] == 0xFF)
		return 0;
	if (len < 2)
		return 2;
	if (c[1] >= 0x40)
		return c[1] != 0x7F && c[1] != 0xFF ? 2 : 0;
	if (cs->spec->kind != KIND_GB18030 || c[1] < 0x30 || c[1] > 0x39)
		return 0;
	if (len > 2 && (c[2] < 0x81 || c[2] > 0xFE))
		return 0;
	if (len > 3 && (c[3] < 0x30 || c[3] > 0x39))
		return 0;
	return 4;
}

enum charset_result
charset_decode(struct charset *cs, const char *bytes, size_t len,
    uint32_t *cp, size_t *used)
{
	static const enum charset_result of_utf8[] = {
		[UTF8_CHAR] = CHARSET_CHAR, [UTF8_MORE] = CHARSET_MORE,
		[UTF8_BAD] = CHARSET_BAD,
	};
	size_t need;

	if (cs->spec->kind == KIND_UTF8)
		return of_utf8[utf8_read(bytes, len, cp, used)];
	*used = 1;
	if (len == 0)
		return CHARSET_MORE;
	need = expected_length(cs, (const unsigned char *)bytes, len);
	if (need == 0)
		return CHARSET_BAD;
	if (need > len)
		return CHARSET_MORE;
	if (need == 1) {
		*cp = (unsigned char)bytes[0];
		return CHARSET_CHAR;
	}
	if (!decode_whole(cs, bytes, need, cp))
		return CHARSET_BAD;
	*used = need;
	return CHARSET_CHAR;
}

/* Private-use code points of the basic plane begin with 0xEE or 0xEF. */
static void
fold_text_private(struct buf *out, size_t from)
{
	char *text;

	if (memchr(out->data + from, 0xEE, out->len - from) == NULL &&
	    memchr(out->data + from, 0xEF, out->len - from) == NULL)
		return;
	text = fold_text(out->data + from, fold_private);
	out->len = from;
	buf_adds(out, text);
	free(text);
}

static bool
decode_bulk(struct charset *cs, const char *bytes, size_t len, struct buf *out)
{
	char *from = (char *)(uintptr_t)bytes, part[1024];

	iconv(cs->from, NULL, NULL, NULL, NULL);
	while (len > 0) {
		char *to = part;
		size_t room = sizeof(part);
		size_t done = iconv(cs->from, (ICONV_CONST char **)&from, &len,
		    &to, &room);

		buf_add(out, part, sizeof(part) - room);
		if (done == (size_t)-1 && errno != E2BIG)
			return false;
	}
	return true;
}

bool
charset_decode_text(struct charset *cs, const char *bytes, size_t len,
    struct buf *out)
{
	size_t before = out->len;
	bool ok = memchr(bytes, '\0', len) == NULL;

	buf_add(out, "", 0);
	if (ok && cs->spec->kind == KIND_UTF8) {
		ok = utf8_is_valid(bytes, len);
		buf_add(out, bytes, ok ? len : 0);
	} else if (ok) {
		ok = decode_bulk(cs, bytes, len, out);
	}
	if (ok) {
		fold_text_private(out, before);
		return true;
	}
	out->len = before;
	if (out->data)
		out->data[before] = '\0';
	return false;
}

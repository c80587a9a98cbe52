/* A text is held against its picture from left to right. */
#include "form/picture.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"

static bool
is_letter(uint32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
}

static bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool
is_any(uint32_t cp)
{
	return !fold_is_control(cp);
}

static const struct place {
	uint32_t sign;
	bool (*takes)(uint32_t cp);
} places[] = {
	{ 'A', is_letter }, { '#', is_digit }, { 'X', is_any },
};

/* NULL: the sign is a literal. */
static const struct place *
place_of(uint32_t sign)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].sign == sign)
			return &places[i];
	return NULL;
}

static void
add(struct buf *b, uint32_t cp)
{
	char bytes[UTF8_MAX];

	buf_add(b, bytes, utf8_put(bytes, cp));
}

/*
 * Takes cp at *at, adding the literals that stand before its place and the
 * character itself to out; *at is behind it then.
 */
static bool
take(const char **at, uint32_t cp, struct buf *out)
{
	const char *end = *at + strlen(*at);

	while (*at < end) {
		uint32_t sign = utf8_next(at, end);
		const struct place *place = place_of(sign);

		if (place ? place->takes(cp) : sign == cp) {
			add(out, cp);
			return true;
		}
		if (place)
			return false;
		add(out, sign);
	}
	return false;
}

/* Where the picture stands behind the text, which goes to out as it has to
 * be; NULL if the text doesn't fit. */
static const char *
follow(const char *picture, const char *text, struct buf *out)
{
	const char *end = text + strlen(text);

	while (text < end)
		if (!take(&picture, fold_ascii(utf8_next(&text, end)), out))
			return NULL;
	return picture;
}

size_t
picture_length(const char *picture)
{
	return utf8_length(picture);
}

bool
picture_has_place(const char *picture)
{
	const char *end = picture + strlen(picture);

	while (picture < end)
		if (place_of(utf8_next(&picture, end)))
			return true;
	return false;
}

char *
picture_parse(const char *picture, const char *typed, struct error *err)
{
	struct buf out = BUF_INIT;
	const char *rest = follow(picture, typed, &out);

	if (rest && !picture_has_place(rest)) {
		buf_adds(&out, rest);
		return buf_take(&out);
	}
	buf_done(&out);
	error_set(err, _("it must look like %s, where A is a letter, # a "
	    "digit and X anything: correct it"), picture);
	return NULL;
}

char *
picture_next(const char *picture, const char *text, uint32_t cp)
{
	struct buf out = BUF_INIT;
	const char *rest = follow(picture, text, &out);
	bool fits;

	buf_done(&out);
	out = (struct buf)BUF_INIT;
	fits = rest && take(&rest, fold_ascii(cp), &out);
	if (fits)
		return buf_take(&out);
	buf_done(&out);
	return NULL;
}

bool
picture_fits(const char *picture, const char *text)
{
	struct buf out = BUF_INIT;
	const char *rest = follow(picture, text, &out);

	buf_done(&out);
	return rest != NULL;
}

bool
picture_accepts(const char *picture, uint32_t cp)
{
	const char *end = picture + strlen(picture);

	cp = fold_ascii(cp);
	while (picture < end) {
		uint32_t sign = utf8_next(&picture, end);
		const struct place *place = place_of(sign);

		if (place ? place->takes(cp) : sign == cp)
			return true;
	}
	return false;
}

bool
picture_is_full(const char *picture, const char *text)
{
	struct buf out = BUF_INIT;
	const char *rest = follow(picture, text, &out);

	buf_done(&out);
	return rest && !picture_has_place(rest);
}

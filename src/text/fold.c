/*
 * Folds are one function a kind of character, each from a table; a form's
 * field type says which of them its text goes through.
 */
#include "text/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct range {
	uint32_t first, last;
};

/*
 * GB18030-2000 gave code points of their own to characters that GBK had kept
 * in the private use area (E766 to E864, in the order of their codes from
 * A2AB to FEA0), GB18030-2005 and -2022 to the rest of them.  The list is the
 * difference between that order and glibc's GB18030, which is that of 2022.
 */
static const uint32_t vertical_forms[] = {
	0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17,
	0xFE18, 0xFE19,
};
static const uint32_t pinyin_letters[] = { 0x1E3F, 0x01F9 };
static const uint32_t descriptions[] = {
	0x303E, 0x2FF0, 0x2FF1, 0x2FF2, 0x2FF3, 0x2FF4, 0x2FF5, 0x2FF6,
	0x2FF7, 0x2FF8, 0x2FF9, 0x2FFA, 0x2FFB,
};
static const uint32_t han[] = {
	0x2E81, 0x20087, 0x20089, 0x200CC, 0x2E84, 0x3473, 0x3447, 0x2E88,
	0x2E8B, 0x9FB4, 0x359E, 0x361A, 0x360E, 0x2E8C, 0x2E97, 0x396E,
	0x3918, 0x9FB5, 0x39CF, 0x39DF, 0x3A73, 0x39D0, 0x9FB6, 0x9FB7,
	0x3B4E, 0x3C6E, 0x3CE0, 0x2EA7, 0x215D7, 0x9FB8, 0x2EAA, 0x4056,
	0x415F, 0x2EAE, 0x4337, 0x2EB3, 0x2EB6, 0x2EB7, 0x2298F, 0x43B1,
	0x43AC, 0x2EBB, 0x43DD, 0x44D6, 0x4661, 0x464C, 0x9FB9, 0x4723,
	0x4729, 0x477C, 0x478D, 0x2ECA, 0x4947, 0x497A, 0x497D, 0x4982,
	0x4983, 0x4985, 0x4986, 0x499F, 0x499B, 0x49B7, 0x49B6, 0x9FBA,
	0x241FE, 0x4CA3, 0x4C9F, 0x4CA0, 0x4CA1, 0x4C77, 0x4CA2, 0x4D13,
	0x4D14, 0x4D15, 0x4D16, 0x4D17, 0x4D18, 0x4D19, 0x4DAE, 0x9FBB,
};
static const struct {
	uint32_t first;
	const uint32_t *real;
	size_t count;
} private_runs[] = {
	{ 0xE78D, vertical_forms, COUNT(vertical_forms) },
	{ 0xE7C7, pinyin_letters, COUNT(pinyin_letters) },
	{ 0xE7E7, descriptions, COUNT(descriptions) },
	{ 0xE815, han, COUNT(han) },
};

static const uint32_t dots[] = {
	0x0387,		/* Greek ano teleia */
	0x2022,		/* bullet */
	0x2024,		/* one dot leader */
	0x2027,		/* hyphenation point */
	0x2219,		/* bullet operator */
	0x22C5,		/* dot operator */
	0x30FB,		/* katakana middle dot */
	0xFE52,		/* small full stop */
	0xFF0E,		/* full-width full stop */
	0xFF65,		/* half-width katakana middle dot */
};

/* Variation selectors are not here: they choose a name's glyph. */
static const struct range controls[] = {
	{ 0x00000, 0x0001F }, { 0x0007F, 0x0009F }, { 0x000AD, 0x000AD },
	{ 0x0061C, 0x0061C }, { 0x0180E, 0x0180E }, { 0x0200B, 0x0200F },
	{ 0x02028, 0x0202E }, { 0x02060, 0x0206F }, { 0x0D800, 0x0DFFF },
	{ 0x0FDD0, 0x0FDEF }, { 0x0FEFF, 0x0FEFF }, { 0x0FFF9, 0x0FFFB },
	{ 0x0FFFE, 0x0FFFF }, { 0xE0000, 0xE007F },
};

uint32_t
fold_ascii(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return cp - 0xFF01 + '!';
	if (cp == 0x3000)
		return ' ';
	if (cp == 0x2169 || cp == 0x2179)
		return 'X';
	return cp;
}

uint32_t
fold_dot(uint32_t cp)
{
	for (size_t i = 0; i < COUNT(dots); i++)
		if (dots[i] == cp)
			return 0xB7;
	return cp;
}

uint32_t
fold_private(uint32_t cp)
{
	if (cp < 0xE000 || cp > 0xF8FF)
		return cp;
	for (size_t i = 0; i < COUNT(private_runs); i++)
		if (cp - private_runs[i].first < private_runs[i].count)
			return private_runs[i].real[cp - private_runs[i].first];
	return cp;
}

char *
fold_text(const char *s, uint32_t (*fold)(uint32_t))
{
	const char *end = s + strlen(s);
	struct buf out = BUF_INIT;
	char bytes[UTF8_MAX];

	while (s < end)
		buf_add(&out, bytes, utf8_put(bytes, fold(utf8_next(&s, end))));
	return buf_take(&out);
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 ||
	    (cp >= 0x2000 && cp <= 0x200A) || cp == 0x3000;
}

char *
fold_blanks(const char *s)
{
	const char *end = s + strlen(s);
	struct buf out = BUF_INIT;
	bool is_due = false;

	while (s < end) {
		const char *start = s;

		if (is_blank(utf8_next(&s, end))) {
			is_due = out.len > 0;
			continue;
		}
		if (is_due)
			buf_addc(&out, ' ');
		is_due = false;
		buf_add(&out, start, (size_t)(s - start));
	}
	return buf_take(&out);
}

bool
fold_is_control(uint32_t cp)
{
	for (size_t i = 0; i < COUNT(controls) && cp >= controls[i].first; i++)
		if (cp <= controls[i].last)
			return true;
	return cp > 0x10FFFF || (cp & 0xFFFE) == 0xFFFE;
}

static uint32_t
without_control(uint32_t cp)
{
	return cp == '\n' ? ' ' : fold_is_control(cp) ? '^' : cp;
}

char *
fold_controls(const char *s)
{
	return fold_text(s, without_control);
}

bool
fold_is_doubtful(uint32_t cp)
{
	return cp == '?' || cp == 0xFF1F || cp == 0x25A1 || cp == 0x3013 ||
	    cp == 0xFFFD;
}

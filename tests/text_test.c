/* Charsets both ways, widths, folds. */
#include <stdlib.h>
#include <wchar.h>

#include "text/charset.h"
#include "text/csv_cell.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "text/width.h"

#include "tap.h"

static bool
is_same_both_ways(struct charset *cs, const char *bytes, size_t len,
    uint32_t *cp)
{
	struct buf out = BUF_INIT;
	char utf8[UTF8_MAX + 1] = "";
	uint32_t bad;
	size_t used;
	bool is_same;

	if (charset_decode(cs, bytes, len, cp, &used) != CHARSET_CHAR)
		return false;
	utf8[utf8_put(utf8, *cp)] = '\0';
	is_same = used == len && charset_holds(cs, *cp) &&
	    charset_encode(cs, utf8, &out, &bad) && out.len == len &&
	    memcmp(out.data, bytes, len) == 0;
	buf_done(&out);
	return is_same;
}

static int
two_byte_characters(struct charset *cs, int *differing)
{
	int count = 0;
	size_t used;
	uint32_t cp;

	*differing = 0;
	for (int lead = 0x80; lead <= 0xFF; lead++) {
		for (int trail = 0; trail <= 0xFF; trail++) {
			char bytes[2] = { (char)lead, (char)trail };

			if (charset_decode(cs, bytes, 2, &cp, &used) !=
			    CHARSET_CHAR || used != 2)
				continue;
			count++;
			if (!is_same_both_ways(cs, bytes, 2, &cp)) {
				printf("# %02X%02X\n", lead, trail);
				(*differing)++;
			}
		}
	}
	return count;
}

static int
four_byte_failures(struct charset *cs)
{
	uint32_t cp, bad;
	int failed = 0;

	for (cp = 0x80; cp < 0x110000; cp += cp < 0x30000 ? 1 : 97) {
		struct buf out = BUF_INIT;
		char utf8[UTF8_MAX + 1] = "";
		uint32_t back = 0;
		size_t used = 0;

		if (!charset_holds(cs, cp))
			continue;
		utf8[utf8_put(utf8, cp)] = '\0';
		if (!charset_encode(cs, utf8, &out, &bad) ||
		    charset_decode(cs, out.data, out.len, &back, &used) !=
		    CHARSET_CHAR || back != cp || used != out.len)
			failed++;
		buf_done(&out);
	}
	return failed;
}

/* The characters of text, "?" for a bad byte, "+" for what waits. */
static char *
decode_all(struct charset *cs, const char *bytes, size_t len)
{
	struct buf out = BUF_INIT;
	char utf8[UTF8_MAX];
	uint32_t cp;
	size_t used;

	for (; len > 0; bytes += used, len -= used) {
		switch (charset_decode(cs, bytes, len, &cp, &used)) {
		case CHARSET_CHAR:
			buf_add(&out, utf8, utf8_put(utf8, cp));
			break;
		case CHARSET_BAD:
			buf_addc(&out, '?');
			break;
		case CHARSET_MORE:
			buf_addc(&out, '+');
			return buf_take(&out);
		}
	}
	return buf_take(&out);
}

static const struct {
	const char *charset, *bytes, *text;
} decodings[] = {
	{ "utf-8", "a\xE4\xB8\xAD", "a中" },
	{ "utf-8", "\xE4\xB8", "+" },
	{ "utf-8", "\xE4\xB8z", "??z" },
	{ "utf-8", "\xFF\xC0\x80z", "???z" },
	{ "utf-8", "\xED\xA0\x80", "???" },
	{ "utf-8", "\xF0\xA0\xAE\xB7\xF5", "𠮷?" },
	{ "gbk", "\xD6\xD0z", "中z" },
	{ "gbk", "\xD6", "+" },
	{ "gbk", "\x80\xFFz", "??z" },
	{ "gbk", "\xD6\x1B[A", "?\x1B[A" },
	{ "gbk", "\xA2\xE3", "?+" },
	{ "gbk", "\x81\x30\x81\x30", "?0?0" },
	{ "gb18030", "\xA2\xE3", "€" },
	{ "gb18030", "\xFE\x59\xFE\x9F", "龴䶮" },
	{ "gb18030", "\xFE\x51", "𠂇" },
	{ "gb18030", "\x95\x34\xB2\x35", "𠮷" },
	{ "gb18030", "\x95\x34\xB7", "+" },
	{ "gb18030", "\x95\x34z", "?4z" },
	{ "gb18030", "\x95\x34\xD6z", "?4謟" },
	{ "gb18030", "\x84\x31\xA4\x39\xD6\xD0", "\xEF\xBF\xBF""中" },
};

static void
test_decodings(void)
{
	for (size_t i = 0; i < sizeof(decodings) / sizeof(*decodings); i++) {
		struct charset *cs = charset_new(decodings[i].charset, NULL);
		char *text = decode_all(cs, decodings[i].bytes,
		    strlen(decodings[i].bytes));

		is(text, decodings[i].text, decodings[i].charset);
		free(text);
		charset_free(cs);
	}
}

static void
test_charsets(void)
{
	struct charset *gbk = charset_new("GBK", NULL);
	struct charset *gb18030 = charset_new("GB-18030", NULL);
	struct charset *utf8 = charset_new("UTF8", NULL);
	struct buf out = BUF_INIT;
	struct error err;
	uint32_t bad = 0;
	int differing;

	is(charset_name(gb18030), "gb18030", "a name with a hyphen");
	is(charset_name(utf8), "utf-8", "a name without one");
	ok(charset_new("latin1", &err) == NULL, "an unknown one: %s", err.text);
	ok(two_byte_characters(gbk, &differing) + 128 == 21919,
	    "gbk has 21919 characters with ASCII");
	ok(differing == 0, "gbk: both ways");
	ok(two_byte_characters(gb18030, &differing) == 23940,
	    "gb18030: 23940 of two bytes");
	ok(differing == 0, "gb18030: both ways");
	ok(four_byte_failures(gb18030) == 0, "gb18030: four bytes both ways");
	ok(four_byte_failures(utf8) == 0, "utf-8: both ways");
	ok(!charset_holds(gbk, 0x20AC), "gbk holds no euro");
	ok(!charset_holds(gbk, 0x4DAE), "gbk holds no 䶮");
	ok(charset_holds(gb18030, 0x20BB7), "gb18030 holds 𠮷");
	ok(!charset_holds(gb18030, 0xE863), "gb18030 holds no private 䶮");
	ok(!charset_holds(gbk, 0xE0041), "gbk holds no tag");
	ok(!charset_holds(utf8, 0xD800), "utf-8 holds no surrogate");
	buf_adds(&out, "x");
	ok(!charset_encode(gbk, "中䶮", &out, &bad) && bad == 0x4DAE,
	    "encode names the character that is in the way");
	is(out.data, "x", "and leaves what was there");
	buf_done(&out);
	charset_free(gbk);
	charset_free(gb18030);
	charset_free(utf8);
}

static void
test_utf8(void)
{
	const char *s = "a中𠮷\xFFz";
	size_t count;
	uint32_t *cps = utf8_decode(s, &count);
	char *back = utf8_encode(cps, 3);

	ok(count == 5 && cps[2] == 0x20BB7 && cps[3] == 0xFFFD, "utf8_decode");
	is(back, "a中𠮷", "utf8_encode");
	ok(utf8_length(s) == 5, "utf8_length");
	ok(!utf8_is_valid(s, strlen(s)) && utf8_is_valid(s, 8), "validity");
	free(cps);
	free(back);
}

static const struct {
	uint32_t cp;
	int narrow, wide;	/* by the terminal */
} widths[] = {
	{ 'a', 1, 1 }, { 0x1B, -1, -1 }, { 0x85, -1, -1 }, { 0x4E2D, 2, 2 },
	{ 0xFFE5, 2, 2 }, { 0x3007, 2, 2 }, { 0xFF0C, 2, 2 }, { 0x3013, 2, 2 },
	{ 0x20BB7, 2, 2 }, { 0x31350, 2, 2 }, { 0x301, 0, 0 },
	{ 0xFE00, 0, 0 }, { 0xE0100, 0, 0 }, { 0x200D, 0, 0 },
	{ 0x2500, 1, 2 }, { 0x2502, 1, 2 }, { 0x201C, 1, 2 }, { 0x201D, 1, 2 },
	{ 0x2018, 1, 2 }, { 0x2019, 1, 2 }, { 0x2014, 1, 2 }, { 0x2026, 1, 2 },
	{ 0xB7, 1, 2 }, { 0x2460, 1, 2 }, { 0xB0, 1, 2 }, { 0xD7, 1, 2 },
	{ 0x2192, 1, 2 }, { 0x25CF, 1, 2 }, { 0x25CB, 1, 2 }, { 0x25A0, 1, 2 },
	{ 0x25A1, 1, 2 }, { 0x2605, 1, 2 }, { 0x2103, 1, 2 }, { 0x1F9, 1, 2 },
	{ 0x1100, 2, 2 }, { 0x1161, 0, 0 }, { 0xFFFF, 1, 1 },
};

static int
narrow_two_byte_characters(void)
{
	struct charset *cs = charset_new("gb18030", NULL);
	int count = 0;
	uint32_t cp;
	size_t used;

	for (int code = 0x8140; code <= 0xFEFE; code++) {
		char bytes[2] = { (char)(code >> 8), (char)code };

		if (charset_decode(cs, bytes, 2, &cp, &used) == CHARSET_CHAR &&
		    used == 2 && width_of(cp) != 2) {
			printf("# U+%04X\n", (unsigned int)cp);
			count++;
		}
	}
	charset_free(cs);
	return count;
}

static void
test_widths(void)
{
	int used;

	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		uint32_t cp = widths[i].cp;

		width_set_ambiguous(1);
		ok(width_of(cp) == widths[i].narrow, "U+%04X narrow",
		    (unsigned int)cp);
		width_set_ambiguous(2);
		ok(width_of(cp) == widths[i].wide, "U+%04X wide",
		    (unsigned int)cp);
	}
	ok(narrow_two_byte_characters() == 0, "two bytes are two columns");
	width_set_ambiguous(1);
	ok(width_text("a中\x01") == 4, "a control counts as its mark");
	ok(width_cut("中中中", 5, &used) == 6 && used == 4, "no half a Han");
	ok(width_cut("e\xCC\x81x", 1, &used) == 3 && used == 1,
	    "a mark stays with its base");
}

static const struct {
	uint32_t (*fold)(uint32_t);
	const char *from, *to;
} folds[] = {
	{ fold_ascii, "１２３Ⅹ　ＡＢ中", "123X AB中" },
	{ fold_dot, "买买提・吐尔逊•尔．阿·", "买买提·吐尔逊·尔·阿·" },
	{ fold_private, "\xEE\xA1\xA3\xEE\xA0\x9E\xEE\xA0\x96\xEE\x9E\x8D",
	    "䶮龴𠂇︐" },
	{ fold_private, "\xEE\x80\x80中", "\xEE\x80\x80中" },
};

static void
test_folds(void)
{
	char *text;

	for (size_t i = 0; i < sizeof(folds) / sizeof(*folds); i++) {
		text = fold_text(folds[i].from, folds[i].fold);
		is(text, folds[i].to, "fold");
		free(text);
	}
	text = fold_blanks(" \t 张　 三\xC2\xA0 ");
	is(text, "张 三", "fold_blanks");
	free(text);
	text = fold_blanks("　");
	is(text, "", "fold_blanks of blanks");
	free(text);
	ok(fold_is_control(0x1B) && fold_is_control(0x9B) &&
	    fold_is_control(0x202E) && fold_is_control(0x200B) &&
	    fold_is_control(0xFEFF) && fold_is_control(0x10FFFF), "controls");
	ok(!fold_is_control('a') && !fold_is_control(0x4E2D) &&
	    !fold_is_control(0x301) && !fold_is_control(0xE0100) &&
	    !fold_is_control(0xFE0F), "not controls");
	ok(fold_is_doubtful('?') && fold_is_doubtful(0xFFFD) &&
	    fold_is_doubtful(0x3013) && !fold_is_doubtful(0x4E2D), "doubtful");
}

/* What is in the database, and the cell it becomes. */
static const struct {
	const char *text, *cell;
} cells[] = {
	{ "王建国", "王建国" },
	{ "", "" },
	{ "-12.50", "-12.50" },
	{ "1234.50", "1234.50" },
	{ "371002198001011234", "371002198001011234" },
	{ "=1+1", "\"'=1+1\"" },
	{ "+8613800000000", "\"'+8613800000000\"" },
	{ "-A1", "\"'-A1\"" },
	{ "-1-1", "\"'-1-1\"" },
	{ "-1.", "\"'-1.\"" },
	{ "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "  =1+1", "\"'  =1+1\"" },
	{ "＝1+1", "\"'＝1+1\"" },
	{ "＠x", "\"'＠x\"" },
	{ "\t=1+1", "^=1+1" },
	{ "\r=1+1", "^=1+1" },
	{ "张,三", "\"张,三\"" },
	{ "说“好”\"了\"", "\"说“好”\"\"了\"\"\"" },
	{ "两\n行", "两 行" },
	{ "\x1b[31m红", "^[31m红" },
	{ "\xE2\x80\xAE反", "^反" },
};

static void
test_csv(void)
{
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		struct buf out = BUF_INIT;

		csv_add_cell(&out, cells[i].text);
		is(out.data ? out.data : "", cells[i].cell, "CSV");
		buf_done(&out);
	}
}

int
main(void)
{
	test_utf8();
	test_decodings();
	test_charsets();
	test_widths();
	test_folds();
	test_csv();
	return done_testing();
}

/* Numbers in Chinese characters. */
#include "form/numeral.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEN 10
#define GROUP 4			/* digits between 元, 万 and 亿 */
#define YUAN_DIGITS 12

static const struct {
	const char *sign;
	int value;		/* 10, 20, 30: tens, which another may follow */
} numerals[] = {
	{ "〇", 0 }, { "零", 0 }, { "○", 0 }, { "一", 1 }, { "二", 2 },
	{ "三", 3 }, { "四", 4 }, { "五", 5 }, { "六", 6 }, { "七", 7 },
	{ "八", 8 }, { "九", 9 }, { "两", 2 }, { "壹", 1 }, { "贰", 2 },
	{ "叁", 3 }, { "肆", 4 }, { "伍", 5 }, { "陆", 6 }, { "柒", 7 },
	{ "捌", 8 }, { "玖", 9 }, { "十", TEN }, { "拾", TEN },
	{ "廿", 2 * TEN }, { "卅", 3 * TEN },
	{ "元", 1 },		/* of 元月 */
};

/* The value of the numeral that s begins with, and s behind it; or -1. */
static int
next_numeral(const char **s)
{
	for (size_t i = 0; i < COUNT(numerals); i++) {
		size_t len = strlen(numerals[i].sign);

		if (strncmp(*s, numerals[i].sign, len) == 0) {
			*s += len;
			return numerals[i].value;
		}
	}
	return -1;
}

/* Behind tens, with or without the ones: 十, 十二, 廿三. */
static void
add_tens(struct buf *out, int tens, const char **s)
{
	const char *after = *s;
	int ones = next_numeral(&after);

	if (ones > 0 && ones < TEN)
		*s = after;
	else
		ones = 0;
	buf_addf(out, "%d", tens + ones);
}

char *
numeral_plain(const char *s)
{
	struct buf out = BUF_INIT;

	while (*s) {
		int value = next_numeral(&s);
		const char *after = s;

		if (value > 0 && value < TEN && next_numeral(&after) == TEN) {
			value *= TEN;
			s = after;
		}
		if (value < 0)
			buf_addc(&out, *s++);
		else if (value >= TEN)
			add_tens(&out, value, &s);
		else
			buf_addf(&out, "%d", value);
	}
	return buf_take(&out);
}

static const char *const capital[] = {
	"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖",
};

/*
 * Rule 2: zeros between digits are one 零, those at the end of a group of
 * four none.
 */
static void
add_yuan(struct buf *out, const char *digits, size_t count)
{
	static const char *const unit[] = { "", "拾", "佰", "仟" };
	static const char *const group[] = { "元", "万", "亿" };
	bool is_zero = false, has_group = false;

	for (size_t left = count; left-- > 0; digits++) {
		if (*digits == '0') {
			is_zero = true;
		} else {
			buf_addf(out, "%s%s%s", is_zero && out->len ? "零" : "",
			    capital[*digits - '0'], unit[left % GROUP]);
			is_zero = false;
			has_group = true;
		}
		if (left % GROUP == 0 && (has_group || left == 0)) {
			buf_adds(out, group[left / GROUP]);
			is_zero = has_group = false;
		}
	}
}

static void
add_cents(struct buf *out, char tenth, char cent, bool has_yuan)
{
	if (tenth != '0')
		buf_addf(out, "%s角", capital[tenth - '0']);
	else if (cent == '0')
		buf_adds(out, has_yuan ? "整" : "零元整");
	else if (has_yuan)
		buf_adds(out, "零");
	if (cent != '0')
		buf_addf(out, "%s分", capital[cent - '0']);
}

char *
numeral_capitals(const char *yuan)
{
	struct buf out = BUF_INIT, whole = BUF_INIT;
	bool is_minus = *yuan == '-';
	const char *digits = yuan + is_minus;
	size_t count = strspn(digits, "0123456789");
	const char *cents = digits + count;

	if (count == 0 || count > YUAN_DIGITS || *cents != '.' ||
	    strspn(cents + 1, "0123456789") != 2 || cents[3] != '\0')
		return NULL;
	if (*digits != '0')
		add_yuan(&whole, digits, count);
	buf_addf(&out, "人民币%s%s", is_minus ? "负" : "",
	    whole.data ? whole.data : "");
	add_cents(&out, cents[1], cents[2], whole.data != NULL);
	buf_done(&whole);
	return buf_take(&out);
}

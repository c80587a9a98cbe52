/* Yuan with two decimals, as much as numeric(12,2) holds. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "form/numeral.h"
#include "form/typed.h"
#include "form/types.h"

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_number_char(cp) || cp == 0xA5 || cp == 0xFFE5 ||
	    cp == 0x5143;
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	static const struct number_form form = {
		.digits = 10, .most = 2, .is_fixed = true,
	};
	char *s = typed_fold(typed, "");
	char *number;

	(void)f;
	(void)now;
	if (!typed_strip_start(s, "¥"))
		typed_strip_start(s, "￥");
	typed_strip_end(s, "元");
	number = typed_number(s, &form, err);
	free(s);
	return number;
}

static char *
format(const struct field *f, const char *value)
{
	size_t sign = *value == '-', left;
	struct buf out = BUF_INIT;
	bool is_whole = strchr(value, '.') == NULL;

	(void)f;
	left = strspn(value + sign, "0123456789");
	buf_add(&out, value, sign);
	for (value += sign; *value; value++) {
		buf_addc(&out, *value);
		if (left > 1 && --left % 3 == 0)
			buf_addc(&out, ',');
		else if (left == 1)
			left = 0;
	}
	if (is_whole)		/* a sum of nothing */
		buf_adds(&out, ".00");
	return buf_take(&out);
}

static char *
aside(const struct field *f, const char *value)
{
	(void)f;
	return numeral_capitals(value);
}

const struct type type_money = {
	.name = "money",
	.sql = "numeric(12,2)",
	.example = "1234.50",
	.width = 14,
	.max_chars = 20,
	.is_right = true,
	.is_retyped = true,
	.has_range = true,
	.accept = accept,
	.parse = parse,
	.format = format,
	.aside = aside,
};

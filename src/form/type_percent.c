/* A share in hundredths: 50 and 50% are the same. */
#include <stdlib.h>

#include "form/typed.h"
#include "form/types.h"

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_number_char(cp) || cp == '%' || cp == 0xFF05;
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	static const struct number_form form = { .digits = 3, .most = 2 };
	char *s = typed_fold(typed, "");
	char *number;

	(void)f;
	(void)now;
	typed_strip_end(s, "%");
	number = typed_number(s, &form, err);
	free(s);
	return number;
}

const struct type type_percent = {
	.name = "percent",
	.sql = "numeric(12,2)",
	.example = "50",
	.width = 7,
	.max_chars = 10,
	.is_right = true,
	.is_retyped = true,
	.has_range = true,
	.accept = accept,
	.parse = parse,
};

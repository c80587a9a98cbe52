/* Numbers with a point, kept as exact as they were typed. */
#include "form/typed.h"
#include "form/types.h"

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_number_char(cp);
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	static const struct number_form form = { .digits = 10, .most = 2 };

	(void)f;
	(void)now;
	return typed_number(typed, &form, err);
}

const struct type type_decimal = {
	.name = "decimal",
	.sql = "numeric(12,2)",
	.example = "12.5",
	.width = 12,
	.max_chars = 18,
	.is_right = true,
	.is_retyped = true,
	.has_range = true,
	.accept = accept,
	.parse = parse,
};

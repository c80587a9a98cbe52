/* Whole numbers that fit the server's integer. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
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
	static const struct number_form form = { .digits = 10 };
	char *number = typed_number(typed, &form, err);
	long long n;

	(void)f;
	(void)now;
	if (number == NULL)
		return NULL;
	n = atoll(number);
	if (n >= -2147483647 && n <= 2147483647)
		return number;
	free(number);
	error_set(err, _("the number is too large: at most %d"), 2147483647);
	return NULL;
}

const struct type type_integer = {
	.name = "integer",
	.sql = "integer",
	.example = "12",
	.width = 8,
	.max_chars = 14,
	.is_right = true,
	.is_retyped = true,
	.has_range = true,
	.accept = accept,
	.parse = parse,
};

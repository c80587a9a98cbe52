/*
 * A place: the 12 digits of its code 统计用区划代码, two for the province,
 * two for the city, two for the county, three for the town, three for the
 * village; zeros stand for what is below it.  Six or nine digits are those of
 * a county or town.  Anything else is for the list: part of a code or a name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/typed.h"
#include "form/types.h"

#define COUNTY 6
#define TOWN 9
#define VILLAGE 12

static const char *const parts[] = { "code", "name", "note", NULL };

static bool
is_zero(const char *digits, size_t len)
{
	return strspn(digits, "0") >= len;
}

/* The first digit is that of a part of China: 1 to 8. */
static bool
is_code(const char *digits)
{
	size_t len = strlen(digits);

	return (len == COUNTY || len == TOWN || len == VILLAGE) &&
	    digits[0] >= '1' && digits[0] <= '8';
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ");
	char *code = NULL;

	(void)f;
	(void)now;
	if (!typed_is_digits(s))
		code = mem_dup(typed);
	else if (strlen(s) > VILLAGE)
		error_set(err, _("the code of a place has 6, 9 or 12 digits, "
		    "this one %zu: compare it, or type its name"), strlen(s));
	else if (!is_code(s))
		code = mem_dup(s);
	else
		code = mem_printf("%s%s", s, &"000000"[strlen(s) - COUNTY]);
	free(s);
	if (code && is_code(code) && is_zero(code + COUNTY, TOWN - COUNTY) &&
	    !is_zero(code + TOWN, VILLAGE - TOWN)) {
		error_set(err, _("the code %s names a village but no town: "
		    "compare its digits 7 to 9"), code);
		free(code);
		return NULL;
	}
	return code;
}

/* As it stands on plates and in tables. */
static char *
aside(const struct field *f, const char *value)
{
	(void)f;
	if (strlen(value) != VILLAGE || !typed_is_digits(value))
		return NULL;
	if (is_zero(value + COUNTY, VILLAGE - COUNTY))
		return mem_printf("%.6s", value);
	if (is_zero(value + TOWN, VILLAGE - TOWN))
		return mem_printf("%.6s %.3s", value, value + COUNTY);
	return mem_printf("%.6s %.3s %s", value, value + COUNTY,
	    value + TOWN);
}

const struct type type_division = {
	.name = "division",
	.sql = "bigint",
	.example = "371002001",
	.width = 24,
	.max_chars = 60,
	.takes_set = true,
	.is_tree = true,
	.is_retyped = true,
	.parse = parse,
	.aside = aside,
	.parts = parts,
};

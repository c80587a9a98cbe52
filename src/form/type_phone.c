/* Telephone numbers: mobile ones, and others with their area code. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	cp = fold_ascii(cp);
	return typed_is_digit(cp) || (cp < 0x80 && cp &&
	    strchr(" -()+", (int)cp));
}

/* 010 and 02x, then eight digits; the others have four, then seven or eight. */
static char *
landline(const char *s, size_t len)
{
	size_t area = s[1] <= '2' ? 3 : 4;

	if (len < area + 7 || len > area + 8 || (area == 3 && len != 11))
		return NULL;
	return mem_printf("%.*s-%s", (int)area, s, s + area);
}

static char *
read_phone(const char *s, struct error *err)
{
	size_t len = strlen(s);
	char *number = NULL;

	if (!typed_is_digits(s))
		error_set(err, _("a telephone number has only digits: "
		    "correct \"%s\""), s);
	else if (s[0] == '0' && (number = landline(s, len)) == NULL)
		error_set(err, _("%s isn't as long as a number with its area "
		    "code: enter it like 0631-5231234"), s);
	else if (s[0] == '0')
		return number;
	else if (len == 11 && s[0] == '1' && s[1] >= '3')
		number = mem_dup(s);
	else if (len == 7 || len == 8)
		error_set(err, _("the area code is missing: enter it like "
		    "0631-%s"), s);
	else
		error_set(err, _("a mobile number has 11 digits and begins "
		    "with 13 to 19, this one has %zu: correct it"), len);
	return number;
}

static char *
parse(const struct field *f, const char *typed, const char *today,
    struct error *err)
{
	char *s = typed_fold(typed, " -()"), *number;

	(void)f;
	(void)today;
	if (typed_strip_start(s, "+86") || typed_strip_start(s, "0086")) {
		if (s[0] != '0' && s[0] != '1') {
			number = mem_printf("0%s", s);
			free(s);
			s = number;
		}
	} else if (strlen(s) == 13) {
		typed_strip_start(s, "86");
	}
	number = read_phone(s, err);
	free(s);
	return number;
}

const struct type type_phone = {
	.name = "phone",
	.sql = "text",
	.example = "13863112345, 0631-5231234",
	.width = 14,
	.max_chars = 18,
	.accept = accept,
	.parse = parse,
};

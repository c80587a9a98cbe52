/*
 * Telephone numbers: mobile ones, and others with their area code and, if they
 * have one, the extension behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"

#define TURN 0x8F6C		/* 转, said before an extension */
#define LANDLINE_LEAST 10
#define EXTENSION_MOST 5

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	cp = fold_ascii(cp);
	return typed_is_digit(cp) || cp == TURN || (cp < 0x80 && cp &&
	    strchr(" -()+", (int)cp));
}

/*
 * Cuts an extension off, "转801", or "-801" behind the second hyphen of a
 * number with its area code; "" if there is none.
 */
static char *
cut_extension(char *s)
{
	char *cut = strstr(s, "转"), *end = cut;
	size_t digits = 0;

	if (cut) {
		end += strlen("转");
	} else if (*s == '0' && (cut = strchr(s, '-')) &&
	    (cut = strchr(cut + 1, '-'))) {
		end = cut + 1;
		for (const char *p = s; p < cut; p++)
			digits += typed_is_digit((uint32_t)*p);
		if (digits < LANDLINE_LEAST)
			return mem_dup("");
	} else {
		return mem_dup("");
	}
	*cut = '\0';
	return mem_dup(end);
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

/* Without the country's 86, and with the 0 that it stands for. */
static char *
read_country(const char *typed, struct error *err)
{
	char *s = typed_fold(typed, " -()"), *number;

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

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ()");
	char *extension = cut_extension(s);
	char *number = read_country(s, err), *whole;

	(void)f;
	(void)now;
	free(s);
	if (number == NULL || *extension == '\0') {
		free(extension);
		return number;
	}
	whole = mem_printf("%s-%s", number, extension);
	if (!typed_is_digits(extension) ||
	    strlen(extension) > EXTENSION_MOST || *number != '0') {
		error_set(err, _("\"%s\" is no extension: enter at most %d "
		    "digits behind a number with its area code, like "
		    "0631-5231234-801"), extension, EXTENSION_MOST);
		mem_set(&whole, NULL);
	}
	free(extension);
	free(number);
	return whole;
}

const struct type type_phone = {
	.name = "phone",
	.sql = "text",
	.example = "13863112345, 0631-5231234, 0631-5231234-801",
	.width = 14,
	.max_chars = 24,
	.accept = accept,
	.parse = parse,
};

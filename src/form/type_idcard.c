/*
 * Citizens' numbers after GB 11643: six digits of a division, eight of the
 * birth date, three of a sequence whose last tells the sex, and a check
 * character.  Old numbers lack the century and the check and are upgraded.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/calendar.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"
#include "text/utf8.h"

#define LENGTH 18
#define OLD_LENGTH 15

/* First two digits: provinces, Taiwan, and the residence permits of people
 * from Hong Kong, Macau and Taiwan; 9x are foreigners'. */
static const char provinces[] =
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
    "50 51 52 53 54 61 62 63 64 65 71 81 82 83 91 92 93 94 95 96 97 98 99";

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_digit(cp) || fold_ascii(cp) == 'X' ||
	    fold_ascii(cp) == 'x';
}

static char
check_character(const char *digits)
{
	static const int weight[] = {
		7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2,
	};
	int sum = 0;

	for (int i = 0; i < LENGTH - 1; i++)
		sum += (digits[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

static bool
check_shape(const char *s, struct error *err)
{
	size_t chars = utf8_length(s), digits = strspn(s, "0123456789");

	if (digits == OLD_LENGTH && s[digits] == '\0')
		return true;
	if (digits == LENGTH - 1 && s[digits] == '\0')
		return error_set(err, _("the number has only 17 digits: its "
		    "last character, a digit or X, is missing"));
	if (chars != LENGTH)
		return error_set(err, _("an ID number has 18 characters, on "
		    "old cards 15, and this one %zu: compare it with the "
		    "card"), chars);
	if (digits >= LENGTH - 1 && (s[LENGTH - 1] == 'X' || !s[digits]))
		return true;
	return error_set(err, _("an ID number has only digits, and perhaps X "
	    "at its end: compare it with the card"));
}

static struct day
birth_of(const char *s)
{
	int n = 0;

	for (int i = 6; i < 14; i++)
		n = n * 10 + s[i] - '0';
	return (struct day){ n / 10000, n / 100 % 100, n % 100 };
}

static bool
check_number(const char *s, const char *now, struct error *err)
{
	struct day birth = birth_of(s), today;

	if (birth.year < 1800 || !day_exists(birth))
		return error_set(err, _("the birth date %.4s-%.2s-%.2s in the "
		    "number doesn't exist: compare it with the card"), s + 6,
		    s + 10, s + 12);
	if (day_read(now, &today) && day_number(birth) > day_number(today))
		return error_set(err, _("the birth date %.4s-%.2s-%.2s in the "
		    "number lies ahead: compare it with the card"), s + 6,
		    s + 10, s + 12);
	if (check_character(s) != s[LENGTH - 1])
		return error_set(err, _("the last character doesn't fit the "
		    "rest, so one of them is mistyped: compare the number "
		    "with the card"));
	return true;
}

/* The sequences 996 to 999 were kept for people a hundred years old. */
static char *
upgrade(const char *old)
{
	bool is_ancient = strncmp(old + 12, "996", 3) >= 0;
	char *s = mem_printf("%.6s%s%s?", old, is_ancient ? "18" : "19",
	    old + 6);

	s[LENGTH - 1] = check_character(s);
	return s;
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " "), *number = NULL;
	size_t len = strlen(s);

	(void)f;
	if (len > 0 && s[len - 1] == 'x')
		s[len - 1] = 'X';
	if (check_shape(s, err))
		number = len == OLD_LENGTH ? upgrade(s) : mem_dup(s);
	free(s);
	if (number && check_number(number, now, err))
		return number;
	free(number);
	return NULL;
}

static bool
doubt(const struct field *f, const char *value, struct error *note)
{
	char prefix[3] = { value[0], value[0] ? value[1] : '\0', '\0' };

	(void)f;
	if (strlen(value) != LENGTH)
		return false;
	if (birth_of(value).year < 1900) {
		error_set(note, _("by its number its holder was born in "
		    "%.4s: compare it with the card"), value + 6);
		return true;
	}
	if (strstr(provinces, prefix))
		return false;
	error_set(note, _("no province has the code %s: compare the number "
	    "with the card"), prefix);
	return true;
}

static char *
part_birth(const char *s)
{
	return mem_printf("%.4s-%.2s-%.2s", s + 6, s + 10, s + 12);
}

/* GB/T 2261.1: 1 male, 2 female. */
static char *
part_sex(const char *s)
{
	return mem_dup((s[16] - '0') % 2 ? "1" : "2");
}

static char *
part_division(const char *s)
{
	return mem_dup_len(s, 6);
}

/* The same order as parts[]. */
static char *(*const part_verb[])(const char *s) = {
	part_birth, part_sex, part_division,
};

static const char *const parts[] = { "birth", "sex", "division", NULL };

static char *
part(const struct field *f, const char *value, const char *name)
{
	(void)f;
	for (size_t i = 0; strlen(value) == LENGTH && parts[i]; i++)
		if (strcmp(parts[i], name) == 0)
			return part_verb[i](value);
	return NULL;
}

const struct type type_idcard = {
	.name = "idcard",
	.sql = "text",
	.example = "33010219200403064X",
	.width = 18,
	.max_chars = 18,
	.accept = accept,
	.parse = parse,
	.doubt = doubt,
	.part = part,
	.parts = parts,
};

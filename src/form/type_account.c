/*
 * Bank accounts.  Cards of UnionPay end in a check digit after ISO/IEC 7812;
 * passbooks don't, so that a wrong one is no more than odd.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"

#define DIGITS_LEAST 8
#define DIGITS_MOST 30

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	cp = fold_ascii(cp);
	return typed_is_digit(cp) || cp == ' ' || cp == '-';
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " -");
	size_t len = strlen(s);

	(void)f;
	(void)now;
	if (typed_is_digits(s) && len >= DIGITS_LEAST && len <= DIGITS_MOST)
		return s;
	if (!typed_is_digits(s))
		error_set(err, _("an account number has only digits: compare "
		    "\"%s\" with the card or passbook"), s);
	else
		error_set(err, _("an account number has %d to %d digits, "
		    "this one %zu: compare it with the card or passbook"),
		    DIGITS_LEAST, DIGITS_MOST, len);
	free(s);
	return NULL;
}

static bool
is_checked(const char *digits, size_t len)
{
	int sum = 0;

	for (size_t i = 0; i < len; i++) {
		int n = (digits[len - 1 - i] - '0') * (i % 2 ? 2 : 1);

		sum += n > 9 ? n - 9 : n;
	}
	return sum % 10 == 0;
}

static bool
doubt(const struct field *f, const char *value, struct error *note)
{
	size_t len = strlen(value);
	bool is_card = strncmp(value, "62", 2) == 0 && len >= 16 && len <= 19;

	(void)f;
	if (!is_card || is_checked(value, len))
		return false;
	error_set(note, _("the check digit of this card is wrong: compare "
	    "the number with the card"));
	return true;
}

const struct type type_account = {
	.name = "account",
	.sql = "text",
	.example = "6222021610001234567",
	.width = 24,
	.max_chars = 40,
	.accept = accept,
	.parse = parse,
	.doubt = doubt,
};

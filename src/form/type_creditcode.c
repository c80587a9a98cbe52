/*
 * Codes of organisations after GB 32100-2015: a digit or letter each of the
 * registering authority and the kind, six of a division, nine of the
 * organisation's own code, which ends in a check character of its own (GB
 * 11714), and a check character over all.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"
#include "text/utf8.h"

#define LENGTH 18
#define DIVISION 2		/* where it begins, and how long it is */
#define DIVISION_LENGTH 6
#define OWN 8
#define OWN_LENGTH 9
#define OLD_LENGTH 15

/* The letters that look like digits are left out. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char lookalikes[][3] = { "O0", "I1", "Z2", "S5", "VU", "VY" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint32_t
fold(uint32_t cp)
{
	cp = fold_ascii(cp);
	return cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp;
}

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	cp = fold(cp);
	return typed_is_digit(cp) || (cp >= 'A' && cp <= 'Z') || cp == ' ' ||
	    cp == '-';
}

static bool
is_checked(const char *s)
{
	static const int weight[] = {
		1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
	};
	int sum = 0;

	for (int i = 0; i < LENGTH - 1; i++)
		sum += (int)(strchr(alphabet, s[i]) - alphabet) * weight[i];
	return s[LENGTH - 1] == alphabet[(31 - sum % 31) % 31];
}

static bool
is_own_checked(const char *own)
{
	static const int weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (int i = 0; i < OWN_LENGTH - 1; i++)
		sum += (own[i] <= '9' ? own[i] - '0' : own[i] - 'A' + 10) *
		    weight[i];
	return own[OWN_LENGTH - 1] == "0X987654321"[sum % 11];
}

static bool
check_length(const char *s, struct error *err)
{
	size_t chars = utf8_length(s);

	if (chars == LENGTH)
		return true;
	if (chars == OLD_LENGTH && typed_is_digits(s))
		return error_set(err, _("this is an old registration number "
		    "of 15 digits: enter the code of 18 characters that the "
		    "new licence has"));
	if (chars == OWN_LENGTH)
		return error_set(err, _("this is an old organisation code of "
		    "9 characters: enter the code of 18 that the new licence "
		    "has, it holds these 9"));
	return error_set(err, _("a credit code has 18 characters, this one "
	    "%zu: compare it with the licence"), chars);
}

/* What the letter at a place was meant to be, if that makes all of it right;
 * else NUL. */
static char
meant(const char *s, size_t at)
{
	char *other = mem_dup(s), found = '\0';

	for (size_t i = 0; i < COUNT(lookalikes); i++) {
		other[at] = lookalikes[i][1];
		if (lookalikes[i][0] == s[at] &&
		    strspn(other, alphabet) == LENGTH && is_checked(other) &&
		    is_own_checked(other + OWN))
			found = other[at];
	}
	free(other);
	return found;
}

static bool
check_characters(const char *s, struct error *err)
{
	size_t at = strspn(s, alphabet), len = 1;
	char other;

	for (size_t i = DIVISION; at == LENGTH &&
	    i < DIVISION + DIVISION_LENGTH; i++)
		if (!typed_is_digit((uint32_t)s[i]))
			return error_set(err, _("character %zu is %c, but "
			    "characters 3 to 8 are digits: compare it with "
			    "the licence"), i + 1, s[i]);
	if (at == LENGTH)
		return true;
	other = (unsigned char)s[at] < 0x80 ? meant(s, at) : '\0';
	if (other)
		return error_set(err, _("character %zu is %c, which these "
		    "codes never have: it is %c"), at + 1, s[at], other);
	while (((unsigned char)s[at + len] & 0xC0) == 0x80)
		len++;
	return error_set(err, _("character %zu is %.*s, which these codes "
	    "never have (nor I, O, S, V or Z): compare it with the licence"),
	    at + 1, (int)len, s + at);
}

/* Two checks tell in which part to look. */
static bool
check_sum(const char *s, struct error *err)
{
	if (is_checked(s))
		return true;
	if (is_own_checked(s + OWN))
		return error_set(err, _("the check character doesn't fit: "
		    "compare characters 1 to 8 and the last with the "
		    "licence"));
	return error_set(err, _("the check character doesn't fit: compare "
	    "characters 9 to 17 with the licence"));
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *folded = fold_text(typed, fold);
	char *s = typed_fold(folded, " -");

	(void)f;
	(void)now;
	free(folded);
	if (check_length(s, err) && check_characters(s, err) &&
	    check_sum(s, err))
		return s;
	free(s);
	return NULL;
}

static bool
doubt(const struct field *f, const char *value, struct error *note)
{
	(void)f;
	if (strlen(value) != LENGTH || is_own_checked(value + OWN))
		return false;
	error_set(note, _("characters 9 to 17 are no organisation code: "
	    "compare them with the licence"));
	return true;
}

static const char *const parts[] = { "division", "organisation", NULL };

static char *
part(const struct field *f, const char *value, const char *name)
{
	(void)f;
	if (strlen(value) != LENGTH)
		return NULL;
	if (strcmp(name, parts[0]) == 0)
		return mem_dup_len(value + DIVISION, DIVISION_LENGTH);
	return strcmp(name, parts[1]) == 0 ?
	    mem_dup_len(value + OWN, OWN_LENGTH) : NULL;
}

const struct type type_creditcode = {
	.name = "creditcode",
	.sql = "text",
	.example = "91371002MA3C8N1T39",
	.width = 18,
	.max_chars = 24,
	.accept = accept,
	.parse = parse,
	.doubt = doubt,
	.part = part,
	.parts = parts,
};

/* Numbers and dates as people type them, full-width and with their signs. */
#include "form/typed.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/numeral.h"
#include "text/fold.h"
#include "text/utf8.h"

#define FULL_STOP 0x3002	/* 。, the point key of a Chinese keyboard */

static uint32_t
fold_point(uint32_t cp)
{
	return cp == FULL_STOP ? '.' : fold_ascii(cp);
}

char *
typed_fold(const char *typed, const char *drop)
{
	char *folded = fold_text(typed, fold_point);
	char *blanks = fold_blanks(folded);
	char *to = blanks;

	for (const char *from = blanks; *from; from++)
		if (strchr(drop, *from) == NULL)
			*to++ = *from;
	*to = '\0';
	free(folded);
	return blanks;
}

bool
typed_is_digits(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

bool
typed_is_digit(uint32_t cp)
{
	cp = fold_ascii(cp);
	return cp >= '0' && cp <= '9';
}

bool
typed_strip_start(char *s, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(s, text, len) != 0)
		return false;
	memmove(s, s + len, strlen(s + len) + 1);
	return true;
}

bool
typed_strip_end(char *s, const char *text)
{
	size_t len = strlen(text), all = strlen(s);

	if (all < len || strcmp(s + all - len, text) != 0)
		return false;
	s[all - len] = '\0';
	return true;
}

/*
 * Commas go, but not one that may be meant as the point: 12,50 is neither
 * 1250 nor surely 12.50.
 */
static bool
drop_commas(char *s, struct error *err)
{
	const char *last = strrchr(s, ',');
	char *to = s;

	if (last && !strchr(s, '.') && strlen(last + 1) != 3)
		return error_set(err, _("\"%s\" may be read in two ways: "
		    "leave the comma out, or use a point"), s);
	if (last && strchr(s, '.') && last > strchr(s, '.'))
		return error_set(err, _("a comma stands behind the point: "
		    "enter the number without it"));
	for (const char *from = s; *from; from++)
		if (*from != ',')
			*to++ = *from;
	*to = '\0';
	return true;
}

static bool
check_size(const char *s, size_t whole, size_t decimals,
    const struct number_form *form, struct error *err)
{
	if (whole > (size_t)form->digits)
		return error_set(err, _("the number is too large: at most %d "
		    "digits before the point"), form->digits);
	if (decimals > (size_t)form->most && form->most == 0)
		return error_set(err, _("only whole numbers: leave out what "
		    "stands behind the point in \"%s\""), s);
	if (decimals > (size_t)form->most)
		return error_set(err, _("at most %d digits behind the point: "
		    "round \"%s\""), form->most, s);
	return true;
}

static char *
write_number(bool is_minus, const char *s, size_t whole, const char *decimal,
    size_t decimals, const struct number_form *form)
{
	struct buf out = BUF_INIT;
	size_t zeros = form->is_fixed ? (size_t)form->most - decimals : 0;
	bool is_zero = strspn(s, "0.") == strlen(s);

	if (is_minus && !is_zero)
		buf_addc(&out, '-');
	if (whole == 0)
		buf_addc(&out, '0');
	buf_add(&out, s, whole);
	if (decimals + zeros > 0)
		buf_addc(&out, '.');
	buf_add(&out, decimal, decimals);
	while (zeros-- > 0)
		buf_addc(&out, '0');
	return buf_take(&out);
}

static char *
read_number(char *s, const struct number_form *form, struct error *err)
{
	bool is_minus = *s == '-';
	const char *decimal = "";
	size_t whole, decimals = 0;

	if (*s == '-' || *s == '+')
		s++;
	if (!drop_commas(s, err))
		return NULL;
	whole = strspn(s, "0123456789");
	if (s[whole] == '.') {
		decimal = s + whole + 1;
		decimals = strspn(decimal, "0123456789");
	}
	if (whole + decimals == 0 ||
	    s[whole + (s[whole] == '.') + decimals] != '\0') {
		error_set(err, _("\"%s\" is no number: enter digits"), s);
		return NULL;
	}
	while (whole > 0 && *s == '0') {
		s++;
		whole--;
	}
	if (!check_size(s, whole, decimals, form, err))
		return NULL;
	return write_number(is_minus, s, whole, decimal, decimals, form);
}

char *
typed_number(const char *typed, const struct number_form *form,
    struct error *err)
{
	char *s = typed_fold(typed, "");
	char *number = read_number(s, form, err);

	free(s);
	return number;
}

bool
typed_is_number_char(uint32_t cp)
{
	cp = fold_point(cp);
	return cp < 0x80 && cp && strchr("0123456789+-., ", (int)cp);
}

/* Signs become hyphens; a sign out of its order stays and is no digit. */
static char *
plain_groups(const char *s)
{
	static const char *const sign[] = { "年", "月", "日", "号" };
	struct buf out = BUF_INIT;
	size_t next = 0;

	while (*s) {
		size_t i = next;

		while (i < sizeof(sign) / sizeof(sign[0]) &&
		    strncmp(s, sign[i], strlen(sign[i])) != 0)
			i++;
		if (i < sizeof(sign) / sizeof(sign[0])) {
			buf_addc(&out, '-');
			s += strlen(sign[i]);
			next = i + 1;
		} else {
			buf_addc(&out, strchr("/.", *s) ? '-' : *s);
			s++;
		}
	}
	if (next > 0 && out.data[out.len - 1] == '-')
		out.data[out.len - 1] = '\0';
	return buf_take(&out);
}

int
typed_groups(const char *s, int group[3], int width[3])
{
	char *numbers = numeral_plain(s);
	char *plain = plain_groups(numbers);
	int count = 0;

	for (const char *p = plain; ; p++) {
		size_t len = strspn(p, "0123456789");

		if (count == 3 || len == 0 || len > 8) {
			count = 0;
			break;
		}
		group[count] = atoi(p);
		width[count++] = (int)len;
		p += len;
		if (*p == '\0')
			break;
		if (*p != '-') {
			count = 0;
			break;
		}
	}
	free(plain);
	free(numbers);
	return count;
}

bool
typed_offset(const char *s, int most, int *out)
{
	int sign = *s == '-' ? -1 : 1;

	if ((*s != '-' && *s != '+') || !typed_is_digits(s + 1) ||
	    strlen(s + 1) > 5 || atoi(s + 1) > most)
		return false;
	*out = sign * atoi(s + 1);
	return true;
}

bool
typed_word(const char *s, const struct typed_word *list, size_t count,
    int *offset)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].word, s) == 0) {
			*offset = list[i].offset;
			return true;
		}
	}
	return false;
}

bool
typed_is_date_char(uint32_t cp)
{
	cp = fold_point(cp);
	if (cp >= 0x80)
		return !fold_is_control(cp);
	return cp && strchr("0123456789+-/. ", (int)cp);
}

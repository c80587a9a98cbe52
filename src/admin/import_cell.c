/*
 * What a cell of a ledger means to a field, by its type; and what only a
 * spreadsheet does to a value, which no type could know.
 */
#include "admin/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/fold.h"
#include "text/utf8.h"

#define SURE_DIGITS 15		/* of a spreadsheet's number */

bool
import_cell_is_blank(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		uint32_t cp = fold_ascii(utf8_next(&text, end));

		if (cp != ' ' && cp != '\t' && cp != '\n' && cp != '\r' &&
		    cp != 0xA0 && cp != 0xFEFF)
			return false;
	}
	return true;
}

char *
import_cell_tidy(const char *text)
{
	size_t len = strlen(text);
	char *s;

	if (len > 3 && strncmp(text, "=\"", 2) == 0 && text[len - 1] == '"')
		s = mem_dup_len(text + 2, len - 3);
	else
		s = mem_dup(*text == '\'' ? text + 1 : text);
	for (char *p = s; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return s;
}

static bool
has_control(const char *s)
{
	const char *end = s + strlen(s);

	while (s < end)
		if (fold_is_control(utf8_next(&s, end)))
			return true;
	return false;
}

/* 3.70634E+17: what is left of a number of 18 digits. */
static bool
has_exponent(const char *s)
{
	size_t len = strspn(s, "0123456789.");

	return len > 0 && (s[len] == 'e' || s[len] == 'E') &&
	    (s[len + 1] == '+' || strspn(s + len + 1, "0123456789")) &&
	    s[len + 1 + strspn(s + len + 1, "+0123456789")] == '\0';
}

/* Whether a spreadsheet has rounded what should be digits one by one. */
static bool
is_rounded(const struct field *f, const char *text, bool is_number)
{
	size_t digits = strspn(text, "0123456789");

	if (f->type->is_right)
		return false;
	return has_exponent(text) ||
	    (is_number && digits > SURE_DIGITS && text[digits] == '\0');
}

static bool
ends_in_zeros(const char *text)
{
	size_t len = strspn(text, "0123456789");

	return len > SURE_DIGITS && text[len] == '\0' &&
	    strcmp(text + len - 3, "000") == 0;
}

/* 000000..., 111111..., 123456...: somebody had to fill the cell. */
static bool
is_placeholder(const char *text)
{
	size_t len = strspn(text, "0123456789");

	if (len < 8 || text[len])
		return false;
	return strspn(text, (char[]){ *text, '\0' }) == len ||
	    strncmp(text, "12345678", 8) == 0 ||
	    strncmp(text, "01234567", 8) == 0;
}

/* A ledger's date says its year: 0512, 今天 or +7 would be the computer's
 * guess. */
static bool
is_short_date(const struct field *f, const char *text)
{
	size_t digits = 0;

	if (strcmp(f->type->sql, "date") != 0)
		return false;
	for (const char *s = text, *end = s + strlen(s); s < end;) {
		uint32_t cp = fold_ascii(utf8_next(&s, end));

		digits += (cp >= '0' && cp <= '9') || cp == 0x3007 ||
		    (cp >= 0x4E00 && cp < 0x9FFF && cp != 0x5E74 &&
		    cp != 0x6708 && cp != 0x65E5);
	}
	return digits < 6;
}

/* "1980-01-01 00:00:00" is the day. */
static void
drop_midnight(const struct field *f, char *text)
{
	char *space = strchr(text, ' ');

	if (space && strcmp(f->type->sql, "date") == 0 &&
	    space[1 + strspn(space + 1, "0:.")] == '\0')
		*space = '\0';
}

/* The day of a spreadsheet whose cell lost its format. */
static char *
serial_day(const struct field *f, const char *text, bool is_number)
{
	long days = strtol(text, NULL, 10);

	if (!is_number || strcmp(f->type->sql, "date") != 0 ||
	    strlen(text) != 5 || days < 3000)
		return NULL;
	return mem_printf("%ld", days);
}

char *
import_cell_parse(struct import *im, const struct field *f, char *text, bool is_number,
    struct error *err)
{
	char *serial = serial_day(f, text, is_number), *value = NULL;

	drop_midnight(f, text);
	if (has_control(text))
		error_set(err, _("it holds control characters: type it anew"));
	else if (is_rounded(f, text, is_number))
		error_set(err, _("a spreadsheet has rounded the number to 15 "
		    "digits, the rest is lost: make the column text, and type "
		    "the number from the papers"));
	else if (!f->type->is_right && is_placeholder(text))
		error_set(err, _("this number only fills the cell: put the true "
		    "one in, or leave the line in the old ledger"));
	else if (serial)
		error_set(err, _("%s is a spreadsheet's number of a day: give "
		    "the column the format of a date"), serial);
	else if (is_short_date(f, text))
		error_set(err, _("the date lacks year, month or day: write it "
		    "like 1980-05-12"));
	else if (f->set)
		value = import_code(im, f, text, err);
	else if (f->type->parse)
		value = f->type->parse(f, text, im->today, err);
	else
		value = fold_blanks(text);
	if (value == NULL && !f->type->is_right && !is_number &&
	    !is_placeholder(text) && ends_in_zeros(text))
		error_set(err, _("the last three digits are 000 and wrong, as a "
		    "spreadsheet makes them: make the column text, and type "
		    "the number from the papers"));
	free(serial);
	return value;
}

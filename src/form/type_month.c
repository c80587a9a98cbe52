/*
 * Months.  One without its year is this year's, or last year's when that
 * would lie more than half a year ahead, as with days.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/calendar.h"
#include "form/typed.h"
#include "form/types.h"

#define YEAR_FIRST 1900
#define YEAR_LAST 2199
#define HALF_YEAR 6
#define MONTHS_MOST 1200

static const struct typed_word words[] = {
	{ "本月", 0 }, { "上月", -1 }, { "下月", 1 }, { "这个月", 0 },
	{ "上个月", -1 }, { "下个月", 1 }, { "当月", 0 },
};

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_date_char(cp);
}

static long
without_year(int month, struct day today)
{
	long n = month_number(today.year, month);

	return n - month_number(today.year, today.month) > HALF_YEAR ?
	    n - 12 : n;
}

static bool
check_month(int year, int month, struct error *err)
{
	if (month < 1 || month > 12)
		return error_set(err, _("there is no month %d: enter one "
		    "from 1 to 12"), month);
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return error_set(err, _("the year %d can't be right: enter "
		    "one from %d to %d"), year, YEAR_FIRST, YEAR_LAST);
	return true;
}

static bool
read_groups(const char *s, struct day today, long *n, struct error *err)
{
	int group[3], width[3], year, month;
	int count = typed_groups(s, group, width);

	if (count == 1 && width[0] <= 2) {
		if (!check_month(today.year, group[0], err))
			return false;
		*n = without_year(group[0], today);
		return true;
	}
	if (count == 2 && width[0] == 4 && width[1] <= 2) {
		year = group[0];
		month = group[1];
	} else if (count == 1 && width[0] == 6) {
		year = group[0] / 100;
		month = group[0] % 100;
	} else {
		return error_set(err, _("\"%s\" is no month: enter it like "
		    "201012, 2010-12, 12 or -1"), s);
	}
	*n = month_number(year, month);
	return check_month(year, month, err);
}

static bool
read_month(const char *s, struct day today, long *n, struct error *err)
{
	int offset;

	if (!typed_offset(s, MONTHS_MOST, &offset) &&
	    !typed_word(s, words, sizeof(words) / sizeof(words[0]), &offset))
		return read_groups(s, today, n, err);
	*n = month_number(today.year, today.month) + offset;
	return check_month((int)(*n / 12), (int)(*n % 12) + 1, err);
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ");
	struct day today;
	long n = 0;
	bool ok;

	(void)f;
	if (day_read(now, &today))
		ok = read_month(s, today, &n, err);
	else
		ok = error_set(err, _("today isn't known yet: try again"));
	free(s);
	return ok ? mem_printf("%04ld%02ld", n / 12, n % 12 + 1) : NULL;
}

static char *
format(const struct field *f, const char *value)
{
	(void)f;
	if (strlen(value) != 6)
		return mem_dup(value);
	return mem_printf("%.4s-%s", value, value + 4);
}

const struct type type_month = {
	.name = "month",
	.is_retyped = true,
	.sql = "integer",
	.example = "201012, 2010-12, 12, -1, 本月",
	.width = 7,
	.max_chars = 10,
	.has_range = true,
	.accept = accept,
	.parse = parse,
	.format = format,
};

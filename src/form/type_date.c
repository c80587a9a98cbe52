/*
 * Days.  A day without its year is this year's, or last year's when that
 * would lie more than half a year ahead: what is entered at a window is
 * mostly past, and in January mostly last year's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "form/calendar.h"
#include "form/typed.h"
#include "form/types.h"

#define YEAR_FIRST 1800
#define YEAR_LAST 2199
#define HALF_YEAR 183
#define DAYS_MOST 36525

static const struct typed_word words[] = {
	{ "今天", 0 }, { "昨天", -1 }, { "明天", 1 }, { "前天", -2 },
	{ "后天", 2 }, { "今日", 0 }, { "昨日", -1 }, { "明日", 1 },
};

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_date_char(cp);
}

static struct day
without_year(int month, int day, struct day today)
{
	struct day d = { today.year, month, day };

	if (month >= 1 && month <= 12 &&
	    day_number(d) - day_number(today) > HALF_YEAR)
		d.year--;
	return d;
}

/* YYYYMMDD, MMDD and whatever has separators. */
static bool
read_groups(const char *s, struct day today, struct day *d)
{
	int group[3], width[3];
	int count = typed_groups(s, group, width);

	if (count == 3 && width[0] == 4 && width[1] <= 2 && width[2] <= 2)
		*d = (struct day){ group[0], group[1], group[2] };
	else if (count == 2 && width[0] <= 2 && width[1] <= 2)
		*d = without_year(group[0], group[1], today);
	else if (count == 1 && width[0] == 8)
		*d = (struct day){ group[0] / 10000, group[0] / 100 % 100,
		    group[0] % 100 };
	else if (count == 1 && width[0] == 4 && !strstr(s, "年"))
		*d = without_year(group[0] / 100, group[0] % 100, today);
	else
		return false;
	return true;
}

static bool
check_day(struct day d, struct error *err)
{
	if (d.year < YEAR_FIRST || d.year > YEAR_LAST)
		return error_set(err, _("the year %d can't be right: enter "
		    "one from %d to %d"), d.year, YEAR_FIRST, YEAR_LAST);
	if (d.month < 1 || d.month > 12)
		return error_set(err, _("there is no month %d: enter year, "
		    "month, day"), d.month);
	if (!day_exists(d))
		return error_set(err, _("%d-%02d has only %d days: correct "
		    "the day %d"), d.year, d.month,
		    month_days(d.year, d.month), d.day);
	return true;
}

static bool
read_day(const char *s, struct day today, struct day *d, struct error *err)
{
	int offset;

	if (typed_offset(s, DAYS_MOST, &offset) ||
	    typed_word(s, words, sizeof(words) / sizeof(words[0]), &offset))
		*d = day_of_number(day_number(today) + offset);
	else if (!read_groups(s, today, d))
		return error_set(err, _("\"%s\" is no date: enter it like "
		    "20101201, 2010-12-1, 1201 or +7"), s);
	return check_day(*d, err);
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ");
	struct day today, d;
	bool ok;

	(void)f;
	if (day_read(now, &today))
		ok = read_day(s, today, &d, err);
	else
		ok = error_set(err, _("today isn't known yet: try again"));
	free(s);
	return ok ? day_write(d) : NULL;
}

const struct type type_date = {
	.name = "date",
	.is_retyped = true,
	.sql = "date",
	.example = "20101201, 2010-12-1, 1201, +7, 今天",
	.width = 10,
	.max_chars = 14,
	.has_range = true,
	.accept = accept,
	.parse = parse,
};

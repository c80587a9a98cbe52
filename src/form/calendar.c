/* Day numbers by the civil calendar's 400-year cycle, counted from March. */
#include "form/calendar.h"

#include <string.h>

#include "base/mem.h"

#define CYCLE 146097L		/* days of 400 years */

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
	};

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
day_exists(struct day d)
{
	return d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	    d.day <= month_days(d.year, d.month);
}

long
day_number(struct day d)
{
	long year = d.year - (d.month < 3);
	long month = (d.month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 +
	    (153 * month + 2) / 5 + d.day - 1;
}

struct day
day_of_number(long n)
{
	long cycle = n / CYCLE, in_cycle = n % CYCLE;
	long year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 -
	    in_cycle / 146096) / 365;
	long in_year = in_cycle - (365 * year + year / 4 - year / 100);
	long month = (5 * in_year + 2) / 153;
	struct day d;

	d.day = (int)(in_year - (153 * month + 2) / 5 + 1);
	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = (int)(cycle * 400 + year + (d.month < 3));
	return d;
}

long
month_number(int year, int month)
{
	return year * 12L + month - 1;
}

char *
day_write(struct day d)
{
	return mem_printf("%04d-%02d-%02d", d.year, d.month, d.day);
}

static bool
read_digits(const char *s, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + s[i] - '0';
	}
	return true;
}

bool
day_read(const char *text, struct day *d)
{
	return strlen(text) >= 10 && (!text[10] || text[10] == ' ') &&
	    text[4] == '-' && text[7] == '-' &&
	    read_digits(text, 4, &d->year) &&
	    read_digits(text + 5, 2, &d->month) &&
	    read_digits(text + 8, 2, &d->day) && day_exists(*d);
}

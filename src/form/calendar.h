/* Days and months, as counted by people (Gregorian throughout). */
#ifndef ZHEN_FORM_CALENDAR_H
#define ZHEN_FORM_CALENDAR_H

#include <stdbool.h>

struct day {
	int year, month, day;
};

bool day_exists(struct day d);
int month_days(int year, int month);

/* Days since 0000-03-01; day_of_number() is its inverse. */
long day_number(struct day d);
struct day day_of_number(long n);

/* Months since year 0: year * 12 + month - 1. */
long month_number(int year, int month);

/*
 * Canonical texts: YYYY-MM-DD, yours to free; false if it isn't one.  A time
 * may stand behind the day that is read, after a blank.
 */
char *day_write(struct day d);
bool day_read(const char *text, struct day *d);

#endif

/*
 * The machines at the windows have clocks of their own, which are often wrong,
 * and sessions outlive midnight: only what has passed is counted here.
 */
#include "screen/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "form/calendar.h"

#define DAY (24 * 60)

static long
seconds(void)
{
	struct timespec ts;

#ifdef CLOCK_BOOTTIME		/* goes on while the machine sleeps */
	clock_gettime(CLOCK_BOOTTIME, &ts);
#else
	clock_gettime(CLOCK_MONOTONIC, &ts);
#endif
	return ts.tv_sec;
}

void
clock_set(struct clock *clock, const char *now)
{
	struct day day;
	int hour, minute;

	if (now == NULL || !day_read(now, &day) ||
	    sscanf(now + 10, " %2d:%2d", &hour, &minute) != 2)
		return;
	clock->minute = day_number(day) * DAY + hour * 60 + minute;
	clock->since = seconds();
}

char *
clock_now(const struct clock *clock)
{
	long minute = clock->minute + (seconds() - clock->since) / 60;
	char *day, *now;

	if (clock->minute == 0)
		return mem_dup("");
	day = day_write(day_of_number(minute / DAY));
	now = mem_printf("%s %02ld:%02ld", day, minute % DAY / 60, minute % 60);
	free(day);
	return now;
}

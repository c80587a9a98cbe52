/* What time it is at the server: its answer at login, and the time since. */
#ifndef ZHEN_SCREEN_CLOCK_H
#define ZHEN_SCREEN_CLOCK_H

struct clock {
	long minute;		/* at login, since day 0 of day_number() */
	long since;		/* seconds of this machine at that moment */
};

/* now is "YYYY-MM-DD HH:MM"; anything else leaves the clock as it is. */
void clock_set(struct clock *clock, const char *now);

/* The same, yours to free; "" while it isn't known. */
char *clock_now(const struct clock *clock);

#endif

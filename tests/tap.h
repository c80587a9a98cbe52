/* The Test Anything Protocol, for tests in C. */
#ifndef ZHEN_TESTS_TAP_H
#define ZHEN_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

/* One test; the rest names it.  Returns is_good. */
static inline bool __attribute__((format(printf, 2, 3)))
ok(bool is_good, const char *name, ...)
{
	va_list ap;

	tap_count++;
	tap_failed += !is_good;
	printf("%s %d - ", is_good ? "ok" : "not ok", tap_count);
	va_start(ap, name);
	vprintf(name, ap);
	va_end(ap);
	putchar('\n');
	return is_good;
}

/* Two texts are the same; shows both if they aren't. */
static inline bool
is(const char *got, const char *expected, const char *name)
{
	bool is_same = strcmp(got, expected) == 0;

	if (!ok(is_same, "%s", name))
		printf("#      got: %s\n# expected: %s\n", got, expected);
	return is_same;
}

/* The plan, at the end; main returns it. */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif

/* Sums in units of the last decimal: no floating point. */
#include "form/sum.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DECIMALS_MOST 6

static bool
scale(long long *units, int by)
{
	for (; by > 0; by--)
		if (__builtin_mul_overflow(*units, 10LL, units))
			return false;
	return true;
}

/* Digits with at most one point, perhaps behind a minus. */
static bool
read_units(const char *s, struct sum *out)
{
	bool is_negative = *s == '-', has_point = false, has_digit = false;

	*out = (struct sum){ 0 };
	for (s += is_negative; *s; s++) {
		if (*s == '.' && !has_point) {
			has_point = true;
			continue;
		}
		if (*s < '0' || *s > '9' || !scale(&out->units, 1) ||
		    __builtin_add_overflow(out->units, *s - '0', &out->units))
			return false;
		has_digit = true;
		out->decimals += has_point;
	}
	if (is_negative)
		out->units = -out->units;
	return has_digit && out->decimals <= DECIMALS_MOST;
}

bool
sum_add(struct sum *sum, const char *number)
{
	struct sum total = *sum, one;

	if (*number == '\0')
		return true;
	if (!read_units(number, &one))
		return false;
	if (one.decimals > total.decimals) {
		if (!scale(&total.units, one.decimals - total.decimals))
			return false;
		total.decimals = one.decimals;
	} else if (!scale(&one.units, total.decimals - one.decimals)) {
		return false;
	}
	if (__builtin_add_overflow(total.units, one.units, &total.units))
		return false;
	*sum = total;
	return true;
}

char *
sum_text(const struct sum *sum)
{
	long long units = llabs(sum->units), unit = 1;

	for (int i = 0; i < sum->decimals; i++)
		unit *= 10;
	if (sum->decimals == 0)
		return mem_printf("%lld", sum->units);
	return mem_printf("%s%lld.%0*lld", sum->units < 0 ? "-" : "",
	    units / unit, sum->decimals, units % unit);
}

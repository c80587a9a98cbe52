/* Errors are values: a text that travels up to whoever can show it. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
error_set(struct error *err, const char *fmt, ...)
{
	va_list ap;
	int len;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	len = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	if (len >= (int)sizeof(err->text)) {
		char *end = err->text + sizeof(err->text) - 1;

		while (end > err->text && (end[-1] & 0xC0) == 0x80)
			end--;
		if (end > err->text && (end[-1] & 0x80))
			end--;
		*end = '\0';
	}
	return false;
}

/* Allocation that cannot fail: out of memory aborts. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
checked(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

void *
mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *
mem_resize(void *p, size_t count, size_t size)
{
	return checked(reallocarray(p, count ? count : 1, size));
}

char *
mem_dup(const char *s)
{
	return s ? checked(strdup(s)) : NULL;
}

char *
mem_dup_len(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		abort();
	va_end(ap);
	return s;
}

/* Capacity is the power of two at or above count: nothing to store. */
void *
mem_push(void *array, size_t *count, size_t size)
{
	char **p = array;
	size_t n = *count;

	if ((n & (n - 1)) == 0)
		*p = mem_resize(*p, n ? n * 2 : 1, size);
	memset(*p + n * size, 0, size);
	*count = n + 1;
	return *p + n * size;
}

void
mem_set(char **p, const char *s)
{
	char *copy = mem_dup(s);

	free(*p);
	*p = copy;
}

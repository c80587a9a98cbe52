/*
 * Takes the place of libc's wcwidth() for libncursesw, so that curses counts
 * columns by the terminal's profile.  See UI_LDFLAGS in local.mk.
 */
#include <wchar.h>

#include "text/width.h"

int
wcwidth(wchar_t c)
{
	return c == L'\0' ? 0 : width_of((uint32_t)c);
}

/*
 * The locale that curses writes a charset in.  Debian has C.UTF-8 always, the
 * Chinese ones only where somebody compiled them.
 */
#ifndef ZHEN_UI_LOCALE_H
#define ZHEN_UI_LOCALE_H

#include <stdbool.h>

#include "base/error.h"

/* The charset that the environment's locale names; it need not exist. */
const char *locale_charset(void);

/*
 * Sets LC_CTYPE for a canonical charset, from the system's locales or those
 * in dir (may be NULL).  On failure err says what to install.
 */
bool locale_set(const char *charset, const char *dir, struct error *err);

#endif

/* gettext: messages are written in English and shown in the catalogue's. */
#ifndef ZHEN_BASE_I18N_H
#define ZHEN_BASE_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

/*
 * Messages in Chinese, or in the language of LANGUAGE or ZHEN_LANG, as UTF-8
 * whatever the terminal is.  locale_dir: private locales; catalogue_dir:
 * where the .mo files are.
 */
void i18n_start(const char *locale_dir, const char *catalogue_dir);

#endif

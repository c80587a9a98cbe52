/*
 * The language doesn't depend on the terminal's charset: messages are always
 * taken as UTF-8, and a system without Chinese locales still speaks Chinese.
 */
#include "base/i18n.h"

#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

void
i18n_start(const char *locale_dir, const char *catalogue_dir)
{
	const char *wanted = getenv("ZHEN_LANG");

	if (wanted == NULL || *wanted == '\0')
		wanted = "zh_CN.UTF-8";
	if (setlocale(LC_MESSAGES, wanted) == NULL &&
	    access(locale_dir, R_OK) == 0) {
		setenv("LOCPATH", locale_dir, 1);
		setlocale(LC_MESSAGES, wanted);
	}
	setlocale(LC_CTYPE, "C.UTF-8");	/* libraries speak UTF-8 too */
	bindtextdomain("zhen", catalogue_dir);
	bind_textdomain_codeset("zhen", "UTF-8");
	textdomain("zhen");
}

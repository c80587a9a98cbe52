/* Locales by charset. */
#include "ui/locale.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/mem.h"

static const struct {
	const char *charset;
	const char *codeset;	/* as localedef calls it */
	const char *locales[3];	/* any of them sends the same bytes */
} locale_table[] = {
	{ "utf-8", "UTF-8", { "C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8" } },
	{ "gbk", "GBK", { "zh_CN.GBK", "zh_CN.GB18030" } },
	{ "gb18030", "GB18030", { "zh_CN.GB18030" } },
};

const char *
locale_charset(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;

	for (size_t i = 0; i < 3 && (value == NULL || *value == '\0'); i++)
		value = getenv(variables[i]);
	if (value == NULL || strncmp(value, "zh_CN", 5) != 0)
		return "utf-8";
	if (value[5] != '.')
		return "gbk";
	if (strncasecmp(value + 6, "utf", 3) == 0)
		return "utf-8";
	return strcasecmp(value + 6, "gb18030") == 0 ? "gb18030" : "gbk";
}

static bool
try_locales(const char *const *locales, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (locales[i] && setlocale(LC_CTYPE, locales[i]))
			return true;
	return false;
}

/* The system's locales go first: LOCPATH hides them. */
static bool
find_locale(const char *const *locales, size_t count, const char *dir)
{
	char *before;
	bool is_found;

	if (try_locales(locales, count))
		return true;
	if (dir == NULL)
		return false;
	before = mem_dup(getenv("LOCPATH"));
	setenv("LOCPATH", dir, 1);
	is_found = try_locales(locales, count);
	if (before)
		setenv("LOCPATH", before, 1);
	else
		unsetenv("LOCPATH");
	free(before);
	return is_found;
}

bool
locale_set(const char *charset, const char *dir, struct error *err)
{
	size_t i = 0;

	while (strcmp(locale_table[i].charset, charset) != 0)
		i++;
	if (find_locale(locale_table[i].locales, 3, dir))
		return true;
	return error_set(err, _("the locale %s is missing: install the package "
	    "locales-all, or run \"localedef -i zh_CN -f %s %s\""),
	    locale_table[i].locales[0], locale_table[i].codeset,
	    locale_table[i].locales[0]);
}

/* Yes or no, as 是 or 否. */
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/typed.h"
#include "form/types.h"

#include <stdlib.h>

#define YES "t"
#define NO "f"

static const struct {
	const char *word, *value;
} words[] = {
	{ "y", YES }, { "Y", YES }, { "1", YES }, { "t", YES }, { "是", YES },
	{ "n", NO }, { "N", NO }, { "0", NO }, { "f", NO }, { "否", NO },
};

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ");
	char *value = NULL;

	(void)f;
	(void)now;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, s) == 0)
			value = mem_dup(words[i].value);
	if (value == NULL)
		error_set(err, _("\"%s\" is neither yes nor no: enter Y or "
		    "N"), s);
	free(s);
	return value;
}

static char *
format(const struct field *f, const char *value)
{
	(void)f;
	return mem_dup(*value == '\0' ? "" : *value == 't' ? "是" : "否");
}

const struct type type_yesno = {
	.name = "yesno",
	.is_retyped = true,
	.sql = "boolean",
	.example = "Y",
	.width = 2,
	.max_chars = 1,
	.parse = parse,
	.format = format,
};

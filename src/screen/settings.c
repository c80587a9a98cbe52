/* The file of settings, and what stands in it. */
#include "screen/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "screen/file.h"
#include "screen/sheet.h"

#define THEME "theme"
#define KEYS "keys"
#define HIDDEN "hidden"
#define LEDGER "export"

static void
take(struct settings *s, const char *name, const char *value)
{
	if (strcmp(name, THEME) == 0)
		s->theme = theme_find(value);
	else if (strcmp(name, KEYS) == 0)
		s->hides_keys = strcmp(value, HIDDEN) == 0;
	else if (strcmp(name, LEDGER) == 0)
		s->ledger = sheet_find(value)->name;
}

void
settings_read(struct settings *s, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[200], name[20], value[20];

	*s = (struct settings){ .path = mem_dup(path) };
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%19s %19s", name, value) == 2)
			take(s, name, value);
	if (file)
		fclose(file);
}

bool
settings_write(const struct settings *s)
{
	struct buf text = BUF_INIT;
	bool ok;

	if (s->path == NULL)
		return true;
	if (s->theme != THEME_NONE)
		buf_addf(&text, THEME " %s\n", theme_name(s->theme));
	buf_addf(&text, KEYS " %s\n", s->hides_keys ? HIDDEN : "shown");
	if (s->ledger)
		buf_addf(&text, LEDGER " %s\n", s->ledger);
	ok = file_write(s->path, &text);
	buf_done(&text);
	return ok;
}

void
settings_done(struct settings *s)
{
	free(s->path);
}

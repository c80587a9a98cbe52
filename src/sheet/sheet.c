/* Which kind of file it is, by its first bytes. */
#include "sheet/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "sheet/reader.h"

struct sheet {
	const struct sheet_reader *kind;
	void *data;
};

/* First bytes of what isn't read, and what to do about it. */
static const struct {
	const char *bytes;
	size_t len;
	const char *advice;
} strangers[] = {
	{ "\xD0\xCF\x11\xE0", 4, N_("%s is a spreadsheet of the old kind, .xls: "
	    "save it as .xlsx or CSV and import that") },
	{ "\xFF\xFE", 2, N_("%s is in UTF-16: save it as CSV in UTF-8 or GBK "
	    "and import that") },
	{ "\xFE\xFF", 2, N_("%s is in UTF-16: save it as CSV in UTF-8 or GBK "
	    "and import that") },
	{ "%PDF", 4, N_("%s is a PDF: import the table that it was made from") },
};

static bool
look(const char *path, char head[4], struct error *err)
{
	FILE *file = fopen(path, "rb");
	size_t len;

	memset(head, 0, 4);
	if (file == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	len = fread(head, 1, 4, file);
	if (ferror(file)) {
		error_set(err, "%s: %s", path, strerror(errno));
		fclose(file);
		return false;
	}
	fclose(file);
	if (len == 0)
		return error_set(err, _("%s is empty: choose another file"), path);
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (memcmp(head, strangers[i].bytes, strangers[i].len) == 0)
			return error_set(err, _(strangers[i].advice), path);
	return true;
}

struct sheet *
sheet_open(const char *path, const struct sheet_wish *wish, struct error *err)
{
	char head[4];
	bool is_book;
	struct sheet *s;
	void *data;

	if (!look(path, head, err))
		return NULL;
	is_book = memcmp(head, "PK\x03\x04", 4) == 0;
	data = (is_book ? book_open : text_open)(path, wish, err);
	if (data == NULL)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->kind = is_book ? &sheet_book : &sheet_text;
	s->data = data;
	return s;
}

void
sheet_close(struct sheet *s)
{
	if (s == NULL)
		return;
	s->kind->close(s->data);
	free(s);
}

struct sheet_shape
sheet_shape(const struct sheet *s)
{
	return s->kind->shape(s->data);
}

bool
sheet_next(struct sheet *s, struct sheet_row *row, bool *ended,
    struct error *err)
{
	*ended = false;
	return s->kind->next(s->data, row, ended, err);
}

void
sheet_place(const struct sheet *s, size_t *done, size_t *all)
{
	s->kind->place(s->data, done, all);
}

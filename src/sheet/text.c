/*
 * Rows of a text file.  A line that can't be read is a row with a fault, and
 * the next one is read as if it hadn't been there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "sheet/cells.h"
#include "sheet/lines.h"
#include "sheet/reader.h"
#include "sheet/sniff.h"
#include "text/charset.h"
#include "text/utf8.h"

#define LINES_MOST 20	/* of one cell in quotes */

struct text {
	char *path;
	struct lines lines;
	struct sniffed found;
	struct charset *charset;
	struct cells cells;
	struct buf plain;	/* the row, decoded */
	struct buf raw;
	struct buf cell;
};

static void
text_close(void *data)
{
	struct text *t = data;

	lines_close(&t->lines);
	free(t->found.width);
	charset_free(t->charset);
	cells_done(&t->cells);
	buf_done(&t->plain);
	buf_done(&t->raw);
	buf_done(&t->cell);
	free(t->path);
	free(t);
}

void *
text_open(const char *path, const struct sheet_wish *wish, struct error *err)
{
	struct text *t = mem_alloc(sizeof(*t));
	bool is_utf8;

	t->path = mem_dup(path);
	if (!lines_open(&t->lines, t->path, err) ||
	    !sniff(&t->lines, wish, &t->found, err)) {
		text_close(t);
		return NULL;
	}
	/* GB18030 holds GBK, and what of it stands further down. */
	is_utf8 = t->found.charset[0] == 'u' || t->found.charset[0] == 'U';
	t->charset = charset_new(is_utf8 ? t->found.charset : "gb18030", err);
	if (t->charset == NULL) {
		text_close(t);
		return NULL;
	}
	lines_go(&t->lines, t->found.has_mark ? 3 : 0, 1);
	return t;
}

/* Adds the line; NULL, or what is wrong with it. */
static const char *
decode(struct text *t)
{
	const struct buf *line = &t->lines.line;
	bool is_utf8 = strcmp(charset_name(t->charset), "utf-8") == 0;

	buf_add(&t->raw, line->data, line->len);
	if (t->lines.is_cut)
		return _("the line is over 65,536 bytes long, so it isn't one "
		    "row: look at it in an editor");
	if (memchr(line->data, '\0', line->len))
		return _("the line holds NUL bytes, so a part of it is "
		    "damaged: type it anew from the paper");
	if (!is_utf8 && sniff_is_utf8_han(line->data, line->len))
		return _("this line is in UTF-8, unlike the rest of the file: "
		    "convert it, or type it anew");
	if (charset_decode_text(t->charset, line->data, line->len, &t->plain))
		return NULL;
	return is_utf8 ? _("this line isn't in UTF-8 like the rest of the file: "
	    "convert it, or type it anew") :
	    _("this line holds bytes that are no character: type it anew");
}

/* The cell in quotes that begins behind s; NULL if it doesn't end. */
static const char *
read_quoted(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s != '"')
			buf_addc(&t->cell, *s);
		else if (s[1] == '"')
			buf_addc(&t->cell, *s++);
		else
			return s + 1;
	}
	return NULL;
}

static bool
split(struct text *t)
{
	const char *s = t->plain.data ? t->plain.data : "";

	cells_clear(&t->cells);
	for (;;) {
		size_t len;

		buf_clear(&t->cell);
		if (*s == '"' && (s = read_quoted(t, s + 1)) == NULL)
			return false;
		len = strcspn(s, (char[]){ t->found.separator, '\0' });
		buf_add(&t->cell, s, len);
		cells_add(&t->cells, t->cell.data ? t->cell.data : "",
		    t->cell.len, false);
		s += len;
		if (*s == '\0')
			return true;
		s++;
	}
}

static void
cut(struct text *t)
{
	const char *s = t->plain.data ? t->plain.data : "";
	const char *end = s + t->plain.len;

	cells_clear(&t->cells);
	for (size_t i = 0; i < t->found.count; i++) {
		const char *from = s;

		for (size_t w = 0; s < end && w < t->found.width[i];)
			w += SNIFF_WIDTH(utf8_next(&s, end));
		cells_add(&t->cells, from, (size_t)(s - from), false);
	}
}

/* A quote that is open at the end of the line goes on in the next ones. */
static const char *
read_cells(struct text *t, bool *ended, struct error *err)
{
	size_t offset = t->lines.offset, number = t->lines.number;
	size_t raw_len = t->raw.len;

	if (t->found.separator == '\0') {
		cut(t);
		return NULL;
	}
	for (int i = 0; !split(t); i++) {
		buf_addc(&t->raw, '\n');
		buf_addc(&t->plain, '\n');
		if (i < LINES_MOST && lines_next(&t->lines, ended, err) &&
		    decode(t) == NULL)
			continue;
		*ended = false;
		t->raw.len = raw_len;
		lines_go(&t->lines, offset, number + 1);
		return _("a quotation mark \" is opened and not closed: put it "
		    "right, or take it out");
	}
	return NULL;
}

static bool
text_next(void *data, struct sheet_row *row, bool *ended, struct error *err)
{
	struct text *t = data;

	buf_clear(&t->raw);
	buf_clear(&t->plain);
	*row = (struct sheet_row){ 0 };
	if (!lines_next(&t->lines, ended, err))
		return false;
	row->line = t->lines.number;
	row->fault = decode(t);
	if (row->fault == NULL)
		row->fault = read_cells(t, ended, err);
	if (row->fault == NULL)
		cells_row(&t->cells, row);
	row->raw = t->raw.data ? t->raw.data : "";
	row->raw_len = t->raw.len;
	return true;
}

static void
text_place(const void *data, size_t *done, size_t *all)
{
	const struct text *t = data;

	*done = t->lines.offset;
	*all = t->lines.size;
}

static struct sheet_shape
text_shape(const void *data)
{
	const struct text *t = data;
	struct sheet_shape shape = {
		.kind = t->found.separator ? SHEET_SEPARATED : SHEET_FIXED,
		.charset = t->found.charset,
		.has_mark = t->found.has_mark,
		.has_crlf = t->found.has_crlf,
		.separator = t->found.separator,
	};

	for (size_t i = 0; i + 1 < t->found.count; i++)
		shape.columns += t->found.width[i];
	return shape;
}

const struct sheet_reader sheet_text = {
	.next = text_next,
	.place = text_place,
	.shape = text_shape,
	.close = text_close,
};

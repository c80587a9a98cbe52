/*
 * What was wrong, told and written beside the lines themselves.  The file is
 * read once more for that, so that no line had to be kept.
 */
#include "admin/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "text/charset.h"
#include "text/tell.h"
#include "text/utf8.h"

#define TOLD_MOST 20
#define REASON_GAP 30	/* columns that the last fixed one may take */
#define MARK "\xEF\xBB\xBF"

/* The problems in order, a thousand at a time. */
struct problems {
	struct import *im;
	struct table *page;
	size_t at;
	char line[24], n[24];	/* of the last one of the page before */
	bool has_ended;
};

/* Columns of a problem. */
enum { LINE, N, SEVERITY, LABEL, VALUE, MESSAGE };

static bool
problems_next(struct problems *p, struct error *err)
{
	size_t rows = table_rows(p->page);

	if (p->page && ++p->at < rows)
		return true;
	if (p->page && rows) {
		snprintf(p->line, sizeof(p->line), "%s",
		    table_text(p->page, rows - 1, LINE));
		snprintf(p->n, sizeof(p->n), "%s",
		    table_text(p->page, rows - 1, N));
	}
	table_free(p->page);
	p->at = 0;
	p->page = run_query(p->im->admin->run, SERVER_IMPORT_PROBLEMS, 3,
	    (const char *const[]){ p->im->id, p->line, p->n }, err);
	p->has_ended = table_rows(p->page) == 0;
	return p->page != NULL;
}

static const char *
get(const struct problems *p, int column)
{
	return table_text(p->page, p->at, (size_t)column);
}

static struct problems
problems_start(struct import *im)
{
	return (struct problems){ .im = im, .line = "0", .n = "0" };
}

static bool
is_bad(const struct problems *p)
{
	return strcmp(get(p, SEVERITY), "bad") == 0;
}

static void
tell_one(const struct problems *p)
{
	char *text = mem_printf(_("line %s"), get(p, LINE));

	tell_text(stdout, text);
	free(text);
	for (int i = LABEL; i <= MESSAGE; i++) {
		if (*get(p, i) == '\0')
			continue;
		putchar(i == MESSAGE ? '\n' : ' ');
		if (i == MESSAGE)
			printf("    ");
		tell_text(stdout, get(p, i));
	}
	putchar('\n');
}

/* The file of bad lines: the same charset and separator. */
struct bad_file {
	FILE *file;
	const char *path;
	struct charset *charset;
	struct sheet_shape shape;
	const struct import *im;
	struct buf out;
};

/* Only what the server's own sentence has can be missing in the charset. */
static void
write_text(struct bad_file *b, const char *text)
{
	const char *s = text, *end = text + strlen(text);

	while (s < end) {
		const char *from = s;
		char one[8];
		size_t len;

		utf8_next(&s, end);
		len = (size_t)(s - from);
		memcpy(one, from, len);
		one[len] = '\0';
		if (!charset_encode(b->charset, one, &b->out, NULL))
			buf_addc(&b->out, '?');
	}
}

static void
write_cell(struct bad_file *b, const char *text)
{
	const char signs[] = { '"', '\n', '\r', b->shape.separator, '\0' };
	struct buf quoted = BUF_INIT;

	if (strpbrk(text, signs) == NULL) {
		write_text(b, text);
		return;
	}
	for (; *text; text++) {
		if (*text == '"')
			buf_addc(&quoted, '"');
		buf_addc(&quoted, *text);
	}
	buf_addc(&b->out, '"');
	write_text(b, quoted.data);
	buf_addc(&b->out, '"');
	buf_done(&quoted);
}

static bool
is_reason(const struct import *im, size_t column)
{
	return column < im->columns &&
	    strcmp(im->column[column].heading, IMPORT_REASON) == 0;
}

/* Fixed columns: behind them all. */
static void
write_fixed(struct bad_file *b, const struct sheet_row *row, const char *reason)
{
	size_t width = 0;

	buf_add(&b->out, row->raw, row->raw_len);
	if (*reason == '\0')
		return;
	for (size_t i = 0; i < row->count; i++)
		for (const char *s = row->cell[i].text; *s; s++)
			width += (unsigned char)*s < 0x80 ? 1 :
			    ((unsigned char)*s & 0xC0) == 0xC0 ? 2 : 0;
	do
		buf_addc(&b->out, ' ');
	while (++width < b->shape.columns + REASON_GAP);
	write_text(b, reason);
}

/* As it is, and as many cells as there are headings. */
static void
write_raw(struct bad_file *b, const struct sheet_row *row)
{
	size_t cells = 1;

	buf_add(&b->out, row->raw, row->raw_len);
	for (size_t i = 0; i < row->raw_len; i++)
		cells += row->raw[i] == b->shape.separator;
	for (; cells < b->im->columns; cells++)
		buf_addc(&b->out, b->shape.separator);
}

static void
write_row(struct bad_file *b, const struct sheet_row *row, const char *reason)
{
	size_t count = row->count;

	if (row->fault) {
		write_raw(b, row);
	} else {
		if (*reason && count < b->im->columns)
			count = b->im->columns;
		for (size_t i = 0; i < count; i++) {
			if (is_reason(b->im, i))
				continue;
			if (i > 0)
				buf_addc(&b->out, b->shape.separator);
			write_cell(b, i < row->count ? row->cell[i].text : "");
		}
	}
	if (*reason) {
		buf_addc(&b->out, b->shape.separator);
		write_cell(b, reason);
	}
}

static bool
write_line(struct bad_file *b, const struct sheet_row *row, const char *reason,
    struct error *err)
{
	bool ok;

	(b->shape.kind == SHEET_FIXED ? write_fixed : write_row)(b, row, reason);
	buf_adds(&b->out, b->shape.has_crlf ? "\r\n" : "\n");
	ok = fwrite(b->out.data, 1, b->out.len, b->file) == b->out.len;
	buf_clear(&b->out);
	return ok || error_set(err, "%s: %s", b->path, strerror(errno));
}

/* All that was said about the line, as one text; goes on to the next line. */
static bool
gather(struct problems *p, struct buf *reason, struct error *err)
{
	char *line = mem_dup(get(p, LINE));
	bool ok = true;

	buf_clear(reason);
	buf_add(reason, "", 0);
	while (ok && !p->has_ended && strcmp(get(p, LINE), line) == 0) {
		if (is_bad(p)) {
			buf_adds(reason, reason->len ? "；" : "");
			buf_adds(reason, get(p, LABEL));
			buf_adds(reason, *get(p, LABEL) ? "：" : "");
			buf_adds(reason, get(p, MESSAGE));
		}
		ok = problems_next(p, err);
	}
	free(line);
	return ok;
}

/* The lines up to the headings, and those with problems. */
static bool
write_lines(struct bad_file *b, struct sheet *sheet, struct problems *p,
    struct error *err)
{
	struct sheet_row row;
	struct buf reason = BUF_INIT;
	bool ok = problems_next(p, err), ended = false;

	while (ok && sheet_next(sheet, &row, &ended, err)) {
		if (row.line <= b->im->heading_last) {
			ok = write_line(b, &row, row.line ==
			    b->im->heading_last ? IMPORT_REASON : "", err);
			continue;
		}
		if (p->has_ended)
			break;
		if (strtoul(get(p, LINE), NULL, 10) != row.line)
			continue;
		ok = gather(p, &reason, err);
		if (ok && reason.len)
			ok = write_line(b, &row, reason.data, err);
	}
	buf_done(&reason);
	return ok && (ended || p->has_ended);
}

static bool
bad_open(struct bad_file *b, struct sheet *sheet, struct error *err)
{
	const char *charset;

	b->shape = sheet_shape(sheet);
	if (b->shape.kind == SHEET_BOOK) {
		b->shape.has_mark = true;
		b->shape.separator = ',';
	}
	charset = strcmp(b->shape.charset, "utf-8") == 0 ? "utf-8" : "gb18030";
	b->charset = charset_new(charset, err);
	if (b->charset == NULL)
		return false;
	b->file = fopen(b->path, "wbx");
	if (b->file == NULL)
		return error_set(err, "%s: %s", b->path, strerror(errno));
	if (b->shape.has_mark)
		fputs(MARK, b->file);
	return true;
}

static bool
write_bad(struct import *im, struct error *err)
{
	struct bad_file b = { .im = im, .path = im->wish->bad_path };
	struct problems p = problems_start(im);
	struct sheet *sheet = sheet_open(im->wish->path, &im->wish->sheet, err);
	bool ok = sheet && bad_open(&b, sheet, err) &&
	    write_lines(&b, sheet, &p, err);

	if (b.file && fclose(b.file) != 0 && ok)
		ok = error_set(err, "%s: %s", b.path, strerror(errno));
	charset_free(b.charset);
	buf_done(&b.out);
	table_free(p.page);
	sheet_close(sheet);
	return ok;
}

bool
import_report(struct import *im, size_t *bad, struct error *err)
{
	struct problems p = problems_start(im);
	size_t told = 0, all = 0;
	bool ok = problems_next(&p, err);

	for (; ok && !p.has_ended; ok = problems_next(&p, err)) {
		all++;
		if (told < TOLD_MOST) {
			tell_one(&p);
			told++;
		}
	}
	table_free(p.page);
	if (all > told)
		printf(_("... and %zu more; screen 1151 has all of "
		    "them\n"), all - told);
	if (ok && *bad && im->wish->bad_path)
		ok = write_bad(im, err);
	return ok;
}

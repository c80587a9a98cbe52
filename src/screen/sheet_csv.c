/* Comma-separated values, for programs: labels, rows and nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/sheet.h"
#include "text/charset.h"
#include "text/csv_cell.h"

#define BOM "\xEF\xBB\xBF"
#define FULL (64 * 1024)	/* bytes that are kept before they are written */

struct csv {
	struct sheet sheet;
	struct charset *charset;	/* NULL: UTF-8 */
	struct buf text;
	int fd;
	int failure;			/* errno, or 0 */
};

static struct csv *
csv_of(struct sheet *s)
{
	return (struct csv *)s;
}

static bool
say_failure(const struct csv *c, struct error *err)
{
	return error_set(err, _("%s: can't write %s"), strerror(c->failure),
	    c->sheet.path);
}

static bool
begin(struct sheet *s, struct error *err)
{
	struct csv *c = csv_of(s);

	c->fd = open(s->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	c->failure = c->fd < 0 ? errno : 0;
	return c->failure ? say_failure(c, err) : true;
}

static bool
begin_utf8(struct sheet *s, struct error *err)
{
	buf_adds(&csv_of(s)->text, BOM);
	return begin(s, err);
}

/* It has every character that there is. */
static bool
begin_gb(struct sheet *s, struct error *err)
{
	csv_of(s)->charset = charset_new("gb18030", err);
	return csv_of(s)->charset && begin(s, err);
}

static void
write_out(struct csv *c)
{
	size_t done = 0;

	while (c->failure == 0 && done < c->text.len) {
		ssize_t n = write(c->fd, c->text.data + done,
		    c->text.len - done);

		if (n < 0 && errno != EINTR)
			c->failure = errno;
		done += n > 0 ? (size_t)n : 0;
	}
	buf_clear(&c->text);
}

static void
add_line(struct csv *c, struct buf *line)
{
	uint32_t bad;

	buf_adds(line, "\r\n");
	if (c->charset && !charset_encode(c->charset, line->data, &c->text,
	    &bad))
		c->failure = EILSEQ;
	else if (c->charset == NULL)
		buf_add(&c->text, line->data, line->len);
	buf_done(line);
	if (c->text.len > FULL)
		write_out(c);
}

static void
heading(struct sheet *s, const char *text)
{
	struct buf line = BUF_INIT;

	csv_add_cell(&line, text);
	add_line(csv_of(s), &line);
}

static void
columns(struct sheet *s, bool has_labels)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; has_labels && i < s->column_count; i++) {
		buf_adds(&line, i ? "," : "");
		csv_add_cell(&line, s->column[i].label);
	}
	if (has_labels)
		add_line(csv_of(s), &line);
}

/* A number without the commas between its thousands. */
static void
row(struct sheet *s, const struct sheet_cell *cell)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < s->column_count; i++) {
		buf_adds(&line, i ? "," : "");
		csv_add_cell(&line, s->column[i].type->is_right &&
		    !s->column[i].has_set ? cell[i].value : cell[i].shown);
	}
	add_line(csv_of(s), &line);
}

static void
leave_total(struct sheet *s, const struct sheet_cell *cell)
{
	(void)s;
	(void)cell;
}

static void
leave_remark(struct sheet *s, const char *text)
{
	(void)s;
	(void)text;
}

static bool
end(struct sheet *s, struct error *err)
{
	struct csv *c = csv_of(s);

	write_out(c);
	return c->failure ? say_failure(c, err) : true;
}

static void
free_csv(struct sheet *s)
{
	struct csv *c = csv_of(s);

	if (c->fd > 0)
		close(c->fd);
	buf_done(&c->text);
	charset_free(c->charset);
}

#define CSV_VERBS \
	.size = sizeof(struct csv), .extension = "csv", .heading = heading, \
	.columns = columns, .row = row, .total = leave_total, \
	.remark = leave_remark, .end = end, .free = free_csv

const struct sheet_kind sheet_csv = {
	CSV_VERBS,
	.name = "csv",
	.key = 'C',
	.label = N_("C CSV"),
	.begin = begin_utf8,
};

const struct sheet_kind sheet_csv_gb = {
	CSV_VERBS,
	.name = "csv-gb18030",
	.key = 'G',
	.label = N_("G CSV in GB18030"),
	.begin = begin_gb,
};

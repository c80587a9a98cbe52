/*
 * zhenctl bank return: what a bank answers to a file of payments goes to the
 * server some thousand lines at a time, in one transaction; the server knows
 * the file that it is about.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "admin/progress.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "text/charset.h"

#define BYTES_AT_ONCE 400000

struct answer_file {
	const char *path;
	FILE *file;
	struct charset *charset;
	char *line;		/* as it was read */
	size_t size, number;
	size_t done, all;	/* bytes */
	struct buf text;	/* lines that wait to be sent */
	size_t first, count;	/* of them */
	size_t empty;		/* lines behind them, which may be the end */
};

/* The next line without its end, in UTF-8, behind the others; false: none. */
static bool
read_line(struct answer_file *f, struct buf *text, bool *is_good)
{
	ssize_t len = getline(&f->line, &f->size, f->file);

	if (len < 0)
		return false;
	f->number++;
	f->done += (size_t)len;
	while (len > 0 && strchr("\r\n", f->line[len - 1]))
		len--;
	if (strspn(f->line, " \x1a") >= (size_t)len)
		len = 0;
	*is_good = charset_decode_text(f->charset, f->line, (size_t)len, text);
	return true;
}

static bool
is_in(struct answer_file *f, const char *charset)
{
	struct buf text = BUF_INIT;
	bool is_good = true;

	charset_free(f->charset);
	f->charset = charset_new(charset, NULL);
	rewind(f->file);
	f->done = f->number = 0;
	while (is_good && read_line(f, &text, &is_good))
		buf_clear(&text);
	buf_done(&text);
	return is_good;
}

/* UTF-8 if it can be that, as hardly anything in GBK can. */
static bool
find_charset(struct answer_file *f, struct error *err)
{
	if (!is_in(f, "utf-8") && !is_in(f, "gb18030"))
		return error_set(err, _("%s is neither UTF-8 nor GBK"), f->path);
	if (ferror(f->file))
		return error_set(err, "%s: %s", f->path, strerror(errno));
	if (f->done == 0)
		return error_set(err, _("%s is empty"), f->path);
	f->all = f->done;
	rewind(f->file);
	f->done = f->number = 0;
	return true;
}

static bool
hear(struct admin *a, struct answer_file *f, struct error *err)
{
	char *first = mem_printf("%zu", f->first);
	struct table *t = run_query(a->run, SERVER_BANK_HEAR, 2,
	    (const char *const[]){ first, f->text.data }, err);

	free(first);
	table_free(t);
	buf_clear(&f->text);
	f->first += f->count;
	f->count = 0;
	return t != NULL;
}

static void
put_line(struct answer_file *f, const struct buf *line)
{
	const char *said = line->data ? line->data : "";

	if (*said == '\0') {
		f->empty++;
		return;
	}
	for (; f->empty > 0; f->empty--, f->count++)
		buf_adds(&f->text, f->count ? "\n" : "");
	if (f->count++)
		buf_addc(&f->text, '\n');
	buf_adds(&f->text, f->first == 1 && f->count == 1 &&
	    strncmp(said, "\xef\xbb\xbf", 3) == 0 ? said + 3 : said);
}

/* All of it, without empty lines at its end. */
static bool
hear_all(struct admin *a, struct answer_file *f, struct error *err)
{
	struct progress progress = progress_start(f->all);
	struct buf line = BUF_INIT;
	bool is_good, ok = true;

	f->first = 1;
	while (ok && read_line(f, &line, &is_good)) {
		put_line(f, &line);
		buf_clear(&line);
		if (f->text.len > BYTES_AT_ONCE) {
			ok = hear(a, f, err);
			progress_show(&progress, f->done);
		}
	}
	ok = ok && (f->count == 0 || hear(a, f, err));
	if (ok)
		progress_show(&progress, f->all);
	buf_done(&line);
	return ok;
}

static void
show(void *data, int percent)
{
	struct progress *p = data;

	if (percent == 0)
		*p = progress_start(PROGRESS_PERCENT);
	progress_show(p, (size_t)percent);
}

static bool
understand(struct admin *a, const char *path, const char *sent,
    struct error *err)
{
	const char *slash = strrchr(path, '/');
	struct progress progress = progress_start(PROGRESS_PERCENT);
	struct table *t;
	bool ok;

	run_on_progress(a->run, show, &progress);
	t = run_query(a->run, SERVER_BANK_RETURN, 2,
	    (const char *const[]){ slash ? slash + 1 : path, sent }, err);
	run_on_progress(a->run, NULL, NULL);
	ok = t != NULL && admin_do(a, "COMMIT", err);
	if (ok) {
		progress_show(&progress, PROGRESS_PERCENT);
		admin_rows(t);
	}
	table_free(t);
	return ok;
}

bool
command_bank_return(struct admin *a, int argc, char **argv,
    struct error *err)
{
	struct answer_file f = { .path = argc > 1 ? argv[1] : NULL };
	bool ok;

	if (argc < 2 || argc > 3 ||
	    (argc == 3 && (*argv[2] == '\0' || strlen(argv[2]) > 18 ||
	    argv[2][strspn(argv[2], "0123456789")])))
		return error_set(err, _("bank return takes the file, and perhaps "
		    "the number of the file that it answers to"));
	f.file = fopen(f.path, "rb");
	if (f.file == NULL)
		return error_set(err, "%s: %s", f.path, strerror(errno));
	ok = find_charset(&f, err) && admin_do(a, "BEGIN", err) &&
	    hear_all(a, &f, err) &&
	    understand(a, f.path, argc == 3 ? argv[2] : NULL, err);
	fclose(f.file);
	charset_free(f.charset);
	free(f.line);
	buf_done(&f.text);
	return ok;
}

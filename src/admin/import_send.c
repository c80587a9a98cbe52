/*
 * The file to the server, some hundred lines at a time, and then what the
 * server does with them, some thousand at a time: a line that drops between
 * leaves whole steps, and the same command goes on.
 */
#include "admin/import.h"

#include <stdlib.h>
#include <string.h>

#include "admin/progress.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

#define BYTES_AT_ONCE 400000
#define LINES_AT_ONCE 5000
#define ROWS_BETWEEN 2000	/* of the progress bar */

static bool
put(struct import *im, struct buf *lines, struct buf *problems,
    struct error *err)
{
	struct table *t = run_query(im->admin->run, SERVER_IMPORT_PUT, 3,
	    (const char *const[]){ im->id, lines->data ? lines->data : "",
	    problems->data ? problems->data : "" }, err);

	buf_clear(lines);
	buf_clear(problems);
	table_free(t);
	return t != NULL;
}

static void
show(const struct progress *p, const struct sheet *sheet)
{
	size_t done, all;

	sheet_place(sheet, &done, &all);
	progress_show(p, done < all ? done : all - 1);
}

/* Reads and sends it all; *last: the number of its last line. */
static bool
put_all(struct import *im, size_t *last, struct error *err)
{
	struct sheet *sheet = sheet_open(im->wish->path, &im->wish->sheet, err);
	struct buf lines = BUF_INIT, problems = BUF_INIT;
	struct progress progress;
	struct sheet_row row;
	size_t done, all, n = 0;
	bool ok = sheet != NULL, ended = false;

	*last = 0;
	if (ok) {
		sheet_place(sheet, &done, &all);
		progress = progress_start(all);
	}
	while (ok && sheet_next(sheet, &row, &ended, err)) {
		if (row.line <= im->heading_last)
			continue;
		*last = row.line;
		import_row(im, &row, &lines, &problems);
		if (lines.len + problems.len > BYTES_AT_ONCE)
			ok = put(im, &lines, &problems, err);
		if (++n % ROWS_BETWEEN == 0)
			show(&progress, sheet);
	}
	ok = ok && ended && put(im, &lines, &problems, err);
	if (ok)
		progress_show(&progress, all);
	buf_done(&lines);
	buf_done(&problems);
	sheet_close(sheet);
	return ok;
}

static bool
step(struct import *im, size_t from, size_t to, bool is_last,
    struct error *err)
{
	char *low = mem_printf("%zu", from), *high = mem_printf("%zu", to);
	struct table *t = run_query(im->admin->run, SERVER_IMPORT_STEP, 4,
	    (const char *const[]){ im->id, low, high, is_last ? "t" : "f" },
	    err);

	free(low);
	free(high);
	table_free(t);
	return t != NULL;
}

/* Twice over the file: in the last round, those who wait for others. */
static bool
step_all(struct import *im, size_t last, struct error *err)
{
	struct progress progress = progress_start(last);
	bool ok = true;

	for (int round = 0; round < 2; round++)
		for (size_t from = 1; ok && from <= last;
		    from += LINES_AT_ONCE) {
			ok = step(im, from, from + LINES_AT_ONCE - 1, round == 1,
			    err);
			progress_show(&progress, round == 0 ?
			    from - from / 10 : last - (last - from) / 10);
		}
	if (ok)
		progress_show(&progress, last);
	return ok;
}

bool
import_send(struct import *im, struct error *err)
{
	size_t last;

	return put_all(im, &last, err) && (last == 0 || step_all(im, last, err));
}

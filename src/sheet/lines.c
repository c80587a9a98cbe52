#include "sheet/lines.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"

#define BYTES_MOST 65536

bool
lines_open(struct lines *l, const char *path, struct error *err)
{
	struct stat st;

	*l = (struct lines){ .path = path };
	l->file = fopen(path, "rb");
	if (l->file == NULL || fstat(fileno(l->file), &st) != 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		lines_close(l);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		error_set(err, _("%s is no file: an import reads it twice, so "
		    "save it first"), path);
		lines_close(l);
		return false;
	}
	l->size = (size_t)st.st_size;
	return true;
}

/* CR LF, LF and CR alone end a line. */
static int
read_line(struct lines *l)
{
	int c;

	l->has_crlf = false;
	while ((c = getc_unlocked(l->file)) != EOF) {
		l->offset++;
		if (c == '\n')
			break;
		if (c == '\r') {
			int next = getc_unlocked(l->file);

			l->has_crlf = next == '\n';
			if (l->has_crlf)
				l->offset++;
			else if (next != EOF)
				ungetc(next, l->file);
			break;
		}
		if (l->line.len < BYTES_MOST)
			buf_addc(&l->line, (char)c);
		else
			l->is_cut = true;
	}
	return c;
}

bool
lines_next(struct lines *l, bool *ended, struct error *err)
{
	int c;

	buf_clear(&l->line);
	buf_add(&l->line, "", 0);
	l->is_cut = false;
	c = read_line(l);
	if (ferror(l->file))
		return error_set(err, "%s: %s", l->path, strerror(errno));
	if (c == EOF && l->line.len == 0) {
		*ended = true;
		return false;
	}
	l->number++;
	return true;
}

void
lines_go(struct lines *l, size_t offset, size_t number)
{
	fseeko(l->file, (off_t)offset, SEEK_SET);
	l->offset = offset;
	l->number = number - 1;
}

void
lines_close(struct lines *l)
{
	if (l->file)
		fclose(l->file);
	l->file = NULL;
	buf_done(&l->line);
}

/* Wrapped text. */
#include "ui/lines.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/utf8.h"

/* A mark goes with the character before it. */
struct stretch *
lines_wrap(const uint32_t *cps, size_t count, int columns, size_t *lines)
{
	struct stretch *line = NULL;
	int used = 0, wide;

	*lines = 0;
	MEM_PUSH(line, *lines);
	for (size_t i = 0; i < count; i++) {
		view_shown(cps[i], &wide);
		if (cps[i] != '\n' && used + wide > columns && used > 0) {
			MEM_PUSH(line, *lines)->from = i;
			used = 0;
		}
		line[*lines - 1].to = i + (cps[i] != '\n');
		used += wide;
		if (cps[i] == '\n') {
			*MEM_PUSH(line, *lines) = (struct stretch){ i + 1, i + 1 };
			used = 0;
		}
	}
	return line;
}

size_t
lines_at(const struct stretch *line, size_t lines, size_t at)
{
	while (lines > 1 && line[lines - 1].from > at)
		lines--;
	return lines - 1;
}

int
lines_columns(const uint32_t *cps, size_t from, size_t to)
{
	int sum = 0, columns;

	for (; from < to; from++) {
		view_shown(cps[from], &columns);
		sum += columns || from > 0 ? columns : 1;
	}
	return sum;
}

size_t
lines_at_column(const uint32_t *cps, size_t count, const struct stretch *line,
    int column)
{
	size_t found = line->from, last = line->to;
	int used = 0, wide;

	if (last < count && cps[last] != '\n' && last > line->from)
		last--;
	for (size_t i = line->from; i <= last && used <= column; i++) {
		wide = i < line->to ? lines_columns(cps, i, i + 1) : 1;
		if (wide > 0)
			found = i;
		used += wide;
	}
	return found;
}

size_t
lines_start(const uint32_t *cps, size_t at)
{
	while (at > 0 && cps[at - 1] != '\n')
		at--;
	return at;
}

size_t
lines_end(const uint32_t *cps, size_t count, size_t at)
{
	while (at < count && cps[at] != '\n')
		at++;
	return at;
}

size_t
lines_paint(const struct box *box, size_t first, enum style style,
    const char *text, char pad)
{
	size_t count, lines;
	uint32_t *cps = utf8_decode(text, &count);
	struct stretch *line = lines_wrap(cps, count, box->columns, &lines);

	for (size_t i = 0; i < (size_t)box->rows; i++) {
		const struct stretch *l = first + i < lines ? &line[first + i] :
		    NULL;
		char *part = l ? utf8_encode(cps + l->from, l->to - l->from) :
		    mem_dup("");

		view_text(box->row + (int)i, box->column, box->columns, style,
		    part, pad);
		free(part);
	}
	free(line);
	free(cps);
	return lines;
}

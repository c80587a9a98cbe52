/* Leaves out what matters least until the rest fits. */
#include "screen/bar.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/width.h"

#define BETWEEN "  "

void
bar_add(struct bar *b, enum bar_rank rank, const char *fmt, ...)
{
	struct bar_item *item = MEM_PUSH(b->item, b->count);
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&item->text, fmt, ap) < 0)
		abort();
	va_end(ap);
	item->rank = rank;
}

static char *
join(const struct bar *b)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < b->count; i++)
		buf_addf(&line, "%s%s", i ? BETWEEN : "", b->item[i].text);
	return line.data ? buf_take(&line) : mem_dup("");
}

static void
drop_least(struct bar *b)
{
	size_t least = 0;

	for (size_t i = 1; i < b->count; i++)
		if (b->item[i].rank <= b->item[least].rank)
			least = i;
	free(b->item[least].text);
	b->count--;
	for (size_t i = least; i < b->count; i++)
		b->item[i] = b->item[i + 1];
}

char *
bar_line(struct bar *b, int columns)
{
	char *line = join(b);

	while (b->count && width_text(line) > columns) {
		drop_least(b);
		free(line);
		line = join(b);
	}
	return line;
}

void
bar_done(struct bar *b)
{
	for (size_t i = 0; i < b->count; i++)
		free(b->item[i].text);
	free(b->item);
	*b = (struct bar)BAR_INIT;
}

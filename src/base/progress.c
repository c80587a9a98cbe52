#include "base/progress.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/monotonic.h"

#define BAR 40

struct progress
progress_start(size_t all)
{
	return (struct progress){ all, monotonic_ms() };
}

char *
progress_text(const struct progress *p, size_t done)
{
	long seconds = (monotonic_ms() - p->start) / 1000;
	size_t least = done < p->all ? done : p->all;
	long left = done ? seconds * (long)(p->all - least) / (long)done : 0;
	struct buf text = BUF_INIT;

	if (p->all == 0)
		return mem_printf(_("%zu so far, %ld:%02ld"), done,
		    seconds / 60, seconds % 60);
	buf_adds(&text, "[");
	for (size_t i = 0; i < BAR; i++)
		buf_addc(&text, i < least * BAR / p->all ? '#' : '.');
	if (p->all == PROGRESS_PERCENT)
		buf_addf(&text, _("] %zu %%, %ld:%02ld left "), least, left / 60,
		    left % 60);
	else
		buf_addf(&text, _("] %zu/%zu, %ld:%02ld left "), done, p->all,
		    left / 60, left % 60);
	return buf_take(&text);
}

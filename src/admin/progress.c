#include "admin/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/monotonic.h"

#define BAR 40

struct progress
progress_start(size_t all)
{
	return (struct progress){ all, monotonic_ms() };
}

void
progress_show(const struct progress *p, size_t done)
{
	long seconds = (monotonic_ms() - p->start) / 1000;
	size_t full = p->all ? done * BAR / p->all : BAR;
	long left = done ? seconds * (long)(p->all - done) / (long)done : 0;

	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r[", stderr);
	for (size_t i = 0; i < BAR; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, _("] %zu/%zu, %ld:%02ld left "), done, p->all, left / 60,
	    left % 60);
	if (done == p->all)
		fputc('\n', stderr);
}

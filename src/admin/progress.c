#include "admin/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void
progress_show(const struct progress *p, size_t done)
{
	char *text;

	if (!isatty(STDERR_FILENO))
		return;
	text = progress_text(p, done);
	fprintf(stderr, "\r%s%s", text, done == p->all ? "\n" : "");
	free(text);
}

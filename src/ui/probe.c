/*
 * A cursor report before and one after the bytes; their difference is the
 * width.  A report that comes after the time is over reaches the key decoder,
 * which swallows it like any sequence that is no key.
 */
#include "ui/probe.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS 1500
#define REPORT "\033[6n"

struct place {
	int row, column;
};

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
send_text(int out, const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(out, text, len);

		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

/* Takes the first cursor report out of what was read. */
static bool
take_report(struct buf *in, struct place *place)
{
	for (size_t i = 0; i + 5 < in->len; i++) {
		char *s = in->data + i;
		int used = 0;

		if (sscanf(s, "\033[%4d;%4dR%n", &place->row, &place->column,
		    &used) != 2 || used == 0)
			continue;
		memmove(s, s + used, in->len - i - (size_t)used + 1);
		in->len -= (size_t)used;
		return true;
	}
	return false;
}

static bool
read_more(int in, struct buf *typed, long deadline)
{
	struct pollfd p = { .fd = in, .events = POLLIN };
	long left = deadline - now_ms();
	char bytes[256];
	ssize_t n;

	if (left <= 0 || poll(&p, 1, (int)left) <= 0)
		return false;
	n = read(in, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	buf_add(typed, bytes, (size_t)n);
	return true;
}

/* Columns that the text takes and that are put back; -1: no answer. */
static int
ask(int in, int out, const char *text, struct buf *typed)
{
	long deadline = now_ms() + TIMEOUT_MS;
	struct place place[2];
	int count = 0, columns;

	if (!send_text(out, REPORT) || !send_text(out, text) ||
	    !send_text(out, REPORT))
		return -1;
	do {
		while (count < 2 && take_report(typed, &place[count]))
			count++;
	} while (count < 2 && read_more(in, typed, deadline));
	columns = count == 2 && place[0].row == place[1].row ?
	    place[1].column - place[0].column : -1;
	for (int i = 0; i < (columns < 0 ? 2 : columns); i++)
		send_text(out, "\b");
	send_text(out, "\033[K");
	return columns;
}

void
probe_terminal(int in, int out, struct probe *probe)
{
	*probe = (struct probe){ .result = PROBE_SILENT, .ambiguous = 1 };
	switch (ask(in, out, "\xC3\xA4", &probe->typed)) {
	case 1:
		probe->result = PROBE_UTF8;
		if (ask(in, out, "\xE2\x80\x9C", &probe->typed) == 2)
			probe->ambiguous = 2;
		break;
	case 2:
		probe->result = PROBE_GBK;
		probe->ambiguous = 2;
		break;
	}
}

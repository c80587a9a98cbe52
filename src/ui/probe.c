/*
 * A cursor report before and one after each text; their difference is the
 * width.  A report that comes after the time is over reaches the key decoder,
 * which swallows it like any sequence that is no key.
 */
#include "ui/probe.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"

#define TIMEOUT_MS 1500
#define REPORT "\033[6n"

struct place {
	int row, column;
};

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
	long left = deadline - monotonic_ms();
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

/* Sends the texts, and the reports to place[], one more; false: no answer. */
static bool
measure(int in, int out, const char *const *text, size_t count,
    struct place *place, struct buf *typed)
{
	long deadline = monotonic_ms() + TIMEOUT_MS;
	size_t got = 0;

	if (!send_text(out, REPORT))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!send_text(out, text[i]) || !send_text(out, REPORT))
			return false;
	do {
		while (got <= count && take_report(typed, &place[got]))
			got++;
	} while (got <= count && read_more(in, typed, deadline));
	return got > count && place[0].row == place[count].row;
}

/* The columns that each text takes, all in one round; the line is put back.
 * False: no answer. */
static bool
ask(int in, int out, const char *const *text, size_t count, int *columns,
    struct buf *typed)
{
	struct place place[WIDTH_KINDS + 1];
	bool is_known = measure(in, out, text, count, place, typed);
	int all = is_known ? place[count].column - place[0].column :
	    2 * (int)count;

	for (size_t i = 0; is_known && i < count; i++)
		columns[i] = place[i + 1].column - place[i].column;
	for (int i = 0; i < all; i++)
		send_text(out, "\b");
	send_text(out, "\033[K");
	return is_known;
}

static void
ask_ambiguous(int in, int out, struct probe *probe)
{
	const char *sample[WIDTH_KINDS];
	int columns[WIDTH_KINDS];

	for (int i = 0; i < WIDTH_KINDS; i++)
		sample[i] = width_sample(i);
	if (!ask(in, out, sample, WIDTH_KINDS, columns, &probe->typed))
		return;
	for (int i = 0; i < WIDTH_KINDS; i++)
		probe->columns[i] = columns[i] == 2 ? 2 : 1;
}

/* Both in four bytes: U+00E5 in one column and U+3400 in two.  Several
 * terminals that claim GB18030 show the second in one or none. */
static bool
is_gb18030(int in, int out, struct probe *probe)
{
	static const char *const text[] = {
		"\x81\x30\x83\x34", "\x81\x39\xEE\x39",
	};
	int columns[2];

	return ask(in, out, text, 2, columns, &probe->typed) &&
	    columns[0] == 1 && columns[1] == 2;
}

void
probe_terminal(int in, int out, struct probe *probe)
{
	const char *const bytes = "\xC3\xA4";
	int columns = 0;

	*probe = (struct probe){ .result = PROBE_SILENT };
	ask(in, out, &bytes, 1, &columns, &probe->typed);
	if (columns == 1)
		probe->result = PROBE_UTF8;
	if (columns == 2)
		probe->result = is_gb18030(in, out, probe) ? PROBE_GB18030 :
		    PROBE_GBK;
	for (int i = 0; i < WIDTH_KINDS; i++)
		probe->columns[i] = columns == 2 ? 2 : 1;
	if (columns == 1)
		ask_ambiguous(in, out, probe);
}

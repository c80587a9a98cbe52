/*
 * Any bytes, in pieces of any size, through the key decoder: it ends, gives
 * no more events than bytes could mean, and every character is one.
 * The first byte picks the charset, the second the size of the pieces.
 */
#include <stdlib.h>

#include "ui/key.h"

#define EVENTS_A_BYTE 4

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
drain(struct key_decoder *d, size_t *events)
{
	struct event event;

	while (key_decoder_next(d, &event)) {
		++*events;
		if (event.kind == EVENT_CHAR && event.cp > 0x10FFFF)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const names[] = { "utf-8", "gbk", "gb18030" };
	struct key_decoder *d;
	struct charset *cs;
	size_t piece, events = 0;

	if (size < 2)
		return 0;
	cs = charset_new(names[data[0] % 3], NULL);
	d = key_decoder_new(cs);
	piece = data[1] % 7 + 1;
	for (size_t at = 2; at < size; at += piece) {
		size_t len = size - at < piece ? size - at : piece;

		key_decoder_feed(d, (const char *)data + at, len);
		drain(d, &events);
	}
	key_decoder_expire(d);
	drain(d, &events);
	if (events > size * EVENTS_A_BYTE || key_decoder_is_waiting(d))
		abort();
	key_decoder_free(d);
	charset_free(cs);
	return 0;
}

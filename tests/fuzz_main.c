/*
 * The short form of tests/soak/fuzz: a fuzz target over its corpus, and over
 * what becomes of it when bytes are changed, left out and doubled, the same
 * in every run.  A mistake aborts; the program is named as its corpus.
 */
#include <glob.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#include "tap.h"

#define ROUNDS 2000

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void
change(struct buf *text, uint32_t *state)
{
	size_t at = next_random(state) % text->len;
	size_t from = next_random(state) % text->len;
	size_t len = next_random(state) % 8 + 1;

	switch (next_random(state) % 3) {
	case 0:
		text->data[at] = (char)next_random(state);
		break;
	case 1:
		if (text->len < 2)
			return;
		memmove(text->data + at, text->data + at + 1,
		    text->len - at);
		text->len--;
		break;
	default:
		if (len > text->len - from)
			len = text->len - from;
		for (size_t i = 0; i < len; i++)
			buf_addc(text, text->data[from + i]);
	}
}

static bool
read_whole(const char *path, struct buf *text)
{
	FILE *file = fopen(path, "rb");
	int c;

	while (file && (c = getc(file)) != EOF)
		buf_addc(text, (char)c);
	if (file)
		fclose(file);
	return text->len > 0;
}

/* In memory of just that size, so that ASan sees a byte too far. */
static void
run_text(const struct buf *text)
{
	unsigned char *data = mem_resize(NULL, text->len, 1);

	memcpy(data, text->data, text->len);
	LLVMFuzzerTestOneInput(data, text->len);
	free(data);
}

static void
run_file(const char *path)
{
	struct buf text = BUF_INIT;
	uint32_t state = 1;

	if (!ok(read_whole(path, &text), "%s can be read", path))
		return;
	for (int i = 0; i < ROUNDS; i++) {
		run_text(&text);
		change(&text, &state);
	}
	ok(true, "%s and %d changes of it", path, ROUNDS);
	buf_done(&text);
}

int
main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '_') + 1;
	char *pattern = mem_printf("tests/corpus/%s/*", name);
	glob_t found = { 0 };

	(void)argc;
	ok(glob(pattern, 0, NULL, &found) == 0, "there is %s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_file(found.gl_pathv[i]);
	globfree(&found);
	free(pattern);
	return done_testing();
}

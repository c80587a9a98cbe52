/*
 * The key decoder: tests/data/keys.tsv, each line in one piece, in every
 * split into two and byte by byte; then noise.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "ui/key.h"

#include "tap.h"

#define EXPIRE (-1)
#define NOISE_BYTES 1000000

struct input {
	int bytes[256];		/* or EXPIRE */
	int count;
};

static void
add_event(struct buf *out, const struct event *event)
{
	char utf8[UTF8_MAX + 1] = "";

	buf_adds(out, out->len ? " " : "");
	utf8[utf8_put(utf8, event->cp)] = '\0';
	if (event->kind == EVENT_KEY)
		buf_addf(out, "<%s>", key_label(event->key));
	else if (event->kind == EVENT_BAD)
		buf_addc(out, '!');
	else if (event->kind == EVENT_PASTE_END)
		buf_addc(out, '}');
	else if (event->kind == EVENT_CHAR)
		buf_adds(out, utf8);
	else if (event->cp < 0x20)
		buf_addf(out, "{\\%c}", event->cp == '\n' ? 'n' : 't');
	else
		buf_addf(out, "{%s}", utf8);
}

static void
drain(struct key_decoder *d, struct buf *out)
{
	struct event event;

	while (key_decoder_next(d, &event))
		add_event(out, &event);
}

static void
feed(struct key_decoder *d, const struct input *in, int from, int to,
    struct buf *out)
{
	for (; from < to; from++) {
		char c = (char)in->bytes[from];

		if (in->bytes[from] != EXPIRE) {
			key_decoder_feed(d, &c, 1);
			continue;
		}
		drain(d, out);
		key_decoder_expire(d);
		drain(d, out);
	}
	drain(d, out);
}

/* In pieces of two sizes: up to split, then of step bytes. */
static char *
decode(struct charset *cs, const struct input *in, int split, int step)
{
	struct key_decoder *d = key_decoder_new(cs);
	struct buf out = BUF_INIT;

	key_decoder_bind(d, "\033[11~", K_F1);
	key_decoder_bind(d, "\033OPQ~", K_F12);
	feed(d, in, 0, split, &out);
	for (int i = split; i < in->count; i += step)
		feed(d, in, i, i + step < in->count ? i + step : in->count,
		    &out);
	if (key_decoder_is_waiting(d))
		buf_adds(&out, out.len ? " ~" : "~");
	key_decoder_free(d);
	return buf_take(&out);
}

static void
read_input(const char *hex, struct input *in)
{
	in->count = 0;
	while (*hex) {
		char *end = (char *)hex + 1;

		in->bytes[in->count++] = *hex == '^' ? EXPIRE :
		    (int)strtol(hex, &end, 16);
		hex = end + (*end == ' ');
	}
}

static void
test_line(const char *charset, const char *hex, const char *expected)
{
	struct charset *cs = charset_new(charset, NULL);
	struct input in;
	char *whole, *other;
	bool is_same = true;

	read_input(hex, &in);
	whole = decode(cs, &in, in.count, 1);
	is(whole, expected, hex);
	for (int split = 0; split < in.count; split++) {
		int step = split ? in.count : 1;

		other = decode(cs, &in, split, step);
		if (strcmp(other, whole) != 0) {
			printf("# split at %d: %s\n", split, other);
			is_same = false;
		}
		free(other);
	}
	ok(is_same, "however it is split");
	free(whole);
	charset_free(cs);
}

static bool
test_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[1024];

	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file)) {
		char *hex = strchr(line, '\t');
		char *events = hex ? strchr(hex + 1, '\t') : NULL;

		if (line[0] == '#' || events == NULL)
			continue;
		line[strcspn(line, "\n")] = '\0';
		*hex++ = *events++ = '\0';
		test_line(line, hex, events);
	}
	fclose(file);
	return true;
}

static unsigned int
next_random(unsigned int *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 16;
}

/* Half of it is what sequences are made of. */
static char
noise(unsigned int *state)
{
	static const char likely[] = "\033\033[[OO012;~~]$AP\r\003\xD6\xE4";
	unsigned int r = next_random(state);

	if (r & 1)
		return (char)(r >> 1);
	return likely[(r >> 1) % (sizeof(likely) - 1)];
}

static void
test_noise(const char *charset)
{
	struct charset *cs = charset_new(charset, NULL);
	struct key_decoder *d = key_decoder_new(cs);
	struct event event = { .kind = EVENT_BAD };
	unsigned int state = 42;
	int bad = 0;

	for (int i = 0; i < NOISE_BYTES; i++) {
		char c = noise(&state);

		key_decoder_feed(d, &c, 1);
		if (i % 97 == 0)
			key_decoder_expire(d);
		while (i % 7 == 0 && key_decoder_next(d, &event))
			if (event.cp > 0x10FFFF || event.key >= K_COUNT ||
			    (event.kind == EVENT_CHAR && event.cp < 0x20))
				bad++;
	}
	while (key_decoder_next(d, &event))
		continue;
	key_decoder_feed(d, "\033\\\003", 3);
	while (key_decoder_next(d, &event))
		continue;
	ok(bad == 0 && event.key == K_CTRL_C, "noise in %s, then Ctrl-C",
	    charset);
	key_decoder_free(d);
	charset_free(cs);
}

static void
test_endless_sequence(void)
{
	struct charset *cs = charset_new("utf-8", NULL);
	struct key_decoder *d = key_decoder_new(cs);
	struct event event;
	int count = 0;

	key_decoder_feed(d, "\033[", 2);
	for (int i = 0; i < 100000; i++) {
		key_decoder_feed(d, "1;", 2);
		count += key_decoder_next(d, &event);
	}
	key_decoder_feed(d, "~a", 2);
	ok(count == 0 && key_decoder_next(d, &event) && event.cp == 'a',
	    "a sequence without end is no text");
	key_decoder_free(d);
	charset_free(cs);
}

static void
test_names(void)
{
	bool is_same = true;

	for (int key = 0; key < K_COUNT; key++)
		is_same = is_same &&
		    key_find(key_label((enum key)key)) == (enum key)key;
	ok(is_same, "a key is found by its label");
	ok(key_find("F99") == K_NONE, "an unknown one isn't");
}

int
main(int argc, char **argv)
{
	const char *source = getenv("srcdir");
	char *path = mem_printf("%s/tests/data/keys.tsv",
	    source ? source : ".");

	ok(test_file(argc > 1 ? argv[1] : path), "the file of keys is there");
	free(path);
	test_names();
	test_endless_sequence();
	test_noise("utf-8");
	test_noise("gbk");
	test_noise("gb18030");
	return done_testing();
}

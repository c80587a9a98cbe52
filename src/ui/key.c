/*
 * The decoder keeps the bytes that are not decided yet and looks at them from
 * their start each time, so that it makes no difference how they arrived.
 */
#include "ui/key.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ui/key_table.h"

#define ESC 0x1B
#define SEQUENCE_MAX 64

enum step { STEP_EVENT, STEP_NOTHING, STEP_WAIT };

enum skip { SKIP_NOTHING, SKIP_SEQUENCE, SKIP_STRING };

struct binding {
	char *sequence;
	enum key key;
};

struct key_decoder {
	struct charset *cs;
	struct buf in;
	size_t start;		/* of what is undecided in it */
	size_t fed;
	bool is_expired;	/* nothing arrived for the escape delay */
	bool is_pasting, was_cr;
	enum skip skip;
	struct binding *bindings;
	size_t binding_count;
};

struct key_decoder *
key_decoder_new(struct charset *cs)
{
	struct key_decoder *d = mem_alloc(sizeof(*d));

	d->cs = cs;
	return d;
}

void
key_decoder_free(struct key_decoder *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->binding_count; i++)
		free(d->bindings[i].sequence);
	free(d->bindings);
	buf_done(&d->in);
	free(d);
}

void
key_decoder_bind(struct key_decoder *d, const char *sequence, enum key key)
{
	struct binding *b;

	if (sequence[0] != ESC || strlen(sequence) < 3)
		return;
	b = MEM_PUSH(d->bindings, d->binding_count);
	b->sequence = mem_dup(sequence);
	b->key = key;
}

void
key_decoder_feed(struct key_decoder *d, const char *bytes, size_t len)
{
	size_t left = d->in.len - d->start;

	if (len == 0)
		return;
	if (d->start > 0) {
		memmove(d->in.data, d->in.data + d->start, left);
		d->in.len = left;
		d->start = 0;
	}
	buf_add(&d->in, bytes, len);
	d->fed += len;
	d->is_expired = false;
}

size_t
key_decoder_fed(const struct key_decoder *d)
{
	return d->fed;
}

size_t
key_decoder_taken(const struct key_decoder *d)
{
	return d->fed - (d->in.len - d->start);
}

bool
key_decoder_is_waiting(const struct key_decoder *d)
{
	return (d->in.len > d->start || d->skip == SKIP_STRING) &&
	    !d->is_expired;
}

void
key_decoder_expire(struct key_decoder *d)
{
	d->is_expired = true;
	if (d->skip == SKIP_STRING && d->in.len == d->start)
		d->skip = SKIP_NOTHING;
}

static const unsigned char *
bytes_left(const struct key_decoder *d, size_t *len)
{
	*len = d->in.len - d->start;
	return (const unsigned char *)d->in.data + d->start;
}

static enum step
give(struct event *event, enum event_kind kind, enum key key, uint32_t cp)
{
	*event = (struct event){ .kind = kind, .key = key, .cp = cp };
	return STEP_EVENT;
}

static enum step
give_key(struct key_decoder *d, enum key key, struct event *event)
{
	if (key == PASTE_BEGIN || key == PASTE_END) {
		bool was_pasting = d->is_pasting;

		d->is_pasting = key == PASTE_BEGIN;
		d->was_cr = false;
		return was_pasting && !d->is_pasting ?
		    give(event, EVENT_PASTE_END, K_NONE, 0) : STEP_NOTHING;
	}
	if (key == K_NONE || d->is_pasting)
		return STEP_NOTHING;
	return give(event, EVENT_KEY, key, 0);
}

static bool
is_final(unsigned char c)
{
	return c >= 0x40 && c <= 0x7E;
}

/* rxvt ends a shifted key with "$", which is no final byte elsewhere. */
static bool
is_rxvt_shift(const unsigned char *s, size_t i)
{
	if (s[i] != '$' || i < 3)
		return false;
	while (i-- > 2)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static enum key
key_of_csi(const unsigned char *s, unsigned char final)
{
	unsigned int number = 0;

	if (s[2] >= '<' && s[2] <= '?')
		return K_NONE;
	if (strchr("~^$@", final) == NULL)
		return key_of_letter(final);
	for (size_t i = 2; s[i] >= '0' && s[i] <= '9' && number < 1000; i++)
		number = number * 10 + (s[i] - '0');
	return key_of_number(number);
}

static enum step
take_csi(struct key_decoder *d, struct event *event)
{
	size_t len, i = 2;
	const unsigned char *s = bytes_left(d, &len);
	enum key key;

	if (len > 2 && s[2] == '[')
		i = 3;
	while (i < len && s[i] >= 0x20 && s[i] <= 0x3F && !is_rxvt_shift(s, i))
		i++;
	if (i == len && len <= SEQUENCE_MAX)
		return STEP_WAIT;
	if (i == len || !(is_final(s[i]) || s[i] == '$')) {
		d->skip = i == len ? SKIP_SEQUENCE : SKIP_NOTHING;
		d->start += i;
		return STEP_NOTHING;
	}
	if (s[2] == '[')
		key = i == 3 ? key_of_console(s[i]) : K_NONE;
	else
		key = key_of_csi(s, s[i]);
	d->start += i + 1;
	return give_key(d, key, event);
}

static enum step
take_ss3(struct key_decoder *d, struct event *event)
{
	size_t len, i = 2;
	const unsigned char *s = bytes_left(d, &len);
	enum key key;
	char text;

	while (i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'))
		i++;
	if (i == len && len <= SEQUENCE_MAX)
		return STEP_WAIT;
	if (i == len || s[i] < 0x20 || s[i] > 0x7E) {
		d->skip = i == len ? SKIP_SEQUENCE : SKIP_NOTHING;
		d->start += i;
		return STEP_NOTHING;
	}
	key = key_of_ss3(s[i], &text);
	d->start += i + 1;
	if (text && !d->is_pasting)
		return give(event, EVENT_CHAR, K_NONE, (unsigned char)text);
	return give_key(d, key, event);
}

/* A sequence bound to the terminal: the longest that is all there. */
static enum step
take_bound(struct key_decoder *d, struct event *event)
{
	size_t len, longest = 0;
	const unsigned char *s = bytes_left(d, &len);
	enum key key = K_NONE;
	bool is_start = false;

	for (size_t i = 0; i < d->binding_count; i++) {
		const struct binding *b = &d->bindings[i];
		size_t n = strlen(b->sequence);

		if (memcmp(s, b->sequence, n < len ? n : len) != 0)
			continue;
		is_start = is_start || n > len;
		if (n <= len && n > longest) {
			longest = n;
			key = b->key;
		}
	}
	if (is_start && !d->is_expired)
		return STEP_WAIT;
	d->start += longest;
	return longest ? give_key(d, key, event) : STEP_NOTHING;
}

static enum step
take_escape(struct key_decoder *d, struct event *event)
{
	size_t len, before = d->start;
	const unsigned char *s = bytes_left(d, &len);
	enum step step = take_bound(d, event);

	if (step != STEP_NOTHING || d->start != before)
		return step;
	if (len == 1 && !d->is_expired)
		return STEP_WAIT;
	if (len > 1 && s[1] == '[')
		return take_csi(d, event);
	if (len > 1 && s[1] == 'O')
		return take_ss3(d, event);
	if (len > 1 && s[1] == ']') {
		d->start += 2;
		d->skip = SKIP_STRING;
		return STEP_NOTHING;
	}
	d->start++;
	if (d->is_pasting || len == 1 || !key_of_escaped(s[1]))
		return give_key(d, K_ESCAPE, event);
	d->start++;
	return give_key(d, key_of_escaped(s[1]), event);
}

/* Ctrl-C gets out of a paste whose end never came. */
static enum step
take_control(struct key_decoder *d, unsigned char c, struct event *event)
{
	bool was_cr = d->was_cr;

	if (c == 0x03 && d->is_pasting)
		return give_key(d, PASTE_END, event);
	d->start++;
	d->was_cr = c == '\r';
	if (!d->is_pasting)
		return give_key(d, key_of_control(c), event);
	if (c == '\n' && was_cr)
		return STEP_NOTHING;
	if (c == '\n' || c == '\r')
		return give(event, EVENT_PASTED, K_NONE, '\n');
	if (c == '\t')
		return give(event, EVENT_PASTED, K_NONE, '\t');
	return STEP_NOTHING;
}

static enum step
take_character(struct key_decoder *d, struct event *event)
{
	size_t len, used = 1;
	const unsigned char *s = bytes_left(d, &len);
	enum charset_result result;
	uint32_t cp = 0;

	result = charset_decode(d->cs, (const char *)s, len, &cp, &used);
	if (result == CHARSET_MORE && !d->is_expired)
		return STEP_WAIT;
	d->was_cr = false;
	if (result != CHARSET_CHAR) {
		d->start++;
		return give(event, EVENT_BAD, K_NONE, 0);
	}
	d->start += used;
	if (cp >= 0x80 && cp < 0xA0)
		return give(event, EVENT_BAD, K_NONE, 0);
	return give(event, d->is_pasting ? EVENT_PASTED : EVENT_CHAR, K_NONE,
	    cp);
}

/* The rest of a sequence that is too long to be a key's. */
static enum step
skip_sequence(struct key_decoder *d)
{
	size_t len;
	const unsigned char *s = bytes_left(d, &len);

	if (s[0] < 0x20 || s[0] > 0x7E) {
		d->skip = SKIP_NOTHING;
		return STEP_NOTHING;
	}
	if (is_final(s[0]))
		d->skip = SKIP_NOTHING;
	d->start++;
	return STEP_NOTHING;
}

/* An operating system command: to BEL or ST; any other control breaks it. */
static enum step
skip_string(struct key_decoder *d)
{
	size_t len;
	const unsigned char *s = bytes_left(d, &len);

	if (s[0] == ESC && len == 1 && !d->is_expired)
		return STEP_WAIT;
	if (s[0] >= 0x20) {
		d->start++;
		return STEP_NOTHING;
	}
	d->skip = SKIP_NOTHING;
	if (s[0] == 0x07)
		d->start++;
	else if (s[0] == ESC && len > 1 && s[1] == '\\')
		d->start += 2;
	return STEP_NOTHING;
}

static enum step
take(struct key_decoder *d, struct event *event)
{
	unsigned char c = (unsigned char)d->in.data[d->start];

	if (d->skip == SKIP_SEQUENCE)
		return skip_sequence(d);
	if (d->skip == SKIP_STRING)
		return skip_string(d);
	if (c == ESC)
		return take_escape(d, event);
	if (c < 0x20 || c == 0x7F)
		return take_control(d, c, event);
	return take_character(d, event);
}

bool
key_decoder_next(struct key_decoder *d, struct event *event)
{
	while (d->start < d->in.len) {
		enum step step = take(d, event);

		if (step == STEP_EVENT)
			return true;
		if (step == STEP_WAIT)
			return false;
	}
	return false;
}

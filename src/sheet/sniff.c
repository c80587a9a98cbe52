/*
 * Every sampled line has a vote: ledgers are pasted together, and one line in
 * another charset must not decide for the rest.
 */
#include "sheet/sniff.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "text/charset.h"
#include "text/utf8.h"

#define LINES 200
#define COLUMNS 400
#define MARK "\xEF\xBB\xBF"

static bool
is_ascii(const struct buf *line)
{
	for (size_t i = 0; i < line->len; i++)
		if ((unsigned char)line->data[i] >= 0x80)
			return false;
	return true;
}

/* A four-byte character: its second byte is a digit. */
static bool
has_four_bytes(const struct buf *line)
{
	for (size_t i = 0; i + 1 < line->len; i++) {
		unsigned char c = (unsigned char)line->data[i];
		unsigned char next = (unsigned char)line->data[i + 1];

		if (c < 0x80)
			continue;
		if (next >= '0' && next <= '9')
			return true;
		i++;
	}
	return false;
}

bool
sniff_is_utf8_han(const char *bytes, size_t len)
{
	size_t han = 0;

	if (!utf8_is_valid(bytes, len))
		return false;
	for (size_t i = 0; i < len; i++)
		han += ((unsigned char)bytes[i] & 0xF0) == 0xE0;
	return han >= 2;
}

const char *
sniff_charset(const struct buf *line, size_t count)
{
	struct charset *gb = charset_new("gb18030", NULL);
	size_t utf8 = 0, gbk = 0, wide = 0, plain = 0;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < count; i++) {
		const char *bytes = line[i].data ? line[i].data : "";

		buf_clear(&out);
		if (is_ascii(&line[i])) {
			plain += memchr(bytes, '\0', line[i].len) == NULL;
		} else if (utf8_is_valid(bytes, line[i].len)) {
			utf8++;
		} else if (gb && charset_decode_text(gb, bytes, line[i].len,
		    &out)) {
			gbk++;
			wide += has_four_bytes(&line[i]);
		}
	}
	buf_done(&out);
	charset_free(gb);
	if (gbk > utf8)
		return wide ? "gb18030" : "gbk";
	return utf8 + plain ? "utf-8" : NULL;
}

static size_t
count_separators(const char *line, char separator)
{
	bool is_quoted = false;
	size_t count = 0;

	for (; *line; line++)
		if (*line == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && *line == separator)
			count++;
	return count;
}

/* How many lines have as many as most have; *most: how many that is. */
static size_t
agree(const char *const *line, size_t count, char separator, size_t *most)
{
	size_t votes[COLUMNS] = { 0 };

	for (size_t i = 0; i < count; i++) {
		size_t n = count_separators(line[i], separator);

		votes[n < COLUMNS ? n : 0]++;
	}
	*most = 1;
	for (size_t n = 1; n < COLUMNS; n++)
		if (votes[n] >= votes[*most] && votes[n] > 0)
			*most = n;
	return votes[*most];
}

char
sniff_separator(const char *const *line, size_t count)
{
	static const char candidate[] = ",\t;|";
	size_t best = 0, best_most = 0;
	char found = '\0';

	for (const char *c = candidate; *c; c++) {
		size_t most, votes = agree(line, count, *c, &most);

		if (votes * 2 >= count && votes > 0 && (votes > best ||
		    (votes == best && most > best_most))) {
			best = votes;
			best_most = most;
			found = *c;
		}
	}
	return found;
}

/*
 * A column of the page that nine lines of ten leave blank parts two columns of
 * the table; titles and totals may run across it.
 */
static void
sniff_widths(const char *const *line, size_t count, struct sniffed *found)
{
	size_t filled[COLUMNS] = { 0 }, start = 0, last = 0;

	for (size_t i = 0; i < count; i++) {
		const char *s = line[i], *end = s + strlen(s);

		for (size_t at = 0; s < end && at < COLUMNS - 1;) {
			uint32_t cp = utf8_next(&s, end);

			for (int w = SNIFF_WIDTH(cp); w > 0; w--, at++)
				filled[at] += cp != ' ' && cp != 0x3000;
		}
	}
	for (size_t at = 0; at < COLUMNS; at++)
		if (filled[at] * 10 > count)
			last = at + 1;
	for (size_t at = 1; at < last; at++) {
		if (filled[at] * 10 <= count || filled[at - 1] * 10 > count)
			continue;
		*(size_t *)MEM_PUSH(found->width, found->count) = at - start;
		start = at;
	}
	*(size_t *)MEM_PUSH(found->width, found->count) = COLUMNS - start;
}

static bool
read_widths(const char *text, struct sniffed *found, struct error *err)
{
	char *end;

	for (; *text; text = *end ? end + 1 : end) {
		long width = strtol(text, &end, 10);

		if (end == text || width < 1 || width >= COLUMNS ||
		    (*end && *end != ','))
			return error_set(err, _("widths of columns are numbers "
			    "like 8,18,6, not \"%s\""), text);
		*MEM_PUSH(found->width, found->count) = (size_t)width;
	}
	return found->count > 0 || error_set(err, _("widths of columns are "
	    "numbers like 8,18,6, not \"%s\""), text);
}

static bool
read_sample(struct lines *l, struct buf *sample, size_t *count,
    struct sniffed *found, struct error *err)
{
	bool ended = false;

	while (*count < LINES && lines_next(l, &ended, err)) {
		struct buf *to = &sample[(*count)++];

		found->has_crlf |= l->has_crlf;
		buf_add(to, l->line.data, l->line.len);
		if (*count == 1 && to->len >= 3 &&
		    memcmp(to->data, MARK, 3) == 0) {
			found->has_mark = true;
			memmove(to->data, to->data + 3, to->len - 2);
			to->len -= 3;
		}
	}
	return ended || *count == LINES;
}

/* Lines that are text in the charset, without the blank ones. */
static size_t
decode_sample(struct charset *cs, const struct buf *sample, size_t count,
    char **line)
{
	struct buf out = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		buf_clear(&out);
		if (sample[i].len == 0 || !charset_decode_text(cs,
		    sample[i].data, sample[i].len, &out))
			continue;
		if (out.data[strspn(out.data, " \t,;|")])
			line[n++] = mem_dup(out.data);
	}
	buf_done(&out);
	return n;
}

static bool
sniff_columns(const struct sheet_wish *wish, const struct buf *sample,
    size_t count, struct sniffed *found, struct error *err)
{
	struct charset *cs = charset_new(found->charset, err);
	char *line[LINES] = { NULL };
	size_t n;

	if (cs == NULL)
		return false;
	n = decode_sample(cs, sample, count, line);
	found->separator = wish->separator ? wish->separator :
	    sniff_separator((const char *const *)line, n);
	if (found->separator == '\0')
		sniff_widths((const char *const *)line, n, found);
	for (size_t i = 0; i < n; i++)
		free(line[i]);
	charset_free(cs);
	return true;
}

bool
sniff(struct lines *l, const struct sheet_wish *wish, struct sniffed *found,
    struct error *err)
{
	struct buf sample[LINES] = { BUF_INIT };
	size_t count = 0;
	bool ok = read_sample(l, sample, &count, found, err);

	if (ok) {
		found->charset = wish->charset ? wish->charset :
		    found->has_mark ? "utf-8" : sniff_charset(sample, count);
		ok = found->charset || error_set(err, _("%s is no text: save "
		    "it as CSV or .xlsx and import that"), l->path);
	}
	if (ok)
		ok = wish->widths ? read_widths(wish->widths, found, err) :
		    sniff_columns(wish, sample, count, found, err);
	for (size_t i = 0; i < count; i++)
		buf_done(&sample[i]);
	return ok;
}

/* A value moves what stands behind it; the next gap takes that back. */
#include "form/slip.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/width.h"

#define WORDS ".words"
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789_"

const char *
slip_name(const char *s, size_t *len, bool *in_words)
{
	if (*s != ':' || s[1] < 'a' || s[1] > 'z')
		return NULL;
	*len = strspn(s + 1, NAME_CHARS);
	s += 1 + *len;
	*in_words = strncmp(s, WORDS, strlen(WORDS)) == 0;
	return *in_words ? s + strlen(WORDS) : s;
}

/* A line of the page while it is written. */
struct writer {
	const struct slip_source *source;
	size_t line, row;
	struct buf *out;
};

/* Adds the value; returns by how many columns it is wider than its place. */
static int
add_value(struct writer *w, const char *name, size_t len, bool in_words)
{
	char *key = mem_dup_len(name, len);
	char *text = w->source->value(w->source->data, w->line, w->row, key,
	    in_words);
	int wider = (text ? width_text(text) : 0) - (int)len - 1 -
	    (in_words ? (int)strlen(WORDS) : 0);

	buf_adds(w->out, text ? text : "");
	free(text);
	free(key);
	return wider;
}

/* Blanks of a gap; returns what is still owed behind it. */
static int
add_gap(int blanks, int owed, struct buf *out)
{
	int wanted = blanks - owed, given = wanted;

	if (blanks < 2)
		given = blanks;
	else if (wanted < 1)
		given = 1;
	for (int i = 0; i < given; i++)
		buf_addc(out, ' ');
	return given - wanted;
}

static void
add_line(struct writer *w, const char *s)
{
	struct buf *out = w->out;
	int owed = 0;

	while (*s) {
		bool in_words;
		size_t len;
		const char *next = slip_name(s, &len, &in_words);

		if (next) {
			owed += add_value(w, s + 1, len, in_words);
			s = next;
		} else if (*s == ' ') {
			int blanks = (int)strspn(s, " ");

			owed = add_gap(blanks, owed, out);
			s += blanks;
		} else {
			buf_addc(out, *s++);
		}
	}
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	buf_addc(out, '\n');
}

char *
slip_page(const struct slip *slip, const struct slip_source *source)
{
	struct buf out = BUF_INIT;
	struct writer w = { .source = source, .out = &out };

	for (w.line = 0; w.line < slip->line_count; w.line++) {
		const struct slip_line *line = &slip->line[w.line];
		size_t rows = line->query.text ?
		    source->rows(source->data, w.line) : 1;

		for (w.row = 0; w.row < rows; w.row++)
			add_line(&w, line->text);
	}
	return buf_take(&out);
}

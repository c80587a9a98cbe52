/*
 * Just enough of PostgreSQL's lexer to tell a parameter from what only looks
 * like one.
 */
#include "form/sql.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool
begins_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (c & 0x80);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
	return begins_word(c) || is_digit(c) || c == '$';
}

static const char *
skip_word(const char *s, const char *end)
{
	while (s < end && is_word(*s))
		s++;
	return s;
}

/* s is behind the opening quote; a doubled quote stands for itself. */
static const char *
skip_quoted(const char *s, const char *end, char quote, bool has_escapes)
{
	for (; s < end; s++) {
		if (has_escapes && *s == '\\' && s + 1 < end)
			s++;
		else if (*s == quote && s + 1 < end && s[1] == quote)
			s++;
		else if (*s == quote)
			return s + 1;
	}
	return NULL;
}

static const char *
skip_line_comment(const char *s, const char *end)
{
	while (s < end && *s != '\n')
		s++;
	return s;
}

static const char *
skip_comment(const char *s, const char *end)
{
	size_t depth = 0;

	while (s + 1 < end) {
		if (s[0] == '/' && s[1] == '*') {
			depth++;
			s += 2;
		} else if (s[0] == '*' && s[1] == '/') {
			s += 2;
			if (--depth == 0)
				return s;
		} else {
			s++;
		}
	}
	return NULL;
}

/* A dollar quote, $1, or a lone dollar sign. */
static const char *
skip_dollar(const char *s, const char *end, enum sql_element *kind)
{
	const char *tag = s + 1, *close;

	if (tag < end && is_digit(*tag)) {
		*kind = SQL_NUMBERED;
		while (tag < end && is_digit(*tag))
			tag++;
		return tag;
	}
	while (tag < end && is_word(*tag) && *tag != '$')
		tag++;
	if (tag == end || *tag != '$')
		return s + 1;
	tag++;
	close = memmem(tag, (size_t)(end - tag), s, (size_t)(tag - s));
	return close ? close + (tag - s) : NULL;
}

static const char *
skip_colon(const char *s, const char *end, enum sql_element *kind)
{
	const char *p = s + 1;

	if (p < end && *p == ':')
		return p + 1;
	if (p == end || *p < 'a' || *p > 'z')
		return p;
	while (p < end && ((*p >= 'a' && *p <= 'z') || is_digit(*p) ||
	    *p == '_'))
		p++;
	*kind = SQL_NAME;
	return p;
}

static bool
is_escape_prefix(const char *s, const char *word_end, const char *end)
{
	return word_end == s + 1 && (*s == 'e' || *s == 'E') &&
	    word_end < end && *word_end == '\'';
}

const char *
sql_element(const char *s, const char *end, enum sql_element *kind)
{
	static const struct { char c; enum sql_element kind; } mark[] = {
		{ '{', SQL_OPEN }, { '}', SQL_CLOSE }, { '*', SQL_STAR },
	};
	const char *word;

	*kind = SQL_OTHER;
	if (begins_word(*s)) {
		word = skip_word(s, end);
		if (is_escape_prefix(s, word, end))
			return skip_quoted(word + 1, end, '\'', true);
		*kind = SQL_WORD;
		return word;
	}
	if (is_digit(*s))
		return skip_word(s, end);
	if (*s == '\'' || *s == '"')
		return skip_quoted(s + 1, end, *s, false);
	if (*s == '$')
		return skip_dollar(s, end, kind);
	if (*s == ':')
		return skip_colon(s, end, kind);
	if (*s == '-' && s + 1 < end && s[1] == '-')
		return skip_line_comment(s, end);
	if (*s == '/' && s + 1 < end && s[1] == '*')
		return skip_comment(s, end);
	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if (*s == mark[i].c)
			*kind = mark[i].kind;
	return s + 1;
}

void
sql_number(const char *text, struct buf *out, struct names *names)
{
	const char *end = text + strlen(text), *next;
	enum sql_element kind;

	for (; text < end; text = next) {
		next = sql_element(text, end, &kind);
		if (next == NULL)
			next = end;
		if (kind == SQL_NAME) {
			char *name = mem_dup_len(text + 1,
			    (size_t)(next - text - 1));

			buf_addf(out, "$%zu", names_add(names, name) + 1);
			free(name);
		} else {
			buf_add(out, text, (size_t)(next - text));
		}
	}
}

bool
sql_may_give(const char *text, const char *name)
{
	const char *end = text + strlen(text), *next;
	size_t len = strlen(name);
	enum sql_element kind;

	for (; text < end; text = next) {
		next = sql_element(text, end, &kind);
		if (next == NULL)
			return false;
		if (kind == SQL_STAR)
			return true;
		if (*text == '"' && (size_t)(next - text) == len + 2 &&
		    memcmp(text + 1, name, len) == 0)
			return true;
		if (kind == SQL_WORD && (size_t)(next - text) == len &&
		    strncasecmp(text, name, len) == 0)
			return true;
	}
	return false;
}

size_t
names_add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->name[i], name) == 0)
			return i;
	*MEM_PUSH(names->name, names->count) = mem_dup(name);
	return names->count - 1;
}

bool
names_has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->name[i], name) == 0)
			return true;
	return false;
}

void
names_done(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct names){ 0 };
}

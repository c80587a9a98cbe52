/* Tokens of a form file.  Every byte is looked at before it is believed. */
#include "form/lexer.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "text/fold.h"
#include "text/utf8.h"

#define TOKENS_MAX 400

void
lexer_init(struct lexer *l, const char *text, size_t len)
{
	*l = (struct lexer){ .at = text, .end = text + len, .line = 1 };
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		l->at += 3;
}

static void
forget(struct lexer *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->token[i].text);
	free(l->token);
	l->token = NULL;
	l->count = 0;
}

void
lexer_done(struct lexer *l)
{
	forget(l);
}

static void
push(struct lexer *l, enum token_kind kind, int line, char *text)
{
	*MEM_PUSH(l->token, l->count) = (struct token){
		.kind = kind, .text = text, .line = line,
	};
}

/* What may stand in a file at all; layout is for SQL and comments. */
static bool
check_text(const char *s, const char *end, bool has_layout, struct error *err)
{
	if (!utf8_is_valid(s, (size_t)(end - s)))
		return error_set(err, _("this isn't UTF-8: save the file "
		    "in that encoding"));
	while (s < end) {
		uint32_t cp = utf8_next(&s, end);

		if (has_layout && (cp == '\n' || cp == '\t' || cp == '\r'))
			continue;
		if (cp == 0 || fold_is_control(cp))
			return error_set(err, _("the character U+%04X can't "
			    "stand in a form"), (unsigned)cp);
	}
	return true;
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

static const char *
span(const char *s, const char *end, const char *set)
{
	while (s < end && is_one_of(*s, set))
		s++;
	return s;
}

static void
take(struct lexer *l, enum token_kind kind, const char *from, const char *to)
{
	push(l, kind, l->line, mem_dup_len(from, (size_t)(to - from)));
	l->at = to;
}

static bool
lex_comment(struct lexer *l, struct error *err)
{
	const char *from = l->at;

	while (l->at < l->end && *l->at != '\n')
		l->at++;
	return check_text(from, l->at, true, err);
}

static bool
lex_continuation(struct lexer *l, struct error *err)
{
	const char *p = span(l->at + 1, l->end, " \t\r");

	if (p < l->end && *p != '\n')
		return error_set(err, _("\"\\\" stands only at the end of a "
		    "line or inside a text"));
	if (p < l->end) {
		l->line++;
		p++;
	}
	l->at = p;
	return true;
}

static bool
lex_text(struct lexer *l, struct error *err)
{
	const char *from = l->at + 1, *p;
	struct buf b = BUF_INIT;

	for (p = from; p < l->end && *p != '"' && *p != '\n'; p++) {
		if (*p == '\\' && p + 1 < l->end && is_one_of(p[1], "\"\\"))
			p++;
		else if (*p == '\\')
			goto bad_escape;
		buf_addc(&b, *p);
	}
	if (p == l->end || *p == '\n') {
		buf_done(&b);
		return error_set(err, _("the text isn't closed: a \" is "
		    "missing"));
	}
	if (!check_text(from, p, false, err)) {
		buf_done(&b);
		return false;
	}
	push(l, TOKEN_TEXT, l->line, buf_take(&b));
	l->at = p + 1;
	return true;

bad_escape:
	buf_done(&b);
	return error_set(err, _("in a text only \\\" and \\\\ begin with "
	    "\"\\\""));
}

/* Behind the brace that closes the one at s; NULL if none does. */
static const char *
find_close(const char *s, const char *end)
{
	enum sql_element kind;
	size_t depth = 0;

	while (s && s < end) {
		s = sql_element(s, end, &kind);
		if (s && kind == SQL_OPEN)
			depth++;
		if (s && kind == SQL_CLOSE && --depth == 0)
			return s;
	}
	return NULL;
}

static int
count_lines(const char *s, const char *end)
{
	int n = 0;

	for (; s < end; s++)
		n += *s == '\n';
	return n;
}

static bool
lex_sql(struct lexer *l, struct error *err)
{
	const char *close = find_close(l->at, l->end), *from, *to;
	int lines;

	if (close == NULL)
		return error_set(err, _("the SQL isn't closed: a }, a quote "
		    "or the end of a comment is missing"));
	if (!check_text(l->at, close, true, err))
		return false;
	lines = count_lines(l->at, close);
	from = span(l->at + 1, close - 1, " \t\r\n");
	for (to = close - 1; to > from && is_one_of(to[-1], " \t\r\n"); to--)
		;
	push(l, TOKEN_SQL, l->line + count_lines(l->at, from),
	    mem_dup_len(from, (size_t)(to - from)));
	l->line += lines;
	l->at = close;
	return true;
}

static bool
lex_number(struct lexer *l)
{
	const char *p = span(l->at, l->end, DIGIT);

	if (p + 1 < l->end && *p == '.' && is_one_of(p[1], DIGIT))
		p = span(p + 1, l->end, DIGIT);
	take(l, TOKEN_NUMBER, l->at, p);
	return true;
}

static bool
lex_unknown(const struct lexer *l, struct error *err)
{
	const char *p = l->at;
	uint32_t cp = utf8_next(&p, l->end);

	if (!check_text(l->at, p, false, err))
		return false;
	return error_set(err, _("\"%.*s\" (U+%04X) can't stand here"),
	    (int)(p - l->at), l->at, (unsigned)cp);
}

static bool
lex_token(struct lexer *l, struct error *err)
{
	const char *next = l->at + 1;

	if (l->count >= TOKENS_MAX)
		return error_set(err, _("the statement is too long"));
	if (*l->at == '\\')
		return lex_continuation(l, err);
	if (*l->at == '"')
		return lex_text(l, err);
	if (*l->at == '{')
		return lex_sql(l, err);
	if (is_one_of(*l->at, DIGIT))
		return lex_number(l);
	if (is_one_of(*l->at, LOWER UPPER "_"))
		take(l, TOKEN_WORD, l->at,
		    span(next, l->end, LOWER UPPER DIGIT "_-"));
	else if (*l->at == ':' && next < l->end && is_one_of(*next, LOWER))
		take(l, TOKEN_NAME, next,
		    span(next, l->end, LOWER DIGIT "_"));
	else if (is_one_of(*l->at, ",=()|"))
		take(l, TOKEN_MARK, l->at, next);
	else
		return lex_unknown(l, err);
	return true;
}

/*
 * To the line behind a mistake.  After SQL that isn't closed that is the next
 * one that begins at the margin, for the lines of the SQL don't.
 */
static void
resume(struct lexer *l)
{
	bool in_sql = l->at < l->end && *l->at == '{';

	do {
		while (l->at < l->end && *l->at != '\n')
			l->at++;
		if (l->at < l->end) {
			l->at++;
			l->line++;
		}
	} while (in_sql && l->at < l->end && !is_one_of(*l->at, LOWER));
}

enum lexer_result
lexer_next(struct lexer *l, int *line, struct error *err)
{
	bool ok = true;

	forget(l);
	while (l->at < l->end) {
		if (*l->at == '\n') {
			l->at++;
			l->line++;
			if (l->count)
				break;
		} else if (is_one_of(*l->at, " \t\r")) {
			l->at++;
		} else {
			ok = *l->at == '#' ? lex_comment(l, err) :
			    lex_token(l, err);
		}
		if (!ok) {
			*line = l->line;
			resume(l);
			return LEXER_MISTAKE;
		}
	}
	if (l->count == 0)
		return LEXER_DONE;
	push(l, TOKEN_END, l->token[l->count - 1].line, mem_dup(""));
	return LEXER_STATEMENT;
}

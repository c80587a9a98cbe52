/*
 * From the bytes of a form file to statements: a line, with the lines that it
 * goes on in, as tokens.  Relies on nothing about the bytes.
 */
#ifndef ZHEN_FORM_LEXER_H
#define ZHEN_FORM_LEXER_H

#include <stddef.h>

#include "base/error.h"

enum token_kind {
	TOKEN_END,		/* of the statement */
	TOKEN_WORD,		/* letters, digits, "_" and "-" */
	TOKEN_NUMBER,		/* digits, perhaps with a fraction */
	TOKEN_TEXT,		/* between quotes, which are gone */
	TOKEN_SQL,		/* between braces, which are gone */
	TOKEN_NAME,		/* :name, without the colon */
	TOKEN_MARK,		/* one of , = ( ) | */
};

struct token {
	enum token_kind kind;
	char *text;		/* UTF-8 without controls, never NULL */
	int line;
};

struct lexer {
	const char *at, *end;
	int line;
	struct token *token;	/* the statement; TOKEN_END is the last */
	size_t count;
};

enum lexer_result { LEXER_STATEMENT, LEXER_MISTAKE, LEXER_DONE };

/* The text is borrowed. */
void lexer_init(struct lexer *l, const char *text, size_t len);
void lexer_done(struct lexer *l);

/*
 * Reads the next statement into l->token, which lasts until the next call.
 * LEXER_MISTAKE: what is wrong is in err, its line in *line, and the next
 * call goes on behind it.
 */
enum lexer_result lexer_next(struct lexer *l, int *line, struct error *err);

#endif

/*
 * Inside the floor: the reader of form files.  A statement's function takes
 * its words in order; each reader_ function that takes something returns
 * false after it has told the mistake, and then the statement is left.
 */
#ifndef ZHEN_FORM_READER_H
#define ZHEN_FORM_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "form/form.h"
#include "form/lexer.h"

struct mistake {
	int line;
	char *text;
};

/* Where statements may stand. */
enum place_bit {
	IN_ENTRY = 1 << 0,
	IN_LIST = 1 << 1,
	IN_MENU = 1 << 2,
	IN_ANY = IN_ENTRY | IN_LIST | IN_MENU,
};

struct reader {
	struct form *form;
	unsigned place;		/* IN_ANY while the kind isn't known */
	struct lexer lexer;
	const struct token *at;	/* the next token */
	struct rows *rows;	/* whose query and columns these are, or NULL */
	struct mistake *mistake;
	size_t mistake_count;
	bool has_lost;		/* a statement that may be missed later */
};

/* Tells a mistake at a line, or at the next token (and returns false). */
void reader_mistake(struct reader *r, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool reader_fail(struct reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "unknown WHAT "word", did you mean ...?" */
bool reader_unknown(struct reader *r, const char *what, const char *word,
    const char *nearest);

/* False, and told, if a property was there before. */
bool reader_once(struct reader *r, const void *before, const char *word);

/* Take the next token if it is this one; never tell. */
bool reader_accept(struct reader *r, const char *word);
bool reader_accept_mark(struct reader *r, char mark);

/* Take a token of this kind into what *out owns; what is for the message. */
bool reader_name(struct reader *r, char **out, const char *what);
bool reader_text(struct reader *r, char **out, const char *what);
bool reader_label(struct reader *r, char **out, int most);
bool reader_amount(struct reader *r, char **out, const char *what);
bool reader_number(struct reader *r, int *out, int most, const char *what);
bool reader_sql(struct reader *r, struct sql *out, const char *what);
bool reader_word(struct reader *r, const char *word);
bool reader_mark(struct reader *r, char mark);

/* name, name, ...: one at least, none of them twice */
bool reader_names(struct reader *r, struct names *names, const char *what);

/* The form that a field line belongs to: a detail's row, or the screen's. */
struct form *reader_target(struct reader *r);

/* name[=name], ... */
bool reader_passes(struct reader *r, struct pass **pass, size_t *count);

/* A type with its number or set; *number is 0 if there is none. */
bool reader_type(struct reader *r, const struct type **type, char **set,
    int *number);

/* name [= "value" [| "value" ...]] */
bool reader_condition(struct reader *r, struct condition *when);

/* Attributes of a field that say what its value is; the word is taken. */
bool read_default(struct reader *r, struct field *f);
bool read_include(struct reader *r, struct field *f);
bool read_picture(struct reader *r, struct field *f);
bool read_placeholder(struct reader *r, struct field *f);
bool read_computed(struct reader *r, struct field *f);
bool read_when(struct reader *r, struct field *f);

/* The programme that a statement belongs to; told, and NULL, if none. */
struct programme *reader_programme(struct reader *r);

/* Statements; the word itself is taken. */
bool read_section(struct reader *r);
bool read_field(struct reader *r);	/* nothing is taken */
bool read_query(struct reader *r);
bool read_order(struct reader *r);
bool read_column(struct reader *r);
bool read_summary(struct reader *r);
bool read_chart(struct reader *r);
bool read_paper(struct reader *r);
bool read_foot(struct reader *r);
bool read_detail(struct reader *r);
bool read_total(struct reader *r);
bool read_key(struct reader *r);
bool read_item(struct reader *r);
bool read_programme(struct reader *r);
bool read_basis(struct reader *r);
bool read_fund(struct reader *r);
bool read_rate(struct reader *r);
bool read_require(struct reader *r);
bool read_stop(struct reader *r);
bool read_excludes(struct reader *r);
bool read_back(struct reader *r);
bool read_period(struct reader *r);
bool read_recheck(struct reader *r);
bool read_payee(struct reader *r);
bool read_amount(struct reader *r);
bool read_because(struct reader *r);
bool read_who(struct reader *r);
bool read_material(struct reader *r);
bool read_step(struct reader *r);
bool read_publicity(struct reader *r);
bool read_slip(struct reader *r);
bool read_slip_line(struct reader *r);

/* The rules that need the whole form. */
void reader_check_flow(struct reader *r);
void reader_check(struct reader *r);
void reader_check_fields(struct reader *r);
void reader_check_value(struct reader *r, size_t field);

/* "WHAT: there is no field "name", did you mean ...?" */
void reader_no_field(struct reader *r, int line, const char *what,
    const char *name);
void reader_check_actions(struct reader *r);
void reader_check_row(struct reader *r, struct rows *rows);

#define NAME_MAX_BYTES 63
#define LABEL_COLUMNS 24
#define TITLE_COLUMNS 60

#endif

/* Reading conditions; what a value is, the field's own type says. */
#include "form/criterion.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "text/fold.h"

#define ANY '*'
#define ONE '?'
#define RANGE ".."
#define LEFT_QUOTE 0x300A
#define RIGHT_QUOTE 0x300B
#define FULL_STOP 0x3002

struct reading {
	const struct form *form;
	size_t field;
	criterion_value value;
	void *data;
	struct error *err;
};

/* The longer ones first. */
static const struct {
	const char *sign;
	enum criterion_op op;
} signs[] = {
	{ "<>", CRITERION_DIFFERS },
	{ "!=", CRITERION_DIFFERS },
	{ "≠", CRITERION_DIFFERS },
	{ "<=", CRITERION_LESS_EQUAL },
	{ "≤", CRITERION_LESS_EQUAL },
	{ ">=", CRITERION_MORE_EQUAL },
	{ "≥", CRITERION_MORE_EQUAL },
	{ "<", CRITERION_LESS },
	{ ">", CRITERION_MORE },
	{ "=", CRITERION_EQUAL },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct field *
field_of(const struct reading *r)
{
	return &r->form->field[r->field];
}

/* Signs as a Chinese keyboard types them. */
static uint32_t
fold_sign(uint32_t cp)
{
	switch (cp) {
	case LEFT_QUOTE: return '<';
	case RIGHT_QUOTE: return '>';
	case FULL_STOP: return '.';
	default: return fold_ascii(cp);
	}
}

static bool
is_text(const struct field *field)
{
	return strcmp(field->type->sql, "text") == 0 && field->set == NULL;
}

static char *
take_value(const struct reading *r, const char *typed)
{
	return r->value(r->data, r->field, typed, r->err);
}

static struct criterion_term *
add(struct criterion *c, enum criterion_op op, char *value)
{
	struct criterion_term *term = MEM_PUSH(c->term, c->count);

	term->op = op;
	term->value = value;
	return term;
}

static bool
read_value(const struct reading *r, struct criterion *c,
    enum criterion_op op, const char *typed)
{
	char *value = take_value(r, typed);

	if (value == NULL)
		return false;
	add(c, op, value);
	return true;
}

static bool
read_alone(const struct reading *r, struct criterion *c, enum criterion_op op)
{
	if (op == CRITERION_EQUAL)
		add(c, CRITERION_EMPTY, NULL);
	else if (op == CRITERION_DIFFERS)
		add(c, CRITERION_FILLED, NULL);
	else
		return error_set(r->err, _("a value is missing: >=100, "
		    "or = alone for what is empty"));
	return true;
}

/* "a..b"; without one of them it is open on that side. */
static bool
read_range(const struct reading *r, struct criterion *c, const char *text,
    const char *between)
{
	char *whole = mem_dup_len(text, (size_t)(between - text));
	char *low = fold_blanks(whole);
	char *high = fold_blanks(between + strlen(RANGE));
	struct criterion_term *term;
	bool ok = true;

	if (*low && *high) {
		term = add(c, CRITERION_BETWEEN, take_value(r, low));
		term->high = term->value ? take_value(r, high) : NULL;
		ok = term->high != NULL;
	} else if (*low || *high) {
		ok = read_value(r, c, *low ? CRITERION_MORE_EQUAL :
		    CRITERION_LESS_EQUAL, *low ? low : high);
	} else {
		ok = error_set(r->err, _("a range has a value on one side at "
		    "least: 1..9, 1.. or ..9"));
	}
	free(whole);
	free(low);
	free(high);
	return ok;
}

static bool
has_wildcard(const char *text)
{
	return strchr(text, ANY) || strchr(text, ONE);
}

static bool
read_pattern(const struct reading *r, struct criterion *c,
    enum criterion_op op, const char *text)
{
	if (op != CRITERION_EQUAL && op != CRITERION_DIFFERS)
		return error_set(r->err, _("* and ? don't go with > and <: "
		    "leave one of them out"));
	if (text[strspn(text, "*")] == '\0')
		return read_alone(r, c, op == CRITERION_EQUAL ?
		    CRITERION_DIFFERS : CRITERION_EQUAL);
	if (!is_text(field_of(r)))
		return error_set(r->err, _("* and ? are for texts: here use "
		    "a..b, >= or a|b"));
	add(c, op == CRITERION_EQUAL ? CRITERION_LIKE : CRITERION_UNLIKE,
	    mem_dup(text));
	return true;
}

static bool
is_initials(const struct field *field, const char *text)
{
	if (field->initials == NULL)
		return false;
	for (; *text; text++)
		if (!((*text >= 'a' && *text <= 'z') ||
		    (*text >= 'A' && *text <= 'Z')))
			return false;
	return true;
}

static void
add_initials(struct criterion *c, const char *text)
{
	char *lower = mem_dup(text);

	for (char *s = lower; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s += 'a' - 'A';
	add(c, CRITERION_INITIALS, lower);
}

static const char *
take_sign(const char *text, enum criterion_op *op)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t len = strlen(signs[i].sign);

		if (strncmp(text, signs[i].sign, len) == 0) {
			*op = signs[i].op;
			return text + len + strspn(text + len, " ");
		}
	}
	return NULL;
}

static bool
is_quoted(const char *text)
{
	size_t len = strlen(text);

	return len >= 2 && text[0] == '"' && text[len - 1] == '"';
}

/* "text" in quotes means itself, whatever signs are in it. */
static bool
read_quoted(const struct reading *r, struct criterion *c,
    enum criterion_op op, const char *text)
{
	char *inside = mem_dup_len(text + 1, strlen(text) - 2);
	bool ok = read_value(r, c, op, inside);

	free(inside);
	return ok;
}

static bool
read_term(const struct reading *r, struct criterion *c, const char *text)
{
	enum criterion_op op = CRITERION_EQUAL;
	const char *rest = take_sign(text, &op), *range;

	if (*text == '\0')
		return error_set(r->err, _("a value is missing beside |: "
		    "1|3, or = for what is empty"));
	if (rest && *rest == '\0')
		return read_alone(r, c, op);
	if (is_quoted(rest ? rest : text))
		return read_quoted(r, c, op, rest ? rest : text);
	range = strstr(text, RANGE);
	if (range && rest == NULL)
		return read_range(r, c, text, range);
	if (has_wildcard(text))
		return read_pattern(r, c, op, rest ? rest : text);
	if (rest == NULL && is_initials(field_of(r), text)) {
		add_initials(c, text);
		return true;
	}
	return read_value(r, c, op, rest ? rest : text);
}

/* The next "|" that isn't in quotes, or the end. */
static char *
end_of_term(char *s)
{
	bool is_inside = false;

	for (; *s && (is_inside || *s != '|'); s++)
		is_inside ^= *s == '"';
	return s;
}

bool
criterion_read(struct criterion *c, const struct form *form, size_t field,
    const char *typed, criterion_value value, void *data, struct error *err)
{
	struct reading r = { form, field, value, data, err };
	char *text = fold_text(typed, fold_sign), *next = text;
	bool ok = true, is_last = text[strspn(text, " ")] == '\0';

	*c = (struct criterion){ 0 };
	while (ok && !is_last) {
		char *end = end_of_term(next), *term;

		is_last = *end == '\0';
		*end = '\0';
		term = fold_blanks(next);
		ok = read_term(&r, c, term);
		free(term);
		next = end + 1;
	}
	free(text);
	if (!ok)
		criterion_done(c);
	return ok;
}

void
criterion_done(struct criterion *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->term[i].value);
		free(c->term[i].high);
	}
	free(c->term);
	*c = (struct criterion){ 0 };
}

const struct type type_criterion = {
	.name = "criterion",
	.sql = "text",
	.example = ">=100",
};

/* Taking tokens, and telling what stands there instead. */
#include "form/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "form/suggest.h"
#include "text/width.h"

static void
add_mistake(struct reader *r, int line, const char *fmt, va_list ap)
{
	struct mistake *m = MEM_PUSH(r->mistake, r->mistake_count);

	m->line = line;
	if (vasprintf(&m->text, fmt, ap) < 0)
		abort();
}

void
reader_mistake(struct reader *r, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_mistake(r, line, fmt, ap);
	va_end(ap);
}

bool
reader_fail(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_mistake(r, r->at->line, fmt, ap);
	va_end(ap);
	return false;
}

bool
reader_unknown(struct reader *r, const char *what, const char *word,
    const char *nearest)
{
	return reader_fail(r, _("unknown %s \"%s\"%s"), what, word, nearest);
}

bool
reader_once(struct reader *r, const void *before, const char *word)
{
	if (before == NULL)
		return true;
	return reader_fail(r, _("\"%s\" is given twice"), word);
}

/* False, and told: what was expected, and what is there. */
static bool
expected(struct reader *r, const char *what)
{
	if (r->at->kind == TOKEN_END)
		return reader_fail(r, _("%s is missing at the end of the "
		    "line"), what);
	if (r->at->kind == TOKEN_SQL)
		return reader_fail(r, _("%s is expected before the SQL"),
		    what);
	return reader_fail(r, _("%s is expected before \"%.60s\""), what,
	    r->at->text);
}

bool
reader_accept(struct reader *r, const char *word)
{
	if (r->at->kind != TOKEN_WORD || strcmp(r->at->text, word) != 0)
		return false;
	r->at++;
	return true;
}

bool
reader_accept_mark(struct reader *r, char mark)
{
	if (r->at->kind != TOKEN_MARK || r->at->text[0] != mark)
		return false;
	r->at++;
	return true;
}

bool
reader_word(struct reader *r, const char *word)
{
	char quoted[32];

	if (reader_accept(r, word))
		return true;
	snprintf(quoted, sizeof(quoted), "\"%s\"", word);
	return expected(r, quoted);
}

bool
reader_mark(struct reader *r, char mark)
{
	char quoted[4] = { '"', mark, '"', '\0' };

	return reader_accept_mark(r, mark) || expected(r, quoted);
}

static bool
is_name(const char *s)
{
	size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return s[0] >= 'a' && s[0] <= 'z' && s[len] == '\0' &&
	    len <= NAME_MAX_BYTES;
}

static bool
take(struct reader *r, char **out)
{
	mem_set(out, r->at->text);
	r->at++;
	return true;
}

bool
reader_name(struct reader *r, char **out, const char *what)
{
	if (r->at->kind != TOKEN_WORD)
		return expected(r, what);
	if (!is_name(r->at->text))
		return reader_fail(r, _("\"%.70s\" is no name: lower-case "
		    "letters, digits and _ only, a letter first, at most %d "
		    "of them"), r->at->text, NAME_MAX_BYTES);
	return take(r, out);
}

bool
reader_text(struct reader *r, char **out, const char *what)
{
	if (r->at->kind != TOKEN_TEXT)
		return expected(r, what);
	return take(r, out);
}

bool
reader_label(struct reader *r, char **out, int most)
{
	if (r->at->kind != TOKEN_TEXT)
		return expected(r, _("a text in quotes"));
	if (width_text(r->at->text) > most)
		return reader_fail(r, _("\"%s\" is %d columns wide: at most "
		    "%d fit"), r->at->text, width_text(r->at->text), most);
	return take(r, out);
}

bool
reader_amount(struct reader *r, char **out, const char *what)
{
	if (r->at->kind != TOKEN_NUMBER)
		return expected(r, what);
	if (strlen(r->at->text) > 16)
		return reader_fail(r, _("the number %.40s is too long"),
		    r->at->text);
	return take(r, out);
}

bool
reader_number(struct reader *r, int *out, int most, const char *what)
{
	char *end;
	long n;

	if (r->at->kind != TOKEN_NUMBER)
		return expected(r, what);
	n = strtol(r->at->text, &end, 10);
	if (*end || n < 1 || n > most)
		return reader_fail(r, _("%s must be from 1 to %d, not %.40s"),
		    what, most, r->at->text);
	*out = (int)n;
	r->at++;
	return true;
}

static bool
has_numbered(const char *text)
{
	const char *end = text + strlen(text);
	enum sql_element kind;

	while (text && text < end) {
		text = sql_element(text, end, &kind);
		if (kind == SQL_NUMBERED)
			return true;
	}
	return false;
}

bool
reader_sql(struct reader *r, struct sql *out, const char *what)
{
	if (r->at->kind != TOKEN_SQL)
		return expected(r, _("SQL in braces"));
	if (!reader_once(r, out->text, what))
		return false;
	if (r->at->text[0] == '\0')
		return reader_fail(r, _("the SQL is empty"));
	if (has_numbered(r->at->text))
		return reader_fail(r, _("SQL of a form names its parameters: "
		    ":name instead of $1"));
	out->line = r->at->line;
	return take(r, &out->text);
}

bool
reader_names(struct reader *r, struct names *names, const char *what)
{
	do {
		size_t before = names->count;
		char *name = NULL;

		if (!reader_name(r, &name, what))
			return false;
		names_add(names, name);
		if (names->count == before)
			reader_fail(r, _("\"%s\" is given twice"), name);
		free(name);
	} while (reader_accept_mark(r, ','));
	return true;
}

bool
reader_passes(struct reader *r, struct pass **pass, size_t *count)
{
	do {
		struct pass *p = MEM_PUSH(*pass, *count);

		if (!reader_name(r, &p->to, _("a name")))
			return false;
		if (reader_accept_mark(r, '=')) {
			if (!reader_name(r, &p->from, _("a name")))
				return false;
		} else {
			p->from = mem_dup(p->to);
		}
	} while (reader_accept_mark(r, ','));
	return true;
}

static bool
unknown_type(struct reader *r)
{
	struct suggest s;
	char *nearest;

	suggest_begin(&s, r->at->text);
	for (size_t i = 0; type_all[i]; i++)
		suggest_offer(&s, type_all[i]->name);
	nearest = suggest_end(&s);
	reader_unknown(r, _("type"), r->at->text, nearest);
	free(nearest);
	return false;
}

/* A set that is read with all that lies above its values has both words. */
static bool
read_set(struct reader *r, const struct type *type, char **set)
{
	char *values;

	if (!reader_name(r, set, _("the name of a set of values")))
		return false;
	if (type->is_tree) {
		values = *set;
		*set = mem_printf("%s %s", type->name, values);
		free(values);
	}
	return true;
}

bool
reader_type(struct reader *r, const struct type **type, char **set,
    int *number)
{
	const struct type *found;

	*number = 0;
	if (r->at->kind != TOKEN_WORD)
		return expected(r, _("a type"));
	found = type_find(r->at->text);
	if (found == NULL)
		return unknown_type(r);
	*type = found;
	r->at++;
	if (found->takes_set)
		return read_set(r, found, set);
	if (found->takes_number)
		return reader_number(r, number, 10000,
		    _("the number of characters"));
	return true;
}

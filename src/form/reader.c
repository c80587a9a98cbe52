/*
 * Reads a form file: which statements there are, where each may stand, and
 * those of every screen.  Mistakes are gathered and told in the order of the
 * lines once all is read.
 */
#include "form/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/suggest.h"

/* What no honest form comes near, so that a hostile one costs little. */
#define BYTES_MAX 1000000
#define STATEMENTS_MAX 2000
#define MISTAKES_MAX 100
#define COLUMN_MOST 78

static const struct {
	const char *word;
	enum form_kind kind;
	unsigned place;
} form_kinds[] = {
	{ "entry", FORM_ENTRY, IN_ENTRY },
	{ "list", FORM_LIST, IN_LIST },
	{ "menu", FORM_MENU, IN_MENU },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
read_help(struct reader *r)
{
	struct form *f = r->form;

	return reader_text(r, MEM_PUSH(f->help, f->help_count),
	    _("a text in quotes"));
}

static bool
read_with(struct reader *r)
{
	return reader_once(r, r->form->with.name, "with") &&
	    reader_names(r, &r->form->with, _("the name of a value"));
}

static bool
read_needle(struct reader *r)
{
	struct form *f = r->form;

	f->needle_line = r->at->line;
	return reader_once(r, f->needle, "needle") &&
	    reader_name(r, &f->needle, _("the name of a condition"));
}

static bool
read_table(struct reader *r)
{
	struct form *f = r->form;

	return reader_once(r, f->table, "table") &&
	    reader_name(r, &f->table, _("the name of a relation")) &&
	    reader_word(r, "key") &&
	    reader_names(r, &f->key, _("the name of a column")) &&
	    reader_word(r, "version") &&
	    reader_name(r, &f->version, _("the name of a column"));
}

/* NAME [WIDTH], ... */
static bool
read_found(struct reader *r)
{
	struct form *f = r->form;

	if (!reader_once(r, f->found.name, "found"))
		return false;
	f->found_line = r->at->line;
	do {
		size_t count = f->found.count;
		int *width = MEM_PUSH(f->found_width, count);

		if (!reader_name(r, MEM_PUSH(f->found.name, f->found.count),
		    _("the name of a field")) ||
		    (r->at->kind == TOKEN_NUMBER && !reader_number(r, width,
		    COLUMN_MOST, _("the width of the column"))))
			return false;
	} while (reader_accept_mark(r, ','));
	return true;
}

static bool
read_call(struct reader *r)
{
	return reader_once(r, r->form->call, "call") &&
	    reader_name(r, &r->form->call, _("the name of a function"));
}

static const struct statement {
	const char *word;
	unsigned place;		/* kinds of screen that have it */
	bool (*read)(struct reader *r);
} statements[] = {
	{ "help", IN_ANY, read_help },
	{ "with", IN_ANY, read_with },
	{ "key", IN_ANY, read_key },
	{ "section", IN_ANY, read_section },
	{ "table", IN_ENTRY, read_table },
	{ "found", IN_ENTRY, read_found },
	{ "call", IN_ENTRY, read_call },
	{ "query", IN_ENTRY | IN_LIST, read_query },
	{ "column", IN_ENTRY | IN_LIST, read_column },
	{ "detail", IN_ENTRY, read_detail },
	{ "order", IN_ENTRY | IN_LIST, read_order },
	{ "total", IN_ENTRY, read_total },
	{ "summary", IN_LIST, read_summary },
	{ "chart", IN_LIST, read_chart },
	{ "paper", IN_LIST, read_paper },
	{ "foot", IN_LIST, read_foot },
	{ "needle", IN_LIST, read_needle },
	{ "item", IN_MENU, read_item },
	{ "programme", IN_ENTRY, read_programme },
	{ "basis", IN_ENTRY, read_basis },
	{ "fund", IN_ENTRY, read_fund },
	{ "rate", IN_ENTRY, read_rate },
	{ "require", IN_ENTRY, read_require },
	{ "stop", IN_ENTRY, read_stop },
	{ "excludes", IN_ENTRY, read_excludes },
	{ "back", IN_ENTRY, read_back },
	{ "period", IN_ENTRY, read_period },
	{ "recheck", IN_ENTRY, read_recheck },
	{ "payee", IN_ENTRY, read_payee },
	{ "amount", IN_ENTRY, read_amount },
	{ "because", IN_ENTRY, read_because },
	{ "who", IN_ENTRY, read_who },
	{ "material", IN_ENTRY, read_material },
	{ "step", IN_ENTRY, read_step },
	{ "publicity", IN_ENTRY, read_publicity },
	{ "slip", IN_ENTRY, read_slip },
	{ "line", IN_ENTRY, read_slip_line },
};

static const struct statement *
find_statement(const char *word)
{
	for (size_t i = 0; i < COUNT(statements); i++)
		if (strcmp(statements[i].word, word) == 0)
			return &statements[i];
	return NULL;
}

/*
 * NAME "LABEL" TYPE is a field whatever its name; no statement looks like
 * that.
 */
static bool
is_field(const struct token *t)
{
	return t[0].kind == TOKEN_WORD && t[1].kind == TOKEN_TEXT &&
	    t[2].kind == TOKEN_WORD;
}

static bool
is_kind(const struct token *t)
{
	for (size_t i = 0; t->kind == TOKEN_WORD && i < COUNT(form_kinds); i++)
		if (strcmp(form_kinds[i].word, t->text) == 0)
			return true;
	return false;
}

static bool
unknown_statement(struct reader *r)
{
	const char *word = r->at->text;
	struct suggest s;
	char *nearest;

	if (is_kind(r->at))
		return reader_fail(r, _("the kind of screen is given twice"));
	suggest_begin(&s, word);
	for (size_t i = 0; i < COUNT(statements); i++)
		if (statements[i].place & r->place)
			suggest_offer(&s, statements[i].word);
	if (s.nearest == NULL)
		return reader_fail(r, _("unknown statement \"%s\"; a field is "
		    "NAME \"LABEL\" TYPE"), word);
	nearest = suggest_end(&s);
	reader_unknown(r, _("statement"), word, nearest);
	free(nearest);
	return false;
}

static const char *
kind_word(const struct reader *r)
{
	return form_kinds[r->form->kind].word;
}

static bool
read_word(struct reader *r)
{
	const struct statement *s;

	if (r->at->kind != TOKEN_WORD)
		return reader_fail(r, _("a line begins with a statement or "
		    "the name of a field, not with \"%.60s\""), r->at->text);
	s = find_statement(r->at->text);
	if (s == NULL)
		return unknown_statement(r);
	if (!(s->place & r->place))
		return reader_fail(r, _("\"%s\" has no place on a screen of "
		    "the kind %s"), s->word, kind_word(r));
	r->at++;
	return s->read(r);
}

static void
read_statement(struct reader *r)
{
	if (is_field(r->at)) {
		if (!read_field(r))
			return;
	} else if (!read_word(r)) {
		r->has_lost = true;
		return;
	}
	if (r->at->kind != TOKEN_END)
		reader_fail(r, _("the statement should end before \"%.60s\""),
		    r->at->text);
}

static bool
read_kind(struct reader *r)
{
	struct form *f = r->form;
	struct suggest s;
	char *nearest;

	suggest_begin(&s, r->at->text);
	for (size_t i = 0; i < COUNT(form_kinds); i++) {
		suggest_offer(&s, form_kinds[i].word);
		if (!reader_accept(r, form_kinds[i].word))
			continue;
		f->kind = form_kinds[i].kind;
		r->place = form_kinds[i].place;
		if (f->kind == FORM_LIST)
			r->rows = &f->rows;
		return true;
	}
	r->has_lost = true;
	nearest = suggest_end(&s);
	reader_fail(r, _("a form begins with its kind, entry, list or menu, "
	    "not with \"%.60s\"%s"), r->at->text, nearest);
	free(nearest);
	return false;
}

/* KIND NAME "title" [code N] [for duty, ...] */
static void
read_first(struct reader *r)
{
	struct form *f = r->form;

	if (!read_kind(r) ||
	    !reader_name(r, &f->name, _("the name of the screen")) ||
	    !reader_label(r, &f->title, TITLE_COLUMNS))
		return;
	if (reader_accept(r, "code") &&
	    !reader_number(r, &f->code, 9999, _("a transaction code")))
		return;
	if (reader_accept(r, "for") &&
	    !reader_names(r, &f->duties, _("the name of a duty")))
		return;
	if (r->at->kind != TOKEN_END)
		reader_fail(r, _("only \"code\" and \"for\" may follow the "
		    "title, not \"%.60s\""), r->at->text);
}

static void
read_all(struct reader *r)
{
	enum lexer_result result;
	size_t statement_count = 0;
	struct error err;
	int line;

	while ((result = lexer_next(&r->lexer, &line, &err)) != LEXER_DONE) {
		if (result == LEXER_MISTAKE) {
			reader_mistake(r, line, "%s", err.text);
			r->has_lost = true;
		} else {
			r->at = r->lexer.token;
			statement_count++;
			if (r->place == IN_ANY &&
			    (!r->has_lost || is_kind(r->at)))
				read_first(r);
			else
				read_statement(r);
		}
		if (r->mistake_count >= MISTAKES_MAX ||
		    statement_count >= STATEMENTS_MAX) {
			reader_mistake(r, r->lexer.line,
			    _("this is too much: the rest isn't read"));
			return;
		}
	}
	if (statement_count == 0 && r->mistake_count == 0)
		reader_mistake(r, 1, _("the form is empty"));
	else
		reader_check(r);
}

/* By line; of one line, as they were found. */
static void
sort_mistakes(struct mistake *m, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct mistake moved = m[i];
		size_t j = i;

		for (; j > 0 && m[j - 1].line > moved.line; j--)
			m[j] = m[j - 1];
		m[j] = moved;
	}
}

static bool
tell_mistakes(struct reader *r, form_complain complain, void *data)
{
	size_t count = r->mistake_count;

	sort_mistakes(r->mistake, count);
	for (size_t i = 0; i < count; i++) {
		if (complain)
			complain(data, r->form->path, r->mistake[i].line,
			    r->mistake[i].text);
		free(r->mistake[i].text);
	}
	free(r->mistake);
	return count > 0;
}

struct form *
form_parse(const char *path, const char *text, size_t len,
    form_complain complain, void *data)
{
	struct form *form = mem_alloc(sizeof(*form));
	struct reader r = { .form = form, .place = IN_ANY };

	form->path = mem_dup(path);
	lexer_init(&r.lexer, text, len);
	if (len > BYTES_MAX)
		reader_mistake(&r, 1, _("the file has more than %d bytes: "
		    "this is no form"), BYTES_MAX);
	else
		read_all(&r);
	lexer_done(&r.lexer);
	if (tell_mistakes(&r, complain, data)) {
		form_free(form);
		return NULL;
	}
	return form;
}

struct form *
form_read(const char *path, form_complain complain, void *data)
{
	struct buf text = BUF_INIT;
	struct form *form = NULL;
	char block[8192];
	FILE *file = fopen(path, "rb");
	size_t len;

	errno = file ? 0 : errno;
	while (file && text.len <= BYTES_MAX &&
	    (len = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&text, block, len);
	if (file == NULL || ferror(file)) {
		char *why = mem_printf(_("the file can't be read: %s"),
		    strerror(errno));

		if (complain)
			complain(data, path, 0, why);
		free(why);
	} else {
		form = form_parse(path, text.data ? text.data : "", text.len,
		    complain, data);
	}
	if (file)
		fclose(file);
	buf_done(&text);
	return form;
}

/* Keys and menu items: what opens, calls and writes. */
#include "form/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/suggest.h"

#define KEY_LABEL_COLUMNS 16

/* Keys of every screen, which no form can give another meaning; a menu, in
 * which nothing is saved or searched for, may have the letters. */
static const char *const reserved_keys[] = {
	"F1", "F2", "F3", "F4", "F5", "F7", "F8", "F10",
	"S", "R", "Q", "C", "P",
};

static const char *const form_keys[] = {
	"Enter", "F6", "F9", "F11", "F12",
};

static const char *const charsets[] = { "utf-8", "gbk", "gb18030" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_among(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static bool
is_letter(const char *s)
{
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] == '\0';
}

static bool
take_key(struct reader *r, char **key)
{
	const char *word = r->at->text;

	if (r->at->kind != TOKEN_WORD)
		return reader_fail(r, _("the name of a key is missing: "
		    "Enter, F6, F9, F11, F12 or a capital letter"));
	if (is_among(reserved_keys, COUNT(reserved_keys), word))
		return reader_fail(r, _("%s means the same on every screen "
		    "and can't be bound"), word);
	if (!is_letter(word) &&
	    !is_among(form_keys, COUNT(form_keys), word))
		return reader_fail(r, _("there is no key \"%.20s\" to bind: "
		    "use Enter, F6, F9, F11, F12 or a capital letter"), word);
	*key = mem_dup(word);
	r->at++;
	return true;
}

static bool
read_opens(struct reader *r, struct action *a)
{
	a->kind = ACTION_OPENS;
	if (r->at->kind == TOKEN_NAME) {
		a->target = mem_dup(r->at->text);
		a->target_is_name = true;
		r->at++;
	} else if (!reader_name(r, &a->target, _("the name of a screen"))) {
		return false;
	}
	return !reader_accept(r, "with") ||
	    reader_passes(r, &a->pass, &a->pass_count);
}

static bool
read_asks(struct reader *r, struct action *a)
{
	if (r->at->kind == TOKEN_TEXT)
		return reader_text(r, &a->question, _("a question"));
	return reader_name(r, &a->ask_name,
	    _("a question in quotes, or a name")) &&
	    reader_text(r, &a->ask_label, _("a label in quotes"));
}

static bool
read_calls(struct reader *r, struct action *a)
{
	a->kind = ACTION_CALLS;
	if (!reader_name(r, &a->target, _("the name of a function")) ||
	    !reader_mark(r, '('))
		return false;
	if (!reader_accept_mark(r, ')') &&
	    (!reader_passes(r, &a->pass, &a->pass_count) ||
	    !reader_mark(r, ')')))
		return false;
	if (r->at[0].kind == TOKEN_WORD && strcmp(r->at[0].text, "for") == 0 &&
	    r->at[1].kind == TOKEN_WORD &&
	    strcmp(r->at[1].text, "marked") == 0) {
		if (r->form->kind != FORM_LIST)
			return reader_fail(r, _("only a list has rows to "
			    "mark: leave out \"for marked\""));
		a->is_for_marked = true;
		r->at += 2;
	}
	a->is_anew = reader_accept(r, "anew");
	return !reader_accept(r, "asks") || read_asks(r, a);
}

static bool
read_charset(struct reader *r, struct action *a)
{
	a->charset_is_name = r->at->kind == TOKEN_NAME;
	if (!a->charset_is_name && (r->at->kind != TOKEN_WORD ||
	    !is_among(charsets, COUNT(charsets), r->at->text)))
		return reader_fail(r, _("unknown charset \"%.40s\": it is "
		    "utf-8, gbk or gb18030"), r->at->text);
	a->charset = mem_dup(r->at->text);
	r->at++;
	return true;
}

static bool
read_rows(struct reader *r, struct action *a)
{
	if (r->at->kind != TOKEN_NAME)
		return reader_fail(r, _("behind \"rows\" stands a :name"));
	a->rows = mem_dup(r->at->text);
	r->at++;
	return true;
}

static bool
read_writes(struct reader *r, struct action *a)
{
	a->kind = ACTION_WRITES;
	if (!reader_sql(r, &a->sql, "writes") || !reader_word(r, "to"))
		return false;
	if (r->at->kind == TOKEN_TEXT && strpbrk(r->at->text, "/\\"))
		return reader_fail(r, _("a file's name has no folder in it: "
		    "the operator's own is used"));
	if (!reader_text(r, &a->target, _("the name of a file in quotes")))
		return false;
	return (!reader_accept(r, "charset") || read_charset(r, a)) &&
	    (!reader_accept(r, "rows") || read_rows(r, a));
}

static const struct {
	const char *word;
	bool (*read)(struct reader *r, struct action *a);
} verbs[] = {
	{ "opens", read_opens },
	{ "calls", read_calls },
	{ "writes", read_writes },
};

static bool
read_verb(struct reader *r, struct action *a)
{
	struct suggest s;
	char *nearest;

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (reader_accept(r, verbs[i].word))
			return verbs[i].read(r, a);
	if (r->at->kind != TOKEN_WORD)
		return reader_fail(r, _("after its label a key opens, calls "
		    "or writes"));
	suggest_begin(&s, r->at->text);
	for (size_t i = 0; i < COUNT(verbs); i++)
		suggest_offer(&s, verbs[i].word);
	nearest = suggest_end(&s);
	reader_unknown(r, _("action"), r->at->text, nearest);
	free(nearest);
	return false;
}

static bool
read_duties(struct reader *r, struct action *a)
{
	return !reader_accept(r, "for") ||
	    reader_names(r, &a->duties, _("the name of a duty"));
}

/* A detail's rows have Enter; every other key belongs to the screen. */
static struct action *
add_action(struct reader *r, bool is_enter)
{
	struct form *f = r->form;
	bool is_of_rows = is_enter && r->rows && r->rows != &f->rows;
	struct action *a = is_of_rows ?
	    MEM_PUSH(r->rows->action, r->rows->action_count) :
	    MEM_PUSH(f->action, f->action_count);

	a->line = r->at->line;
	a->section = -1;
	return a;
}

bool
read_key(struct reader *r)
{
	struct action *a = add_action(r, r->at->kind == TOKEN_WORD &&
	    strcmp(r->at->text, "Enter") == 0);

	if (!take_key(r, &a->key) ||
	    !reader_label(r, &a->label, KEY_LABEL_COLUMNS) ||
	    !read_verb(r, a))
		return false;
	if (reader_accept(r, "when") && !reader_condition(r, &a->when))
		return false;
	if (a->when.name && a->when.values.count == 0)
		return reader_mark(r, '=');
	return read_duties(r, a);
}

static bool
take_item_key(struct reader *r, char **key)
{
	const char *word = r->at->text;
	bool is_digit = r->at->kind == TOKEN_NUMBER && word[1] == '\0';

	if (!is_digit && (r->at->kind != TOKEN_WORD || !is_letter(word)))
		return reader_fail(r, _("an item has a digit or a capital "
		    "letter as its key, not \"%.40s\""), word);
	*key = mem_dup(word);
	r->at++;
	return true;
}

bool
read_item(struct reader *r)
{
	struct form *f = r->form;
	struct action *a = add_action(r, false);

	a->section = (int)f->section_count - 1;
	if (!take_item_key(r, &a->key) ||
	    !reader_label(r, &a->label, TITLE_COLUMNS) ||
	    !reader_word(r, "opens") || !read_opens(r, a))
		return false;
	return read_duties(r, a);
}

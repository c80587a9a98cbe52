/*
 * The values of sets as ledgers write them: a code, a name, both, or the
 * beginning of one name only.
 */
#include "admin/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "text/fold.h"

/* Columns of the list of values. */
enum { CODE, NAME, NOTE = 4, TAKEN = 6 };

static int
by_word(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_word(struct import_set *set, const char *word, const char *code)
{
	set->word = mem_resize(set->word, (set->count + 1) * 2,
	    sizeof(*set->word));
	set->word[set->count * 2] = word;
	set->word[set->count++ * 2 + 1] = code;
}

static struct import_set *
read_set(struct import *im, const char *name, struct error *err)
{
	struct import_set *set;
	struct table *t = run_query(im->admin->run, SERVER_LOOKUP, 1, &name, err);
	struct table *words = t ? run_query(im->admin->run, SERVER_IMPORT_WORDS,
	    1, &name, err) : NULL;

	if (words == NULL) {
		table_free(t);
		return NULL;
	}
	set = MEM_PUSH(im->set, im->sets);
	set->name = mem_dup(name);
	set->table = t;
	set->words = words;
	for (size_t i = 0; i < table_rows(t); i++) {
		if (*table_text(t, i, TAKEN) != 't')
			continue;
		add_word(set, table_text(t, i, CODE), table_text(t, i, CODE));
		add_word(set, table_text(t, i, NAME), table_text(t, i, CODE));
	}
	for (size_t i = 0; i < table_rows(words); i++)
		add_word(set, table_text(words, i, 0), table_text(words, i, 1));
	if (set->count)
		qsort(set->word, set->count, 2 * sizeof(*set->word), by_word);
	return set;
}

static struct import_set *
find_set(struct import *im, const char *name, struct error *err)
{
	for (size_t i = 0; i < im->sets; i++)
		if (strcmp(im->set[i].name, name) == 0)
			return &im->set[i];
	return read_set(im, name, err);
}

/* The first word that isn't before text. */
static size_t
lower(const struct import_set *set, const char *text)
{
	size_t lo = 0, hi = set->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(set->word[mid * 2], text) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * The code of the words that are the text, or begin with it: NULL if there is
 * none, or more than one; other is then another one.
 */
static const char *
match(const struct import_set *set, const char *text, bool is_whole,
    const char **other)
{
	const char *code = NULL;
	size_t len = strlen(text);

	*other = NULL;
	for (size_t i = lower(set, text); i < set->count; i++) {
		const char *word = set->word[i * 2];

		if (is_whole ? strcmp(word, text) != 0 :
		    strncmp(word, text, len) != 0)
			break;
		if (code && strcmp(code, set->word[i * 2 + 1]) != 0) {
			*other = set->word[i * 2 + 1];
			return NULL;
		}
		code = set->word[i * 2 + 1];
	}
	return code;
}

/* "环翠楼街道大桥居委会": the name behind the one it lies in. */
static const char *
match_place(const struct import_set *set, const char *text)
{
	for (size_t i = 0; i < table_rows(set->table); i++) {
		const char *note = table_text(set->table, i, NOTE);
		size_t len = strlen(note);

		if (*table_text(set->table, i, TAKEN) == 't' && len &&
		    strncmp(text, note, len) == 0 && text[len] &&
		    strncmp(table_text(set->table, i, NAME), text + len,
		    strlen(text + len)) == 0)
			return table_text(set->table, i, CODE);
	}
	return NULL;
}

char *
import_code(struct import *im, const struct field *f, const char *cell,
    struct error *err)
{
	struct import_set *set = find_set(im, f->set, err);
	char *plain = set ? import_plain(cell) : NULL, *code = NULL;
	const char *found, *other = NULL, *digits;

	if (set == NULL)
		return NULL;
	digits = plain + strspn(plain, "0123456789");
	found = match(set, plain, true, &other);
	if (found == NULL && other == NULL && *digits && digits > plain) {
		char *number = mem_dup_len(plain, (size_t)(digits - plain));

		found = match(set, number, true, &other);
		free(number);
	}
	if (found == NULL && other == NULL && *plain)
		found = match(set, plain, false, &other);
	if (found == NULL && other == NULL)
		found = match_place(set, plain);
	if (found)
		code = mem_dup(found);
	else if (other)
		error_set(err, _("\"%s\" may be more than one, %s for example: "
		    "write the code"), cell, other);
	else
		error_set(err, _("\"%s\" is none of the values of \"%s\": write "
		    "the code or the name as the list has it"), cell, f->label);
	free(plain);
	return code;
}

void
import_sets_done(struct import *im)
{
	for (size_t i = 0; i < im->sets; i++) {
		free(im->set[i].name);
		table_free(im->set[i].table);
		table_free(im->set[i].words);
		free(im->set[i].word);
	}
	free(im->set);
}

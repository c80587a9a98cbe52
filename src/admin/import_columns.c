/*
 * Which line has the headings, and which field each of them means: as it was
 * said on the command line, as the county said it before, or by the words that
 * forms and ledgers use.
 */
#include "admin/import.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "text/fold.h"
#include "text/tell.h"

#define ROWS_LOOKED_AT 30

/* Headings of one or two rows while the line is looked for. */
struct headings {
	char **text;
	size_t count;
	size_t line;
	size_t known;		/* how many of them mean a field */
	size_t filled;
};

char *
import_plain(const char *text)
{
	char *folded = fold_text(text, fold_ascii), *to = folded;
	int depth = 0;

	for (const char *s = folded; *s; s++) {
		if (*s == '(')
			depth++;
		else if (*s == ')' && depth > 0)
			depth--;
		else if (depth == 0 && !strchr(" \t\r\n*:", *s))
			*to++ = *s;
	}
	*to = '\0';
	return folded;
}

static int
field_of_name(const struct form *form, const char *name)
{
	int i = form_field(form, name);

	if (i >= 0 && form->field[i].computed.text)
		return -1;
	return i;
}

/* By its label, its name, or a word of ledgers. */
static int
field_of_heading(const struct import *im, const struct table *words,
    const char *heading)
{
	const struct form *form = im->form;
	int found = -1;
	char *label;

	if (*heading == '\0' || strcmp(heading, IMPORT_REASON) == 0)
		return -1;
	for (size_t i = 0; i < form->field_count && found < 0; i++) {
		label = import_plain(form->field[i].label);
		if (strcmp(label, heading) == 0 ||
		    strcmp(form->field[i].name, heading) == 0)
			found = field_of_name(form, form->field[i].name);
		free(label);
	}
	for (size_t i = 0; i < table_rows(words) && found < 0; i++)
		if (*table_text(words, i, 2) == 'f' &&
		    strcmp(table_text(words, i, 0), heading) == 0)
			found = field_of_name(form, table_text(words, i, 1));
	return found;
}

static void
headings_done(struct headings *h)
{
	for (size_t i = 0; i < h->count; i++)
		free(h->text[i]);
	free(h->text);
	*h = (struct headings){ 0 };
}

static struct headings
read_headings(const struct import *im, const struct table *words,
    const struct sheet_row *row)
{
	struct headings h = { .line = row->line, .count = row->count };

	h.text = mem_alloc((row->count + 1) * sizeof(*h.text));
	for (size_t i = 0; i < row->count; i++) {
		h.text[i] = import_plain(row->cell[i].text);
		h.filled += *h.text[i] != '\0';
		h.known += field_of_heading(im, words, h.text[i]) >= 0;
	}
	return h;
}

/* A second line of headings: it has nothing but words that are known, and its
 * words stand in for merged or unknown ones above. */
static bool
join_headings(const struct import *im, const struct table *words,
    struct headings *h, const struct headings *below)
{
	if (below->known == 0 || below->known < below->filled)
		return false;
	for (size_t i = 0; i < below->count; i++) {
		if (*below->text[i] == '\0' || (i < h->count &&
		    field_of_heading(im, words, h->text[i]) >= 0))
			continue;
		while (h->count <= i)
			*MEM_PUSH(h->text, h->count) = mem_dup("");
		mem_set(&h->text[i], below->text[i]);
	}
	h->line = below->line;
	return true;
}

/* The line with most known words, of the first ones or as it was said. */
static bool
look_for(const struct import *im, const struct table *words,
    struct sheet *sheet, struct headings *best, struct error *err)
{
	struct sheet_row row;
	bool ended, is_next = false;

	for (size_t n = 0; n < ROWS_LOOKED_AT || im->wish->heading; n++) {
		struct headings h;
		bool is_best;

		if (!sheet_next(sheet, &row, &ended, err))
			return ended;
		if (row.fault || row.line < im->wish->heading)
			continue;
		h = read_headings(im, words, &row);
		is_best = im->wish->heading ? best->line == 0 :
		    h.known > best->known;
		if (is_next && join_headings(im, words, best, &h))
			is_best = false;
		is_next = false;
		if (is_best) {
			headings_done(best);
			*best = h;
			is_next = true;
		} else {
			headings_done(&h);
			if (im->wish->heading)
				return true;
		}
	}
	return true;
}

/* FNV-1a of the headings: the same ones are mapped the same. */
static char *
fingerprint(const struct headings *h)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < h->count; i++)
		for (const char *s = h->text[i]; ; s++) {
			hash = (hash ^ (unsigned char)*s) *
			    UINT64_C(0x100000001b3);
			if (*s == '\0')
				break;
		}
	return mem_printf("%016" PRIx64, hash);
}

static struct table *
lookup(const struct import *im, const char *print, struct error *err)
{
	return run_query(im->admin->run, SERVER_IMPORT_LOOKUP, 2,
	    (const char *const[]){ im->form->name, print }, err);
}

/* "列=field": the column by its heading or its number from 1. */
static bool
map_one(struct import *im, const char *said, struct error *err)
{
	const char *equals = strrchr(said, '=');
	char *heading = mem_dup_len(said, equals ? (size_t)(equals - said) : 0);
	char *plain = import_plain(heading);
	long number = strtol(heading, NULL, 10);
	const char *name = equals ? equals + 1 : "";
	int field = field_of_heading(im, NULL, name);
	size_t found = 0;

	for (size_t i = 0; i < im->columns; i++)
		if (strcmp(im->column[i].heading, plain) == 0 ||
		    (size_t)number == i + 1) {
			im->column[i].field = field;
			found++;
		}
	free(plain);
	free(heading);
	if (equals == NULL || found == 0)
		return error_set(err, _("--map %s: there is no such column; it "
		    "is HEADING=FIELD or NUMBER=FIELD"), said);
	if (field < 0 && *name)
		return error_set(err, _("--map %s: the form has no such field"),
		    said);
	return true;
}

static void
map_by_words(struct import *im, const struct table *words)
{
	for (size_t i = 0; i < im->columns; i++)
		im->column[i].field = field_of_heading(im, words,
		    im->column[i].heading);
}

/* As it was kept for these headings. */
static void
map_by_memory(struct import *im, const struct table *kept)
{
	size_t n = 0;

	for (size_t i = 0; i < table_rows(kept) && n < im->columns; i++)
		if (*table_text(kept, i, 2) == 't')
			im->column[n++].field = field_of_name(im->form,
			    table_text(kept, i, 1));
}

static bool
check_once(const struct import *im, struct error *err)
{
	for (size_t i = 0; i < im->columns; i++)
		for (size_t j = 0; j < i; j++)
			if (im->column[i].field >= 0 &&
			    im->column[i].field == im->column[j].field)
				return error_set(err, _("columns %zu and %zu "
				    "are both \"%s\": say which one by --map "
				    "%zu="), j + 1, i + 1,
				    im->form->field[im->column[i].field].label,
				    i + 1);
	return true;
}

/* What the form requires has to be in the file or come from elsewhere. */
static bool
check_required(const struct import *im, struct error *err)
{
	for (size_t i = 0; i < im->form->field_count; i++) {
		const struct field *f = &im->form->field[i];

		if ((f->flags & FIELD_REQUIRED) && !im->is_sent[i] &&
		    f->when.name == NULL)
			return error_set(err, _("no column is \"%s\": say "
			    "which by --map HEADING=%s"), f->label, f->name);
	}
	return true;
}

/* The fields of columns, what they fill in, and what has a default. */
static void
find_sent(struct import *im)
{
	const struct form *form = im->form;

	im->is_sent = mem_alloc(form->field_count * sizeof(*im->is_sent));
	for (size_t i = 0; i < im->columns; i++) {
		const struct field *f;

		if (im->column[i].field < 0)
			continue;
		f = &form->field[im->column[i].field];
		im->is_sent[im->column[i].field] = true;
		for (size_t j = 0; j < f->fill_count; j++)
			im->is_sent[form_field(form, f->fill[j].field)] = true;
	}
	for (size_t i = 0; i < form->field_count; i++)
		im->is_sent[i] |= form->field[i].initial &&
		    !form->field[i].initial_is_last;
}

static void
say_columns(const struct import *im)
{
	for (size_t i = 0; i < im->columns; i++) {
		int field = im->column[i].field;

		if (*im->column[i].heading == '\0')
			continue;
		printf("  ");
		tell_text(stdout, im->column[i].heading);
		printf(" → ");
		tell_text(stdout, field < 0 ? _("(not used)") :
		    im->form->field[field].label);
		putchar('\n');
	}
}

static bool
map_columns(struct import *im, struct headings *h, struct error *err)
{
	char *print = fingerprint(h);
	struct table *words = lookup(im, print, err);
	bool ok = words != NULL;

	free(print);
	for (size_t i = 0; i < h->count; i++) {
		struct import_column *c = MEM_PUSH(im->column, im->columns);

		c->heading = mem_dup(h->text[i]);
		c->field = -1;
	}
	im->heading_last = h->line;
	map_by_words(im, words);
	map_by_memory(im, words);
	table_free(words);
	for (size_t i = 0; ok && i < im->wish->map.count; i++)
		ok = map_one(im, im->wish->map.name[i], err);
	if (!ok)
		return false;
	find_sent(im);
	say_columns(im);
	return check_once(im, err) && check_required(im, err);
}

bool
import_find_columns(struct import *im, struct error *err)
{
	struct sheet *sheet = sheet_open(im->wish->path, &im->wish->sheet, err);
	struct table *words = sheet ? lookup(im, "", err) : NULL;
	struct headings best = { 0 };
	bool ok = words && look_for(im, words, sheet, &best, err);

	if (ok && best.known == 0 && im->wish->heading == 0)
		ok = error_set(err, _("no line of the first %d has headings "
		    "like \"%s\": say where they are by --heading N"),
		    ROWS_LOOKED_AT, im->form->field[0].label);
	if (ok && best.line == 0)
		ok = error_set(err, _("the file ends before line %zu"),
		    im->wish->heading);
	if (ok) {
		struct sheet_shape shape = sheet_shape(sheet);
		char *text = import_shape_text(&shape, best.line);

		puts(text);
		free(text);
		ok = map_columns(im, &best, err);
	}
	headings_done(&best);
	table_free(words);
	sheet_close(sheet);
	return ok;
}

bool
import_keep_columns(struct import *im, struct error *err)
{
	struct buf heading = BUF_INIT, field = BUF_INIT;
	struct headings h = { .count = im->columns };
	struct table *t;
	char *print;

	h.text = mem_alloc((im->columns + 1) * sizeof(*h.text));
	for (size_t i = 0; i < im->columns; i++) {
		int at = im->column[i].field;

		h.text[i] = im->column[i].heading;
		array_add(&heading, im->column[i].heading);
		array_add(&field, at < 0 ? "" : im->form->field[at].name);
	}
	array_end(&heading);
	array_end(&field);
	print = fingerprint(&h);
	t = run_query(im->admin->run, SERVER_IMPORT_MAP, 4,
	    (const char *const[]){ im->form->name, print, heading.data,
	    field.data }, err);
	free(print);
	free(h.text);
	buf_done(&heading);
	buf_done(&field);
	table_free(t);
	return t != NULL;
}

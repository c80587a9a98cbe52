/*
 * zhenctl import: a ledger into the table of an entry form.  Whose lines may
 * come in and which are there already is the server's to say, to the login of
 * whoever imports.
 */
#include "admin/import.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/check.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "text/tell.h"

#define USAGE _("import takes FORM FILE [--dry-run] [--bad FILE] " \
    "[--map HEADING=FIELD]... [--heading LINE] [--sheet N] " \
    "[--charset NAME] [--separator SIGN] [--widths N,N...]")

static char
separator_of(const char *said)
{
	if (strcmp(said, "tab") == 0 || strcmp(said, "\\t") == 0)
		return '\t';
	return said[0] && said[1] == '\0' ? said[0] : '\0';
}

static bool
read_number(const char *text, size_t *number)
{
	char *end;

	*number = strtoul(text, &end, 10);
	return *end == '\0' && *number > 0 && *number < 1000000;
}

static bool
read_option(struct import_wish *w, int c)
{
	size_t number = 0;

	switch (c) {
	case 'n': w->is_dry = true; break;
	case 'b': w->bad_path = optarg; break;
	case 'm': *MEM_PUSH(w->map.name, w->map.count) = optarg; break;
	case 'h': return read_number(optarg, &w->heading);
	case 's':
		if (!read_number(optarg, &number))
			return false;
		w->sheet.number = (int)number;
		break;
	case 'c': w->sheet.charset = optarg; break;
	case 'd':
		w->sheet.separator = separator_of(optarg);
		return w->sheet.separator != '\0';
	case 'w': w->sheet.widths = optarg; break;
	default: return false;
	}
	return true;
}

static bool
read_options(int argc, char **argv, struct import_wish *w, struct error *err)
{
	static const struct option longs[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "bad", required_argument, NULL, 'b' },
		{ "map", required_argument, NULL, 'm' },
		{ "heading", required_argument, NULL, 'h' },
		{ "sheet", required_argument, NULL, 's' },
		{ "charset", required_argument, NULL, 'c' },
		{ "separator", required_argument, NULL, 'd' },
		{ "widths", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "n", longs, NULL)) != -1)
		if (!read_option(w, c))
			return error_set(err, "%s", USAGE);
	if (argc - optind != 2)
		return error_set(err, "%s", USAGE);
	w->form = argv[optind];
	w->path = argv[optind + 1];
	return true;
}

/* By its path, or by its name among the installed ones. */
static struct form *
read_form(const char *name, struct error *err)
{
	const char *dir = getenv("ZHEN_FORMS");
	char *path = strchr(name, '/') || strstr(name, ".form") ?
	    mem_dup(name) : mem_printf("%s/%s.form", dir && *dir ? dir :
	    PKGDATADIR "/forms", name);
	struct form *form = form_read(path, check_complain, NULL);

	if (form == NULL)
		error_set(err, _("there is no good form %s"), name);
	else if (form->kind != FORM_ENTRY || form->table == NULL) {
		error_set(err, _("%s is no form that enters into a table"), name);
		form_free(form);
		form = NULL;
	}
	free(path);
	return form;
}

char *
import_shape_text(const struct sheet_shape *shape, size_t heading)
{
	static const struct {
		char sign;
		const char *name;
	} separators[] = {
		{ ',', N_("parted by commas") }, { '\t', N_("parted by tabs") },
		{ ';', N_("parted by semicolons") },
		{ '|', N_("parted by bars") },
	};
	const char *parted = _("parted by a sign");

	if (shape->kind == SHEET_BOOK)
		return mem_printf(_("read as a spreadsheet, sheet \"%s\", "
		    "headings in line %zu"), shape->title, heading);
	for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++)
		if (separators[i].sign == shape->separator)
			parted = _(separators[i].name);
	if (shape->kind == SHEET_FIXED)
		parted = _("in fixed columns");
	return mem_printf(_("read as %s, %s, headings in line %zu"),
	    strcmp(shape->charset, "utf-8") == 0 ? "UTF-8" :
	    strcmp(shape->charset, "gbk") == 0 ? "GBK" : "GB18030", parted,
	    heading);
}

/* What the file is, and what was taken of it: FNV-1a of both, 64 bits each,
 * and its length. */
static char *
digest(const struct import *im, struct error *err)
{
	FILE *file = fopen(im->wish->path, "rb");
	uint64_t bytes = UINT64_C(0xcbf29ce484222325), fields = bytes;
	size_t len = 0;
	int c;

	if (file == NULL) {
		error_set(err, "%s: %s", im->wish->path, strerror(errno));
		return NULL;
	}
	for (; (c = getc_unlocked(file)) != EOF; len++)
		bytes = (bytes ^ (unsigned char)c) * UINT64_C(0x100000001b3);
	fclose(file);
	for (size_t i = 0; i < im->columns; i++)
		fields = (fields ^ (uint64_t)(im->column[i].field + 2)) *
		    UINT64_C(0x100000001b3);
	return mem_printf("%016" PRIx64 "-%016" PRIx64 "-%zu", bytes, fields, len);
}

static struct table *
ask_to_open(struct import *im, const char *print, struct error *err)
{
	struct sheet *sheet = sheet_open(im->wish->path, &im->wish->sheet, err);
	struct buf field = BUF_INIT, label = BUF_INIT;
	const char *slash = strrchr(im->wish->path, '/');
	struct table *t = NULL;
	struct sheet_shape shape;
	char *text;

	if (sheet == NULL)
		return NULL;
	for (size_t i = 0; i < im->form->field_count; i++)
		if (im->is_sent[i]) {
			array_add(&field, im->form->field[i].name);
			array_add(&label, im->form->field[i].label);
		}
	array_end(&field);
	array_end(&label);
	shape = sheet_shape(sheet);
	text = import_shape_text(&shape, im->heading_last);
	t = run_query(im->admin->run, SERVER_IMPORT_OPEN, 8,
	    (const char *const[]){ im->form->table, im->form->title,
	    slash ? slash + 1 : im->wish->path, print, text, field.data,
	    label.data, im->wish->is_dry ? "t" : "f" }, err);
	free(text);
	buf_done(&field);
	buf_done(&label);
	sheet_close(sheet);
	return t;
}

/* False with *is_in: the file is in already, which is no mistake. */
static bool
begin(struct import *im, bool *is_in, struct error *err)
{
	char *print = digest(im, err);
	struct table *t = print ? ask_to_open(im, print, err) : NULL;

	free(print);
	*is_in = t && *table_text(t, 0, 1);
	if (*is_in) {
		tell_text(stdout, table_text(t, 0, 1));
		puts(_(": nothing to add"));
	}
	im->id = t ? mem_dup(table_text(t, 0, 0)) : NULL;
	table_free(t);
	return im->id && !*is_in;
}

static void
say_counts(const struct import *im, const struct table *counts)
{
	const char *good = table_text(counts, 0, 0);
	const char *same = table_text(counts, 0, 1);
	const char *bad = table_text(counts, 0, 2);

	if (im->wish->is_dry)
		printf(_("checked only, nothing stored: %s lines are good, %s "
		    "are there already, %s have problems\n"), good, same, bad);
	else
		printf(_("import %s: %s lines added, %s were there already, %s "
		    "have problems\n"), im->id, good, same, bad);
	if (im->seen.blank + im->seen.totals)
		printf(_("passed over: %zu empty lines, %zu totals, notes and "
		    "repeated headings\n"), im->seen.blank, im->seen.totals);
	if (im->seen.hints)
		printf(_("%zu hints, of lines that were taken all the same\n"),
		    im->seen.hints);
}

static bool
finish(struct import *im, struct error *err)
{
	struct table *counts = run_query(im->admin->run, SERVER_IMPORT_CLOSE, 1,
	    (const char *const[]){ im->id }, err);
	size_t bad;
	bool ok;

	if (counts == NULL)
		return false;
	bad = strtoul(table_text(counts, 0, 2), NULL, 10);
	say_counts(im, counts);
	table_free(counts);
	ok = import_report(im, &bad, err);
	if (ok && bad && im->wish->bad_path)
		return error_set(err, _("%zu lines have problems: mend them in "
		    "%s and import that file"), bad, im->wish->bad_path);
	if (ok && bad)
		return error_set(err, _("%zu lines have problems: --bad FILE "
		    "writes them to a file, to be mended and imported"), bad);
	return ok;
}

static bool
import_file(struct import *im, struct error *err)
{
	bool is_in;

	if (!import_find_columns(im, err) || !import_keep_columns(im, err))
		return false;
	if (!begin(im, &is_in, err))
		return is_in;
	return import_send(im, err) && finish(im, err);
}

static void
import_done(struct import *im)
{
	for (size_t i = 0; i < im->columns; i++)
		free(im->column[i].heading);
	free(im->column);
	free(im->is_sent);
	free(im->id);
	import_sets_done(im);
	record_free(im->record);
	table_free(im->session);
	form_free(im->form);
}

bool
command_import(struct admin *a, int argc, char **argv, struct error *err)
{
	struct import_wish wish = { 0 };
	struct import im = { .admin = a, .wish = &wish };
	bool ok = read_options(argc, argv, &wish, err) &&
	    (im.form = read_form(wish.form, err)) &&
	    (im.session = run_query(a->run, SERVER_SESSION, 1,
	    (const char *const[]){ "zhenctl import" }, err));

	if (ok) {
		im.today = "";
		for (size_t i = 0; i < table_rows(im.session); i++)
			if (strcmp(table_text(im.session, i, 0), "today") == 0)
				im.today = table_text(im.session, i, 1);
		im.record = record_new(im.form);
		im.record->today = im.today;
		ok = import_file(&im, err);
	}
	import_done(&im);
	free(wish.map.name);
	return ok;
}

bool
command_import_undo(struct admin *a, int argc, char **argv, struct error *err)
{
	size_t number;

	if (argc != 2 || !read_number(argv[1], &number))
		return error_set(err, _("import undo takes the number of an "
		    "import"));
	return admin_print(a, SERVER_IMPORT_UNDO, 1,
	    (const char *const[]){ argv[1] }, err);
}

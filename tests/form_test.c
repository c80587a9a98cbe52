/*
 * The reader of forms: what it complains about, held against the .expect file
 * beside each form in tests/forms; a form without one is good.  What a good
 * one means is looked at here.
 */
#include <dirent.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/form.h"
#include "form/sql.h"
#include "form/programme.h"

#include "tap.h"

static const char *
folder(void)
{
	const char *dir = getenv("srcdir");

	return dir ? dir : ".";
}

static void
complain(void *data, const char *path, int line, const char *text)
{
	const char *name = strrchr(path, '/');

	buf_addf(data, "%s:%d: %s\n", name ? name + 1 : path, line, text);
}

static char *
read_file(const char *path)
{
	struct buf b = BUF_INIT;
	FILE *file = fopen(path, "r");
	int c;

	while (file && (c = getc(file)) != EOF)
		buf_addc(&b, (char)c);
	if (file)
		fclose(file);
	return buf_take(&b);
}

static struct form *
read_form(const char *name, struct buf *complaints)
{
	char *path = mem_printf("%s/tests/forms/%s", folder(), name);
	struct form *form = form_read(path, complain, complaints);

	free(path);
	return form;
}

static void
check_complaints(const char *name)
{
	char *path = mem_printf("%s/tests/forms/%.*s.expect", folder(),
	    (int)strcspn(name, "."), name);
	char *expected = read_file(path);
	struct buf complaints = BUF_INIT;
	struct form *form = read_form(name, &complaints);

	is(complaints.data ? complaints.data : "", expected, name);
	ok((form == NULL) == (complaints.len > 0), "%s: a form or complaints",
	    name);
	form_free(form);
	buf_done(&complaints);
	free(expected);
	free(path);
}

static int
is_form(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 5 && strcmp(e->d_name + len - 5, ".form") == 0;
}

static void
check_all(void)
{
	char *path = mem_printf("%s/tests/forms", folder());
	struct dirent **entry;
	int count = scandir(path, &entry, is_form, alphasort);

	ok(count > 0, "there are forms in %s", path);
	for (int i = 0; i < count; i++) {
		check_complaints(entry[i]->d_name);
		free(entry[i]);
	}
	if (count >= 0)
		free(entry);
	free(path);
}

static void
check_entry(void)
{
	struct form *f = read_form("entry.form", NULL);
	const struct field *id, *told;

	if (!ok(f != NULL, "entry.form is read"))
		return;
	id = &f->field[form_field(f, "id_no")];
	told = &f->field[form_field(f, "told")];
	is(f->name, "visitor", "name");
	is(f->title, "来信来访", "title");
	ok(f->code == 1601 && f->kind == FORM_ENTRY, "code and kind");
	ok(f->duties.count == 2 && f->with.count == 2, "duties and values");
	is(f->key.name[1], "id", "key");
	is(f->version, "version", "version");
	ok(f->section_count == 2 && id->section == 0 && told->section == 1,
	    "sections");
	ok(id->flags == (FIELD_REQUIRED | FIELD_FINDS | FIELD_NOUPDATE),
	    "flags");
	ok(id->fill_count == 2 && !strcmp(id->fill[1].field, "origin") &&
	    !strcmp(id->fill[1].part, "division"), "fills");
	ok(told->width == 60 && told->chars == 200, "size of a text");
	is(id->comment, "按 \"证件\" 填写 \\ 核对", "escapes");
	is(id->check.text, "SELECT 'warning', '}'\n"
	    "  FROM notice(:id_no) -- the } of a comment", "SQL");
	ok(id->check.line == id->line + 3, "line of the SQL");
	ok(f->field[form_field(f, "village")].initial_is_name, "default :mine");
	is(f->field[form_field(f, "paid")].initial, "t", "canonical default");
	is(f->field[form_field(f, "cost")].include[0].high, "99.5", "range");
	ok(f->detail_count == 1 && f->detail[0].height == 4 &&
	    f->detail[0].column_count == 2 && f->detail[0].action_count == 1,
	    "detail");
	ok(f->action_count == 3 && f->action[0].kind == ACTION_OPENS &&
	    f->action[1].kind == ACTION_CALLS &&
	    f->action[2].kind == ACTION_WRITES, "actions");
	is(f->action[0].pass[0].from, "id", "with x=y");
	ok(f->action[0].when.values.count == 2, "when");
	is(f->action[1].ask_label, "原因", "asks");
	is(f->action[2].charset, "gbk", "charset");
	form_free(f);
}

static void
check_rows(void)
{
	struct form *f = read_form("rows.form", NULL);
	const struct rows *step;

	if (!ok(f != NULL, "rows.form is read"))
		return;
	step = &f->detail[0];
	ok(f->field_count == 3 && f->detail_count == 2, "fields of the record");
	ok(step->row && step->row->field_count == 5 && step->height == 6,
	    "fields of the row");
	is(step->row->table, "petition_step", "table");
	ok(step->row->key.count == 3 && step->link_count == 2 &&
	    !strcmp(step->row->key.name[1], "petition") &&
	    !strcmp(step->link[1].from, "id") &&
	    !strcmp(step->row->key.name[2], "line"), "key");
	is(step->removed, "is_removed", "removed");
	ok(step->total.count == 2 && step->order.count == 2 &&
	    step->order_desc[0], "total and order");
	ok(step->row->field[1].initial_is_above, "default above");
	ok(f->detail[1].removed == NULL, "nothing is removed from the other");
	form_free(f);
}

static void
check_list(void)
{
	struct form *f = read_form("list.form", NULL);

	if (!ok(f != NULL, "list.form is read"))
		return;
	ok(f->rows.order.count == 2 && f->rows.order_desc[0] &&
	    !f->rows.order_desc[1], "order");
	ok(f->rows.column[0].width == 20 && f->rows.column[1].width == 8,
	    "widths");
	ok(names_has(&f->rows.column[1].alarm, "超期") &&
	    f->rows.column[0].alarm.count == 0, "values that stand out");
	ok(f->rows.summary.text != NULL, "summary");
	ok(f->action[0].target_is_name, "opens :name");
	ok(f->action[1].when.values.count == 1 &&
	    names_has(&f->action[1].duties, "reviewer"), "when, then for");
	form_free(f);
}

static void
check_programme(void)
{
	struct form *f = read_form("programme.form", NULL);
	char *path = mem_printf("%s/tests/forms/programme.json", folder());
	char *expected = read_file(path), *json = f ? programme_json(f) : NULL;

	expected[strcspn(expected, "\n")] = '\0';
	is(json ? json : "(none)", expected, "JSON of a programme");
	form_free(f);
	f = read_form("entry.form", NULL);
	ok(f && programme_json(f) == NULL, "no programme, no JSON");
	form_free(f);
	free(json);
	free(expected);
	free(path);
}

static void
count_complaint(void *data, const char *path, int line, const char *text)
{
	(void)path;
	(void)line;
	(void)text;
	++*(int *)data;
}

/* Texts no editor would save: none is a form, each is told, none takes long. */
static void
check_hostile(void)
{
	static const struct {
		const char *name, *part;
		size_t times;
	} hostile[] = {
		{ "nothing", "", 0 },
		{ "a long word", "a", 900000 },
		{ "a long line", "a b ", 200000 },
		{ "10 MB", "entry a \"b\"\n", 900000 },
		{ "open braces", "{", 900000 },
		{ "lines of open braces", "{\n", 400000 },
		{ "open comments", "{/*", 300000 },
		{ "open strings", "\"\n", 400000 },
		{ "dollar quotes", "a {$x$\n", 100000 },
		{ "continued", "\\\n", 400000 },
		{ "sections", "section \"a\"\n", 70000 },
		{ "fields", "a \"b\" date\n", 80000 },
		{ "bad bytes", "\xFF\n", 400000 },
		{ "half a character", "\"\xE5\xBC\"\n", 100000 },
		{ "hashes", "#\xE5\n", 200000 },
	};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct buf b = BUF_INIT;
		int count = 0;

		buf_adds(&b, "");
		for (size_t n = 0; n < hostile[i].times; n++)
			buf_adds(&b, hostile[i].part);
		ok(!form_parse("x", b.data, b.len, count_complaint, &count) &&
		    count > 0 && count <= 700, "%s: %d complaints",
		    hostile[i].name, count);
		buf_done(&b);
	}
}

static void
check_nul(void)
{
	static const char text[] = "menu a \"b\"\nitem 1 \"c\0\" opens d\n";
	struct buf complaints = BUF_INIT;

	ok(!form_parse("x.form", text, sizeof(text) - 1, complain,
	    &complaints), "NUL in a form");
	is(complaints.data, "x.form:2: the character U+0000 can't stand in a "
	    "form\n", "NUL is told");
	buf_done(&complaints);
}

static void
check_bytes(void)
{
	static const char good[] =
	    "\xEF\xBB\xBFmenu a \"b\"\r\n\r\nitem 1 \"c\" opens d\r\n# end";
	struct form *f;
	struct buf complaints = BUF_INIT;

	f = form_parse("x", good, sizeof(good) - 1, NULL, NULL);
	ok(f && f->action_count == 1, "byte order mark, CR LF, no last LF");
	form_free(f);
	ok(!form_read("/nonexistent/x.form", complain, &complaints) &&
	    complaints.data && strncmp(complaints.data, "x.form:0: ", 10) == 0,
	    "a file that isn't there");
	buf_done(&complaints);
	ok(!form_read("/", NULL, NULL), "a folder");
}

int
main(void)
{
	check_all();
	check_entry();
	check_rows();
	check_list();
	check_programme();
	check_hostile();
	check_nul();
	check_bytes();
	return done_testing();
}

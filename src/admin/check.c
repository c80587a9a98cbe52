/*
 * Statements are built as the program builds them and prepared, never run:
 * what the server says lands on the line that it belongs to.
 */
#include "admin/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/checking.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "form/sql.h"
#include "text/tell.h"

void
check_complain(void *data, const char *path, int line, const char *text)
{
	(void)data;
	fprintf(stderr, "%s:%d: ", path, line);
	tell_text(stderr, text);
	fputc('\n', stderr);
}

void
checking_complain(struct check *c, int line, const char *text)
{
	struct mistake *m;

	for (size_t i = 0; i < c->count; i++)
		if (c->mistake[i].line == line &&
		    strcmp(c->mistake[i].text, text) == 0)
			return;
	m = MEM_PUSH(c->mistake, c->count);
	m->line = line;
	m->order = c->count;
	m->text = mem_dup(text);
}

static int
by_line(const void *a, const void *b)
{
	const struct mistake *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* What was found by topic is told by line. */
static void
tell(struct check *c)
{
	if (c->count)
		qsort(c->mistake, c->count, sizeof(*c->mistake), by_line);
	for (size_t i = 0; i < c->count; i++) {
		check_complain(NULL, c->path, c->mistake[i].line,
		    c->mistake[i].text);
		free(c->mistake[i].text);
	}
	free(c->mistake);
}

static void
check_known(struct check *c, const char *name, int line)
{
	char *text;

	if (names_has(&c->known, name))
		return;
	text = mem_printf(_("nobody knows a value \":%s\": it would always be null"),
	    name);
	checking_complain(c, line, text);
	free(text);
}

static void
learn_columns(struct check *c, const struct table *t)
{
	for (size_t i = 0; i < table_columns(t); i++)
		names_add(&c->known, table_name(t, i));
}

static void
learn_fields(struct check *c, const struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++)
		names_add(&c->known, form->field[i].name);
}

/* Fields, parameters, the key, the session's values, and what keys ask. */
static void
learn(struct check *c)
{
	const struct form *form = c->form;
	struct error err;
	struct table *t;

	learn_fields(c, form);
	for (size_t i = 0; i < form->with.count; i++)
		names_add(&c->known, form->with.name[i]);
	for (size_t i = 0; i < form->key.count; i++)
		names_add(&c->known, form->key.name[i]);
	for (size_t i = 0; i < form->detail_count; i++)
		if (form->detail[i].row)
			learn_fields(c, form->detail[i].row);
	for (size_t i = 0; i < form->action_count; i++)
		if (form->action[i].ask_name)
			names_add(&c->known, form->action[i].ask_name);
	names_add(&c->known, "refused");
	names_add(&c->known, "charset");
	t = run_query(c->admin->run, SERVER_SESSION_NAMES, 0, NULL, &err);
	if (t == NULL)
		checking_complain(c, 0, err.text);
	for (size_t i = 0; i < table_rows(t); i++)
		names_add(&c->known, table_text(t, i, 0));
	table_free(t);
}

const char *
checking_no_value(void *data, const char *name)
{
	(void)data;
	(void)name;
	return NULL;
}

/* Prepares and frees st.  line: of the form; offset: its own lines count. */
struct table *
checking_describe(struct check *c, struct statement st, int line, bool offset)
{
	struct error err;
	int at = 1;
	struct table *t = run_describe(c->admin->run, st.sql, &at, &err);

	if (t == NULL)
		checking_complain(c, offset ? line + at - 1 : line, err.text);
	else
		checking_allowed(c, st.sql, line);
	statement_done(&st);
	return t;
}

struct table *
checking_sql(struct check *c, const struct sql *sql)
{
	struct names names = { 0 };
	struct buf text = BUF_INIT;

	if (sql->text == NULL)
		return NULL;
	sql_number(sql->text, &text, &names);
	for (size_t i = 0; i < names.count; i++)
		check_known(c, names.name[i], sql->line);
	names_done(&names);
	buf_done(&text);
	return checking_describe(c, statement_query(sql->text, checking_no_value, NULL),
	    sql->line, true);
}

static void
check_table(struct check *c)
{
	for (size_t i = 0; c->form->table && i < c->form->field_count; i++)
		checking_field(c, c->form, &c->form->field[i]);
}

static void
check_call(struct check *c)
{
	struct record *record;

	if (c->form->call == NULL)
		return;
	record = record_new(c->form);
	table_free(checking_describe(c, statement_call_record(record),
	    c->form->field_count ? c->form->field[0].line : 1, false));
	record_free(record);
}

/* Its values, yours to free; NULL if it has none. */
struct table *
checking_set(struct check *c, const char *set, int line)
{
	struct error err;
	struct table *t;

	if (set == NULL)
		return NULL;
	t = run_query(c->admin->run, SERVER_LOOKUP, 1, &set, &err);
	if (t == NULL)
		checking_complain(c, line, err.text);
	return t;
}

static void
check_calls(struct check *c, const struct action *action)
{
	table_free(checking_describe(c, statement_call(action->target, action->pass,
	    action->pass_count, checking_no_value, NULL), action->line, false));
}

static void
check_writes(struct check *c, const struct action *action)
{
	table_free(checking_sql(c, &action->sql));
}

static void
check_actions(struct check *c, const struct action *action, size_t count)
{
	static void (*const check[])(struct check *, const struct action *) = {
		[ACTION_OPENS] = checking_opens,
		[ACTION_CALLS] = check_calls,
		[ACTION_WRITES] = check_writes,
	};

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < action[i].pass_count; j++)
			check_known(c, action[i].pass[j].from, action[i].line);
		if (action[i].duties.count)
			checking_duties(c, &action[i].duties, action[i].line);
		check[action[i].kind](c, &action[i]);
		if (action[i].duties.count)
			checking_duties(c, &c->form->duties, 1);
	}
}

static void
check_has(struct check *c, const struct table *t, const char *name, int line)
{
	char *text;

	if (t == NULL || table_column(t, name) >= 0)
		return;
	text = mem_printf(_("the query gives no column \"%s\""), name);
	checking_complain(c, line, text);
	free(text);
}

static void
check_rows(struct check *c, const struct rows *rows)
{
	struct table *t = checking_sql(c, &rows->query);

	learn_columns(c, t);
	for (size_t i = 0; i < rows->column_count; i++) {
		check_has(c, t, rows->column[i].name, rows->column[i].line);
		table_free(checking_set(c, rows->column[i].set,
		    rows->column[i].line));
	}
	for (size_t i = 0; i < rows->order.count; i++)
		check_has(c, t, rows->order.name[i], rows->query.line);
	table_free(t);
	table_free(checking_sql(c, &rows->summary));
	table_free(checking_sql(c, &rows->printed.head));
	check_actions(c, rows->action, rows->action_count);
}

/* What rows are read by, without their fields. */
static void
check_order(struct check *c, const struct rows *rows)
{
	struct form bare = *rows->row;
	struct rows frame = *rows;
	struct table *t;

	bare.field_count = 0;
	frame.row = &bare;
	frame.removed = NULL;
	frame.order.count = 0;
	t = checking_describe(c, statement_rows(&frame, checking_no_value,
	    NULL), rows->line, false);
	frame.order.count = rows->order.count;
	if (t && rows->order.count)
		table_free(checking_describe(c, statement_rows(&frame,
		    checking_no_value, NULL), rows->order_line, false));
	table_free(t);
}

/* Rows that can be edited: read in their order, added, marked as removed. */
static void
check_detail(struct check *c, const struct rows *rows)
{
	struct record *master = record_new(c->form);
	struct record *row = record_new(rows->row);
	struct part part = { row, rows, master, false };

	for (size_t i = 0; i < rows->row->field_count; i++) {
		struct field *f = &rows->row->field[i];

		checking_field(c, rows->row, f);
		checking_attributes(c, f);
	}
	check_order(c, rows);
	table_free(checking_describe(c, statement_row(&part), rows->line,
	    false));
	if (rows->removed) {
		record_set_version(row, "0");
		part.is_removed = true;
		table_free(checking_describe(c, statement_row(&part),
		    rows->line, false));
	}
	record_free(row);
	record_free(master);
}

static void
check_card(struct check *c)
{
	struct table *t = checking_sql(c, &c->form->query);

	learn_columns(c, t);
	for (size_t i = 0; t && i < c->form->field_count; i++)
		if (c->form->field[i].computed.text == NULL)
			check_has(c, t, c->form->field[i].name,
			    c->form->field[i].line);
	table_free(t);
}

size_t
check_form(struct admin *a, const struct form *form, const char *path)
{
	struct check c = { .admin = a, .form = form, .path = path };

	checking_duties(&c, &form->duties, 1);
	learn(&c);
	check_table(&c);
	check_call(&c);
	for (size_t i = 0; i < form->field_count; i++)
		checking_attributes(&c, &form->field[i]);
	check_card(&c);
	if (form->rows.query.text)
		check_rows(&c, &form->rows);
	for (size_t i = 0; i < form->detail_count; i++)
		(form->detail[i].row ? check_detail : check_rows)(&c,
		    &form->detail[i]);
	check_actions(&c, form->action, form->action_count);
	if (form->slip)
		checking_slip(&c, form->slip);
	tell(&c);
	names_done(&c.known);
	names_done(&c.duties);
	return c.count;
}

/* A transaction code opens one screen: tells whose it is already. */
static bool
is_taken(struct form *const *form, int count, const char *path)
{
	const struct form *f = form[count];
	char *text;

	for (int i = 0; i < count; i++) {
		if (f == NULL || form[i] == NULL || f->code == 0 ||
		    form[i]->code != f->code)
			continue;
		text = mem_printf(_("%s has the transaction code %d too"),
		    form[i]->path, f->code);
		check_complain(NULL, path, 1, text);
		free(text);
		return true;
	}
	return false;
}

bool
command_form_check(struct admin *a, int argc, char **argv, struct error *err)
{
	struct form **form = mem_resize(NULL, (size_t)argc, sizeof(*form));
	size_t bad = 0;

	for (int i = 1; i < argc; i++) {
		struct form *f = form_read(argv[i], check_complain, NULL);
		bool is_bad;

		form[i - 1] = f;
		is_bad = is_taken(form, i - 1, argv[i]);
		bad += f == NULL || check_form(a, f, argv[i]) > 0 || is_bad;
	}
	for (int i = 1; i < argc; i++)
		form_free(form[i - 1]);
	free(form);
	if (argc < 2)
		return error_set(err, _("form check takes FILE..."));
	if (bad)
		return error_set(err, _("%zu of %d forms have mistakes"), bad,
		    argc - 1);
	printf(_("%d forms are good\n"), argc - 1);
	return true;
}

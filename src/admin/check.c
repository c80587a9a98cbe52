/*
 * Statements are built as the program builds them and prepared, never run:
 * what the server says lands on the line that it belongs to.
 */
#include "admin/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "db/statement.h"
#include "form/sql.h"

struct check {
	struct admin *admin;
	const struct form *form;
	const char *path;
	size_t count;
};

void
check_complain(void *data, const char *path, int line, const char *text)
{
	(void)data;
	fprintf(stderr, "%s:%d: %s\n", path, line, text);
}

static void
complain(struct check *c, int line, const char *text)
{
	check_complain(NULL, c->path, line, text);
	c->count++;
}

static const char *
no_value(void *data, const char *name)
{
	(void)data;
	(void)name;
	return NULL;
}

/* Prepares and frees st.  line: of the form; offset: its own lines count. */
static struct table *
describe(struct check *c, struct statement st, int line, bool offset)
{
	struct error err;
	int at = 1;
	struct table *t = run_describe(c->admin->run, st.sql, &at, &err);

	if (t == NULL)
		complain(c, offset ? line + at - 1 : line, err.text);
	statement_done(&st);
	return t;
}

static struct table *
describe_sql(struct check *c, const struct sql *sql)
{
	if (sql->text == NULL)
		return NULL;
	return describe(c, statement_query(sql->text, no_value, NULL),
	    sql->line, true);
}

/* A form of one field of ours, to ask about that field alone. */
static void
check_table(struct check *c)
{
	struct form one = *c->form;
	struct record *record;

	if (one.table == NULL)
		return;
	for (size_t i = 0; i < c->form->field_count; i++) {
		one.field = &c->form->field[i];
		one.field_count = 1;
		table_free(describe(c, statement_load(&one, no_value, NULL),
		    c->form->field[i].line, false));
		if (c->form->field[i].flags & FIELD_NOENTRY)
			continue;
		record = record_new(&one);
		record_set(record, 0, "0");
		table_free(describe(c, statement_save(record),
		    c->form->field[i].line, false));
		record_free(record);
	}
}

static void
check_call(struct check *c)
{
	struct record *record;

	if (c->form->call == NULL)
		return;
	record = record_new(c->form);
	table_free(describe(c, statement_call_record(record),
	    c->form->field_count ? c->form->field[0].line : 1, false));
	record_free(record);
}

static void
check_set(struct check *c, const char *set, int line)
{
	struct error err;
	struct table *t;

	if (set == NULL)
		return;
	t = run_query(c->admin->run, SERVER_LOOKUP, 1, &set, &err);
	if (t == NULL)
		complain(c, line, err.text);
	table_free(t);
}

static void
check_opens(struct check *c, const struct action *action)
{
	const char *slash = strrchr(c->path, '/');
	char *path, *text;

	if (action->target_is_name)
		return;
	path = mem_printf("%.*s%s.form",
	    slash ? (int)(slash - c->path + 1) : 0, c->path, action->target);
	if (access(path, R_OK) != 0) {
		text = mem_printf(_("there is no screen \"%s\""),
		    action->target);
		complain(c, action->line, text);
		free(text);
	}
	free(path);
}

static void
check_calls(struct check *c, const struct action *action)
{
	table_free(describe(c, statement_call(action->target, action->pass,
	    action->pass_count, no_value, NULL), action->line, false));
}

static void
check_writes(struct check *c, const struct action *action)
{
	table_free(describe_sql(c, &action->sql));
}

static void
check_actions(struct check *c, const struct action *action, size_t count)
{
	static void (*const check[])(struct check *, const struct action *) = {
		[ACTION_OPENS] = check_opens,
		[ACTION_CALLS] = check_calls,
		[ACTION_WRITES] = check_writes,
	};

	for (size_t i = 0; i < count; i++)
		check[action[i].kind](c, &action[i]);
}

static void
check_has(struct check *c, const struct table *t, const char *name, int line)
{
	char *text;

	if (t == NULL || table_column(t, name) >= 0)
		return;
	text = mem_printf(_("the query gives no column \"%s\""), name);
	complain(c, line, text);
	free(text);
}

static void
check_rows(struct check *c, const struct rows *rows)
{
	struct table *t = describe_sql(c, &rows->query);

	for (size_t i = 0; i < rows->column_count; i++) {
		check_has(c, t, rows->column[i].name, rows->column[i].line);
		check_set(c, rows->column[i].set, rows->column[i].line);
	}
	for (size_t i = 0; i < rows->order.count; i++)
		check_has(c, t, rows->order.name[i], rows->query.line);
	table_free(t);
	table_free(describe_sql(c, &rows->summary));
	check_actions(c, rows->action, rows->action_count);
}

static void
check_card(struct check *c)
{
	struct table *t = describe_sql(c, &c->form->query);

	for (size_t i = 0; t && i < c->form->field_count; i++)
		check_has(c, t, c->form->field[i].name, c->form->field[i].line);
	table_free(t);
}

size_t
check_form(struct admin *a, const struct form *form, const char *path)
{
	struct check c = { .admin = a, .form = form, .path = path };

	check_table(&c);
	check_call(&c);
	for (size_t i = 0; i < form->field_count; i++) {
		check_set(&c, form->field[i].set, form->field[i].line);
		table_free(describe_sql(&c, &form->field[i].check));
	}
	check_card(&c);
	if (form->rows.query.text)
		check_rows(&c, &form->rows);
	for (size_t i = 0; i < form->detail_count; i++)
		check_rows(&c, &form->detail[i]);
	check_actions(&c, form->action, form->action_count);
	return c.count;
}

bool
command_form_check(struct admin *a, int argc, char **argv, struct error *err)
{
	size_t bad = 0;

	if (argc < 2)
		return error_set(err, _("form check takes FILE..."));
	for (int i = 1; i < argc; i++) {
		struct form *form = form_read(argv[i], check_complain, NULL);

		bad += form == NULL || check_form(a, form, argv[i]) > 0;
		form_free(form);
	}
	if (bad)
		return error_set(err, _("%zu of %d forms have mistakes"), bad,
		    argc - 1);
	printf(_("%d forms are good\n"), argc - 1);
	return true;
}

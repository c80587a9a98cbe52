/*
 * The values are asked for twice: before the operator is told what the printer
 * lacks, and together with the entry in the record of slips, so that only
 * what goes to the printer counts as printed.  The answer has a table for the
 * slip, one for each line with a query, and one for the record.
 */
#include "screen/slip.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "form/slip.h"
#include "form/sql.h"
#include "screen/choices.h"
#include "screen/paper.h"

#define COPY "copy"

struct asked {
	struct screen *screen;
	const struct answer *answer;
	char *copy;
};

void
slip_saved(struct screen *s, const char *key, const char *value)
{
	values_set(&s->saved, key, value);
}

static const char *
known_value(void *data, const char *name)
{
	struct screen *s = data;
	const char *v = screen_value(s, name);

	return v && *v ? v : values_get(&s->saved, name);
}

/* As its field would say it, if the screen has one. */
static char *
worded(const struct asked *a, const char *name, const char *text,
    bool in_words)
{
	struct screen *s = a->screen;
	int at = form_field(s->form, name);
	const struct field *f = at < 0 ? NULL : &s->form->field[at];
	const char *of_list = f && f->set ? choices_name(s->session, f->set,
	    text) : NULL;

	if (*text == '\0')
		return NULL;
	if (in_words)
		return f && f->type->aside ? f->type->aside(f, text) : NULL;
	if (of_list)
		return mem_dup(of_list);
	return f && f->type->format ? f->type->format(f, text) : mem_dup(text);
}

/* How many tables of the answer stand before that of the line. */
static size_t
tables_before(const struct slip *slip, size_t line)
{
	size_t count = 1;

	for (size_t i = 0; i < line; i++)
		count += slip->line[i].query.text != NULL;
	return count;
}

static const struct table *
table_of(const struct asked *a, size_t line)
{
	return a->answer->table[tables_before(a->screen->form->slip, line)];
}

static size_t
rows(void *data, size_t line)
{
	return table_rows(table_of(data, line));
}

static char *
value(void *data, size_t line, size_t row, const char *name, bool in_words)
{
	const struct asked *a = data;
	const char *text = NULL;

	if (strcmp(name, COPY) == 0)
		return mem_dup(a->copy);
	if (a->screen->form->slip->line[line].query.text)
		text = table_value(table_of(a, line), row, name);
	if (text == NULL)
		text = table_value(a->answer->table[0], 0, name);
	if (text == NULL)
		text = screen_value(a->screen, name);
	return text ? worded(a, name, text, in_words) : NULL;
}

/* Yours to free. */
static char *
page_of(struct screen *s, const struct answer *answer, int copies)
{
	struct asked asked = {
		.screen = s, .answer = answer,
		.copy = copies > 0 ? mem_printf(_("copy %d"), copies + 1) :
		    mem_dup(""),
	};
	struct slip_source source = { &asked, value, rows };
	char *page = slip_page(s->form->slip, &source);

	free(asked.copy);
	return page;
}

/* What keeps the slip from being printed, told the operator. */
static bool
is_refused(struct session *s, const struct answer *answer)
{
	s->is_waiting = false;
	s->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_REFUSED)
		session_say(s, SEVERITY_ERROR, "%s", answer->message);
	else if (answer->outcome == OUTCOME_LOST)
		session_say(s, SEVERITY_ERROR, "%s",
		    _("press the key once more"));
	else if (table_rows(answer->table[0]) == 0)
		session_say(s, SEVERITY_ERROR,
		    _("there is no such record any more: nothing is printed"));
	else
		return false;
	return true;
}

static void
counted(void *data, const struct answer *answer)
{
	struct screen *s = data;
	const struct slip *slip = s->form->slip;
	char *page;

	if (is_refused(s->session, answer))
		return;
	page = page_of(s, answer, atoi(table_text(
	    answer->table[tables_before(slip, slip->line_count)], 0, 0)));
	paper_send(s->session, s->form->name, page);
	free(page);
}

/* The values that the query asks by tell which record it is; NULL: none. */
static char *
record_of(struct screen *s)
{
	struct names names = { 0 };
	struct buf text = BUF_INIT, record = BUF_INIT;
	bool is_known = true;

	sql_number(s->form->slip->query.text, &text, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *v = known_value(s, names.name[i]);

		is_known = is_known && v && *v;
		buf_addf(&record, "%s%s", i ? " " : "", v ? v : "");
	}
	names_done(&names);
	buf_done(&text);
	if (is_known && record.len == 0)
		buf_adds(&record, "-");
	if (is_known)
		return buf_take(&record);
	buf_done(&record);
	return NULL;
}

/* With a record, its slip counts as printed. */
static void
ask_server(struct screen *s, const char *record, db_answer done)
{
	const struct slip *slip = s->form->slip;
	struct statement *st = mem_alloc((slip->line_count + 2) * sizeof(*st));
	size_t n = 0;

	st[n++] = statement_query(slip->query.text, known_value, s);
	for (size_t i = 0; i < slip->line_count; i++)
		if (slip->line[i].query.text)
			st[n++] = statement_query(slip->line[i].query.text,
			    known_value, s);
	if (record)
		st[n++] = statement_fixed(SERVER_SLIP, 2,
		    (const char *const[]){ s->form->name, record });
	s->session->is_waiting = true;
	db_send(s->session->db, st, n, done, s);
	free(st);
	session_say(s->session, SEVERITY_INFO, _("one moment ..."));
}

static void
count(struct screen *s)
{
	char *record = record_of(s);

	if (record)
		ask_server(s, record, counted);
	free(record);
}

static void
come(void *data, const struct answer *answer)
{
	struct screen *s = data;
	char *page;

	if (is_refused(s->session, answer))
		return;
	page = page_of(s, answer, 0);
	paper_ask(s->session, page, count);
	free(page);
}

void
slip_print(struct screen *s)
{
	char *record = record_of(s);

	if (record)
		ask_server(s, NULL, come);
	else
		session_say(s->session, SEVERITY_WARNING,
		    _("%s: save first (F2), then print"),
		    s->form->slip->title);
	free(record);
}

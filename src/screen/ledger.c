/*
 * An overlay that asks for the way, then tells how far it is.  The file grows
 * under another name; it gets its own when it is whole and the server has it
 * on record.
 */
#include "screen/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "screen/file.h"
#include "screen/paper.h"
#include "ui/term.h"

#define MINUTE 16		/* bytes of "YYYY-MM-DD HH:MM" */

static struct ledger *
ledger_of(struct screen *s)
{
	return (struct ledger *)s;
}

static void
close_ledger(struct screen *s)
{
	struct ledger *l = ledger_of(s);

	db_forget(s->session->db, l);
	sheet_free(l->sheet);
	if (l->part)
		unlink(l->part);
	free(l->conditions);
	free(l->made);
	free(l->name);
	free(l->path);
	free(l->part);
	free(l->id);
	free(l->column);
	free(l->sum);
	free(l->summary);
}

static struct statement
end_statement(const struct ledger *l, const char *state)
{
	char *rows = mem_printf("%zu", l->rows);
	struct statement st = statement_fixed(SERVER_EXPORTED, 3,
	    (const char *const[]){ l->id, rows, state });

	free(rows);
	return st;
}

/* Nothing is left of it but the line on record. */
static void
give_up(struct ledger *l)
{
	struct session *s = l->screen.session;

	if (l->id) {
		struct statement st = end_statement(l, "stopped");

		db_post(s->db, &st, 1, NULL, NULL);
	}
	session_pop(s);
}

static void
fail(struct ledger *l, const char *text)
{
	struct session *s = l->screen.session;
	char *message = mem_dup(text);

	give_up(l);
	session_say(s, SEVERITY_ERROR, "%s", message);
	free(message);
}

static bool
has_failed(struct ledger *l, const struct answer *answer)
{
	if (answer->outcome == OUTCOME_DONE)
		return false;
	fail(l, answer->outcome == OUTCOME_REFUSED ? answer->message :
	    _("the line went down, no file is written: export once more when it is back"));
	return true;
}

/* Yours to free. */
static char *
what_came(const struct ledger *l)
{
	if (l->is_cut)
		return mem_printf(_("the first %zu rows only are in %s: narrow the list for the others"),
		    l->rows, l->name);
	return mem_printf(_("%zu rows are in %s, in the folder %s"), l->rows,
	    l->name, l->screen.session->export_dir);
}

/* It is on record. */
static void
put_out(struct ledger *l)
{
	struct session *s = l->screen.session;
	enum severity severity = l->is_cut ? SEVERITY_WARNING : SEVERITY_INFO;
	char *text;

	if (!file_settle(l->part, l->path)) {
		text = mem_printf(_("%s: can't write %s"), strerror(errno),
		    l->path);
		fail(l, text);
	} else {
		text = what_came(l);
		mem_set(&l->part, NULL);
		session_pop(s);
		session_say(s, severity, "%s", text);
	}
	free(text);
}

static void
recorded(void *data, const struct answer *answer)
{
	struct ledger *l = data;

	if (!has_failed(l, answer))
		put_out(l);
}

static void
print_out(void *data, const struct answer *answer)
{
	struct ledger *l = data;
	struct session *s = l->screen.session;
	char *page, *name;

	if (has_failed(l, answer))
		return;
	page = mem_dup(l->kind->page(l->sheet));
	name = mem_dup(l->of->form->name);
	session_pop(s);
	paper_print(s, name, page);
	free(page);
	free(name);
}

static void
finish(struct ledger *l)
{
	struct statement st;
	struct error err;

	if (!l->kind->end(l->sheet, &err)) {
		fail(l, err.text);
		return;
	}
	if (l->kind->extension) {
		sheet_free(l->sheet);
		l->sheet = NULL;
	}
	st = end_statement(l, "done");
	db_send(l->screen.session->db, &st, 1, l->kind->extension ? recorded :
	    print_out, l);
}

static const struct sql *
head_of(const struct ledger *l)
{
	return &l->of->form->rows.printed.head;
}

static void send(struct ledger *l, const struct table *last);

/* The first answer has the number of the record before the rows. */
static void
come(void *data, const struct answer *answer)
{
	struct ledger *l = data;
	struct table *const *table = answer->table;
	size_t count = answer->count;
	struct error err;

	if (has_failed(l, answer))
		return;
	l->screen.session->wants |= SCREEN_REDRAW;
	if (l->id == NULL) {
		l->id = mem_dup(table_text(table[0], 0, 0));
		if (head_of(l)->text) {
			count--;
			mem_set(&l->conditions, table_rows(*++table) ?
			    table_text(*table, 0, 0) : "");
			l->about.conditions = l->conditions;
		}
		l->sheet = sheet_new(l->kind, &l->about, l->part, &err);
		if (l->sheet == NULL) {
			fail(l, err.text);
			return;
		}
		table++;
		count--;
	}
	if (l->source->take(l, table, count))
		send(l, table[0]);
	else
		finish(l);
}

static struct statement
begin_statement(const struct ledger *l)
{
	return statement_fixed(SERVER_EXPORT, 5, (const char *const[]){
		l->of->form->name, l->about.title, l->conditions,
		l->kind->name, l->name,
	});
}

static void
send(struct ledger *l, const struct table *last)
{
	struct statement st[LEDGER_STATEMENTS + 2];
	size_t count = 0;

	if (last == NULL)
		st[count++] = begin_statement(l);
	if (last == NULL && head_of(l)->text)
		st[count++] = statement_query(head_of(l)->text, screen_value,
		    l->of);
	count += l->source->ask(l, last, st + count);
	for (size_t i = 0; i < count; i++)
		st[i].may_stop = true;
	db_send(l->screen.session->db, st, count, come, l);
}

/* The screen and the day; a number when that is taken.  Paper has no file. */
static void
name_file(struct ledger *l, const char *now)
{
	struct session *s = l->screen.session;
	int n = 1;

	if (l->kind->extension == NULL) {
		l->name = mem_dup(_("printed"));
		return;
	}
	do {
		char *number = n > 1 ? mem_printf("-%d", n) : mem_dup("");

		free(l->name);
		free(l->path);
		l->name = mem_printf("%s-%.4s%.2s%.2s%s.%s", l->of->form->name,
		    now, now + 5, now + 8, number, l->kind->extension);
		l->path = mem_printf("%s/%s", s->export_dir, l->name);
		free(number);
		n++;
	} while (access(l->path, F_OK) == 0);
	l->part = mem_printf("%s.part", l->path);
}

static const char *
session_word(const struct session *s, const char *name)
{
	const char *v = values_get(&s->values, name);

	return v ? v : "";
}

static void
begin(struct ledger *l, const struct sheet_kind *kind)
{
	struct session *s = l->screen.session;
	struct buf conditions = BUF_INIT;
	char *now = clock_now(&s->clock);

	if (strlen(now) != MINUTE) {
		free(now);
		now = mem_dup("0000-00-00 00:00");
	}
	l->kind = kind;
	l->source->conditions(l->of, &conditions);
	l->conditions = buf_take(&conditions);
	l->made = mem_printf(_("%s, %s, %s (%s)"), now,
	    session_word(s, "office_name"), session_word(s, "operator_name"),
	    db_user(s->db));
	l->about = (struct sheet_about){
		.title = l->of->form->title, .conditions = l->conditions,
		.made = l->made, .foot = &l->of->form->rows.printed.foot,
	};
	name_file(l, now);
	free(now);
	send(l, NULL);
}

static const struct sheet_kind *
kind_of_key(struct ledger *l, const struct event *event)
{
	uint32_t cp = event->cp >= 'a' && event->cp <= 'z' ?
	    event->cp - 'a' + 'A' : event->cp;

	if (event->kind == EVENT_KEY && event->key == K_ENTER)
		return sheet_find(l->screen.session->settings.ledger);
	for (size_t i = 0; event->kind == EVENT_CHAR && sheet_all[i]; i++)
		if (cp == (unsigned char)sheet_all[i]->key)
			return sheet_all[i];
	return NULL;
}

static unsigned
event(struct screen *s, const struct event *event)
{
	struct ledger *l = ledger_of(s);
	const struct sheet_kind *kind = l->kind ? NULL : kind_of_key(l, event);
	struct session *session = s->session;

	if (kind) {
		session->settings.ledger = kind->name;
		settings_write(&session->settings);
		begin(l, kind);
		return SCREEN_REDRAW;
	}
	if (!command_is_back(event))
		return SCREEN_BEEP;
	if (l->kind == NULL)
		return SCREEN_CLOSE;
	give_up(l);
	session_say(session, SEVERITY_INFO,
	    _("stopped: no file is written"));
	return SCREEN_REDRAW;
}

static char *
question(const struct ledger *l)
{
	const struct sheet_kind *usual =
	    sheet_find(l->screen.session->settings.ledger);

	return mem_printf(_("%s: how shall it go out?  Enter: %s"),
	    l->of->form->title, _(usual->label));
}

static void
paint(struct screen *s)
{
	struct ledger *l = ledger_of(s);
	int row = session_message_row(s->session);
	char *text = l->kind ? mem_printf(_("%zu rows are written, Esc stops"),
	    l->rows) : question(l);

	view_text(row, 0, term_columns(), STYLE_WARNING, text, ' ');
	view_caret(row, 0);
	free(text);
}

static void
keys(struct screen *s, struct buf *out)
{
	if (ledger_of(s)->kind) {
		buf_adds(out, _("Esc stop"));
		return;
	}
	for (size_t i = 0; sheet_all[i]; i++)
		buf_addf(out, "%s%s", i ? "  " : "", _(sheet_all[i]->label));
	buf_addf(out, "  %s", _("F10 back"));
}

static const struct screen_kind ledger_kind = {
	.size = sizeof(struct ledger),
	.is_overlay = true,
	.close = close_ledger,
	.event = event,
	.paint = paint,
	.keys = keys,
};

static struct ledger *
push(struct screen *of, const struct ledger_source *source)
{
	struct ledger *l = (struct ledger *)session_push(of->session,
	    &ledger_kind, NULL, NULL);

	l->source = source;
	l->of = of;
	return l;
}

void
ledger_open(struct screen *of, const struct ledger_source *source)
{
	push(of, source);
}

void
ledger_print(struct screen *of, const struct ledger_source *source)
{
	begin(push(of, source), &sheet_paper);
}

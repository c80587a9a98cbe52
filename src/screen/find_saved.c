/* Queries that the operator has named: kept at the server, listed, removed. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "screen/ask.h"
#include "screen/find.h"
#include "screen/picker.h"

#define COLUMNS 54
#define NAME 0			/* columns of the server's answer */
#define FIELD 1
#define TYPED 2

static struct find *
find_of(struct screen *s)
{
	return (struct find *)s;
}

static bool
has_failed(struct session *s, const struct answer *answer)
{
	s->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_LOST)
		session_say(s, SEVERITY_WARNING,
		    _("the line is down: try again when it is back"));
	else if (answer->outcome == OUTCOME_REFUSED)
		session_say(s, SEVERITY_ERROR, "%s", answer->message);
	return answer->outcome != OUTCOME_DONE;
}

static void
kept(void *data, const struct answer *answer)
{
	struct session *s = ((struct find *)data)->screen.session;

	if (!has_failed(s, answer))
		session_say(s, SEVERITY_INFO,
		    _("the conditions are saved: F6 lists them"));
}

/* The conditions that there are, as arrays. */
static void
add_conditions(const struct find *f, struct buf *field, struct buf *typed)
{
	const struct record *r = f->fields.record;

	for (size_t i = 0; i < r->form->field_count; i++) {
		if (r->value[i].text[0] == '\0')
			continue;
		array_add(field, r->form->field[i].name);
		array_add(typed, r->value[i].text);
	}
	array_end(field);
	array_end(typed);
}

static void
named(struct screen *s, void *data, const char *name)
{
	struct find *f = find_of(s);
	struct buf field = BUF_INIT, typed = BUF_INIT;
	struct statement st;

	(void)data;
	add_conditions(f, &field, &typed);
	st = statement_fixed(SERVER_QUERY_KEEP, 4, (const char *const[]){
	    s->form->name, name, field.data, typed.data });
	db_send(s->session->db, &st, 1, kept, f);
	buf_done(&field);
	buf_done(&typed);
}

unsigned
find_keep(struct screen *s)
{
	fields_commit(&find_of(s)->fields);
	ask_line(s->session, _("save these conditions as:"), named, NULL);
	return SCREEN_REDRAW;
}

/* What the picker shows: the answer, and the names in it. */
struct queries {
	struct find *find;
	struct table *table;
	struct choice *choice;
	size_t count;
};

static void
gone(void *data)
{
	struct queries *q = data;

	table_free(q->table);
	free(q->choice);
	free(q);
}

static void
ask_named(struct screen *s, const struct table *t, const char *name)
{
	struct fields *f = &find_of(s)->fields;
	bool has_some = false;

	fields_blank(f, false);
	for (size_t row = 0; row < table_rows(t); row++) {
		int field = form_field(f->form, table_text(t, row, FIELD));

		if (field < 0 || strcmp(table_text(t, row, NAME), name) != 0)
			continue;
		record_load(f->record, (size_t)field,
		    table_text(t, row, TYPED));
		has_some = true;
	}
	fields_focus_first(f);
	if (has_some)
		find_run(s);
}

static void
took(struct screen *s, void *data, size_t index)
{
	const struct queries *q = data;

	ask_named(s, q->table, q->choice[index].code);
}

static void
forgotten(void *data, const struct answer *answer)
{
	struct session *s = ((struct find *)data)->screen.session;

	if (!has_failed(s, answer))
		session_say(s, SEVERITY_INFO, _("removed"));
}

static void
remove_one(struct screen *s, void *data, size_t index)
{
	const struct queries *q = data;
	struct statement st = statement_fixed(SERVER_QUERY_FORGET, 2,
	    (const char *const[]){ s->form->name, q->choice[index].code });

	db_send(s->session->db, &st, 1, forgotten, q->find);
}

static void
add_names(struct queries *q)
{
	for (size_t row = 0; row < table_rows(q->table); row++) {
		const char *name = table_text(q->table, row, NAME);

		if (q->count &&
		    strcmp(q->choice[q->count - 1].code, name) == 0)
			continue;
		*MEM_PUSH(q->choice, q->count) = (struct choice){
			.code = name, .name = "", .initials = "",
			.spelling = "", .note = "",
		};
	}
}

static void
come(void *data, const struct answer *answer)
{
	struct find *f = data;
	struct session *s = f->screen.session;
	struct queries *q;

	if (has_failed(s, answer))
		return;
	if (table_rows(answer->table[0]) == 0) {
		session_say(s, SEVERITY_INFO,
		    _("none is saved yet: F9 saves these conditions"));
		return;
	}
	q = mem_alloc(sizeof(*q));
	q->find = f;
	q->table = table_share(answer->table[0]);
	add_names(q);
	picker_open_choices(s, &(struct picker_choices){
		.title = _("saved"), .choice = q->choice, .count = q->count,
		.columns = COLUMNS, .code_columns = COLUMNS - 4,
		.took = took, .remove = remove_one, .gone = gone, .data = q,
	}, "");
}

unsigned
find_list_saved(struct screen *s)
{
	struct statement st = statement_fixed(SERVER_QUERIES, 1,
	    (const char *const[]){ s->form->name });

	fields_commit(&find_of(s)->fields);
	db_forget(s->session->db, s);
	db_send(s->session->db, &st, 1, come, s);
	return SCREEN_REDRAW;
}

/* The screen below was opened for it. */
static void
come_named(void *data, const struct answer *answer)
{
	struct screen *s = data;

	if (!has_failed(s->session, answer) && s->session->top == s)
		ask_named(s, answer->table[0],
		    values_get(&s->below->with, FIND_NAMED));
}

void
find_open_named(struct session *s, const struct form *form,
    struct values *conditions)
{
	struct statement st = statement_fixed(SERVER_QUERIES, 1,
	    (const char *const[]){ form->name });

	find_open(s, form, conditions);
	db_send(s->db, &st, 1, come_named, s->top);
}

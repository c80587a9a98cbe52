/* The query and the entry in the record of slips are one round trip. */
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
	const struct table *table;
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

static char *
value(void *data, const char *name, bool in_words)
{
	const struct asked *a = data;
	const char *text = table_value(a->table, 0, name);

	if (strcmp(name, COPY) == 0)
		return mem_dup(a->copy);
	if (text == NULL)
		text = screen_value(a->screen, name);
	return text ? worded(a, name, text, in_words) : NULL;
}

static void
print(struct screen *s, const struct table *t, const char *before)
{
	int copies = atoi(before);
	struct asked asked = {
		.screen = s, .table = t,
		.copy = copies > 0 ? mem_printf(_("copy %d"), copies + 1) :
		    mem_dup(""),
	};
	char *page = slip_page(s->form->slip, value, &asked);

	paper_print(s->session, s->form->name, page);
	free(page);
	free(asked.copy);
}

static void
come(void *data, const struct answer *answer)
{
	struct screen *s = data;

	s->session->is_waiting = false;
	s->session->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_REFUSED)
		session_say(s->session, SEVERITY_ERROR, "%s", answer->message);
	else if (answer->outcome == OUTCOME_LOST)
		session_say(s->session, SEVERITY_ERROR, "%s",
		    _("press the key once more"));
	else if (table_rows(answer->table[0]) == 0)
		session_say(s->session, SEVERITY_ERROR,
		    _("there is no such record any more: nothing is printed"));
	else
		print(s, answer->table[0], table_text(answer->table[1], 0, 0));
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

void
slip_print(struct screen *s)
{
	char *record = record_of(s);
	struct statement st[2];

	if (record == NULL) {
		session_say(s->session, SEVERITY_WARNING,
		    _("%s: save first (F2), then print"),
		    s->form->slip->title);
		return;
	}
	st[0] = statement_query(s->form->slip->query.text, known_value, s);
	st[1] = statement_fixed(SERVER_SLIP, 2,
	    (const char *const[]){ s->form->name, record });
	s->session->is_waiting = true;
	db_send(s->session->db, st, 2, come, s);
	session_say(s->session, SEVERITY_INFO, _("one moment ..."));
	free(record);
}

/* Running a form's actions. */
#include "screen/action.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "screen/ask.h"
#include "screen/export.h"
#include "screen/login.h"
#include "screen/marks.h"
#include "screen/write.h"
#include "text/utf8.h"

/* What it passes on is there: a row under the bar, a record that is read. */
static bool
knows_values(struct screen *s, const struct action *action)
{
	for (size_t i = 0; i < action->pass_count; i++) {
		const char *from = action->pass[i].from;

		if (action->ask_name && strcmp(from, action->ask_name) == 0)
			continue;
		if (screen_value(s, from) == NULL)
			return false;
	}
	return true;
}

/* The rows that it is for, or NULL: the one under the bar. */
static const struct marks *
rows_of(struct screen *s, const struct action *action)
{
	const struct marks *m = action->is_for_marked && s->kind->marks ?
	    s->kind->marks(s) : NULL;

	return m && m->count ? m : NULL;
}

bool
action_applies(struct screen *s, const struct action *action)
{
	const char *value;

	if (!session_has_duty(s->session, &action->duties) ||
	    !knows_values(s, action))
		return false;
	if (action->when.name == NULL || rows_of(s, action))
		return true;
	value = screen_value(s, action->when.name);
	return value && names_has(&action->when.values, value);
}

static void
opens(struct screen *s, const struct action *action)
{
	const char *target = action->target;
	struct values with = { 0 };

	if (action->target_is_name)
		target = screen_value(s, action->target);
	for (size_t i = 0; i < action->pass_count; i++)
		values_set(&with, action->pass[i].to,
		    screen_value(s, action->pass[i].from));
	if (target && *target && session_open(s->session, target, &with) &&
	    s->session->top->below == s)
		s->session->top->opener = action;
	values_done(&with);
}

/* One row of many: which one it was, in the operator's words. */
static void
say_refused(struct screen *s, const struct answer *answer)
{
	const struct marks *m = s->kind->marks ? s->kind->marks(s) : NULL;

	if (m && m->count > 1)
		session_say(s->session, SEVERITY_ERROR,
		    _("nothing was done; at row %zu of those marked: %s"),
		    answer->refused + 1, answer->message);
	else
		session_say(s->session, SEVERITY_ERROR, "%s", answer->message);
}

/* What the server said of the last; of several, how many they were. */
static void
say_called(struct screen *s, const struct answer *answer)
{
	const char *text = answer->table && table_rows(answer->table[0]) ?
	    table_text(answer->table[0], 0, 0) : _("done");

	if (answer->table && answer->count > 1)
		session_say(s->session, SEVERITY_INFO, _("%zu rows: %s"),
		    answer->count, text);
	else
		session_say(s->session, SEVERITY_INFO, "%s", text);
}

/* Nothing on the screen holds any more. */
static void
begin_anew(struct screen *s, const struct answer *answer)
{
	struct session *session = s->session;

	session_begin_anew(session);
	if (answer->table && table_rows(answer->table[0]))
		session_say(session, SEVERITY_INFO, "%s",
		    table_text(answer->table[0], 0, 0));
}

static void hand_in(struct screen *s, void *data, const char *text);

static void
offer_review(struct screen *s, const char *why)
{
	char *question = mem_printf(_("%s: hand it in now?"), why);

	ask_yes(s->session, question, hand_in, (void *)s->session->called);
	free(question);
}

static void
called(struct screen *s, const struct answer *answer)
{
	if (answer->outcome == OUTCOME_REFUSED) {
		if (s->session->called &&
		    strcmp(answer->state, STATE_REVIEW) == 0) {
			offer_review(s, answer->message);
			return;
		}
		if (s->kind->refused == NULL || !s->kind->refused(s,
		    answer->field, answer->message))
			say_refused(s, answer);
		return;
	}
	if (s->session->called && s->session->called->is_anew) {
		begin_anew(s, answer);
		return;
	}
	if (s->kind->marks)
		marks_clear(s->kind->marks(s));
	if (s->kind->reload)
		s->kind->reload(s);
	say_called(s, answer);
}

/* A marked row's values come before the screen's. */
struct marked {
	struct screen *screen;
	const struct marks *marks;
	size_t mark;
};

static const char *
marked_value(void *data, const char *name)
{
	const struct marked *m = data;
	const char *v = marks_value(m->marks, m->mark, name);

	return v ? v : screen_value(m->screen, name);
}

/* What an action calls: once, or for each row that is marked. */
struct calls {
	struct call *call;
	struct marked *marked;
	size_t count;
};

static struct calls
calls_begin(struct screen *s, const struct action *action)
{
	const struct marks *marks = rows_of(s, action);
	struct calls c = { .count = marks ? marks->count : 1 };

	c.call = mem_alloc(c.count * sizeof(*c.call));
	c.marked = mem_alloc(c.count * sizeof(*c.marked));
	for (size_t i = 0; i < c.count; i++) {
		c.marked[i] = (struct marked){ s, marks, i };
		c.call[i] = (struct call){ action->target, action->pass,
			action->pass_count, marks ? marked_value : screen_value,
			marks ? (void *)&c.marked[i] : s };
	}
	return c;
}

static void
calls_end(struct calls *c)
{
	free(c->call);
	free(c->marked);
}

static void
send(struct screen *s, struct statement *st, size_t count)
{
	char *key = db_new_key();

	write_send(s, &(struct save){ .key = key, .statement = st,
	    .count = count }, called);
	free(key);
}

/* All of them in one transaction. */
static void
call(struct screen *s, const struct action *action)
{
	struct calls c = calls_begin(s, action);
	struct statement *st = mem_alloc(c.count * sizeof(*st));

	for (size_t i = 0; i < c.count; i++)
		st[i] = statement_call(c.call[i].function, c.call[i].pass,
		    c.call[i].count, c.call[i].value, c.call[i].data);
	session_say(s->session, SEVERITY_INFO, _("one moment ..."));
	s->session->called = action;
	send(s, st, c.count);
	free(st);
	calls_end(&c);
}

/* A second person has to see it first; all rows are one change. */
static void
hand_in(struct screen *s, void *data, const char *text)
{
	struct calls c = calls_begin(s, data);
	struct statement st = statement_review_calls(c.call, c.count,
	    s->form->name, NULL);

	(void)text;
	session_say(s->session, SEVERITY_INFO, _("handing it in ..."));
	s->session->called = NULL;
	send(s, &st, 1);
	calls_end(&c);
}

static void
confirmed(struct screen *s, void *data, const char *text)
{
	const struct action *action = data;

	if (action->ask_name)
		values_set(&s->with, action->ask_name, text);
	call(s, action);
}

/* What it asks before it calls; yours to free. */
static char *
question_of(struct screen *s, const struct action *action)
{
	const struct marks *m = rows_of(s, action);
	const char *text = action->question ? action->question :
	    action->ask_label;

	if (m && action->question)
		return mem_printf(_("%zu rows: %s (Y yes, N no)"), m->count,
		    text);
	if (m)
		return mem_printf(_("%zu rows: %s"), m->count, text);
	return action->question ? mem_printf(_("%s (Y yes, N no)"), text) :
	    mem_dup(text);
}

static void
calls(struct screen *s, const struct action *action)
{
	char *question;

	if (action->question == NULL && action->ask_name == NULL) {
		call(s, action);
		return;
	}
	question = question_of(s, action);
	if (action->question)
		ask_yes(s->session, question, confirmed, (void *)action);
	else
		ask_line(s->session, question, confirmed, (void *)action);
	free(question);
}

void
action_run(struct screen *s, const struct action *action)
{
	static void (*const run[])(struct screen *, const struct action *) = {
		[ACTION_OPENS] = opens,
		[ACTION_CALLS] = calls,
		[ACTION_WRITES] = export_run,
	};

	run[action->kind](s, action);
}

const struct action *
action_find(struct screen *s, const struct action *actions, size_t count,
    const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(actions[i].key, key) == 0 &&
		    action_applies(s, &actions[i]))
			return &actions[i];
	return NULL;
}

const struct action *
action_of(struct screen *s, const struct event *event)
{
	char key[UTF8_MAX + 1] = "";

	if (event->kind == EVENT_KEY)
		return action_find(s, s->form->action, s->form->action_count,
		    key_label(event->key));
	if (event->kind != EVENT_CHAR)
		return NULL;
	utf8_put(key, event->cp >= 'a' && event->cp <= 'z' ?
	    event->cp - 'a' + 'A' : event->cp);
	return action_find(s, s->form->action, s->form->action_count, key);
}

/* In the conditions of a list, Enter searches. */
static bool
is_typed_over(struct screen *s, const struct action *a)
{
	return strcmp(a->key, key_label(K_ENTER)) == 0 &&
	    s->kind->takes_text && s->kind->takes_text(s);
}

void
action_keys(struct screen *s, struct bar *out)
{
	if (s->form->kind == FORM_MENU)
		return;
	for (size_t i = 0; i < s->form->action_count; i++) {
		const struct action *a = &s->form->action[i];

		if (action_applies(s, a) && !is_typed_over(s, a))
			bar_add(out, BAR_USUAL, "%s %s", a->key, a->label);
	}
}

void
action_help(struct screen *s, struct buf *out)
{
	bool is_first = true;

	if (s->form->kind == FORM_MENU)
		return;
	for (size_t i = 0; i < s->form->action_count; i++) {
		const struct action *a = &s->form->action[i];

		if (!session_has_duty(s->session, &a->duties))
			continue;
		if (is_first)
			buf_addf(out, "\n[%s]\n", _("Keys of this screen"));
		is_first = false;
		buf_addf(out, "%-22s  %s\n", a->key, a->label);
	}
}

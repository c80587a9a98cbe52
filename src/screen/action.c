/* Running a form's actions. */
#include "screen/action.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "screen/ask.h"
#include "screen/export.h"
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

bool
action_applies(struct screen *s, const struct action *action)
{
	const char *value;

	if (!session_has_duty(s->session, &action->duties) ||
	    !knows_values(s, action))
		return false;
	if (action->when.name == NULL)
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
	if (target && *target)
		session_open(s->session, target, &with);
	values_done(&with);
}

static void
called(struct screen *s, const struct answer *answer)
{
	struct session *session = s->session;

	if (answer->outcome == OUTCOME_REFUSED) {
		if (s->kind->refused == NULL || !s->kind->refused(s,
		    answer->field, answer->message))
			session_say(session, SEVERITY_ERROR, "%s",
			    answer->message);
		return;
	}
	if (s->kind->reload)
		s->kind->reload(s);
	session_say(session, SEVERITY_INFO, "%s",
	    answer->table && table_rows(answer->table[0]) ?
	    table_text(answer->table[0], 0, 0) : _("done"));
}

static void
call(struct screen *s, const struct action *action)
{
	struct statement st = statement_call(action->target, action->pass,
	    action->pass_count, screen_value, s);
	char *key = db_new_key();
	struct save save = { .key = key, .statement = &st, .count = 1 };

	session_say(s->session, SEVERITY_INFO, _("one moment ..."));
	write_send(s, &save, called);
	free(key);
}

static void
confirmed(struct screen *s, void *data, const char *text)
{
	const struct action *action = data;

	if (action->ask_name)
		values_set(&s->with, action->ask_name, text);
	call(s, action);
}

static void
calls(struct screen *s, const struct action *action)
{
	if (action->question) {
		char *question = mem_printf(_("%s (Y yes, N no)"),
		    action->question);

		ask_yes(s->session, question, confirmed, (void *)action);
		free(question);
	} else if (action->ask_name) {
		ask_line(s->session, action->ask_label, confirmed,
		    (void *)action);
	} else {
		call(s, action);
	}
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

void
action_keys(struct screen *s, struct bar *out)
{
	if (s->form->kind == FORM_MENU)
		return;
	for (size_t i = 0; i < s->form->action_count; i++) {
		const struct action *a = &s->form->action[i];

		if (action_applies(s, a))
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

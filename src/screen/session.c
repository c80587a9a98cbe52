/* The stack of screens, who is at the terminal, and keys that all have. */
#include "screen/session.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/sql.h"
#include "screen/action.h"
#include "screen/aside.h"
#include "screen/choices.h"
#include "screen/common.h"
#include "screen/drafts.h"
#include "screen/entry.h"
#include "screen/export.h"
#include "screen/list.h"
#include "screen/lock.h"
#include "screen/login.h"
#include "screen/menu.h"
#include "screen/paper.h"
#include "screen/recent.h"
#include "screen/spelling.h"
#include "screen/write.h"
#include "ui/term.h"

#define SUFFIX ".form"

static void
line_changed(void *data, bool is_up)
{
	struct session *s = data;

	s->wants |= SCREEN_REDRAW;
	ahead_release(s);
	if (!is_up) {
		session_say(s, SEVERITY_WARNING, "%s", db_can_look(s->db) ?
		    _("the main database can't be reached: nothing can be saved now, but looked up; what you typed is kept") :
		    _("the line to the database is down: what you typed is kept, connecting again"));
		return;
	}
	session_say(s, SEVERITY_INFO, _("the line is back: go on"));
	session_log_in(s);
	write_resume(s);
	drafts_resume(s);
}

struct session *
session_new(struct db *db, const char *form_dir)
{
	struct session *s = mem_alloc(sizeof(*s));

	s->db = db;
	s->form_dir = mem_dup(form_dir);
	db_on_change(db, line_changed, s);
	session_log_in(s);
	return s;
}

void
session_free(struct session *s)
{
	s->is_over = true;
	write_abandon(s);
	aside_free(s);
	while (s->top)
		session_pop(s);
	choices_free(s);
	spelling_free(s);
	recent_free(s);
	drafts_free(s);
	paper_free(s);
	lock_free(s);
	free(s->successor_name);
	ahead_done(s);
	for (size_t i = 0; i < s->form_count; i++)
		form_free(s->form[i]);
	free(s->form);
	values_done(&s->values);
	values_done(&s->last);
	db_close(s->db);
	free(s->form_dir);
	free(s->message);
	free(s->late_message);
	free(s->export_dir);
	settings_done(&s->settings);
	free(s);
}

static void
complain(void *data, const char *path, int line, const char *text)
{
	session_say(data, SEVERITY_ERROR, "%s:%d: %s", path, line, text);
}

const struct form *
session_form(struct session *s, const char *name)
{
	struct form *form;
	char *path;

	for (size_t i = 0; i < s->form_count; i++)
		if (strcmp(s->form[i]->name, name) == 0)
			return s->form[i];
	path = mem_printf("%s/%s.form", s->form_dir, name);
	form = form_read(path, complain, s);
	free(path);
	if (form)
		*MEM_PUSH(s->form, s->form_count) = form;
	return form;
}

void
session_read_forms(struct session *s)
{
	DIR *dir = opendir(s->form_dir);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		size_t len = strlen(entry->d_name), tail = strlen(SUFFIX);
		char *name;

		if (len <= tail ||
		    strcmp(entry->d_name + len - tail, SUFFIX) != 0)
			continue;
		name = mem_dup_len(entry->d_name, len - tail);
		session_form(s, name);
		free(name);
	}
	if (dir)
		closedir(dir);
}

struct screen *
session_push(struct session *s, const struct screen_kind *kind,
    const struct form *form, const struct values *with)
{
	struct screen *screen = mem_alloc(kind->size);

	screen->kind = kind;
	screen->form = form;
	screen->session = s;
	screen->below = s->top;
	if (with)
		values_copy(&screen->with, with);
	s->top = screen;
	s->wants |= SCREEN_REDRAW;
	mem_set(&s->message, NULL);
	if (kind->open)
		kind->open(screen);
	return screen;
}

bool
session_open(struct session *s, const char *name, const struct values *with)
{
	static const struct screen_kind *const kinds[] = {
		[FORM_ENTRY] = &entry_kind,
		[FORM_LIST] = &list_kind,
		[FORM_MENU] = &menu_kind,
	};
	const struct form *form = session_form(s, name);
	struct screen *screen;

	if (form == NULL)
		return false;
	screen = session_push(s, kinds[form->kind], form, with);
	if (form->kind != FORM_MENU && s->top == screen)
		recent_add(s, form, &screen->with, "");
	return true;
}

void
session_pop(struct session *s)
{
	struct screen *screen = s->top;
	bool was_overlay = screen->kind->is_overlay || screen->form == NULL;

	s->top = screen->below;
	s->wants |= SCREEN_REDRAW;
	if (s->ahead.is_awaiting ||
	    (screen->ahead == AHEAD_HELD && !s->ahead.is_free))
		ahead_drop(s);
	export_drop(screen);
	if (screen->kind->close)
		screen->kind->close(screen);
	values_done(&screen->with);
	values_done(&screen->saved);
	free(screen);
	mem_set(&s->message, NULL);
	if (s->top && s->top->below == NULL && !was_overlay)
		choices_flush(s);
	if (s->top && !was_overlay && s->top->kind->reload && s->is_open &&
	    !s->is_over)
		s->top->kind->reload(s->top);
}

void
session_say(struct session *s, enum severity severity, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	free(s->message);
	s->message = text;
	s->severity = severity;
	s->wants |= SCREEN_REDRAW;
}

const char *
screen_value(void *data, const char *name)
{
	struct screen *s = data;
	const char *v = s->kind->value ? s->kind->value(s, name) : NULL;

	if (v == NULL)
		v = values_get(&s->with, name);
	return v ? v : values_get(&s->session->values, name);
}

static bool
takes_text(struct screen *s)
{
	return s->kind->takes_text && s->kind->takes_text(s);
}

static bool
takes_letters(struct screen *s)
{
	return s->kind->takes_letters ? s->kind->takes_letters(s) :
	    takes_text(s);
}

/*
 * What the event means to the screen: its own handler, else that of every
 * screen.  A letter that the form binds is the form's.
 */
static const struct handler *
find_handler(struct screen *s, const struct event *event)
{
	enum command command = command_of(event, takes_text(s),
	    !takes_letters(s));
	const struct handler *h;

	if (command == COMMAND_NONE || (event->kind == EVENT_CHAR && s->form &&
	    action_of(s, event)))
		return NULL;
	h = command_handler(s, command);
	return h || s->form == NULL ? h : common_handler(s, command);
}

bool
session_leads_elsewhere(struct screen *s, const struct event *event)
{
	const struct handler *h = event->kind == EVENT_CHAR &&
	    event->cp >= 'A' ? NULL : find_handler(s, event);

	return command_is_back(event) ||
	    (h && h == common_handler(s, h->command));
}

static unsigned
run_event(struct screen *s, const struct event *event)
{
	const struct handler *h = find_handler(s, event);

	return h ? h->run(s) : s->kind->event(s, event);
}

static void
bad_byte(struct session *s)
{
	term_beep();
	session_say(s, SEVERITY_WARNING,
	    _("a byte came that is no character here: is the terminal set to %s?"),
	    charset_name(term_charset()));
}

/* A function key that nothing here obeys, or Esc and a letter. */
static void
say_ignored(struct session *s, const struct event *event)
{
	if (event->kind != EVENT_KEY || event->key < K_F1 ||
	    (event->key > K_F12 && event->key < K_ESC_C))
		return;
	term_beep();
	session_say(s, SEVERITY_WARNING,
	    _("%s does nothing here: the bottom line shows the keys that do"),
	    key_label(event->key));
}

void
session_obey(struct session *s, unsigned flags)
{
	if (flags & SCREEN_BEEP)
		term_beep();
	if (flags & SCREEN_CLOSE)
		session_pop(s);
	s->wants |= flags & (SCREEN_REDRAW | SCREEN_CARET);
}

void
session_event(struct session *s, const struct event *event)
{
	char *message;
	unsigned flags;

	if (s->lock) {
		lock_event(s, event);
		return;
	}
	if (s->top == NULL) {
		s->is_over = db_is_late(s->db) && command_is_back(event);
		return;
	}
	if (event->kind == EVENT_BAD) {
		bad_byte(s);
		return;
	}
	if (ahead_catch(s, event) || ahead_await(s, event))
		return;
	message = s->message;
	s->message = NULL;
	flags = run_event(s->top, event);
	if (flags & SCREEN_IGNORED && s->message == NULL)
		say_ignored(s, event);
	if (flags & SCREEN_SAME && s->message == NULL) {
		s->message = message;
		return;
	}
	session_obey(s, flags | (message ? SCREEN_REDRAW : 0));
	free(message);
}

static bool
lacks_choices(struct screen *s)
{
	return s && s->kind->lacks_choices && s->kind->lacks_choices(s);
}

bool
session_holds_keys(const struct session *s)
{
	return s->write != NULL || s->is_waiting || spelling_is_coming(s) ||
	    drafts_are_coming(s) ||
	    (choices_are_coming(s) && lacks_choices(s->top));
}

bool
session_is_busy(const struct session *s)
{
	return session_holds_keys(s) || choices_are_coming(s);
}

void
session_resize(struct session *s)
{
	term_resize();
	s->wants |= SCREEN_REDRAW;
}

void
session_keep(struct session *s)
{
	for (struct screen *screen = s->top; screen; screen = screen->below)
		if (screen->kind->keep)
			screen->kind->keep(screen);
}

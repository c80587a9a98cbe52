/* Typing into the focus: what its type and picture let through. */
#include "screen/fields_edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "form/picture.h"
#include "screen/choices.h"
#include "text/utf8.h"

static const struct field *
focus_field(const struct fields *f)
{
	return &f->form->field[f->focus];
}

/*
 * What the typed character adds to the picture; NULL: it may not be there.
 * While something in the middle is put right, any of its characters may.
 */
static char *
next_of_picture(const struct fields *f, uint32_t cp)
{
	const char *picture = focus_field(f)->picture;
	char *text = editor_text(f->editor), *next = NULL;

	if (editor_is_at_end(f->editor) && picture_fits(picture, text))
		next = picture_next(picture, text, cp);
	else if (picture_accepts(picture, cp))
		next = utf8_encode(&cp, 1);
	free(text);
	return next;
}

static enum editor_answer
type_picture(struct fields *f, const struct event *event)
{
	struct event one = *event;
	char *next = next_of_picture(f, event->cp);
	const char *at = next, *end = next ? next + strlen(next) : NULL;
	enum editor_answer answer = EDITOR_REFUSED;

	while (at < end) {
		one.cp = utf8_next(&at, end);
		answer = editor_event(f->editor, &one);
	}
	free(next);
	return answer;
}

static void
say_refused(struct fields *f, uint32_t cp)
{
	char *typed = utf8_encode(&cp, 1);

	session_say(f->screen->session, SEVERITY_WARNING,
	    _("\"%s\" doesn't belong here: %s"), typed, focus_field(f)->comment ?
	    focus_field(f)->comment : _("F1 tells what does"));
	free(typed);
}

static enum editor_answer
type(struct fields *f, const struct event *event)
{
	const struct field *field = focus_field(f);

	if (field->type->accept && !field->type->accept(field, event->cp)) {
		say_refused(f, event->cp);
		return EDITOR_REFUSED;
	}
	if (f->is_replaced)
		editor_set(f->editor, "", (size_t)field->chars);
	if (editor_is_empty(f->editor))
		f->is_in_one_go = true;
	if (event->kind == EVENT_PASTED)
		f->is_in_one_go = false;
	f->is_replaced = false;
	return field->picture ? type_picture(f, event) :
	    editor_event(f->editor, event);
}

unsigned
fields_edit(struct fields *f, const struct event *event)
{
	enum editor_answer answer;

	if (event->kind == EVENT_BAD)
		return SCREEN_IGNORED;
	if (event->kind == EVENT_KEY) {
		f->is_replaced = f->is_in_one_go = false;
		answer = editor_event(f->editor, event);
	} else {
		answer = type(f, event);
	}
	if (answer == EDITOR_IGNORED)
		return SCREEN_IGNORED;
	return answer == EDITOR_REFUSED ? SCREEN_CARET | SCREEN_BEEP :
	    SCREEN_CARET;
}

/* A code of the list that no other begins with. */
static bool
is_whole_code(const struct fields *f, const char *set, const char *text)
{
	struct session *s = f->screen->session;
	size_t len = strlen(text), whole = 0, begun = 0;

	for (size_t i = 0; len > 0 && i < choices_count(s, set); i++) {
		const char *code = choices_at(s, set, i).code;

		begun += strncmp(code, text, len) == 0;
		whole += strcmp(code, text) == 0;
	}
	return whole == 1 && begun == 1;
}

bool
fields_is_complete(const struct fields *f)
{
	const struct field *field = focus_field(f);
	bool is_complete;
	char *text;

	if (!(field->flags & FIELD_AUTONEXT) || !f->is_in_one_go)
		return false;
	text = editor_text(f->editor);
	if (field->set)
		is_complete = is_whole_code(f, field->set, text);
	else if (field->picture)
		is_complete = picture_is_full(field->picture, text);
	else
		is_complete = editor_is_full(f->editor);
	free(text);
	return is_complete;
}

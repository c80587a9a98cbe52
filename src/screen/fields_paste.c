/* Parts are told from one another by the strongest sign that is there: tabs
 * and line ends of a spreadsheet, else commas, else blanks. */
#include "screen/fields_paste.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/fields_check.h"
#include "screen/fields_edit.h"
#include "text/fold.h"
#include "text/utf8.h"

#define BYTES_MAX 4096		/* of a paste that is divided */

static const char *const signs[] = { "\t\n", ",;、，；", " \u3000" };
#define SIGNS (sizeof(signs) / sizeof(signs[0]))

struct parts {
	char **text;
	size_t count;
};

static bool
is_sign(const char *among, uint32_t cp)
{
	const char *end = among + strlen(among);

	while (among < end)
		if (utf8_next(&among, end) == cp)
			return true;
	return false;
}

static bool
is_blank(uint32_t cp)
{
	return cp < 0x20 || is_sign(signs[SIGNS - 1], cp);
}

static void
add_part(struct parts *parts, const char *from, const char *to)
{
	char *bytes = mem_dup_len(from, (size_t)(to - from));
	char *text = fold_blanks(bytes);

	if (*text)
		*MEM_PUSH(parts->text, parts->count) = text;
	else
		free(text);
	free(bytes);
}

static void
divide(const char *text, const char *among, struct parts *parts)
{
	const char *s = text, *from = text, *end = text + strlen(text);

	while (s < end) {
		const char *at = s;

		if (!is_sign(among, utf8_next(&s, end)))
			continue;
		add_part(parts, from, at);
		from = s;
	}
	add_part(parts, from, end);
}

static void
drop_parts(struct parts *parts)
{
	while (parts->count > 0)
		free(parts->text[--parts->count]);
	free(parts->text);
	parts->text = NULL;
}

static struct parts
parts_of(const char *text)
{
	struct parts parts = { NULL, 0 };

	for (size_t i = 0; i < SIGNS && parts.count < 2; i++) {
		drop_parts(&parts);
		divide(text, signs[i], &parts);
	}
	return parts;
}

/* What the text means to the field, yours to free; NULL: nothing. */
static char *
understand(struct fields *f, size_t field, const char *text)
{
	struct error err;
	char *value;

	if (f->is_read_only || !record_can_enter(f->record, field))
		return NULL;
	value = fields_parse(f, field, text, &err);
	if (value && !record_allows(f->record, field, value, &err)) {
		free(value);
		value = NULL;
	}
	return value;
}

static bool
takes(struct fields *f, size_t field, const char *text)
{
	char *value = understand(f, field, text);

	if (value == NULL)
		return false;
	fields_focus(f, field);
	fields_take(f, value);
	free(value);
	return true;
}

/* One part is what belongs here; else blanks were only inside one value. */
static bool
has_own(struct fields *f, const struct parts *parts)
{
	bool has = false;

	fields_know_today(f);
	for (size_t i = 0; i < parts->count && !has; i++) {
		char *value = understand(f, f->focus, parts->text[i]);

		has = value != NULL;
		free(value);
	}
	return has;
}

/* Into the first field of the list that is left and understands it. */
static bool
place(struct fields *f, const struct names *names, bool *is_taken,
    const char *text)
{
	for (size_t i = 0; i < names->count; i++) {
		if (is_taken[i] || !takes(f, (size_t)form_field(f->form,
		    names->name[i]), text))
			continue;
		is_taken[i] = true;
		return true;
	}
	return false;
}

/* Where the typist goes on: the first that is still empty. */
static void
focus_blank(struct fields *f, size_t from)
{
	for (size_t i = from; i < f->form->field_count; i++) {
		if (*record_value(f->record, i) || f->typed[i] ||
		    !record_can_enter(f->record, i))
			continue;
		fields_focus(f, i);
		return;
	}
}

static unsigned
place_all(struct fields *f, const struct parts *parts)
{
	size_t from = f->focus;
	const struct names *names = &f->form->field[from].pasted;
	bool *is_taken = mem_alloc(names->count * sizeof(*is_taken));
	struct buf left = BUF_INIT;
	struct session *s = f->screen->session;

	for (size_t i = 0; i < parts->count; i++)
		if (!place(f, names, is_taken, parts->text[i]))
			buf_addf(&left, "%s%s", left.len ? " " : "",
			    parts->text[i]);
	focus_blank(f, from);
	if (left.len)
		session_say(s, SEVERITY_WARNING,
		    _("pasted, but no field takes this: %s"), left.data);
	else
		session_say(s, SEVERITY_INFO,
		    _("%zu fields are filled from the paste: compare them"),
		    parts->count);
	free(is_taken);
	buf_done(&left);
	return SCREEN_REDRAW;
}

static void
type(struct fields *f, uint32_t cp)
{
	const struct event event = { .kind = EVENT_PASTED, .cp = cp };
	bool is_lost = fields_edit(f, &event) & SCREEN_BEEP;

	f->lost_count += is_lost && !is_blank(cp);
}

static void
type_text(struct fields *f, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end)
		type(f, utf8_next(&text, end));
}

static void
collect(struct fields *f, uint32_t cp)
{
	char bytes[UTF8_MAX];

	if (f->pasted.len < BYTES_MAX)
		buf_add(&f->pasted, bytes, utf8_put(bytes, cp));
	else
		f->lost_count++;
}

static unsigned
end(struct fields *f)
{
	char *text = buf_take(&f->pasted);
	struct parts parts = parts_of(text);
	unsigned flags = SCREEN_CARET;

	if (parts.count > 1 && has_own(f, &parts))
		flags = place_all(f, &parts);
	else
		type_text(f, text);
	drop_parts(&parts);
	free(text);
	if (f->lost_count == 0)
		return flags;
	session_say(f->screen->session, SEVERITY_WARNING,
	    _("%zu pasted characters found no place here: see what is missing"),
	    f->lost_count);
	f->lost_count = 0;
	return SCREEN_REDRAW | SCREEN_BEEP;
}

unsigned
fields_paste(struct fields *f, const struct event *event)
{
	if (event->kind == EVENT_PASTE_END)
		return end(f);
	if (f->form->field[f->focus].pasted.count)
		collect(f, event->cp);
	else
		type(f, event->cp);
	return SCREEN_CARET;
}

void
fields_paste_end(struct fields *f)
{
	if (f->pasted.len)
		session_obey(f->screen->session, end(f));
}

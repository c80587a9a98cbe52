/* The bytes stay where they are: no editor copies them about. */
#include "screen/secret.h"

#include <string.h>

#include "text/utf8.h"
#include "ui/view.h"

static bool
type(struct secret *s, uint32_t cp)
{
	size_t len = strlen(s->text);

	if (cp < ' ' || len + UTF8_MAX >= SECRET_BYTES)
		return false;
	s->text[len + utf8_put(s->text + len, cp)] = '\0';
	return true;
}

static bool
erase(struct secret *s, enum key key)
{
	size_t len = strlen(s->text);

	if (key == K_CTRL_U) {
		secret_wipe(s);
		return true;
	}
	while (len > 0 && (s->text[--len] & 0xC0) == 0x80)
		s->text[len] = '\0';
	s->text[len] = '\0';
	return true;
}

bool
secret_event(struct secret *s, const struct event *event)
{
	if (event->kind == EVENT_CHAR || event->kind == EVENT_PASTED)
		return type(s, event->cp);
	if (event->kind != EVENT_KEY ||
	    (event->key != K_BACKSPACE && event->key != K_CTRL_U))
		return false;
	return erase(s, event->key);
}

void
secret_paint(const struct secret *s, int row, int column, int columns,
    bool has_caret)
{
	const char *at = s->text, *end = at + strlen(at);
	int count = 0;

	while (at < end && count < columns - 1) {
		utf8_next(&at, end);
		view_text(row, column + count++, 1, STYLE_FIELD, "*", ' ');
	}
	view_text(row, column + count, columns - count, STYLE_FIELD, "", '_');
	if (has_caret)
		view_caret(row, column + count);
}

void
secret_wipe(struct secret *s)
{
	explicit_bzero(s->text, SECRET_BYTES);
}

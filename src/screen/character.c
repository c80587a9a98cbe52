/* Typed like any other character, once it is known which. */
#include "screen/character.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "screen/ask.h"
#include "screen/picker.h"
#include "text/charset.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "ui/term.h"

#define COLUMNS 44
#define CODE_COLUMNS 10

static bool
is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) || cp == 0x3007 ||
	    (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

static bool
is_text(uint32_t cp)
{
	return cp >= ' ' && cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF) &&
	    !fold_is_control(cp);
}

/* Two or four bytes in hex that are one character of GB18030. */
static uint32_t
of_gb18030(const char *hex)
{
	struct charset *cs = charset_new("gb18030", NULL);
	size_t len = strlen(hex) / 2, used = 0;
	unsigned long number = strtoul(hex, NULL, 16);
	char bytes[4];
	uint32_t cp = 0;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(number >> (8 * (len - 1 - i)));
	if (cs == NULL || charset_decode(cs, bytes, len, &cp, &used) !=
	    CHARSET_CHAR || used != len)
		cp = 0;
	charset_free(cs);
	return is_text(cp) ? cp : 0;
}

uint32_t
character_of_code(const char *code)
{
	bool is_marked = strncasecmp(code, "U+", 2) == 0;
	size_t len;
	uint32_t cp;

	code += is_marked ? 2 : 0;
	len = strlen(code);
	if (len < 4 || len > 8 ||
	    strspn(code, "0123456789abcdefABCDEF") != len)
		return 0;
	cp = (uint32_t)strtoul(code, NULL, 16);
	if (is_marked || len == 5 || (len == 4 && is_han(cp)))
		return is_text(cp) ? cp : 0;
	return len == 4 || len == 8 ? of_gb18030(code) : 0;
}

static void
type(struct screen *s, uint32_t cp)
{
	const struct event event = { .kind = EVENT_CHAR, .cp = cp };

	session_obey(s->session, s->kind->event(s, &event));
}

/* What the server knows by that pinyin. */
struct found {
	struct session *session;
	struct table *table;
	struct choice *choice;
};

static void
took(struct screen *s, void *data, size_t index)
{
	const struct found *f = data;
	const char *text = f->choice[index].name;

	type(s, utf8_next(&text, text + strlen(text)));
}

static void
gone(void *data)
{
	struct found *f = data;

	table_free(f->table);
	free(f->choice);
	free(f);
}

static void
come(void *data, const struct answer *answer)
{
	struct session *s = data;
	const struct table *t = answer->outcome == OUTCOME_DONE ?
	    answer->table[0] : NULL;
	size_t count = table_rows(t);
	struct found *f;

	s->wants |= SCREEN_REDRAW;
	s->is_waiting = false;
	if (count == 0) {
		session_say(s, SEVERITY_WARNING,
		    _("no character is read so: enter its pinyin without tones, or its code"));
		return;
	}
	f = mem_alloc(sizeof(*f));
	f->table = table_share(answer->table[0]);
	f->choice = mem_alloc(count * sizeof(*f->choice));
	for (size_t i = 0; i < count; i++)
		f->choice[i] = (struct choice){
			.code = table_text(t, i, 0), .name = table_text(t, i, 1),
			.initials = "", .spelling = table_text(t, i, 2),
			.note = table_text(t, i, 2),
		};
	picker_open_choices(s, &(struct picker_choices){
		.title = _("character"), .choice = f->choice, .count = count,
		.columns = COLUMNS, .code_columns = CODE_COLUMNS,
		.took = took, .gone = gone, .data = f,
	}, "");
}

static void
answered(struct screen *screen, void *data, const char *text)
{
	struct session *s = screen->session;
	uint32_t cp = character_of_code(text);
	struct statement st;

	(void)data;
	if (cp) {
		type(screen, cp);
		return;
	}
	st = statement_lookup(statement_fixed(SERVER_CHARACTERS, 1, &text));
	s->is_waiting = true;
	db_send(s->db, &st, 1, come, s);
}

void
character_ask(struct session *s)
{
	ask_line(s, _("character, by pinyin, or by code as 4DAE or U+20BB7:"),
	    answered, NULL);
}

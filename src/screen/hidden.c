/* One character after another, each once. */
#include "screen/hidden.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/session.h"
#include "screen/spelling.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "ui/term.h"

static void
add(struct session *s, const char *character, uint32_t cp, struct buf *line)
{
	const struct spelled *spelled = spelling_know(s, character);
	const char *spelling = spelled ? spelled->spelling : "";

	buf_addf(line, "%sU+%04X%s%s", line->len ? ", " : "", (unsigned)cp,
	    *spelling ? " " : "", spelling);
}

static bool
is_hidden(struct charset *cs, uint32_t cp)
{
	return !fold_is_control(cp) && !charset_holds(cs, fold_private(cp));
}

char *
hidden_codes(struct session *s, struct charset *cs, const char *text)
{
	const char *at = text, *end = text + strlen(text);
	struct buf codes = BUF_INIT;

	while (at < end) {
		const char *from = at;
		uint32_t cp = utf8_next(&at, end);
		char *character = mem_dup_len(from, (size_t)(at - from));

		if (is_hidden(cs, cp) && strstr(text, character) == from)
			add(s, character, cp, &codes);
		free(character);
	}
	return codes.data ? buf_take(&codes) : NULL;
}

bool
hidden_want(struct session *s, struct charset *cs, const char *text,
    void (*come)(void *data), void *data)
{
	const char *at = text, *end = text + strlen(text);
	char **character = NULL;
	size_t count = 0;
	bool has_some;

	while (at < end) {
		const char *from = at;

		if (is_hidden(cs, utf8_next(&at, end)))
			*MEM_PUSH(character, count) = mem_dup_len(from,
			    (size_t)(at - from));
	}
	has_some = count > 0;
	if (has_some)
		spelling_want(s, (const char *const *)character, count, come,
		    data);
	while (count > 0)
		free(character[--count]);
	free(character);
	return has_some;
}

char *
hidden_line(struct session *s, const char *text)
{
	char *codes = hidden_codes(s, term_charset(), text), *line;

	if (codes == NULL)
		return NULL;
	line = mem_printf(_("what the terminal can't show (Ctrl-G enters it by pinyin or code): %s"),
	    codes);
	free(codes);
	return line;
}

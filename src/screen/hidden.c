/* One character after another, each once. */
#include "screen/hidden.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/session.h"
#include "screen/spelling.h"
#include "text/utf8.h"

static void
add(struct session *s, const char *character, uint32_t cp, struct buf *line)
{
	const struct spelled *spelled = spelling_know(s, character);
	const char *spelling = spelled ? spelled->spelling : "";

	buf_addf(line, "%sU+%04X%s%s", line->len ? ", " :
	    _("what the terminal can't show (Ctrl-G enters it by pinyin or code): "),
	    (unsigned)cp, *spelling ? " " : "", spelling);
}

char *
hidden_line(struct session *s, const char *text)
{
	const char *at = text, *end = text + strlen(text);
	struct buf line = BUF_INIT;

	while (at < end) {
		const char *from = at;
		uint32_t cp = utf8_next(&at, end);
		char *character = mem_dup_len(from, (size_t)(at - from));
		int columns;

		if (view_shown(cp, &columns) == VIEW_STAND_IN &&
		    strstr(text, character) == from)
			add(s, character, cp, &line);
		free(character);
	}
	return line.data ? buf_take(&line) : NULL;
}

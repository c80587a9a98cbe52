/* A byte that is no character becomes U+FFFD: it could be a control, too. */
#include "text/tell.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "text/fold.h"
#include "text/utf8.h"

#define CONTROL_MARK '^'

void
tell_text(FILE *out, const char *text)
{
	const char *s = text, *end = text + strlen(text);

	if (!isatty(fileno(out))) {
		fputs(text, out);
		return;
	}
	while (s < end) {
		uint32_t cp = utf8_next(&s, end);
		char bytes[UTF8_MAX];

		if (cp != '\n' && cp != '\t' && fold_is_control(cp))
			cp = CONTROL_MARK;
		fwrite(bytes, 1, utf8_put(bytes, cp), out);
	}
}

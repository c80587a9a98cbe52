/*
 * Two passes at most: the first stops at the lines that the charset can't
 * hold, and the operator decides.  The second is in GB18030, or without them:
 * the server is asked for such a file, so that its header balances.
 */
#include "screen/export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/file.h"
#include "screen/viewer.h"
#include "screen/write.h"
#include "text/charset.h"
#include "text/utf8.h"

struct export {
	struct screen *screen;
	const struct action *action;
	char *charset;			/* in which it is written now */
	char *refused;			/* "{3,17}" */
	char *problems;			/* a line for each refused one */
	size_t problem_count;
};

static void
export_free(struct export *e)
{
	if (e == NULL)
		return;
	e->screen->export = NULL;
	free(e->charset);
	free(e->refused);
	free(e->problems);
	free(e);
}

/* The file's name with its :names filled in, without any path. */
static char *
file_name(struct export *e)
{
	struct buf name = BUF_INIT;
	const char *s = e->action->target;

	while (*s) {
		size_t len = *s == ':' ? strspn(s + 1,
		    "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
		char *key = mem_dup_len(s + 1, len);
		const char *value = len ? screen_value(e->screen, key) : NULL;

		if (value)
			buf_adds(&name, value);
		else
			buf_add(&name, s, len + 1);
		s += len + 1;
		free(key);
	}
	for (char *c = name.data; c && *c; c++)
		if (*c == '/' || (unsigned char)*c < ' ')
			*c = '-';
	return buf_take(&name);
}

/* All lines in the charset; those that it can't hold are told. */
static void
convert(const struct table *t, struct charset *cs, struct buf *file,
    struct buf *refused, struct buf *problems, size_t *count)
{
	for (size_t i = 0; i < table_rows(t); i++) {
		const char *line = table_text(t, i, 0);
		char shown[UTF8_MAX + 1] = "";
		uint32_t bad;

		if (charset_encode(cs, line, file, &bad)) {
			buf_adds(file, "\r\n");
			continue;
		}
		utf8_put(shown, bad);
		buf_addf(refused, "%s%zu", *count ? "," : "", i + 1);
		buf_addf(problems, _("line %zu: %s (U+%04X): %s\n"), i + 1,
		    shown, (unsigned)bad, line);
		++*count;
	}
}

static void
finish(struct export *e, const struct buf *file, size_t lines)
{
	struct session *s = e->screen->session;
	char *name = file_name(e);
	char *path = mem_printf("%s/%s", s->export_dir, name);

	if (!file_write(path, file)) {
		session_say(s, SEVERITY_ERROR, _("%s can't be written: %s"),
		    path, strerror(errno));
	} else if (e->problem_count) {
		char *text = mem_printf(_("%s is written with %zu lines.\n\n"
		    "%zu lines are not in it, because %s has no such "
		    "character.  Pay these people in another way, or ask the "
		    "bank for a file in GB18030:\n\n%s"), path, lines,
		    e->problem_count, e->charset, e->problems);

		viewer_open(s, e->action->label, text);
		free(text);
	} else {
		session_say(s, SEVERITY_INFO, _("%s: %zu lines written"), path,
		    lines);
	}
	free(path);
	free(name);
	export_free(e);
}

static void ask_server(struct export *e);

static void
decided(struct screen *s, char key)
{
	struct export *e = s->export;

	if (key == 'W') {
		ask_server(e);
		return;
	}
	if (key != 'G') {
		session_say(s->session, SEVERITY_INFO, _("no file is written"));
		export_free(e);
		return;
	}
	mem_set(&e->charset, "gb18030");
	e->problem_count = 0;
	mem_set(&e->refused, "{}");
	ask_server(e);
}

/* Nothing is written yet: which lines, and why. */
static void
stop(struct export *e)
{
	static const struct viewer_question question = {
		"GW", N_("G in GB18030  W without these  F10 write nothing"),
		decided,
	};
	char *text = mem_printf(_("No file is written yet: %zu lines have "
	    "characters that %s has not.\n\nG writes all lines in GB18030, "
	    "which has them: ask the receiver first.\nW writes the file "
	    "without these lines.\n\n%s"), e->problem_count, e->charset,
	    e->problems);

	viewer_ask(e->screen->session, e->action->label, text, &question);
	free(text);
}

static void
come(struct screen *s, const struct answer *answer)
{
	struct export *e = s->export;
	struct charset *cs;
	struct buf file = BUF_INIT, refused = BUF_INIT, problems = BUF_INIT;
	size_t count = 0;
	struct error err;

	if (answer->outcome == OUTCOME_REFUSED || answer->table == NULL) {
		session_say(s->session, SEVERITY_ERROR, "%s", answer->message ?
		    answer->message : _("press the key once more"));
		export_free(e);
		return;
	}
	cs = charset_new(e->charset, &err);
	if (cs == NULL) {
		session_say(s->session, SEVERITY_ERROR, "%s", err.text);
		export_free(e);
		return;
	}
	convert(answer->table[0], cs, &file, &refused, &problems, &count);
	if (count && e->problem_count == 0) {
		e->problem_count = count;
		e->problems = buf_take(&problems);
		free(e->refused);
		e->refused = mem_printf("{%s}", refused.data);
		stop(e);
	} else if (count) {
		session_say(s->session, SEVERITY_ERROR,
		    _("the list changed meanwhile: press the key once more"));
		export_free(e);
	} else {
		finish(e, &file, table_rows(answer->table[0]));
	}
	charset_free(cs);
	buf_done(&file);
	buf_done(&refused);
	buf_done(&problems);
}

static const char *
value(void *data, const char *name)
{
	struct export *e = data;

	if (strcmp(name, "refused") == 0)
		return e->refused;
	if (strcmp(name, "charset") == 0)
		return e->charset;
	return screen_value(e->screen, name);
}

static void
ask_server(struct export *e)
{
	struct statement st = statement_query(e->action->sql.text, value, e);
	char *key = db_new_key();
	struct save save = { .key = key, .statement = &st, .count = 1 };

	session_say(e->screen->session, SEVERITY_INFO, _("one moment ..."));
	write_send(e->screen, &save, come);
	free(key);
}

void
export_drop(struct screen *s)
{
	export_free(s->export);
}

void
export_run(struct screen *s, const struct action *action)
{
	struct export *e = mem_alloc(sizeof(*e));
	const char *charset;

	export_drop(s);
	s->export = e;
	e->screen = s;
	e->action = action;
	charset = action->charset_is_name ?
	    screen_value(s, action->charset) : action->charset;
	e->charset = mem_dup(charset ? charset : "utf-8");
	e->refused = mem_dup("{}");
	ask_server(e);
}

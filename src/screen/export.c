/*
 * Two passes at most: the first stops at the lines that the charset can't
 * hold, and the operator decides.  The second is in GB18030, or without them:
 * the server is asked for such a file, so that its header balances.  Each line
 * goes to the disk as it comes, however many there are.
 */
#include "screen/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/file.h"
#include "screen/viewer.h"
#include "screen/wait.h"
#include "screen/write.h"
#include "text/charset.h"
#include "text/utf8.h"

struct export {
	struct screen *screen;
	const struct action *action;
	char *charset;			/* in which it is written now */
	struct charset *cs;
	char *refused;			/* "{3,17}" */
	char *problems;			/* a line for each refused one */
	size_t problem_count;
	char *path, *part;		/* and what it is until it is whole */
	FILE *file;
	int wrong;			/* errno of a write that failed, or 0 */
	size_t lines;			/* as many have come */
	struct buf line, bad, told;	/* now; of this pass, as above */
	size_t bad_count;
};

/* What a pass has written is no file yet. */
static void
part_drop(struct export *e)
{
	if (e->file) {
		fclose(e->file);
		unlink(e->part);
	}
	e->file = NULL;
}

static void
export_free(struct export *e)
{
	if (e == NULL)
		return;
	e->screen->export = NULL;
	part_drop(e);
	charset_free(e->cs);
	free(e->charset);
	free(e->refused);
	free(e->problems);
	free(e->path);
	free(e->part);
	buf_done(&e->line);
	buf_done(&e->bad);
	buf_done(&e->told);
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

/* A pass begins, again if the line dropped. */
static void
part_begin(struct export *e)
{
	int fd;

	part_drop(e);
	e->lines = e->bad_count = 0;
	buf_clear(&e->bad);
	buf_clear(&e->told);
	fd = open(e->part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	e->file = fd < 0 ? NULL : fdopen(fd, "w");
	e->wrong = e->file ? 0 : errno;
}

/* A line in the charset; one that it can't hold is told. */
static void
come_line(struct screen *s, size_t nth, const struct table *row)
{
	struct export *e = s->export;
	const char *said = table_text(row, 0, 0);
	char shown[UTF8_MAX + 1] = "";
	uint32_t bad;

	if (nth == 0) {
		part_begin(e);
		wait_begin(s->session, e->action->rows ? (size_t)atol(
		    screen_value(s, e->action->rows)) : 0);
	}
	e->lines++;
	buf_clear(&e->line);
	if (charset_encode(e->cs, said, &e->line, &bad)) {
		buf_adds(&e->line, "\r\n");
		if (!e->wrong && fwrite(e->line.data, 1, e->line.len,
		    e->file) < e->line.len)
			e->wrong = errno;
	} else {
		utf8_put(shown, bad);
		buf_addf(&e->bad, "%s%zu", e->bad_count ? "," : "", nth + 1);
		buf_addf(&e->told, _("line %zu: %s (U+%04X): %s\n"), nth + 1,
		    shown, (unsigned)bad, said);
		e->bad_count++;
	}
	wait_far(s->session, e->lines);
}

/* Whole and safe under its name; false: errno. */
static bool
part_settle(struct export *e)
{
	FILE *file = e->file;

	e->file = NULL;
	if (file && fclose(file) != 0 && !e->wrong)
		e->wrong = errno;
	if (!e->wrong && file_settle(e->part, e->path))
		return true;
	if (!e->wrong)
		e->wrong = errno;
	if (file)
		unlink(e->part);
	errno = e->wrong;
	return false;
}

static void
finish(struct export *e)
{
	struct session *s = e->screen->session;

	if (!part_settle(e)) {
		session_say(s, SEVERITY_ERROR, _("%s can't be written: %s"),
		    e->path, strerror(errno));
	} else if (e->problem_count) {
		char *text = mem_printf(_("%s is written with %zu lines.\n\n"
		    "%zu lines are not in it, because %s has no such "
		    "character.  Pay these people in another way, or ask the "
		    "bank for a file in GB18030:\n\n%s"), e->path, e->lines,
		    e->problem_count, e->charset, e->problems);

		viewer_open(s, e->action->label, text);
		free(text);
	} else {
		session_say(s, SEVERITY_INFO, _("%s: %zu lines written"),
		    e->path, e->lines);
	}
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

	if (answer->outcome == OUTCOME_REFUSED || answer->table == NULL) {
		session_say(s->session, SEVERITY_ERROR, "%s", answer->message ?
		    answer->message : _("press the key once more"));
		export_free(e);
		return;
	}
	if (e->file == NULL && !e->wrong)
		part_begin(e);
	if (e->bad_count && e->problem_count == 0) {
		part_drop(e);
		e->problem_count = e->bad_count;
		e->problems = buf_take(&e->told);
		free(e->refused);
		e->refused = mem_printf("{%s}", e->bad.data);
		stop(e);
	} else if (e->bad_count) {
		session_say(s->session, SEVERITY_ERROR,
		    _("the list changed meanwhile: press the key once more"));
		export_free(e);
	} else {
		finish(e);
	}
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
	struct session *session = e->screen->session;
	struct statement st;
	struct save save = { .statement = &st, .count = 1 };
	struct error err;
	char *key;

	charset_free(e->cs);
	e->cs = charset_new(e->charset, &err);
	if (e->cs == NULL) {
		session_say(session, SEVERITY_ERROR, "%s", err.text);
		export_free(e);
		return;
	}
	e->wrong = 0;
	key = db_new_key();
	save.key = key;
	st = statement_query(e->action->sql.text, value, e);
	session_say(session, SEVERITY_INFO, _("one moment ..."));
	write_send_rows(e->screen, &save, come_line, come);
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
	char *name;

	export_drop(s);
	s->export = e;
	e->screen = s;
	e->action = action;
	charset = action->charset_is_name ?
	    screen_value(s, action->charset) : action->charset;
	e->charset = mem_dup(charset ? charset : "utf-8");
	e->refused = mem_dup("{}");
	name = file_name(e);
	e->path = mem_printf("%s/%s", s->session->export_dir, name);
	e->part = mem_printf("%s.part", e->path);
	free(name);
	ask_server(e);
}

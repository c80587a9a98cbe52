/*
 * Nobody waits for paper: a command runs by itself, and is heard of again
 * only if it fails.
 */
#include "screen/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"
#include "screen/file.h"
#include "screen/hidden.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "ui/printer.h"
#include "ui/profile.h"
#include "ui/term.h"

#define CONTROL_MARK '^'

extern char **environ;

/* A page that waits for the operator's word. */
struct paper {
	char *page;
	char *name;			/* NULL: go knows what to print */
	paper_go go;
};

/* The operator's environment goes before the profile. */
static struct printer
printer_of(void)
{
	const char *command = getenv("ZHEN_PRINT");
	struct printer printer = term_profile()->printer;

	if (command && *command) {
		printer.way = PRINTER_COMMAND;
		printer.command = (char *)command;
	}
	return printer;
}

/* What the printer can print; yours to free.  NULL: told the operator. */
static struct charset *
charset_of(struct session *s, const struct printer *printer)
{
	struct error err;
	struct charset *cs = charset_new(printer->charset ? printer->charset :
	    printer->way == PRINTER_TERMINAL ? charset_name(term_charset()) :
	    "utf-8", &err);

	if (cs == NULL)
		session_say(s, SEVERITY_ERROR, "%s", err.text);
	return cs;
}

/* Standard input is a file that has no name any more: nothing stays behind. */
static bool
run(const char *command, const struct buf *bytes)
{
	char *const argv[] = {
		(char *)"sh", (char *)"-c", (char *)command, NULL,
	};
	FILE *page = tmpfile();
	posix_spawn_file_actions_t files;
	posix_spawnattr_t signals;
	sigset_t none;
	pid_t pid;

	if (page == NULL)
		return false;
	if (fwrite(bytes->data, 1, bytes->len, page) != bytes->len ||
	    fflush(page) != 0) {
		fclose(page);
		return false;
	}
	rewind(page);
	sigemptyset(&none);
	posix_spawnattr_init(&signals);
	posix_spawnattr_setflags(&signals, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&signals, &none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fileno(page), 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, 1, 2);
	errno = posix_spawn(&pid, "/bin/sh", &files, &signals, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&signals);
	fclose(page);
	return errno == 0;
}

void
paper_ended(struct session *s)
{
	int status;

	while (waitpid(-1, &status, WNOHANG) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			session_say(s, SEVERITY_ERROR,
			    _("the printer's command has failed: nothing is printed, see to the printer and print once more"));
}

static void
to_terminal(struct session *s, const struct buf *bytes)
{
	struct error err;

	if (printer_send(bytes->data, bytes->len, &err))
		session_say(s, SEVERITY_INFO, _("given to the printer"));
	else
		session_say(s, SEVERITY_ERROR, _("the terminal can't print: %s"),
		    err.text);
}

static void
to_command(struct session *s, const char *command, const struct buf *bytes)
{
	if (run(command, bytes))
		session_say(s, SEVERITY_INFO, _("given to the printer"));
	else
		session_say(s, SEVERITY_ERROR, _("the printer's command doesn't run: %s"),
		    strerror(errno));
}

static void
to_file(struct session *s, const char *name, const struct buf *bytes)
{
	char *path = mem_printf("%s/%s.txt", s->export_dir, name);

	if (file_write(path, bytes))
		session_say(s, SEVERITY_INFO,
		    _("no printer is set up; the page is in %s"), path);
	else
		session_say(s, SEVERITY_ERROR, _("%s can't be written: %s"),
		    path, strerror(errno));
	free(path);
}

/* The page in the printer's charset, without anything that could steer it. */
static struct buf
encode(struct charset *cs, const struct printer *printer, const char *page)
{
	bool has_cr = printer->way == PRINTER_TERMINAL;
	const char *s = page, *end = page + strlen(page);
	struct buf text = BUF_INIT, bytes = BUF_INIT;
	char utf8[UTF8_MAX];
	uint32_t bad;

	while (s < end) {
		uint32_t cp = utf8_next(&s, end);

		if (cp == '\n')
			buf_adds(&text, has_cr ? "\r\n" : "\n");
		else if (cp == '\f')
			buf_adds(&text, printer->has_feed ||
			    printer->way == PRINTER_FILE ? "\f" : "");
		else if (fold_is_control(cp))
			buf_addc(&text, CONTROL_MARK);
		else
			buf_add(&text, utf8, utf8_put(utf8, charset_holds(cs,
			    cp) ? cp : VIEW_STAND_IN));
	}
	if (printer->has_feed)
		buf_addc(&text, '\f');
	charset_encode(cs, text.data ? text.data : "", &bytes, &bad);
	buf_done(&text);
	return bytes;
}

void
paper_send(struct session *s, const char *name, const char *page)
{
	struct printer printer = printer_of();
	struct charset *cs = charset_of(s, &printer);
	struct buf bytes;

	if (cs == NULL)
		return;
	bytes = encode(cs, &printer, page);
	if (printer.way == PRINTER_TERMINAL)
		to_terminal(s, &bytes);
	else if (printer.way == PRINTER_COMMAND)
		to_command(s, printer.command, &bytes);
	else
		to_file(s, name, &bytes);
	buf_done(&bytes);
	charset_free(cs);
}

static void
free_paper(struct paper *p)
{
	free(p->page);
	free(p->name);
	free(p);
}

void
paper_free(struct session *s)
{
	if (s->paper)
		free_paper(s->paper);
	s->paper = NULL;
}

static void
go(struct session *s)
{
	struct paper *p = s->paper;

	s->paper = NULL;
	if (p == NULL)
		return;
	if (p->name)
		paper_send(s, p->name, p->page);
	else
		p->go(s->top);
	free_paper(p);
}

static void
agreed(struct screen *screen, void *data, const char *text)
{
	(void)data;
	(void)text;
	go(screen->session);
}

/* The pinyin has come, or won't. */
static void
ask(void *data)
{
	struct session *s = data;
	struct printer printer = printer_of();
	struct charset *cs = charset_of(s, &printer);
	char *lacking = cs && s->paper ? hidden_codes(s, cs, s->paper->page) :
	    NULL, *question;

	charset_free(cs);
	if (lacking == NULL)
		return;
	question = mem_printf(_("the printer lacks %s: print a mark there, to be filled in by hand? Y/N"),
	    lacking);
	ask_yes(s, question, agreed, NULL);
	free(question);
	free(lacking);
}

static void
begin(struct session *s, const char *name, const char *page, paper_go then)
{
	struct printer printer = printer_of();
	struct charset *cs = charset_of(s, &printer);

	paper_free(s);
	if (cs == NULL)
		return;
	s->paper = mem_alloc(sizeof(*s->paper));
	s->paper->page = mem_dup(page);
	s->paper->name = mem_dup(name);
	s->paper->go = then;
	if (!hidden_want(s, cs, page, ask, s))
		go(s);
	charset_free(cs);
}

void
paper_ask(struct session *s, const char *page, paper_go then)
{
	begin(s, NULL, page, then);
}

void
paper_print(struct session *s, const char *name, const char *page)
{
	begin(s, name, page, NULL);
}

/* The echo is off before the prompt stands there: who types at once is not
 * overheard. */
#include "base/password.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

char *
password_ask(const char *prompt)
{
	struct termios old, quiet;
	bool is_tty = tcgetattr(STDIN_FILENO, &old) == 0;
	char *line = NULL;
	size_t size = 0;

	if (is_tty) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		fputs(prompt, stderr);
	}
	if (getline(&line, &size, stdin) < 0) {
		free(line);
		line = NULL;
	} else {
		line[strcspn(line, "\n")] = '\0';
	}
	if (is_tty) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &old);
		fputc('\n', stderr);
	}
	return line;
}

static int
characters(const char *s)
{
	int count = 0;

	for (; *s; s++)
		count += (*s & 0xC0) != 0x80;
	return count;
}

char *
password_refuse(const char *password, const struct password_new *to)
{
	if (characters(password) < to->least)
		return mem_printf(
		    _("too short: a new password has at least %d characters"),
		    to->least);
	if (strcasecmp(password, to->login) == 0)
		return mem_dup(
		    _("that is the login: choose what nobody can guess"));
	if (to->before && strcmp(password, to->before) == 0)
		return mem_dup(
		    _("that is the old password: choose another"));
	if (to->again && strcmp(password, to->again) != 0)
		return mem_dup(
		    _("not the same twice: type the new password once more"));
	return NULL;
}

void
password_free(char *password)
{
	if (password == NULL)
		return;
	explicit_bzero(password, strlen(password));
	free(password);
}

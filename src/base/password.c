/* The echo is off before the prompt stands there: who types at once is not
 * overheard. */
#include "base/password.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

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

void
password_free(char *password)
{
	if (password == NULL)
		return;
	explicit_bzero(password, strlen(password));
	free(password);
}

/* zhenctl operator: logins, their place and their duties. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"

/* Without echo on a terminal, else the first line of the input. */
static char *
read_password(void)
{
	struct termios old, quiet;
	bool is_tty = tcgetattr(STDIN_FILENO, &old) == 0;
	char *line = NULL;
	size_t size = 0;

	if (is_tty) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs(_("password of the operator: "), stderr);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	if (getline(&line, &size, stdin) >= 0)
		line[strcspn(line, "\n")] = '\0';
	if (is_tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	return line;
}

bool
command_operator_add(struct admin *a, int argc, char **argv, struct error *err)
{
	const char *param[5];
	char *password;
	bool ok;

	if (argc != 5)
		return error_set(err,
		    _("operator add takes ROLE NAME DIVISION DUTIES"));
	password = read_password();
	for (int i = 0; i < 4; i++)
		param[i] = argv[i + 1];
	param[4] = password && *password ? password : NULL;
	ok = admin_print(a, SERVER_OPERATOR_ADD, 5, param, err);
	if (password)
		explicit_bzero(password, strlen(password));
	free(password);
	return ok;
}

bool
command_operator_list(struct admin *a, int argc, char **argv,
    struct error *err)
{
	(void)argc;
	(void)argv;
	return admin_print(a, SERVER_OPERATOR_LIST, 0, NULL, err);
}

bool
command_operator_disable(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 2)
		return error_set(err, _("operator disable takes ROLE"));
	return admin_print(a, SERVER_OPERATOR_DISABLE, 1,
	    (const char *const[]){ argv[1] }, err);
}

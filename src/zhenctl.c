/* zhenctl: the administrator's program.  Finds the command and runs it. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "db/server.h"
#include "text/tell.h"

static void
usage(FILE *out)
{
	fputs(_("usage: zhenctl COMMAND ...\n"), out);
	for (const struct command *c = command_all; c->name; c++)
		fprintf(out, "  %s %s\n      %s\n", c->name, c->args,
		    _(c->help));
	fputs(_("The server is found by PGHOST, PGDATABASE, PGUSER and their like.\n"),
	    out);
}

/* The command that argv begins with; *words: how many of it are its name. */
static const struct command *
find(int argc, char **argv, int *words)
{
	for (const struct command *c = command_all; c->name; c++) {
		const char *second = strchr(c->name, ' ');
		size_t len = second ? (size_t)(second - c->name) :
		    strlen(c->name);

		if (argc < 2 || strlen(argv[1]) != len ||
		    strncmp(argv[1], c->name, len) != 0)
			continue;
		*words = second ? 2 : 1;
		if (second == NULL ||
		    (argc > 2 && strcmp(argv[2], second + 1) == 0))
			return c;
	}
	return NULL;
}

static const char *
dir_of(const char *variable, const char *fallback)
{
	const char *dir = getenv(variable);

	return dir && *dir ? dir : fallback;
}

int
main(int argc, char **argv)
{
	struct admin a;
	struct error err = { "" };
	const struct command *command;
	int words = 1;
	bool ok = true;

	i18n_start(PKGLIBDIR "/locale", LOCALEDIR);
	a = (struct admin){
		.sql_dir = dir_of("ZHEN_SQL", PKGDATADIR "/sql"),
	};
	command = find(argc, argv, &words);
	if (command == NULL) {
		bool is_asked = argc > 1 && strcmp(argv[1], "--help") == 0;

		usage(is_asked ? stdout : stderr);
		return is_asked ? 0 : 2;
	}
	if (command->needs_server)
		ok = (a.run = run_open(NULL, &err)) != NULL &&
		    admin_do(&a, SERVER_PATH, &err);
	ok = ok && command->run(&a, argc - words, argv + words, &err);
	if (!ok) {
		fputs("zhenctl: ", stderr);
		tell_text(stderr, err.text);
		fputc('\n', stderr);
	}
	run_close(a.run);
	return ok ? 0 : 1;
}

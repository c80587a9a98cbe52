/*
 * Variables are kept by name and not dropped by name: the libraries below us
 * load what some of them say (GCONV_PATH, OPENSSL_CONF, TERMINFO, ...), and
 * the next one will know another.
 */
#include "base/closed.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

#define COMMAND "SSH_ORIGINAL_COMMAND"
#define PATH "/usr/local/bin:/usr/bin:/bin"
#define LONGEST 64		/* a terminal's or a locale's name */

static const char *const kept[] = {
	"TERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR",
};
#define KEPT (sizeof(kept) / sizeof(*kept))

static bool
is_own_shell(void)
{
	const struct passwd *account = getpwuid(getuid());
	struct stat shell, own;

	return account && stat(account->pw_shell, &shell) == 0 &&
	    stat("/proc/self/exe", &own) == 0 &&
	    shell.st_dev == own.st_dev && shell.st_ino == own.st_ino;
}

static bool
has_option(char **argv)
{
	for (; *argv; argv++)
		if (strcmp(*argv, "--closed") == 0)
			return true;
	return false;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path + (*path == '-');
}

/* sshd hands -c COMMAND to a login shell, its own ForceCommand too. */
static bool
is_command(int argc, char **argv)
{
	return argc > 1 && !(argc == 3 && strcmp(argv[1], "-c") == 0 &&
	    strcmp(base_name(argv[2]), base_name(argv[0])) == 0);
}

/* What names a terminal or a locale, and neither a file nor a bomb. */
static bool
is_name(const char *value)
{
	size_t len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+");

	return value[len] == '\0' && len <= LONGEST;
}

static bool
take_line(char *line)
{
	char *value = strchr(line, '=');

	line[strcspn(line, "\n")] = '\0';
	if (*line == '#' || *line == '\0')
		return true;
	if (value == NULL || value == line)
		return false;
	*value++ = '\0';
	return setenv(line, value, 1) == 0;
}

static bool
read_file(const char *path, struct error *err)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	bool ok = true;

	if (file == NULL)
		return errno == ENOENT || error_set(err, "%s: %s", path,
		    strerror(errno));
	for (int n = 1; ok && getline(&line, &size, file) >= 0; n++)
		if (!take_line(line))
			ok = error_set(err, "%s:%d: NAME=VALUE", path, n);
	free(line);
	fclose(file);
	return ok;
}

static void
take_account(void)
{
	const struct passwd *account = getpwuid(getuid());

	setenv("PATH", PATH, 1);
	if (account == NULL)
		return;
	setenv("HOME", account->pw_dir, 1);
	setenv("USER", account->pw_name, 1);
	setenv("LOGNAME", account->pw_name, 1);
}

static void
clean(void)
{
	char *value[KEPT];

	for (size_t i = 0; i < KEPT; i++)
		value[i] = mem_dup(getenv(kept[i]));
	clearenv();
	for (size_t i = 0; i < KEPT; i++) {
		if (value[i] && is_name(value[i]))
			setenv(kept[i], value[i], 1);
		free(value[i]);
	}
	take_account();
}

enum closed
closed_start(int *argc, char **argv, const char *path, struct error *err)
{
	const struct rlimit none = { 0, 0 };
	bool was_asked = getenv(COMMAND) != NULL;

	if (has_option(argv)) {
		/* the administrator's arguments: they stay */
	} else if (*argv[0] == '-' || was_asked || is_own_shell()) {
		was_asked = was_asked || is_command(*argc, argv);
		*argc = 1;
	} else {
		return CLOSED_NOT;
	}
	signal(SIGTSTP, SIG_IGN);
	setrlimit(RLIMIT_CORE, &none);
	clean();
	if (!read_file(path, err))
		return CLOSED_REFUSED;
	if (!was_asked)
		return CLOSED_FINE;
	error_set(err, "%s", N_("there are only the screens here, no "
	    "commands and no file transfer: connect again without a command"));
	return CLOSED_REFUSED;
}

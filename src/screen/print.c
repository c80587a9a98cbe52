/* The printer's command runs by itself: nobody waits for paper. */
#include "screen/print.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/file.h"
#include "screen/session.h"

extern char **environ;

/* Title and body, without the message line and the keys. */
static void
take_page(struct buf *page)
{
	view_dump(page);
	for (int lines = 0; page->len > 0 && lines <= 2; page->len--)
		lines += page->data[page->len - 1] == '\n';
	buf_adds(page, "\n\n");
}

static bool
run_command(const char *command, const char *path)
{
	char *const argv[] = {
		(char *)"sh", (char *)"-c", (char *)command, NULL,
	};
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	error = posix_spawn(&pid, "/bin/sh", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	return error == 0;
}

static char *
path_of(const struct session *s)
{
	return mem_printf("%s/%s.txt", s->export_dir,
	    s->top->form ? s->top->form->name : "screen");
}

void
print_screen(struct session *s)
{
	const char *command = getenv("ZHEN_PRINT");
	struct buf page = BUF_INIT;
	char *path = path_of(s);

	take_page(&page);
	if (!file_write(path, &page))
		session_say(s, SEVERITY_ERROR, _("%s can't be written: %s"),
		    path, strerror(errno));
	else if (command == NULL || *command == '\0')
		session_say(s, SEVERITY_INFO,
		    _("no printer is set up (ZHEN_PRINT); the page is in %s"),
		    path);
	else if (!run_command(command, path))
		session_say(s, SEVERITY_ERROR, _("the printer's command doesn't run: %s"),
		    strerror(errno));
	else
		session_say(s, SEVERITY_INFO, _("given to the printer"));
	buf_done(&page);
	free(path);
}

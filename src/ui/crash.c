/*
 * The state stands here and not in a struct because a handler is given none.
 * Only write(), tcsetattr() and the like are called in it: all they need has
 * been made before.
 */
#include "ui/crash.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/terminfo.h"

static const int faults[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT,
};
#define FAULTS (sizeof(faults) / sizeof(*faults))
#define STACK 16384		/* the other one may be used up */

static struct {
	struct sigaction before[FAULTS];
	struct termios modes;
	stack_t stack_before;
	char *last, *stack;
	size_t len;
} guard;

/* Whoever handled it before, the kernel or a sanitizer, does so afterwards; who
 * was told to ignore it ends all the same, for the terminal is put back. */
static void
put_back(int fault)
{
	size_t i = 0;

	if (write(STDOUT_FILENO, guard.last, guard.len) >= 0)
		tcsetattr(STDIN_FILENO, TCSANOW, &guard.modes);
	while (faults[i] != fault)
		i++;
	sigaction(fault, &guard.before[i], NULL);
	if (guard.before[i].sa_handler == SIG_IGN)
		signal(fault, SIG_DFL);
	raise(fault);
}

static char *
last_words(struct charset *cs)
{
	struct buf last = BUF_INIT;
	uint32_t bad;

	terminfo_add_end(&last);
	charset_encode(cs, _("zhen has ended by a fault of its own: start it "
	    "again; what you typed is kept as a draft, up to the last field"),
	    &last, &bad);
	buf_adds(&last, "\r\n");
	return buf_take(&last);
}

void
crash_guard(const struct termios *modes, struct charset *cs)
{
	struct sigaction action = {
		.sa_handler = put_back, .sa_flags = SA_ONSTACK,
	};
	stack_t stack = { .ss_size = STACK };

	guard.modes = *modes;
	guard.last = last_words(cs);
	guard.len = strlen(guard.last);
	guard.stack = stack.ss_sp = mem_alloc(STACK);
	sigaltstack(&stack, &guard.stack_before);
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &action, &guard.before[i]);
}

void
crash_unguard(void)
{
	if (guard.last == NULL)
		return;
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &guard.before[i], NULL);
	sigaltstack(&guard.stack_before, NULL);
	free(guard.last);
	free(guard.stack);
	memset(&guard, 0, sizeof(guard));
}

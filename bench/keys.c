/*
 * How long from a key's byte to the first byte of the answer: programs that
 * take turns, each in a pseudo-terminal of its own, so that whatever disturbs
 * the machine disturbs all of them alike.  What stands before the field is
 * typed first; then a letter and a backspace, again and again.
 *
 * usage: keys COUNT { -- NAME KEYS COMMAND ARGUMENT... }...
 * KEYS: \r, \t, \e and \d (Down) are keys, \p waits until the program is
 * quiet.  Prints "NAME p50 p99 bytes" in microseconds, a line each; bytes is
 * what a letter costs on the line.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS 8
#define QUIET_MS 300		/* after which a program waits for a key */
#define GAP_MS 3		/* the rest of an answer comes within */
#define LOST_MS 5000

struct program {
	const char *name, *keys;
	char **command;
	int fd;
	pid_t pid;
	double *time;		/* microseconds */
	size_t bytes;
};

static void
start(struct program *p)
{
	const struct winsize size = { .ws_row = 24, .ws_col = 80 };

	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid < 0) {
		perror("forkpty");
		exit(1);
	}
	if (p->pid == 0) {
		setenv("TERM", "xterm", 1);
		execvp(p->command[0], p->command);
		perror(p->command[0]);
		_exit(127);
	}
}

/* Reads what comes until nothing has come for a while; the bytes. */
static size_t
drain(const struct program *p, int ms)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	char bytes[65536];
	size_t all = 0;

	while (poll(&fd, 1, ms) > 0) {
		ssize_t n = read(p->fd, bytes, sizeof(bytes));

		if (n <= 0) {
			fprintf(stderr, "%s has ended\n", p->name);
			exit(1);
		}
		all += (size_t)n;
	}
	return all;
}

static void
send(const struct program *p, const char *bytes, size_t len)
{
	if (write(p->fd, bytes, len) != (ssize_t)len) {
		perror(p->name);
		exit(1);
	}
}

static void
type(const struct program *p)
{
	static const struct {
		char name;
		const char *bytes;
	} keys[] = {
		{ 'r', "\r" }, { 't', "\t" }, { 'e', "\033" },
		{ 'd', "\033[B" },
	};

	for (const char *s = p->keys; *s; s++) {
		if (*s != '\\') {
			send(p, s, 1);
			continue;
		}
		s++;
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (keys[i].name == *s)
				send(p, keys[i].bytes, strlen(keys[i].bytes));
		if (*s == 'p')
			drain(p, QUIET_MS);
	}
	drain(p, QUIET_MS);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* From the key to the first byte; *bytes counts all of the answer. */
static double
press(const struct program *p, char key, size_t *bytes)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLIN };
	double begin = now(), end;

	send(p, &key, 1);
	if (poll(&fd, 1, LOST_MS) != 1) {
		fprintf(stderr, "%s doesn't answer\n", p->name);
		exit(1);
	}
	end = now();
	*bytes += drain(p, GAP_MS);
	return end - begin;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
measure(struct program *program, size_t programs, size_t count)
{
	size_t ignored = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < programs; j++) {
			struct program *p = &program[j];

			p->time[i] = press(p, (char)('a' + i % 26), &p->bytes);
			press(p, 0x7F, &ignored);
		}
	}
}

int
main(int argc, char **argv)
{
	struct program program[PROGRAMS];
	size_t programs = 0, count = argc > 1 ? (size_t)atol(argv[1]) : 0;

	for (int i = 2; i + 3 < argc && programs < PROGRAMS; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		argv[i] = NULL;
		program[programs++] = (struct program){
			.name = argv[i + 1], .keys = argv[i + 2],
			.command = &argv[i + 3],
		};
	}
	if (count == 0 || programs == 0) {
		fputs("usage: keys COUNT { -- NAME KEYS COMMAND ... }...\n",
		    stderr);
		return 2;
	}
	for (size_t i = 0; i < programs; i++) {
		program[i].time = calloc(count, sizeof(double));
		start(&program[i]);
		type(&program[i]);
	}
	measure(program, programs, count);
	for (size_t i = 0; i < programs; i++) {
		struct program *p = &program[i];

		qsort(p->time, count, sizeof(double), by_size);
		printf("%s %.1f %.1f %.2f\n", p->name, p->time[count / 2],
		    p->time[count * 99 / 100], (double)p->bytes / (double)count);
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	return 0;
}

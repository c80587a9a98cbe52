/*
 * Signals come as bytes of a signalfd, so that nothing happens inside a
 * handler.  All keys that were waiting are taken before one repaint.
 */
#include "screen/loop.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/i18n.h"
#include "screen/aside.h"
#include "screen/lock.h"
#include "screen/paper.h"
#include "screen/wait.h"
#include "screen/write.h"
#include "ui/term.h"

static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
take_signal(struct session *s, int fd)
{
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGWINCH) {
			session_resize(s);
		} else if (info.ssi_signo == SIGINT) {
			const struct event event = {
				.kind = EVENT_KEY, .key = K_CTRL_C,
			};

			session_event(s, &event);
		} else if (info.ssi_signo == SIGCHLD) {
			paper_ended(s);
		} else {
			session_keep(s);
			s->is_over = true;
		}
	}
}

/* The line is down, or slow: keys aren't taken for granted.  A lookup that
 * a replica answers comes soon, or ends. */
static bool
is_stuck(const struct session *s)
{
	return (!db_is_up(s->db) || db_is_late(s->db)) &&
	    !db_is_looking(s->db);
}

/* A question takes its keys also while something is waited for. */
static bool
is_question(const struct session *s)
{
	return s->write == NULL && s->top && s->top->form == NULL;
}

/* While an answer doesn't come, only Esc and its like are listened to; the
 * other keys wait with it. */
static void
wait_event(struct session *s, const struct event *event)
{
	if (is_question(s)) {
		session_event(s, event);
		return;
	}
	if (!command_is_back(event) ||
	    (!is_stuck(s) && !write_warns(s, event))) {
		ahead_hold(s, event);
		return;
	}
	if (!is_stuck(s))
		return;
	if (s->write == NULL) {
		ahead_drop(s);
		session_event(s, event);
		return;
	}
	write_abandon(s);
	session_say(s, SEVERITY_WARNING,
	    _("not known to be saved; the draft is kept: F2 tries again and stores it only once"));
}

/* While the screen is covered, what was typed before waits below. */
static bool
take_lock_keys(struct session *s)
{
	struct event event;
	bool took = false;

	while (!s->is_over && s->lock && term_next(&event)) {
		lock_event(s, &event);
		took = true;
	}
	return took;
}

static bool
take_keys(struct session *s)
{
	struct event event;
	bool took = take_lock_keys(s);

	ahead_go_on(s);
	while (!s->is_over && !s->lock && (!session_holds_keys(s) ||
	    is_stuck(s) || write_is_slow(s)) && ahead_next(s, &event)) {
		if (session_holds_keys(s))
			wait_event(s, &event);
		else if (!wait_ends(s, &event))
			session_event(s, &event);
		took = true;
	}
	return took;
}

/* Painting something new takes what has arrived meanwhile. */
void
loop_keys(struct session *s)
{
	take_keys(s);
	session_paint(s);
	while (take_keys(s))
		session_paint(s);
}

/* Of two times to wait, -1 being for ever. */
static int
sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int
timeout(const struct session *s)
{
	int ms = sooner(sooner(db_timeout(s->db), aside_timeout(s)),
	    lock_timeout(s));

	ms = sooner(ms, sooner(wait_timeout(s), write_timeout(s)));
	return term_is_waiting() ? sooner(ms, term_escape_delay()) : ms;
}

static void
step(struct session *s, int signals)
{
	struct pollfd fds[2 + 2 * DB_FDS] = {
		{ .fd = term_fd(), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	bool is_answered = false;
	int n;

	db_watch(s->db, fds + 2);
	aside_watch(s, fds + 2 + DB_FDS);
	n = poll(fds, 2 + 2 * DB_FDS, timeout(s));
	for (int i = 2; i < 2 + 2 * DB_FDS; i++)
		is_answered |= fds[i].revents != 0;

	if (fds[0].revents) {	/* first: an answer may take keys too */
		term_read();
		lock_touch(s);
	}
	if (n == 0 && term_is_waiting())
		term_expire();
	if (fds[1].revents)
		take_signal(s, signals);
	if (is_answered || n == 0) {
		db_step(s->db);
		aside_step(s);
	}
	wait_tell(s);
	lock_if_idle(s);
	if (term_is_closed()) {
		session_keep(s);
		s->is_over = true;
	}
}

void
loop_run(struct session *s)
{
	int signals = open_signals();

	lock_touch(s);
	while (!s->is_over) {
		step(s, signals);
		loop_keys(s);
	}
	close(signals);
}

void
loop_settle(struct session *s)
{
	while (db_is_busy(s->db) || session_is_busy(s)) {
		struct pollfd fds[DB_FDS];

		db_watch(s->db, fds);
		poll(fds, DB_FDS, db_timeout(s->db));
		db_step(s->db);
	}
	session_paint(s);
}

/*
 * Between "printer on" and "printer off" the terminal passes on what comes.
 * A printer is slower than a line: XOFF has to stop us then, which otherwise
 * is a key like any other.
 */
#include "ui/printer.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "ui/term.h"
#include "ui/terminfo.h"

/* Who says in a profile that the terminal prints, knows it better than
 * terminfo; these are everybody's. */
#define PRINTER_ON "\033[5i"
#define PRINTER_OFF "\033[4i"

static bool
send(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n < 0 && errno != EINTR)
			return false;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool
printer_send(const char *bytes, size_t len, struct error *err)
{
	const char *on = terminfo_string("mc5");
	const char *off = terminfo_string("mc4");
	struct buf out = BUF_INIT;
	struct termios modes, held;
	bool ok;

	if (term_fd() < 0)
		return error_set(err, _("there is no terminal that could print"));
	buf_adds(&out, on && off ? on : PRINTER_ON);
	buf_add(&out, bytes, len);
	buf_adds(&out, on && off ? off : PRINTER_OFF);
	ok = tcgetattr(STDIN_FILENO, &modes) == 0;
	held = modes;
	held.c_iflag |= IXON;
	ok = ok && tcsetattr(STDIN_FILENO, TCSADRAIN, &held) == 0 &&
	    send(out.data, out.len);
	if (!ok)
		error_set(err, "%s", strerror(errno));
	tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	buf_done(&out);
	return ok;
}

/*
 * Asks the terminal how wide it shows two bytes: they are one character of
 * UTF-8 and one Han of GBK.  Then, in a second round: of UTF-8, how wide
 * ambiguous characters are in its font, one of each kind; of GBK, whether it
 * knows the four bytes of GB18030.
 */
#ifndef ZHEN_UI_PROBE_H
#define ZHEN_UI_PROBE_H

#include "base/buf.h"
#include "text/width.h"

enum probe_result {
	PROBE_SILENT, PROBE_UTF8, PROBE_GBK, PROBE_GB18030
};

struct probe {
	enum probe_result result;
	int columns[WIDTH_KINDS];	/* of ambiguous characters */
	struct buf typed;	/* what the operator typed meanwhile; yours */
};

/* The terminal must be in raw mode.  The line is left as it was. */
void probe_terminal(int in, int out, struct probe *probe);

#endif

/*
 * The printer that hangs on the terminal: a thin client's, or the one that
 * an emulator prints to.
 */
#ifndef ZHEN_UI_PRINTER_H
#define ZHEN_UI_PRINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * Sends the bytes to it, and waits until the line has taken them; the screen
 * stays as it is.  They must have no control codes but line ends and form
 * feeds: what stands in them could else turn the printer off.
 */
bool printer_send(const char *bytes, size_t len, struct error *err);

#endif

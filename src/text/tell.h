/* Text from elsewhere, for whoever reads a terminal or a pipe. */
#ifndef ZHEN_TEXT_TELL_H
#define ZHEN_TEXT_TELL_H

#include <stdio.h>

/* Writes it: to a terminal with "^" for each control but line end and tab, so
 * that data can't speak to it; elsewhere as it is. */
void tell_text(FILE *out, const char *text);

#endif

/* Cells of CSV that a spreadsheet opens as what they are. */
#ifndef ZHEN_TEXT_CSV_CELL_H
#define ZHEN_TEXT_CSV_CELL_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Adds a cell in UTF-8.  A text that a spreadsheet would take for a formula
 * gets a "'" before it, a number ("-12.50") stays one; line ends become
 * blanks, other controls "^".
 */
void csv_add_cell(struct buf *out, const char *text);

#endif

/* Inside the floor: the cells of one row while they are gathered. */
#ifndef ZHEN_SHEET_CELLS_H
#define ZHEN_SHEET_CELLS_H

#include "base/buf.h"
#include "sheet/sheet.h"

struct cells {
	struct buf text;	/* all of them, each ends in NUL */
	struct {
		size_t at;
		bool is_number;
	} *place;
	struct sheet_cell *cell;
	size_t count, size;
};

void cells_clear(struct cells *c);

/* The next one; is_number as sheet_cell has it. */
void cells_add(struct cells *c, const char *text, size_t len, bool is_number);

/* A row of them, good until they are cleared. */
void cells_row(struct cells *c, struct sheet_row *row);
void cells_done(struct cells *c);

#endif

#include "sheet/cells.h"

#include <stdlib.h>

#include "base/mem.h"

void
cells_clear(struct cells *c)
{
	buf_clear(&c->text);
	c->count = 0;
}

void
cells_add(struct cells *c, const char *text, size_t len, bool is_number)
{
	if (c->count == c->size) {
		c->size = c->size ? c->size * 2 : 32;
		c->place = mem_resize(c->place, c->size, sizeof(*c->place));
		c->cell = mem_resize(c->cell, c->size, sizeof(*c->cell));
	}
	c->place[c->count].at = c->text.len;
	c->place[c->count++].is_number = is_number;
	buf_add(&c->text, text, len);
	buf_addc(&c->text, '\0');
}

void
cells_row(struct cells *c, struct sheet_row *row)
{
	for (size_t i = 0; i < c->count; i++)
		c->cell[i] = (struct sheet_cell){
			c->text.data + c->place[i].at, c->place[i].is_number,
		};
	row->cell = c->cell;
	row->count = c->count;
}

void
cells_done(struct cells *c)
{
	buf_done(&c->text);
	free(c->place);
	free(c->cell);
	*c = (struct cells){ 0 };
}

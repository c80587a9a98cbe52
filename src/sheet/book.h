/*
 * Inside the floor: what the cells of an .xlsx share, read before them: its
 * sheets, texts and formats.
 */
#ifndef ZHEN_SHEET_BOOK_H
#define ZHEN_SHEET_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <zip.h>

#include "base/buf.h"
#include "base/error.h"

struct book {
	zip_t *zip;
	struct book_sheet {
		char *title, *relation, *part;
		bool is_hidden;
	} *sheet;
	size_t sheets;
	struct buf text;	/* the shared ones, each ends in NUL */
	size_t *at;
	size_t texts;
	bool *is_date;		/* formats of cells */
	size_t formats;
	bool is_1904;		/* days count from 1904 */
};

bool book_read(struct book *b, const char *path, struct error *err);
void book_done(struct book *b);

/* The sheet of that number from 1; 0: the first that is shown. */
const struct book_sheet *book_sheet(const struct book *b, int number,
    struct error *err);

#endif

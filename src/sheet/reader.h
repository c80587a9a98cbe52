/* Inside the floor: what reads a kind of file. */
#ifndef ZHEN_SHEET_READER_H
#define ZHEN_SHEET_READER_H

#include "sheet/sheet.h"

/* The verbs of a kind; data is what its open function made. */
struct sheet_reader {
	bool (*next)(void *data, struct sheet_row *row, bool *ended,
	    struct error *err);
	void (*place)(const void *data, size_t *done, size_t *all);
	struct sheet_shape (*shape)(const void *data);
	void (*close)(void *data);
};

extern const struct sheet_reader sheet_text, sheet_book;

/* NULL and err on failure. */
void *text_open(const char *path, const struct sheet_wish *wish,
    struct error *err);
void *book_open(const char *path, const struct sheet_wish *wish,
    struct error *err);

#endif

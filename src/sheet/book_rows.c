/*
 * Rows of a sheet of an .xlsx: its XML is parsed up to the end of a row, and
 * gone on with when the next one is asked for.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "sheet/book.h"
#include "sheet/book_part.h"
#include "sheet/cells.h"
#include "sheet/reader.h"

#define COLUMNS_MOST 1000
#define CELL_MOST 65536
#define SURE 1e15		/* whole numbers below it are exact */

/* Days before 1970 of the two calendars of spreadsheets. */
#define DAYS_1900 25569
#define DAYS_1904 24107

struct book_reader {
	struct book book;
	const struct book_sheet *sheet;
	struct part part;
	struct cells cells;
	struct buf value;	/* of the cell */
	size_t line;
	size_t column;		/* of the cell, from 0 */
	char type;		/* of the cell: n, s, i(nlineStr), b, e */
	size_t format;
	bool is_value;		/* inside <v> or <t> */
	bool has_row;
};

static void
book_close(void *data)
{
	struct book_reader *r = data;

	part_close(&r->part);
	book_done(&r->book);
	cells_done(&r->cells);
	buf_done(&r->value);
	free(r);
}

/* "AB12": column 27; the column behind the last one if it isn't said. */
static size_t
column_of(const char *reference, size_t next)
{
	size_t column = 0;

	if (reference == NULL)
		return next;
	for (; *reference >= 'A' && *reference <= 'Z' &&
	    column < COLUMNS_MOST * 2; reference++)
		column = column * 26 + (size_t)(*reference - 'A' + 1);
	return column ? column - 1 : next;
}

static void
start(void *data, const char *name, const char **attribute)
{
	struct book_reader *r = data;
	const char *value;

	name = part_name(name);
	if (strcmp(name, "row") == 0) {
		value = part_attribute(attribute, "r");
		r->line = value ? strtoul(value, NULL, 10) : r->line + 1;
		cells_clear(&r->cells);
	} else if (strcmp(name, "c") == 0) {
		r->column = column_of(part_attribute(attribute, "r"),
		    r->cells.count);
		value = part_attribute(attribute, "t");
		r->type = value ? strcmp(value, "str") == 0 ? 'i' : *value : 'n';
		value = part_attribute(attribute, "s");
		r->format = value ? strtoul(value, NULL, 10) : 0;
		buf_clear(&r->value);
		buf_add(&r->value, "", 0);
	} else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		r->is_value = true;
	}
}

static void
character(void *data, const char *text, int len)
{
	struct book_reader *r = data;

	if (r->is_value && r->value.len < CELL_MOST)
		buf_add(&r->value, text, (size_t)len);
}

/* The civil date of a day counted from 1970-01-01. */
static void
add_day(struct book_reader *r, long days)
{
	long era, year, month;
	unsigned long day, part;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day = (unsigned long)(days - era * 146097);
	part = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	year = (long)part + era * 400;
	day -= 365 * part + part / 4 - part / 100;
	month = (long)((5 * day + 2) / 153);
	day -= (153 * (unsigned long)month + 2) / 5;
	month += month < 10 ? 3 : -9;
	buf_clear(&r->value);
	buf_addf(&r->value, "%04ld-%02ld-%02lu", year + (month <= 2), month,
	    day + 1);
}

/* A number as the sheet shows it: a day, or whole without its exponent. */
static bool
tidy_number(struct book_reader *r)
{
	char *end;
	double number = strtod(r->value.data, &end);

	if (*end || end == r->value.data)
		return false;
	if (r->format < r->book.formats && r->book.is_date[r->format] &&
	    number >= 1 && number < 2958466) {
		add_day(r, (long)number - (r->book.is_1904 ? DAYS_1904 :
		    DAYS_1900));
		return false;
	}
	if (strpbrk(r->value.data, "eE") && fabs(number) < SURE &&
	    number == floor(number)) {
		buf_clear(&r->value);
		buf_addf(&r->value, "%.0f", number);
	}
	return true;
}

static void
add_cell(struct book_reader *r)
{
	const char *text = r->value.data;
	size_t len = r->value.len;
	bool is_number = false;

	if (r->column >= COLUMNS_MOST)
		return;
	if (r->type == 's') {
		size_t i = strtoul(text, NULL, 10);

		text = i < r->book.texts ? r->book.text.data + r->book.at[i] : "";
		len = strlen(text);
	} else if (r->type == 'n' && len > 0) {
		is_number = tidy_number(r);
		text = r->value.data;
		len = r->value.len;
	}
	while (r->cells.count < r->column)
		cells_add(&r->cells, "", 0, false);
	if (r->cells.count == r->column)
		cells_add(&r->cells, text, len, is_number);
}

static void
end(void *data, const char *name)
{
	struct book_reader *r = data;

	name = part_name(name);
	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		r->is_value = false;
	} else if (strcmp(name, "c") == 0) {
		add_cell(r);
	} else if (strcmp(name, "row") == 0) {
		r->has_row = true;
		XML_StopParser(r->part.parser, XML_TRUE);
	}
}

void *
book_open(const char *path, const struct sheet_wish *wish, struct error *err)
{
	struct book_reader *r = mem_alloc(sizeof(*r));

	if (!book_read(&r->book, path, err) ||
	    (r->sheet = book_sheet(&r->book, wish->number, err)) == NULL ||
	    !part_open(&r->part, r->book.zip, r->sheet->part, err)) {
		book_close(r);
		return NULL;
	}
	XML_SetUserData(r->part.parser, r);
	XML_SetElementHandler(r->part.parser, start, end);
	XML_SetCharacterDataHandler(r->part.parser, character);
	return r;
}

static bool
book_next(void *data, struct sheet_row *row, bool *ended, struct error *err)
{
	struct book_reader *r = data;

	r->has_row = false;
	if (!part_go(&r->part, err))
		return false;
	if (!r->has_row) {
		*ended = true;
		return false;
	}
	*row = (struct sheet_row){ .line = r->line, .raw = "" };
	cells_row(&r->cells, row);
	return true;
}

static void
book_place(const void *data, size_t *done, size_t *all)
{
	const struct book_reader *r = data;

	*done = r->part.done;
	*all = r->part.all;
}

static struct sheet_shape
book_shape(const void *data)
{
	const struct book_reader *r = data;

	return (struct sheet_shape){
		.kind = SHEET_BOOK, .charset = "utf-8",
		.title = r->sheet->title,
	};
}

const struct sheet_reader sheet_book = {
	.next = book_next,
	.place = book_place,
	.shape = book_shape,
	.close = book_close,
};

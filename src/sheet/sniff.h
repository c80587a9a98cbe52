/* Inside the floor: what a text file is, by its first lines. */
#ifndef ZHEN_SHEET_SNIFF_H
#define ZHEN_SHEET_SNIFF_H

#include "base/buf.h"
#include "base/error.h"
#include "sheet/lines.h"
#include "sheet/sheet.h"

struct sniffed {
	const char *charset;
	bool has_mark;
	bool has_crlf;
	char separator;		/* '\0': fixed columns */
	size_t *width;		/* of those, yours to free */
	size_t count;
};

/* Reads the file's first lines; what the wish says is taken as it is. */
bool sniff(struct lines *l, const struct sheet_wish *wish, struct sniffed *found,
    struct error *err);

/* "utf-8", "gbk" or "gb18030": how many lines of the sample are in each
 * decides.  NULL if they are no text. */
const char *sniff_charset(const struct buf *line, size_t count);

/* The separator of decoded lines, or '\0'. */
char sniff_separator(const char *const *line, size_t count);

/* Whether the bytes are UTF-8 with Han in it, which GBK never looks like by
 * chance for long. */
bool sniff_is_utf8_han(const char *bytes, size_t len);

/* Columns of a character: what two bytes of GBK held is two wide. */
#define SNIFF_WIDTH(cp) ((cp) < 0x80 ? 1 : 2)

#endif

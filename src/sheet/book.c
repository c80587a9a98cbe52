/*
 * The parts of an .xlsx (ECMA-376) that are read whole.  Shared texts are all
 * kept, so a book costs as much memory as they have bytes.
 */
#include "sheet/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "sheet/book_part.h"

#define TEXT_MOST ((size_t)1 << 30)

/* What a handler knows of where it is. */
struct place {
	struct book *book;
	struct part *part;
	bool is_text;		/* inside <t> */
	bool is_phonetic;	/* inside <rPh>, how it is read */
	bool is_format;		/* inside <cellXfs> */
	size_t *custom;		/* numbers of formats that show days */
	size_t customs;
};

typedef void (*start_handler)(void *data, const char *name,
    const char **attribute);
typedef void (*end_handler)(void *data, const char *name);

static bool
read_part(struct place *p, const char *name, start_handler start,
    end_handler end, XML_CharacterDataHandler text, struct error *err)
{
	struct part part;
	bool ok = part_open(&part, p->book->zip, name, err);

	if (ok) {
		p->part = &part;
		XML_SetUserData(part.parser, p);
		XML_SetElementHandler(part.parser, start, end);
		XML_SetCharacterDataHandler(part.parser, text);
		ok = part_go(&part, err);
	}
	part_close(&part);
	return ok;
}

static void
workbook_start(void *data, const char *name, const char **attribute)
{
	struct place *p = data;
	const char *title, *relation, *state;
	struct book_sheet *sheet;

	name = part_name(name);
	if (strcmp(name, "workbookPr") == 0) {
		const char *value = part_attribute(attribute, "date1904");

		p->book->is_1904 = value && strchr("1t", *value);
	}
	if (strcmp(name, "sheet") != 0)
		return;
	title = part_attribute(attribute, "name");
	relation = part_attribute(attribute, "r:id");
	state = part_attribute(attribute, "state");
	sheet = MEM_PUSH(p->book->sheet, p->book->sheets);
	sheet->title = mem_dup(title ? title : "");
	sheet->relation = mem_dup(relation ? relation : "");
	sheet->is_hidden = state && strcmp(state, "visible") != 0;
}

static void
relation_start(void *data, const char *name, const char **attribute)
{
	struct place *p = data;
	const char *id = part_attribute(attribute, "Id");
	const char *target = part_attribute(attribute, "Target");

	(void)name;
	for (size_t i = 0; id && target && i < p->book->sheets; i++) {
		struct book_sheet *sheet = &p->book->sheet[i];

		if (strcmp(sheet->relation, id) != 0 || sheet->part)
			continue;
		sheet->part = *target == '/' ? mem_dup(target + 1) :
		    mem_printf("xl/%s", target);
	}
}

static void
text_start(void *data, const char *name, const char **attribute)
{
	struct place *p = data;

	(void)attribute;
	name = part_name(name);
	if (strcmp(name, "si") == 0)
		*MEM_PUSH(p->book->at, p->book->texts) = p->book->text.len;
	else if (strcmp(name, "t") == 0)
		p->is_text = true;
	else if (strcmp(name, "rPh") == 0)
		p->is_phonetic = true;
}

static void
text_end(void *data, const char *name)
{
	struct place *p = data;

	name = part_name(name);
	if (strcmp(name, "si") == 0)
		buf_addc(&p->book->text, '\0');
	else if (strcmp(name, "t") == 0)
		p->is_text = false;
	else if (strcmp(name, "rPh") == 0)
		p->is_phonetic = false;
}

static void
text_data(void *data, const char *text, int len)
{
	struct place *p = data;

	if (!p->is_text || p->is_phonetic)
		return;
	buf_add(&p->book->text, text, (size_t)len);
	if (p->book->text.len > TEXT_MOST)
		XML_StopParser(p->part->parser, XML_FALSE);
}

/* Of the formats that every book has, those of days. */
static bool
is_day_format(size_t number)
{
	return (number >= 14 && number <= 17) || number == 22 ||
	    (number >= 27 && number <= 31) || number == 36 ||
	    (number >= 50 && number <= 54) || number == 57 || number == 58;
}

/* A code like yyyy"年"m"月"d"日", outside of quotes and brackets. */
static bool
is_day_code(const char *code)
{
	bool is_quoted = false, is_bracket = false;

	for (; *code; code++) {
		if (*code == '"')
			is_quoted = !is_quoted;
		else if (*code == '[' || *code == ']')
			is_bracket = *code == '[';
		else if (*code == '\\' && code[1])
			code++;
		else if (!is_quoted && !is_bracket && strchr("yYdD", *code))
			return true;
	}
	return false;
}

static size_t
number_of(const char **attribute, const char *name)
{
	const char *value = part_attribute(attribute, name);

	return value ? strtoul(value, NULL, 10) : 0;
}

static void
style_start(void *data, const char *name, const char **attribute)
{
	struct place *p = data;
	size_t number = number_of(attribute, "numFmtId");
	bool is_date = is_day_format(number);

	name = part_name(name);
	if (strcmp(name, "cellXfs") == 0)
		p->is_format = true;
	if (strcmp(name, "numFmt") == 0) {
		const char *code = part_attribute(attribute, "formatCode");

		if (code && is_day_code(code))
			*MEM_PUSH(p->custom, p->customs) = number;
	}
	if (!p->is_format || strcmp(name, "xf") != 0)
		return;
	for (size_t i = 0; i < p->customs; i++)
		is_date |= p->custom[i] == number;
	*MEM_PUSH(p->book->is_date, p->book->formats) = is_date;
}

static void
style_end(void *data, const char *name)
{
	struct place *p = data;

	if (strcmp(part_name(name), "cellXfs") == 0)
		p->is_format = false;
}

static bool
has_part(const struct book *b, const char *name)
{
	return zip_name_locate(b->zip, name, 0) >= 0;
}

bool
book_read(struct book *b, const char *path, struct error *err)
{
	struct place p = { .book = b };
	int why;
	bool ok;

	*b = (struct book){ 0 };
	b->zip = zip_open(path, ZIP_RDONLY, &why);
	if (b->zip == NULL)
		return error_set(err, _("%s can't be opened as a spreadsheet: "
		    "open it and save it again as .xlsx"), path);
	ok = read_part(&p, "xl/workbook.xml", workbook_start, NULL, NULL, err) &&
	    read_part(&p, "xl/_rels/workbook.xml.rels", relation_start, NULL,
	    NULL, err) &&
	    (!has_part(b, "xl/sharedStrings.xml") || read_part(&p,
	    "xl/sharedStrings.xml", text_start, text_end, text_data, err)) &&
	    (!has_part(b, "xl/styles.xml") || read_part(&p, "xl/styles.xml",
	    style_start, style_end, NULL, err));
	free(p.custom);
	return ok;
}

void
book_done(struct book *b)
{
	for (size_t i = 0; i < b->sheets; i++) {
		free(b->sheet[i].title);
		free(b->sheet[i].relation);
		free(b->sheet[i].part);
	}
	free(b->sheet);
	buf_done(&b->text);
	free(b->at);
	free(b->is_date);
	if (b->zip)
		zip_discard(b->zip);
	*b = (struct book){ 0 };
}

const struct book_sheet *
book_sheet(const struct book *b, int number, struct error *err)
{
	for (size_t i = 0; i < b->sheets; i++)
		if (b->sheet[i].part && (number ? (size_t)number == i + 1 :
		    !b->sheet[i].is_hidden))
			return &b->sheet[i];
	error_set(err, _("the spreadsheet has %zu sheets: choose one by "
	    "--sheet N"), b->sheets);
	return NULL;
}

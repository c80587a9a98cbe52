/*
 * Layouts as text: tests/forms/NAME.layout has screens of a form, each after
 * a line "# ROWSxCOLUMNS"; "!" is where the mark of a field goes.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/layout.h"
#include "text/width.h"

#include "tap.h"

#define ROWS_MOST 200
#define COLUMNS_MOST 200

/* A row by columns; a wide character's second column is "". */
struct canvas {
	char cell[ROWS_MOST][COLUMNS_MOST][8];
};

static void
put(struct canvas *c, int row, int column, const char *text, int columns)
{
	while (*text && columns > 0) {
		int used;
		size_t len = width_cut(text, 1, &used);

		if (len == 0)
			len = width_cut(text, 2, &used);
		memcpy(c->cell[row][column], text, len);
		c->cell[row][column][len] = '\0';
		if (used == 2)
			strcpy(c->cell[row][column + 1], "\n");
		column += used;
		columns -= used;
		text += len;
	}
}

static void
write_row(struct canvas *c, int row, struct buf *out)
{
	size_t end = out->len;

	for (int i = 0; i < COLUMNS_MOST; i++) {
		const char *cell = c->cell[row][i];

		if (*cell == '\n')
			continue;
		buf_adds(out, *cell ? cell : " ");
		if (*cell)
			end = out->len;
	}
	out->len = end;
	buf_addc(out, '\n');
}

/* Labels, and the cells of a row below them. */
static void
draw_row(const struct form *row, int at, int columns, struct canvas *c)
{
	struct layout *l = layout_row(row, columns);

	for (size_t i = 0; i < row->field_count; i++) {
		const struct place *p = &l->field[i];

		if (p->row < 0)
			continue;
		put(c, at, p->label, row->field[i].label, p->label_width);
		for (int x = 0; x < p->width; x++)
			put(c, at + 1, p->value + x, "_", 1);
	}
	layout_free(l);
}

static void
draw(const struct form *form, const struct layout *l, int columns,
    struct canvas *c)
{
	for (size_t i = 0; i < form->section_count; i++)
		if (l->section[i].row >= 0)
			put(c, l->section[i].row, l->section[i].column,
			    form->section[i].title, COLUMNS_MOST);
	for (size_t i = 0; i < form->field_count; i++) {
		const struct place *p = &l->field[i];

		if (p->row < 0)
			continue;
		put(c, p->row, p->label - 1, "!", 1);
		put(c, p->row, p->label, form->field[i].label,
		    p->label_width);
		for (int x = 0; x < p->width * p->rows; x++)
			put(c, p->row + x / p->width,
			    p->value + x % p->width, "_", 1);
	}
	for (size_t i = 0; i < form->detail_count; i++)
		if (form->detail[i].row)
			draw_row(form->detail[i].row, l->area[i].row + 1,
			    columns, c);
	for (size_t i = 0; i < l->area_count; i++)
		for (int y = 0; y < l->area[i].height; y++)
			put(c, l->area[i].row + y, 1, y ? "|" : "+", 1);
}

static char *
layout_text(const struct form *form, int rows, int columns)
{
	struct canvas *c = mem_alloc(sizeof(*c));
	struct layout *l = layout_make(form, NULL, NULL, rows, columns);
	struct buf out = BUF_INIT;

	draw(form, l, columns, c);
	for (int y = 0; y < l->height; y++)
		write_row(c, y, &out);
	layout_free(l);
	free(c);
	return buf_take(&out);
}

/* Reads the next screen's size and text. */
static bool
next_screen(FILE *file, int *rows, int *columns, struct buf *text)
{
	char *line = NULL;
	size_t size = 0;
	long at = ftell(file);

	buf_clear(text);
	if (getline(&line, &size, file) <= 0 ||
	    sscanf(line, "# %dx%d", rows, columns) != 2) {
		free(line);
		return false;
	}
	while (at = ftell(file), getline(&line, &size, file) > 0) {
		if (*line == '#') {
			fseek(file, at, SEEK_SET);
			break;
		}
		buf_adds(text, line);
	}
	free(line);
	return true;
}

static void
check_form(const char *name)
{
	const char *dir = getenv("srcdir");
	char *path = mem_printf("%s/tests/forms/%s.form", dir ? dir : ".",
	    name);
	char *screens = mem_printf("%s/tests/forms/%s.layout", dir ? dir : ".",
	    name);
	struct form *form = form_read(path, NULL, NULL);
	FILE *file = fopen(screens, "r");
	struct buf expected = BUF_INIT;
	int rows, columns, count = 0;

	while (form && file &&
	    next_screen(file, &rows, &columns, &expected)) {
		char *got = layout_text(form, rows, columns);
		char *title = mem_printf("%s at %dx%d", name, rows, columns);

		is(got, expected.data, title);
		free(title);
		free(got);
		count++;
	}
	ok(count > 0, "%s has layouts", name);
	if (file)
		fclose(file);
	buf_done(&expected);
	form_free(form);
	free(screens);
	free(path);
}

int
main(int argc, char **argv)
{
	static const char *const names[] = {
		"entry", "list", "card", "programme", "wide", "rows", "memo",
	};

	if (argc == 4) {
		struct form *form = form_read(argv[1], NULL, NULL);
		char *text = form ? layout_text(form, atoi(argv[2]),
		    atoi(argv[3])) : mem_dup("no form\n");

		printf("# %sx%s\n%s", argv[2], argv[3], text);
		free(text);
		form_free(form);
		return 0;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_form(names[i]);
	return done_testing();
}

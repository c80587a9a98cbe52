/*
 * For libFuzzer: any bytes as a form; a good one is laid out, filled in and
 * made JSON.  Build with -fsanitize=fuzzer,address; tests/corpus/form is
 * something to begin with.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "form/form.h"
#include "form/layout.h"
#include "form/programme.h"
#include "form/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
complain(void *data, const char *path, int line, const char *text)
{
	(void)path;
	if (line < 1 || *text == '\0' || line < *(int *)data)
		abort();
	*(int *)data = line;
}

/* Whatever a type makes of a text it must take back, and show. */
static void
type_text(const struct field *f, const char *text)
{
	struct error err;
	char *value = NULL, *shown = NULL, *again = NULL;

	if (f->type->parse && *text)
		value = f->type->parse(f, text, "2026-11-23", &err);
	if (value && f->type->format)
		shown = f->type->format(f, value);
	if (value)
		again = f->type->parse(f, shown ? shown : value, "2026-11-23",
		    &err);
	if (value && (!again || strcmp(value, again) != 0))
		abort();
	if (value && f->type->doubt)
		f->type->doubt(f, value, &err);
	free(value);
	free(shown);
	free(again);
}

static void
use(const struct form *form)
{
	struct layout *l = layout_make(form, NULL, NULL, 20, 80);
	struct record *r = record_new(form);
	char *json = programme_json(form);

	for (size_t i = 0; i < form->field_count; i++) {
		if (l->field[i].row >= 0 && l->field[i].width < 1)
			abort();
		record_set(r, i, "11010519491231002X");
		record_fill(r, i);
		record_check(r, i, NULL);
		type_text(&form->field[i], form->field[i].label);
	}
	free(json);
	record_free(r);
	layout_free(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int line = 0;
	struct form *form = form_parse("fuzz", (const char *)data, size,
	    complain, &line);

	if ((form == NULL) != (line > 0))
		abort();
	if (form)
		use(form);
	form_free(form);
	return 0;
}

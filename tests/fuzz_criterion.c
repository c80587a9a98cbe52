/*
 * For libFuzzer: any text as a condition of find by example, in a field of
 * each type.  The first byte picks the field.  What is read has values where
 * its operator wants some; what isn't has a sentence that says why.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "form/criterion.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
    "entry f \"f\"\ntable t key id version v\nsection \"s\"\n"
    "a \"a\" text 20\nb \"b\" name\nc \"c\" integer\nd \"d\" decimal\n"
    "e \"e\" money\nf \"f\" date\ng \"g\" month\nh \"h\" yesno\n"
    "i \"i\" code x\nj \"j\" idcard\nk \"k\" phone\nl \"l\" percent\n";

static char *
value_of(void *data, size_t field, const char *typed, struct error *err)
{
	const struct field *f = &((const struct form *)data)->field[field];

	return f->type->parse ? f->type->parse(f, typed, "2026-11-23", err) :
	    mem_dup(typed);
}

static void
look(const struct criterion *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct criterion_term *t = &c->term[i];
		int has_value = t->op != CRITERION_EMPTY &&
		    t->op != CRITERION_FILLED;

		if (has_value != (t->value != NULL) ||
		    (t->op == CRITERION_BETWEEN) != (t->high != NULL))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct form *form;
	struct criterion c;
	struct error err = { .text = "" };
	char *typed;

	if (form == NULL)
		form = form_parse("fuzz", text, strlen(text), NULL, NULL);
	if (form == NULL)
		abort();
	if (size == 0)
		return 0;
	typed = mem_alloc(size);
	memcpy(typed, data + 1, size - 1);
	typed[size - 1] = '\0';
	if (criterion_read(&c, form, data[0] % form->field_count, typed,
	    value_of, form, &err))
		look(&c);
	else if (c.count || *err.text == '\0')
		abort();
	criterion_done(&c);
	free(typed);
	return 0;
}

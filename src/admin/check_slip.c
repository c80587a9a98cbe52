/* A slip's query, and the names in its lines. */
#include <stdlib.h>
#include <string.h>

#include "admin/checking.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/slip.h"
#include "form/sql.h"

#define COPY "copy"

/* In words only what a field of that name has words for. */
static bool
has_words(const struct form *form, const char *name)
{
	int at = form_field(form, name);

	return at >= 0 && form->field[at].type->aside;
}

/* What a line can say: the slip's values, and those of its own query. */
struct sources {
	const struct table *slip, *line;	/* line: NULL without a query */
};

static void
check_name(struct check *c, const struct sources *from, const char *name,
    bool in_words, int line)
{
	bool is_known = strcmp(name, COPY) == 0 ||
	    (from->line && table_column(from->line, name) >= 0) ||
	    table_column(from->slip, name) >= 0 || names_has(&c->known, name);
	char *text = NULL;

	if (!is_known)
		text = mem_printf(_("the slip has no value \":%s\": its query gives none, and the screen has none"),
		    name);
	else if (in_words && !has_words(c->form, name))
		text = mem_printf(_("\":%s\" has no words: it needs a field of that name and of type money"),
		    name);
	if (text)
		checking_complain(c, line, text);
	free(text);
}

static void
check_line(struct check *c, const struct sources *from,
    const struct slip_line *line)
{
	const char *s = line->text;

	while (*s) {
		bool in_words;
		size_t len;
		const char *next = slip_name(s, &len, &in_words);
		char *name;

		if (next == NULL) {
			s++;
			continue;
		}
		name = mem_dup_len(s + 1, len);
		check_name(c, from, name, in_words, line->number);
		free(name);
		s = next;
	}
}

void
checking_slip(struct check *c, const struct slip *slip)
{
	struct table *t = checking_sql(c, &slip->query);

	for (size_t i = 0; i < slip->line_count; i++) {
		const struct slip_line *line = &slip->line[i];
		struct table *own = checking_sql(c, &line->query);
		struct sources from = { t, own };

		if (t && (own || line->query.text == NULL))
			check_line(c, &from, line);
		table_free(own);
	}
	table_free(t);
}

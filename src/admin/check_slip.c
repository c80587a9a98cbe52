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

static void
check_name(struct check *c, const struct table *t, const char *name,
    bool in_words, int line)
{
	bool is_known = strcmp(name, COPY) == 0 ||
	    table_column(t, name) >= 0 || names_has(&c->known, name);
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

void
checking_slip(struct check *c, const struct slip *slip)
{
	struct table *t = checking_sql(c, &slip->query);

	for (size_t i = 0; t && i < slip->line_count; i++) {
		const char *s = slip->line[i].text;

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
			check_name(c, t, name, in_words, slip->line[i].number);
			free(name);
			s = next;
		}
	}
	table_free(t);
}

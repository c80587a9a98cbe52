/* A save that waits for a second person: the operator hands it in. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/write.h"

static void
answered(struct screen *s, const struct answer *answer)
{
	struct entry *e = (struct entry *)s;

	if (answer->outcome == OUTCOME_DONE)
		entry_saved(e, answer->table ?
		    table_text(answer->table[0], 0, 0) : _("handed in"));
	else if (!s->kind->refused(s, answer->field, answer->message))
		session_say(s->session, SEVERITY_ERROR, "%s",
		    answer->message);
}

static void
hand_in(struct screen *s, void *data, const char *text)
{
	struct entry *e = (struct entry *)s;
	struct draft d = { 0 };
	const char **pairs = NULL;
	struct statement *st = mem_alloc(sizeof(*st));
	struct part *part;
	size_t count, names = 0;

	(void)data;
	(void)text;
	entry_fill_draft(e, &d);
	part = entry_parts(e, &count);
	for (size_t i = 0; i < d.value.count; i++) {
		*MEM_PUSH(pairs, names) = d.value.item[i].name;
		*MEM_PUSH(pairs, names) = d.value.item[i].value;
	}
	*st = statement_review(part, count, s->form->name, d.title, pairs,
	    d.value.count);
	session_say(s->session, SEVERITY_INFO, _("handing it in ..."));
	write_send(s, &(struct save){
		.key = e->key,
		.must_change = true,
		.statement = st,
		.count = 1,
	}, answered);
	free(st);
	free(part);
	free(pairs);
	draft_done(&d);
}

void
entry_offer_review(struct entry *e, const char *why)
{
	char *question = mem_printf(_("%s: hand it in now?"), why);

	e->stays = false;
	ask_yes(e->screen.session, question, hand_in, NULL);
	free(question);
}

/* The draft of an entry screen: kept, offered, taken back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ask.h"
#include "screen/draft.h"
#include "screen/entry.h"

void
entry_keep_draft(struct entry *e, bool is_safe)
{
	struct session *s = e->screen.session;
	struct draft draft = {
		.record = e->fields.record,
		.typed = e->fields.typed,
	};

	if (s->draft_dir == NULL || !entry_can_save(e))
		return;
	if (e->key == NULL)
		e->key = db_new_key();
	draft.key = e->key;
	for (size_t i = 0; i < e->screen.form->detail_count; i++)
		if (e->rows[i])
			detail_draft(e->rows[i], &draft.more);
	if (!draft_write(s->draft_dir, &draft, is_safe))
		session_say(s, SEVERITY_WARNING,
		    _("the draft can't be kept (%s): save soon"),
		    strerror(errno));
	values_done(&draft.more);
}

void
entry_forget_draft(struct entry *e)
{
	if (e->screen.session->draft_dir)
		draft_remove(e->screen.session->draft_dir, e->screen.form);
	mem_set(&e->key, NULL);
}

static void
restore(struct entry *e, const struct values *draft)
{
	struct record *r = e->fields.record;
	const struct form *form = r->form;

	mem_set(&e->key, values_get(draft, DRAFT_KEY));
	if (values_get(draft, DRAFT_VERSION)) {
		for (size_t i = 0; i < form->key.count; i++)
			record_set_key(r, i,
			    values_get(draft, form->key.name[i]));
		record_set_version(r, values_get(draft, DRAFT_VERSION));
	}
	for (size_t i = 0; i < form->field_count; i++) {
		const char *text = values_get(draft, form->field[i].name);

		if (text)
			record_set(r, i, text);
	}
	fields_refresh(&e->fields);
	for (size_t i = 0; i < form->detail_count; i++)
		if (e->rows[i])
			detail_restore(e->rows[i], draft);
}

static void
wants_draft(struct screen *s, void *data, const char *text)
{
	struct entry *e = (struct entry *)s;
	struct values draft = { 0 };
	long age;

	(void)data;
	(void)text;
	if (draft_read(s->session->draft_dir, s->form, &draft, &age))
		restore(e, &draft);
	values_done(&draft);
	session_say(s->session, SEVERITY_INFO,
	    _("the draft is back: check it, F2 saves"));
}

/* True if the draft is of the record that this screen is about. */
static bool
is_ours(struct entry *e, const struct values *draft)
{
	const struct form *form = e->screen.form;

	for (size_t i = 0; i < form->key.count; i++) {
		const char *mine = values_get(&e->screen.with,
		    form->key.name[i]);
		const char *its = values_get(draft, form->key.name[i]);

		if (mine && *mine && (its == NULL || strcmp(mine, its) != 0))
			return false;
	}
	return true;
}

void
entry_offer_draft(struct entry *e)
{
	struct session *s = e->screen.session;
	struct values draft = { 0 };
	char *question;
	long age;

	if (s->draft_dir == NULL ||
	    !draft_read(s->draft_dir, e->screen.form, &draft, &age) ||
	    !is_ours(e, &draft)) {
		values_done(&draft);
		return;
	}
	values_done(&draft);
	question = mem_printf(
	    _("a draft of %ld minutes ago wasn't saved: Y takes it back, N begins anew"),
	    age / 60);
	ask_yes(s, question, wants_draft, NULL);
	free(question);
}

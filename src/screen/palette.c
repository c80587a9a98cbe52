/* What can be done here, gathered when it is opened, in a picker. */
#include "screen/palette.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/common.h"
#include "screen/picker.h"
#include "screen/recent.h"
#include "screen/spelling.h"
#include "screen/viewer.h"

#define COLUMNS 72
#define KEY_COLUMNS 16

/* One of them is what an item does. */
struct item {
	char *text, *keys;
	const char *kind;	/* in words */
	const struct form *form;
	struct values with;	/* for form */
	const struct action *action;
	const struct handler *handler;
	int field;		/* index, or -1 */
	char *help;
};

struct palette {
	struct session *session;
	struct screen *target;
	struct item *item;
	struct choice *choice;
	size_t count;
};

static struct item *
add(struct palette *p, const char *kind, const char *text)
{
	struct item *item = MEM_PUSH(p->item, p->count);

	item->kind = kind;
	item->text = mem_dup(text);
	item->field = -1;
	return item;
}

static void
add_recent(struct palette *p)
{
	for (size_t i = 0; i < recent_count(p->session); i++) {
		const struct recent_item *r = recent_at(p->session, i);
		char *text = mem_printf("%s %s", r->form->title, r->text);
		struct item *item = add(p, _("recent"), text);

		item->form = r->form;
		values_copy(&item->with, &r->with);
		free(text);
	}
}

static void
add_actions(struct palette *p)
{
	const struct form *form = p->target->form;

	for (size_t i = 0; i < form->action_count; i++) {
		const struct action *a = &form->action[i];
		struct item *item;

		if (!action_applies(p->target, a))
			continue;
		item = add(p, _("here"), a->label);
		item->action = a;
		item->keys = mem_dup(a->key);
	}
}

/* By the word of the bottom line too, which may not be in its help. */
static char *
command_text(const struct handler *h)
{
	const struct command_info *c = command_info(h->command);
	const char *label = h->label ? h->label : c->label;

	return label && strstr(_(c->help), _(label)) == NULL ?
	    mem_printf(_("%s: %s"), _(label), _(c->help)) : mem_dup(_(c->help));
}

static void
add_command(struct palette *p, const struct handler *h)
{
	const struct handler *own = command_handler(p->target, h->command);
	struct buf keys = BUF_INIT;
	struct item *item;
	char *text;

	if (h->command == COMMAND_PALETTE || (h->can && !h->can(p->target)) ||
	    (own && own != h))
		return;
	text = command_text(h);
	item = add(p, _("command"), text);
	free(text);
	item->handler = h;
	if (command_info(h->command)->key[0] != K_NONE ||
	    command_info(h->command)->alone)
		command_add_keys(h->command, &keys);
	if (keys.data)
		keys.data[strcspn(keys.data, ",")] = '\0';
	item->keys = buf_take(&keys);
}

static void
add_commands(struct palette *p)
{
	const struct handler *h = p->target->kind->handlers;

	for (; h && h->command; h++)
		add_command(p, h);
	for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++)
		if ((h = common_handler(p->target, (enum command)i)))
			add_command(p, h);
}

static void
add_fields(struct palette *p)
{
	const struct form *form = p->target->form;

	for (size_t i = 0; p->target->kind->go_to && i < form->field_count;
	    i++)
		if (!(form->field[i].flags & (FIELD_HIDDEN | FIELD_NOENTRY)))
			add(p, _("field"), form->field[i].label)->field =
			    (int)i;
}

static void
add_screens(struct palette *p)
{
	struct session *s = p->session;

	session_read_forms(s);
	for (size_t i = 0; i < s->form_count; i++) {
		const struct form *form = s->form[i];
		struct item *item;

		if (form->with.count || !session_has_duty(s, &form->duties))
			continue;
		item = add(p, _("screen"), form->title);
		item->form = form;
		if (form->code)
			item->keys = mem_printf("/%d", form->code);
	}
}

static void
add_help(struct palette *p)
{
	const struct form *form = p->target->form;

	for (size_t i = 0; i < form->help_count; i++)
		add(p, _("help"), form->help[i])->help =
		    mem_dup(form->help[i]);
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *f = &form->field[i];
		char *text;

		if (f->help == NULL)
			continue;
		text = mem_printf("%s: %s", f->label, f->help);
		add(p, _("help"), text)->help = mem_dup(f->help);
		free(text);
	}
}

static void
palette_free(void *data)
{
	struct palette *p = data;

	spelling_forget(p->session);
	for (size_t i = 0; i < p->count; i++) {
		free(p->item[i].text);
		free(p->item[i].keys);
		free(p->item[i].help);
		values_done(&p->item[i].with);
	}
	free(p->item);
	free(p->choice);
	free(p);
}

static void
run(struct screen *s, void *data, size_t index)
{
	struct palette *p = data;
	struct item *item = &p->item[index];

	if (item->form)
		session_open(p->session, item->form->name, &item->with);
	else if (item->action)
		action_run(s, item->action);
	else if (item->handler)
		session_obey(p->session, item->handler->run(s));
	else if (item->help)
		viewer_open(p->session, s->form->title, item->help);
	else
		session_obey(p->session, s->kind->go_to(s,
		    (size_t)item->field));
}

/* The pinyin has come. */
static void
spell(void *data)
{
	struct palette *p = data;

	for (size_t i = 0; i < p->count; i++) {
		const struct spelled *known = spelling_of(p->session,
		    p->item[i].text);

		if (known == NULL)
			continue;
		p->choice[i].initials = known->initials;
		p->choice[i].spelling = known->spelling;
	}
}

static void
make_choices(struct palette *p)
{
	p->choice = mem_alloc(p->count * sizeof(*p->choice));
	for (size_t i = 0; i < p->count; i++)
		p->choice[i] = (struct choice){
			.code = p->item[i].keys ? p->item[i].keys : "",
			.name = p->item[i].text, .note = p->item[i].kind,
			.initials = "", .spelling = "",
		};
}

/* Names are spelled, long texts are found by their words. */
static void
want_spelling(struct palette *p)
{
	const char **text = mem_alloc(p->count * sizeof(*text));
	size_t count = 0;

	for (size_t i = 0; i < p->count; i++)
		if (p->item[i].help == NULL)
			text[count++] = p->item[i].text;
	spelling_want(p->session, text, count, spell, p);
	free(text);
}

void
palette_open(struct session *s)
{
	struct palette *p = mem_alloc(sizeof(*p));

	p->session = s;
	p->target = s->top;
	add_recent(p);
	add_actions(p);
	add_commands(p);
	add_fields(p);
	add_screens(p);
	add_help(p);
	make_choices(p);
	want_spelling(p);
	picker_open_choices(s, &(struct picker_choices){
		.title = _("all commands"), .choice = p->choice,
		.count = p->count, .columns = COLUMNS,
		.code_columns = KEY_COLUMNS, .took = run,
		.gone = palette_free, .data = p,
	}, "");
}

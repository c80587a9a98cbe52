/* Help, transaction codes, printing, and painting anew. */
#include "config.h"

#include "screen/common.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/aside.h"
#include "screen/character.h"
#include "screen/drafts.h"
#include "screen/ledger.h"
#include "screen/lock.h"
#include "screen/needle.h"
#include "screen/looks.h"
#include "screen/offer.h"
#include "screen/palette.h"
#include "screen/password.h"
#include "screen/print.h"
#include "screen/session.h"
#include "screen/slip.h"
#include "screen/viewer.h"

static const char *const places[PLACE_COUNT] = {
	[PLACE_EVERYWHERE] = N_("Everywhere"),
	[PLACE_FORM] = N_("On this screen"),
	[PLACE_FIELD] = N_("In a field"),
	[PLACE_LIST] = N_("In the list"),
	[PLACE_ROWS] = N_("In the rows"),
	[PLACE_FIND] = N_("In a search"),
};

/* What fields and their editor obey themselves, wherever text is typed. */
static const enum command of_fields[] = {
	COMMAND_NEXT_FIELD, COMMAND_PREVIOUS_FIELD, COMMAND_UNDO, COMMAND_REDO,
	COMMAND_EMPTY, COMMAND_CUT,
};

static bool
is_obeyed(struct screen *s, enum command command)
{
	if (command_handler(s, command) || common_handler(s, command))
		return true;
	for (size_t i = 0; i < sizeof(of_fields) / sizeof(of_fields[0]); i++)
		if (of_fields[i] == command)
			return s->kind->takes_text && s->kind->takes_text(s);
	return false;
}

static void
add_keys(struct screen *s, struct buf *out)
{
	for (int place = PLACE_COUNT - 1; place >= 0; place--) {
		bool is_first = true;

		for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
			enum command command = (enum command)i;

			if ((int)command_info(command)->place != place ||
			    !is_obeyed(s, command))
				continue;
			if (is_first)
				buf_addf(out, "\n[%s]\n", _(places[place]));
			is_first = false;
			command_add_help(command, out);
		}
	}
}

static void
add_versions(struct screen *s, struct buf *out)
{
	const char *version = values_get(&s->session->values, "version");

	buf_addc(out, '\n');
	buf_addf(out, _("%s; database of version %s"), PACKAGE_STRING,
	    version ? version : "?");
	buf_addc(out, '\n');
}

static unsigned
show_help(struct screen *s)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < s->form->help_count; i++)
		buf_addf(&text, "%s\n", s->form->help[i]);
	if (s->kind->help)
		s->kind->help(s, &text);
	action_help(s, &text);
	add_keys(s, &text);
	if (s->form->kind == FORM_MENU)
		add_versions(s, &text);
	viewer_open(s->session, s->form->title, text.data ? text.data : "");
	buf_done(&text);
	return SCREEN_REDRAW;
}

static unsigned
ask_code(struct screen *s)
{
	needle_ask_code(s->session);
	return SCREEN_REDRAW;
}

static bool
can_look(struct screen *s)
{
	return needle_can(s->session);
}

static unsigned
look(struct screen *s)
{
	needle_ask(s->session);
	return SCREEN_REDRAW;
}

static unsigned
repaint(struct screen *s)
{
	(void)s;
	view_redraw();
	return SCREEN_REDRAW;
}

static unsigned
open_palette(struct screen *s)
{
	palette_open(s->session);
	return SCREEN_REDRAW;
}

static unsigned
print(struct screen *s)
{
	if (s->form && s->form->slip)
		slip_print(s);
	else if (s->form && s->form->rows.printed.head.text)
		ledger_print(s, &ledger_list);
	else
		print_screen(s->session);
	return SCREEN_REDRAW;
}

static unsigned
cover(struct screen *s)
{
	lock_on(s->session);
	return SCREEN_REDRAW;
}

static unsigned
change_password(struct screen *s)
{
	password_open(s->session);
	return SCREEN_REDRAW;
}

static bool
can_log_in(struct screen *s)
{
	return s->session->connect != NULL;
}

static bool
takes_text(struct screen *s)
{
	return s->kind->takes_text && s->kind->takes_text(s);
}

static unsigned
ask_character(struct screen *s)
{
	character_ask(s->session);
	return SCREEN_REDRAW;
}

static bool
keeps_drafts(struct screen *s)
{
	return drafts_are_kept(s->session);
}

static unsigned
list_drafts(struct screen *s)
{
	offer_list(s->session);
	return SCREEN_REDRAW;
}

static bool
has_aside(struct screen *s)
{
	return s->session->aside != NULL;
}

static unsigned
open_aside(struct screen *s)
{
	aside_open(s->session);
	return SCREEN_REDRAW;
}

static unsigned
choose_theme(struct screen *s)
{
	looks_choose_theme(s->session);
	return SCREEN_REDRAW;
}

static unsigned
turn_keys(struct screen *s)
{
	looks_turn_keys(s->session);
	return SCREEN_REDRAW;
}

static const struct handler handlers[] = {
	{ .command = COMMAND_CHARACTER, .run = ask_character,
	    .can = takes_text },
	{ .command = COMMAND_CODE, .run = ask_code, .is_quiet = true },
	{ .command = COMMAND_NEEDLE, .run = look, .can = can_look,
	    .is_quiet = true },
	{ .command = COMMAND_PRINT, .run = print, .is_quiet = true },
	{ .command = COMMAND_LOCK, .run = cover, .is_quiet = true },
	{ .command = COMMAND_PASSWORD, .run = change_password,
	    .can = can_log_in },
	{ .command = COMMAND_REPAINT, .run = repaint },
	{ .command = COMMAND_PALETTE, .run = open_palette },
	{ .command = COMMAND_HELP, .run = show_help },
	{ .command = COMMAND_DRAFTS, .run = list_drafts, .can = keeps_drafts },
	{ .command = COMMAND_ASIDE, .run = open_aside, .can = has_aside },
	{ .command = COMMAND_THEME, .run = choose_theme },
	{ .command = COMMAND_KEYS_SHOWN, .run = turn_keys },
	{ .command = COMMAND_NONE },
};

const struct handler *
common_handler(struct screen *s, enum command command)
{
	for (const struct handler *h = handlers; h->command; h++)
		if (h->command == command && (h->can == NULL || h->can(s)))
			return h;
	return NULL;
}

void
common_add_bar(struct screen *s, struct bar *out)
{
	command_add_bar(s, handlers, out);
}

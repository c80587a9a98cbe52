/* The table of commands, and who obeys them. */
#include "screen/command.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/screen.h"
#include "text/width.h"

#define HELP_KEYS_COLUMNS 22

static const struct command_info table[COMMAND_COUNT] = {
	[COMMAND_NONE] = { "", PLACE_EVERYWHERE, { K_NONE }, 0, "", "" },

	[COMMAND_HELP] = {
		"help", PLACE_EVERYWHERE, { K_F1 }, 0, N_("help"),
		N_("what this screen and this field are, with an example"),
	},
	[COMMAND_PALETTE] = {
		"palette", PLACE_EVERYWHERE, { K_CTRL_P }, 0, N_("all commands"),
		N_("find any screen, action, field or help by words or initials"),
	},
	[COMMAND_CODE] = {
		"code", PLACE_EVERYWHERE, { K_NONE }, '/', N_("code"),
		N_("open a screen by its transaction code"),
	},
	[COMMAND_NEEDLE] = {
		"needle", PLACE_EVERYWHERE, { K_CTRL_F }, 0, NULL,
		N_("look for somebody, from anywhere"),
	},
	[COMMAND_BACK] = {
		"back", PLACE_EVERYWHERE, { K_F10, K_ESCAPE, K_ESC_C }, 'C',
		N_("back"), N_("close this screen, back to the one before"),
	},
	[COMMAND_PRINT] = {
		"print", PLACE_EVERYWHERE, { K_ESC_P }, 'P', N_("print"),
		N_("print what the screen shows"),
	},
	[COMMAND_LOCK] = {
		"lock", PLACE_EVERYWHERE, { K_ESC_L }, 0, NULL,
		N_("cover the screen: go on with your password, or let somebody else log in"),
	},
	[COMMAND_PASSWORD] = {
		"password", PLACE_EVERYWHERE, { K_NONE }, 0, NULL,
		N_("change your password"),
	},
	[COMMAND_REPAINT] = {
		"repaint", PLACE_EVERYWHERE, { K_CTRL_L }, 0, NULL,
		N_("paint the screen anew"),
	},

	[COMMAND_DRAFTS] = {
		"drafts", PLACE_EVERYWHERE, { K_CTRL_V }, 0, NULL,
		N_("what you typed and haven't saved: go on with it"),
	},

	[COMMAND_ASIDE] = {
		"background", PLACE_EVERYWHERE, { K_CTRL_E }, 0, NULL,
		N_("what is looked up in the background: open it, or ask how it stands"),
	},

	[COMMAND_THEME] = {
		"theme", PLACE_EVERYWHERE, { K_NONE }, 0, NULL,
		N_("choose the colours: light, dark, high contrast or none"),
	},
	[COMMAND_KEYS_SHOWN] = {
		"keys", PLACE_EVERYWHERE, { K_NONE }, 0, NULL,
		N_("show the keys in the bottom line, or hide them for one more row"),
	},

	[COMMAND_SAVE] = {
		"save", PLACE_FORM, { K_F2, K_ESC_S }, 'S', N_("save"),
		N_("save, then the next blank form"),
	},
	[COMMAND_SAVE_STAY] = {
		"save and stay", PLACE_FORM, { K_CTRL_S, K_CTRL_W }, 0, NULL,
		N_("save and stay with this record"),
	},
	[COMMAND_FIND] = {
		"find", PLACE_FORM, { K_F3, K_ESC_Q }, 'Q', N_("find"),
		N_("find records by conditions in the same form"),
	},
	[COMMAND_PREVIOUS] = {
		"previous", PLACE_FORM, { K_F7 }, 0, N_("previous"),
		N_("the record before this one"),
	},
	[COMMAND_NEXT] = {
		"next", PLACE_FORM, { K_F8 }, 0, N_("next"),
		N_("the record after this one"),
	},
	[COMMAND_QUERIES] = {
		"queries", PLACE_FIND, { K_F6 }, 0, N_("saved ones"),
		N_("conditions that you have saved, to ask them again"),
	},
	[COMMAND_QUERY_KEEP] = {
		"save query", PLACE_FIND, { K_F9 }, 0, N_("save them"),
		N_("save these conditions under a name"),
	},
	[COMMAND_PART] = {
		"part", PLACE_FORM, { K_TAB }, 0, N_("next part"),
		N_("from the fields to the rows and back"),
	},
	[COMMAND_COPY_RECORD] = {
		"copy record", PLACE_FORM, { K_CTRL_D }, 0, NULL,
		N_("fill what is still empty as in the record before"),
	},
	[COMMAND_RESET] = {
		"reset", PLACE_FORM, { K_ESC_R }, 'R', N_("reset"),
		N_("put the whole screen back as it was, or read it anew"),
	},
	[COMMAND_EXPORT] = {
		"export", PLACE_FORM, { K_ESC_E, K_CTRL_B }, 0, N_("export"),
		N_("all that it shows as a spreadsheet, as CSV or on paper"),
	},

	[COMMAND_NEXT_FIELD] = {
		"next field", PLACE_FIELD, { K_ENTER, K_DOWN }, 0, NULL,
		N_("check this field and go on to the next"),
	},
	[COMMAND_PREVIOUS_FIELD] = {
		"previous field", PLACE_FIELD, { K_UP, K_BACKTAB }, 0, NULL,
		N_("to the field before"),
	},
	[COMMAND_CHOICES] = {
		"list of values", PLACE_FIELD, { K_F4 }, 0, N_("list"),
		N_("list of values, narrowed by what is typed"),
	},
	[COMMAND_SAME] = {
		"same", PLACE_FIELD, { K_F5 }, 0, N_("as before"),
		N_("the same as in the record before, or in the row above"),
	},
	[COMMAND_RESET_FIELD] = {
		"reset field", PLACE_FIELD, { K_CTRL_X }, 0, NULL,
		N_("put this field back as it was"),
	},
	[COMMAND_UNDO] = {
		"undo", PLACE_FIELD, { K_CTRL_Z }, 0, NULL,
		N_("undo what was typed in this field"),
	},
	[COMMAND_REDO] = {
		"redo", PLACE_FIELD, { K_CTRL_R, K_CTRL_Y }, 0, NULL,
		N_("take the undo back"),
	},
	[COMMAND_EMPTY] = {
		"empty", PLACE_FIELD, { K_CTRL_U }, 0, NULL,
		N_("empty this field"),
	},
	[COMMAND_CUT] = {
		"cut", PLACE_FIELD, { K_CTRL_K }, 0, NULL,
		N_("empty it from here to its end"),
	},
	[COMMAND_CHARACTER] = {
		"character", PLACE_FIELD, { K_CTRL_G }, 0, NULL,
		N_("a character that the keyboard lacks, by pinyin or code"),
	},

	[COMMAND_SORT] = {
		"sort", PLACE_LIST, { K_CTRL_O }, 0, N_("sort"),
		N_("sort by a column; once more, the other way round"),
	},
	[COMMAND_MARK] = {
		"mark", PLACE_LIST, { K_NONE }, ' ', N_("mark"),
		N_("mark this row, or unmark it"),
	},
	[COMMAND_MARK_ALL] = {
		"mark all", PLACE_LIST, { K_CTRL_A }, '*', NULL,
		N_("mark all rows, or unmark them"),
	},

	[COMMAND_ROW_ADD] = {
		"add row", PLACE_ROWS, { K_CTRL_N }, 0, N_("add row"),
		N_("a new row below this one"),
	},
	[COMMAND_ROW_REMOVE] = {
		"remove row", PLACE_ROWS, { K_CTRL_T }, 0, N_("remove row"),
		N_("remove this row; once more takes it back"),
	},
};

const struct command_info *
command_info(enum command command)
{
	return &table[command];
}

static bool
has_key(const struct command_info *c, enum key key)
{
	for (int i = 0; i < COMMAND_KEYS && c->key[i] != K_NONE; i++)
		if (c->key[i] == key)
			return true;
	return false;
}

static bool
is_letter(uint32_t cp)
{
	return cp >= 'A' && cp <= 'Z';
}

enum command
command_of(const struct event *event, bool takes_text, bool takes_letters)
{
	uint32_t cp = event->cp;

	if (event->kind == EVENT_CHAR && cp >= 'a' && cp <= 'z')
		cp -= 'a' - 'A';
	for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
		const struct command_info *c = &table[i];

		if (event->kind == EVENT_KEY && has_key(c, event->key))
			return (enum command)i;
		if (event->kind == EVENT_CHAR && c->alone &&
		    cp == (unsigned char)c->alone &&
		    (is_letter(cp) ? takes_letters : !takes_text))
			return (enum command)i;
	}
	if (event->kind == EVENT_KEY && event->key == K_CTRL_C)
		return COMMAND_BACK;
	return COMMAND_NONE;
}

bool
command_is_back(const struct event *event)
{
	return event->kind == EVENT_KEY &&
	    command_of(event, true, false) == COMMAND_BACK;
}

/* F1 to F10 can be typed as ESC and a digit. */
static void
add_escaped(enum key key, struct buf *out)
{
	if (key >= K_F1 && key <= K_F10)
		buf_addf(out, ", Esc %d", (int)(key - K_F1 + 1) % 10);
}

void
command_add_keys(enum command command, struct buf *out)
{
	const struct command_info *c = &table[command];
	const char *between = "";

	for (int i = 0; i < COMMAND_KEYS && c->key[i] != K_NONE; i++) {
		buf_addf(out, "%s%s", between, key_label(c->key[i]));
		add_escaped(c->key[i], out);
		between = ", ";
	}
	if (c->key[0] == K_NONE && !c->alone)
		command_add_keys(COMMAND_PALETTE, out);
	if (c->alone && !is_letter((unsigned char)c->alone))
		buf_addf(out, "%s%s", between,
		    c->alone == ' ' ? _("Space") :
		    (const char[]){ c->alone, '\0' });
}

void
command_add_help(enum command command, struct buf *out)
{
	struct buf keys = BUF_INIT;
	int width;

	command_add_keys(command, &keys);
	width = keys.data ? width_text(keys.data) : 0;
	buf_addf(out, "%s%*s  %s\n", keys.data ? keys.data : "",
	    width < HELP_KEYS_COLUMNS ? HELP_KEYS_COLUMNS - width : 0, "",
	    _(table[command].help));
	buf_done(&keys);
}

const struct handler *
command_handler(struct screen *s, enum command command)
{
	const struct handler *h = s->kind->handlers;

	for (; h && h->command != COMMAND_NONE; h++)
		if (h->command == command && (h->can == NULL || h->can(s)))
			return h;
	return NULL;
}

static enum bar_rank
rank_of(enum command command)
{
	static const enum bar_rank ranks[COMMAND_COUNT] = {
		[COMMAND_HELP] = BAR_NEEDED, [COMMAND_SAVE] = BAR_NEEDED,
		[COMMAND_CHOICES] = BAR_USUAL, [COMMAND_FIND] = BAR_USUAL,
		[COMMAND_PART] = BAR_USUAL, [COMMAND_ROW_ADD] = BAR_USUAL,
	};

	return ranks[command];
}

static const char *
bar_key(const struct command_info *c)
{
	return c->key[0] != K_NONE ? key_label(c->key[0]) :
	    c->alone == ' ' ? _("Space") : "/";
}

void
command_add_bar(struct screen *s, const struct handler *h, struct bar *out)
{
	for (; h && h->command != COMMAND_NONE; h++) {
		const struct command_info *c = &table[h->command];
		const char *label = h->label ? h->label : c->label;

		if (h->is_quiet || h->command == COMMAND_BACK ||
		    label == NULL || (h->can && !h->can(s)))
			continue;
		bar_add(out, rank_of(h->command), "%s %s", bar_key(c),
		    _(label));
	}
}

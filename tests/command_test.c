/*
 * The table of commands: no key means two things, no form can take one of
 * them, and the manual says what the table says.  With --manual it prints
 * that part of the manual, for "make update-man".
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "form/form.h"
#include "screen/character.h"
#include "screen/choices.h"
#include "screen/command.h"

#include "tap.h"

#define MANUAL "man/zhen.1"
#define BEGIN ".\\\" Commands: made by make update-man.\n"
#define END ".\\\" End of commands.\n"

static const char *const places[PLACE_COUNT] = {
	[PLACE_EVERYWHERE] = "Everywhere",
	[PLACE_FORM] = "On a screen that has it",
	[PLACE_FIELD] = "In a field",
	[PLACE_LIST] = "On the rows of a list",
	[PLACE_ROWS] = "In rows that are filled in",
	[PLACE_FIND] = "While conditions are typed",
};

static void
add_manual(struct buf *out)
{
	for (int place = 0; place < PLACE_COUNT; place++) {
		buf_addf(out, ".Pp\n%s:\n.Bl -tag -width \"Ctrl-R, Ctrl-Y\" "
		    "-compact\n", places[place]);
		for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
			const struct command_info *c =
			    command_info((enum command)i);

			if ((int)c->place != place)
				continue;
			buf_adds(out, ".It Li \"");
			command_add_keys((enum command)i, out);
			buf_addf(out, "\"\n%s\n", c->help);
		}
		buf_adds(out, ".El\n");
	}
}

static char *
read_manual(void)
{
	FILE *file = fopen(MANUAL, "r");
	struct buf text = BUF_INIT;
	char line[1000];

	while (file && fgets(line, sizeof(line), file))
		buf_adds(&text, line);
	if (file)
		fclose(file);
	return text.data ? buf_take(&text) : mem_dup("");
}

static void
test_manual(void)
{
	struct buf made = BUF_INIT;
	char *manual = read_manual();
	char *begin = strstr(manual, BEGIN), *end = strstr(manual, END);

	add_manual(&made);
	if (ok(begin && end, "the manual has a place for commands")) {
		*end = '\0';
		is(begin + strlen(BEGIN), made.data,
		    "and what is there is the table");
	}
	buf_done(&made);
	free(manual);
}

static bool
takes_key(const char *key)
{
	char *text = mem_printf("entry card \"card\"\n"
	    "query {SELECT 1 AS a}\nkey %s \"key\" opens x\n"
	    "section \"\"\na \"A\" integer\n", key);
	struct form *form = form_parse("test", text, strlen(text), NULL, NULL);
	bool is_taken = form != NULL;

	form_free(form);
	free(text);
	return is_taken;
}

static void
test_keys(void)
{
	int used[K_COUNT] = { 0 };

	ok(takes_key("F6") && takes_key("D"), "a form may bind a free key");
	for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
		const struct command_info *c = command_info((enum command)i);
		char letter[] = { c->alone, '\0' };

		for (int k = 0; k < COMMAND_KEYS && c->key[k]; k++) {
			ok(used[c->key[k]]++ == 0, "%s has %s to itself",
			    c->name, key_label(c->key[k]));
			ok(!takes_key(key_label(c->key[k])) ||
			    c->key[k] == K_ENTER || c->place == PLACE_FIND,
			    "and no form binds it");
		}
		if (c->alone >= 'A')
			ok(!takes_key(letter), "nor %s", letter);
	}
}

static void
test_command_of(void)
{
	const struct event f2 = { .kind = EVENT_KEY, .key = K_F2 };
	const struct event s = { .kind = EVENT_CHAR, .cp = 's' };
	const struct event pasted = { .kind = EVENT_PASTED, .cp = 's' };
	const struct event slash = { .kind = EVENT_CHAR, .cp = '/' };
	const struct event ctrl_c = { .kind = EVENT_KEY, .key = K_CTRL_C };

	ok(command_of(&f2, true, false) == COMMAND_SAVE, "a key is one");
	ok(command_of(&s, false, true) == COMMAND_SAVE, "so is a letter");
	ok(command_of(&s, true, false) == COMMAND_NONE,
	    "not where letters are typed");
	ok(command_of(&pasted, false, true) == COMMAND_NONE,
	    "nor when it is pasted");
	ok(command_of(&slash, false, false) == COMMAND_CODE,
	    "/ is one where letters search");
	ok(command_is_back(&ctrl_c) && !command_is_back(&s),
	    "Ctrl-C leads back, s doesn't");
}

static void
test_rank(void)
{
	const struct choice c = {
		.code = "371002001015", .name = "杏花村居委会",
		.initials = "xhc", .spelling = "xinghuacun", .note = "",
	};
	static const struct {
		const char *typed;
		int rank;
	} cases[] = {
		{ "", 0 }, { "xhc", 0 }, { "XHC", 0 }, { "杏花村居委会", 0 },
		{ "xh", 1 }, { "015", 1 }, { "3710", 1 }, { "杏", 1 },
		{ "xingh", 1 }, { "huac", 2 }, { "花村", 2 }, { "hc", 2 },
		{ "杏 居", 2 }, { "xh 015", 1 }, { "xh 016", CHOICE_RANKS },
		{ "a", CHOICE_RANKS }, { "ng", CHOICE_RANKS },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(choice_rank(&c, cases[i].typed) == cases[i].rank,
		    "\"%s\" means it: %d", cases[i].typed, cases[i].rank);
}

static void
test_character(void)
{
	static const struct {
		const char *code;
		uint32_t cp;
	} cases[] = {
		{ "4DAE", 0x4DAE }, { "4dae", 0x4DAE }, { "U+4DAE", 0x4DAE },
		{ "u+20bb7", 0x20BB7 }, { "20BB7", 0x20BB7 },
		{ "FE9F", 0x4DAE },		/* bytes of GB18030 */
		{ "9534B235", 0x20BB7 }, { "D6D0", 0x4E2D },
		{ "U+202E", 0 }, { "U+001B", 0 }, { "U+D800", 0 },
		{ "U+110000", 0 }, { "yan", 0 }, { "", 0 }, { "4DA", 0 },
		{ "4DAG", 0 }, { "FFFFFFFF", 0 }, { "123456", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(character_of_code(cases[i].code) == cases[i].cp,
		    "\"%s\" is U+%04X", cases[i].code,
		    (unsigned)cases[i].cp);
}

int
main(int argc, char **argv)
{
	struct buf made = BUF_INIT;

	if (argc > 1 && strcmp(argv[1], "--manual") == 0) {
		add_manual(&made);
		printf("%s%s%s", BEGIN, made.data, END);
		buf_done(&made);
		return 0;
	}
	test_manual();
	test_keys();
	test_command_of();
	test_rank();
	test_character();
	return done_testing();
}

/* Pictures: what may be typed, what it means, when it is complete. */
#include <stdlib.h>

#include "form/picture.h"

#include "tap.h"

static void
check_parse(void)
{
	static const struct {
		const char *picture, *typed, *value;	/* NULL: refused */
	} cases[] = {
		{ "AA-####", "AB-1234", "AB-1234" },
		{ "AA-####", "ab1234", "ab-1234" },
		{ "AA-####", "ＡＢ－１２３４", "AB-1234" },
		{ "AA-####", "AB-123", NULL },
		{ "AA-####", "AB-12345", NULL },
		{ "AA-####", "A1-1234", NULL },
		{ "AA-####", "AB--1234", NULL },
		{ "AA-####", "", NULL },
		{ "鲁X-#####", "鲁K-12345", "鲁K-12345" },
		{ "鲁X-#####", "K12345", "鲁K-12345" },
		{ "(##)", "12", "(12)" }, { "(##)", "(12", "(12)" },
		{ "(##)", "(12)", "(12)" },
		{ "X#", "字7", "字7" }, { "X#", "77", "77" },
		{ "##.#", "123", "12.3" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = { "" };
		char *value = picture_parse(cases[i].picture, cases[i].typed,
		    &err);

		if (cases[i].value)
			is(value ? value : err.text, cases[i].value,
			    cases[i].typed);
		else
			ok(value == NULL && strstr(err.text, cases[i].picture),
			    "%s refuses \"%s\"", cases[i].picture,
			    cases[i].typed);
		free(value);
	}
}

static void
check_next(void)
{
	static const struct {
		const char *picture, *text;
		uint32_t cp;
		const char *added;	/* NULL: it can't stand there */
	} cases[] = {
		{ "AA-####", "", 'a', "a" }, { "AA-####", "", '1', NULL },
		{ "AA-####", "AB", '1', "-1" }, { "AA-####", "AB", '-', "-" },
		{ "AA-####", "AB-", '1', "1" }, { "AA-####", "AB-", '-', NULL },
		{ "AA-####", "AB1", '2', "2" },
		{ "AA-####", "AB-1234", '5', NULL },
		{ "AA-####", "A-", 'B', NULL },
		{ "NO.##", "", '7', "NO.7" }, { "(##)", "", 0xFF17, "(7" },
		{ "(##)", "(12", ')', ")" }, { "XX", "", 0x0A, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *added = picture_next(cases[i].picture, cases[i].text,
		    cases[i].cp);

		is(added ? added : "(none)",
		    cases[i].added ? cases[i].added : "(none)",
		    cases[i].text);
		free(added);
	}
}

int
main(void)
{
	check_parse();
	check_next();
	ok(picture_is_full("(##)", "(12") && picture_is_full("(##)", "12"),
	    "only literals can follow");
	ok(!picture_is_full("(##)", "(1") && !picture_is_full("(##)", "(1x"),
	    "something has to");
	ok(picture_accepts("AA-#", '-') && picture_accepts("AA-#", '7') &&
	    !picture_accepts("AA-#", '*'), "somewhere");
	ok(picture_length("鲁X-###") == 6, "characters, not bytes");
	ok(!picture_has_place("--") && picture_has_place("-#"), "places");
	return done_testing();
}

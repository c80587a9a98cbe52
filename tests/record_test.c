/* Records: dirty, new, filled, checked, cleared. */
#include <stdlib.h>

#include "form/record.h"
#include "form/sum.h"

#include "tap.h"

static const char text[] =
    "entry a \"a\"\n"
    "table a key county, id version version\n"
    "section \"a\"\n"
    "  id_no \"证号\" idcard required noupdate fills birth, sex, native=division\n"
    "  birth \"出生\" date noentry\n"
    "  sex \"性别\" code sex\n"
    "  native \"籍贯\" text 6 hidden\n"
    "  paid \"金额\" money include 1 to 99.5\n"
    "  month \"月份\" month include 200901 to 203012\n"
    "  village \"村居\" lookup village sticky\n"
    "  kind \"类别\" code kind include \"1\", \"2\", \"9\"\n"
    "  told \"说明\" text 20 required when kind = \"2\" | \"9\"\n"
    "  why \"为何\" text 20 when told\n"
    "  came \"来访\" date include \"1900-1-1\" to today\n"
    "  step \"档\" integer include 1 to 3, 15\n"
    "  age \"岁\" integer computed {SELECT :step}\n";

enum { ID_NO, BIRTH, SEX, NATIVE, PAID, MONTH, VILLAGE, KIND, TOLD, WHY, CAME,
    STEP, AGE };

static void
check_fill(struct record *r)
{
	record_set(r, ID_NO, "11010519491231002X");
	record_fill(r, ID_NO);
	is(r->value[BIRTH].text, "1949-12-31", "birth is filled");
	is(r->value[SEX].text, "2", "sex is filled");
	is(r->value[NATIVE].text, "110105", "division is filled");
	record_set(r, ID_NO, "");
	record_fill(r, ID_NO);
	is(r->value[BIRTH].text, "", "noentry is emptied");
	is(r->value[NATIVE].text, "", "hidden is emptied");
	is(r->value[SEX].text, "2", "what can be entered stays");
}

static void
check_rules(struct record *r)
{
	static const struct {
		size_t field;
		const char *text, *part;	/* NULL: good */
	} cases[] = {
		{ ID_NO, "", "证号 must be filled in" },
		{ ID_NO, "11010519491231002X", NULL },
		{ PAID, "", NULL }, { PAID, "0.99", "must be 1 to 99.5:" },
		{ PAID, "1.00", NULL }, { PAID, "99.50", NULL },
		{ PAID, "99.51", "1 to 99.5" },
		{ PAID, "-5.00", "1 to 99.5" },
		{ MONTH, "200812", "200901 to" }, { MONTH, "200901", NULL },
		{ KIND, "9", NULL }, { KIND, "09", "must be 1, 2, 9:" },
		{ STEP, "3", NULL }, { STEP, "15", NULL },
		{ STEP, "4", "must be 1 to 3, 15:" },
		{ CAME, "2026-11-23", NULL }, { CAME, "1900-01-01", NULL },
		{ CAME, "2026-11-24", "1900-01-01 to 2026-11-23:" },
		{ CAME, "1899-12-31", "1900-01-01 to 2026-11-23:" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = { "" };
		bool is_good;

		record_set(r, cases[i].field, cases[i].text);
		is_good = record_check(r, cases[i].field, &err);
		ok(cases[i].part ? strstr(err.text, cases[i].part) != NULL :
		    is_good, "%s \"%s\"", r->form->field[cases[i].field].label,
		    cases[i].text);
		record_set(r, cases[i].field, "");
	}
	ok(record_check_all(r, NULL) == ID_NO, "the first that is wrong");
	record_set(r, ID_NO, "11010519491231002X");
	ok(record_check_all(r, NULL) == -1, "none is wrong");
}

/* "told" is asked for when "kind" is 2 or 9, "why" when "told" is there. */
static void
check_when(struct record *r)
{
	struct error err;

	ok(!record_is_asked(r, TOLD) && record_check(r, TOLD, NULL) &&
	    !record_can_enter(r, TOLD), "what isn't asked needn't be there");
	record_set(r, KIND, "2");
	ok(record_is_asked(r, TOLD) && record_can_enter(r, TOLD), "asked");
	ok(!record_check(r, TOLD, &err), "and needed");
	ok(!record_is_asked(r, WHY), "no value is none to hang on");
	record_set(r, TOLD, "事");
	record_set(r, WHY, "故");
	is(record_value(r, WHY), "故", "any value will do");
	record_settle(r);
	record_set(r, KIND, "1");
	ok(record_is_dirty(r, TOLD) && record_is_dirty(r, WHY) &&
	    !*record_value(r, TOLD) && !*record_value(r, WHY),
	    "no longer asked for, along the chain: saved as null");
	is(r->value[TOLD].text, "事", "but kept");
	record_set(r, KIND, "9");
	ok(!record_is_dirty(r, TOLD), "and asked again it is as it was");
	record_set(r, KIND, "1");
	record_settle(r);
	ok(!record_is_changed(r), "what was never asked is no change");
}

static void
check_state(struct record *r)
{
	record_clear(r, false);
	ok(record_is_new(r) && !record_is_changed(r), "blank");
	record_set(r, VILLAGE, "371002001001");
	ok(record_is_dirty(r, VILLAGE) && record_is_changed(r), "dirty");
	record_note(r, VILLAGE, SEVERITY_WARNING, "疑");
	record_set(r, VILLAGE, "371002001001");
	ok(r->value[VILLAGE].has_note, "the note stays with the value");
	record_set(r, VILLAGE, "371002001002");
	ok(!r->value[VILLAGE].has_note && !*r->value[VILLAGE].note,
	    "and goes with it");
	ok(record_can_enter(r, ID_NO) && !record_can_enter(r, BIRTH) &&
	    !record_can_enter(r, NATIVE), "what can be entered");
	record_settle(r);
	record_set_key(r, 0, "371002");
	record_set_key(r, 1, "7");
	record_set_version(r, "1");
	ok(!record_is_changed(r) && !record_is_new(r), "saved");
	ok(!record_can_enter(r, ID_NO), "noupdate in an old one");
	record_load(r, PAID, "5.00");
	ok(!record_is_changed(r), "loaded is not dirty");
	record_clear(r, true);
	is(r->value[VILLAGE].text, "371002001002", "sticky is kept");
	is(r->value[PAID].text, "", "the rest isn't");
	ok(record_is_new(r) && !record_is_changed(r) && !r->version,
	    "and it is a new one");
}

static const struct {
	const char *number[4];
	const char *sum;		/* NULL: one of them is refused */
} sums[] = {
	{ { "" }, "0" },
	{ { "1", "2", "" }, "3" },
	{ { "12.50", "3" }, "15.50" },
	{ { "0.1", "0.2" }, "0.3" },
	{ { "0.01", "-1" }, "-0.99" },
	{ { "-0.05", "0.04" }, "-0.01" },
	{ { "9999999999.99", "0.01" }, "10000000000.00" },
	{ { "1", "2.555555" }, "3.555555" },
	{ { "9223372036854775807" }, "9223372036854775807" },
	{ { "9223372036854775807", "1" }, NULL },
	{ { "9223372036854775807", "0.1" }, NULL },
	{ { "1.5555555" }, NULL },
	{ { "a" }, NULL },
	{ { "-" }, NULL },
	{ { "1.2.3" }, NULL },
};

static void
check_sums(void)
{
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		struct sum sum = { 0 };
		bool is_good = true;
		char *total;

		for (size_t j = 0; j < 4 && sums[i].number[j]; j++)
			is_good = sum_add(&sum, sums[i].number[j]) && is_good;
		total = sum_text(&sum);
		is(is_good ? total : "refused", sums[i].sum ? sums[i].sum :
		    "refused", sums[i].number[0]);
		free(total);
	}
}

int
main(void)
{
	struct form *form = form_parse("a.form", text, sizeof(text) - 1, NULL,
	    NULL);
	struct record *r;

	if (!ok(form != NULL, "the form is read"))
		return done_testing();
	r = record_new(form);
	check_fill(r);
	r->today = "2026-11-23";
	check_rules(r);
	check_when(r);
	check_state(r);
	check_sums();
	record_free(r);
	record_free(NULL);
	form_free(form);
	return done_testing();
}

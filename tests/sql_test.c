/* Parameters of SQL: a case is the text and what comes of it. */
#include <stdlib.h>

#include "base/mem.h"
#include "form/sql.h"

#include "tap.h"

static const struct {
	const char *text, *numbered, *names;
} cases[] = {
	{ "", "", "" },
	{ "SELECT 1", "SELECT 1", "" },
	{ "SELECT :a", "SELECT $1", "a" },
	{ ":a :b :a", "$1 $2 $1", "a b" },
	{ ":a_1,:b2", "$1,$2", "a_1 b2" },
	{ ":a::date", "$1::date", "a" },
	{ "x::date + :d", "x::date + $1", "d" },
	{ "':a' || :b", "':a' || $1", "b" },
	{ "'it''s :a' || :b", "'it''s :a' || $1", "b" },
	{ "'\\' || :b", "'\\' || $1", "b" },
	{ "E'\\' :a' || :b", "E'\\' :a' || $1", "b" },
	{ "e'a''\\':a' :b", "e'a''\\':a' $1", "b" },
	{ "name'x:a' :b", "name'x:a' $1", "b" },
	{ "\"a:b\" :c", "\"a:b\" $1", "c" },
	{ "\"a\"\":b\" :c", "\"a\"\":b\" $1", "c" },
	{ "$$ :a $$ :b", "$$ :a $$ $1", "b" },
	{ "$x$ :a $$ :c $x$ :b", "$x$ :a $$ :c $x$ $1", "b" },
	{ "a$x$ :a", "a$x$ $1", "a" },
	{ "-- :a\n:b", "-- :a\n$1", "b" },
	{ "- :a", "- $1", "a" },
	{ "/* :a /* :b */ :c */ :d", "/* :a /* :b */ :c */ $1", "d" },
	{ "a/:b", "a/$1", "b" },
	{ "f(a := :b)", "f(a := $1)", "b" },
	{ "f(a => :b)", "f(a => $1)", "b" },
	{ "a[1 : n]", "a[1 : n]", "" },
	{ ":A :1 : a", ":A :1 : a", "" },
	{ "LIKE :甲 || :b", "LIKE :甲 || $1", "b" },
	{ "'〇' :a", "'〇' $1", "a" },
	{ ":a:b", "$1$2", "a b" },
	{ ":", ":", "" },
	{ "'open :a", "'open :a", "" },
	{ "/* open :a", "/* open :a", "" },
	{ "$x$ open :a", "$x$ open :a", "" },
	{ "12:a 1e5", "12$1 1e5", "a" },
};

static void
check_case(size_t number, const char *text, const char *numbered,
    const char *expected)
{
	char *name = mem_printf("case %zu", number);
	struct buf out = BUF_INIT, list = BUF_INIT;
	struct names names = { 0 };

	sql_number(text, &out, &names);
	for (size_t i = 0; i < names.count; i++)
		buf_addf(&list, "%s%s", i ? " " : "", names.name[i]);
	is(out.data ? out.data : "", numbered, name);
	is(list.data ? list.data : "", expected, "its names");
	names_done(&names);
	buf_done(&list);
	buf_done(&out);
	free(name);
}

int
main(void)
{
	struct names names = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_case(i, cases[i].text, cases[i].numbered,
		    cases[i].names);
	ok(names_add(&names, "a") == 0 && names_add(&names, "b") == 1 &&
	    names_add(&names, "a") == 0 && names.count == 2, "names_add");
	ok(names_has(&names, "b") && !names_has(&names, "c"), "names_has");
	names_done(&names);
	ok(sql_may_give("SELECT a, b AS c FROM t", "c"), "a name is given");
	ok(sql_may_give("SELECT a AS \"c\" FROM t", "c"), "in quotes too");
	ok(sql_may_give("SELECT * FROM t", "c"), "so is everything");
	ok(!sql_may_give("SELECT a, 'c' FROM t -- c *", "c"), "not by text");
	return done_testing();
}

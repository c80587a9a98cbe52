/* Slips: where the values stand on the page, and what stays in its column. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "form/slip.h"

#include "tap.h"

static char *
value(void *data, size_t line, size_t row, const char *name, bool in_words)
{
	static const struct {
		const char *name, *text, *words;
	} values[] = {
		{ "name", "张三", NULL }, { "id", "1", NULL },
		{ "sum", "117.50", "壹佰壹拾柒元伍角" }, { "none", "", NULL },
		{ "long", "一个很长很长的名称", NULL },
	};

	(void)data;
	if (strcmp(name, "row") == 0)
		return mem_printf("%zu/%zu", line, row);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(values[i].name, name) == 0)
			return in_words ? values[i].words ?
			    mem_dup(values[i].words) : NULL :
			    mem_dup(values[i].text);
	return NULL;
}

static const struct {
	const char *line, *page;
} cases[] = {
	{ "", "\n" },
	{ "  没有值  的  行   ", "  没有值  的  行\n" },
	{ "姓名 :name。", "姓名 张三。\n" },
	{ ":name:id", "张三1\n" },
	{ "::name", ":张三\n" },
	{ "12:30 a: b :Name :1", "12:30 a: b :Name :1\n" },
	{ "a :name   b", "a 张三    b\n" },
	{ "a :id      b", "a 1        b\n" },
	{ "a :none  b", "a        b\n" },
	{ "a :unknown  b", "a           b\n" },
	{ "a :long   b", "a 一个很长很长的名称 b\n" },
	{ "a :long   b          c", "a 一个很长很长的名称 b c\n" },
	{ "a :long   b               c", "a 一个很长很长的名称 b    c\n" },
	{ "a :id元   b", "a 1元     b\n" },
	{ "a :id b   c", "a 1 b     c\n" },
	{ "合计 :sum   大写 :sum.words。", "合计 117.50 大写 壹佰壹拾柒元伍角。\n" },
	{ ":name.words", "\n" },
	{ ":sum.word", "117.50.word\n" },
};

/* So many rows as the index of their line says. */
static size_t
rows(void *data, size_t line)
{
	(void)data;
	return line;
}

static void
test_rows(void)
{
	struct sql query = { .text = (char[]){ "SELECT" } };
	struct slip_line lines[] = {
		{ .text = (char[]){ ":row  none" }, .query = query },
		{ .text = (char[]){ ":row one" }, .query = query },
		{ .text = (char[]){ ":name once :row" } },
		{ .text = (char[]){ "  :row  :name   x" }, .query = query },
	};
	struct slip slip = { .line = lines, .line_count = 4 };
	struct slip_source source = { NULL, value, rows };
	char *page = slip_page(&slip, &source);

	is(page, "1/0 one\n张三 once 2/0\n"
	    "  3/0   张三    x\n  3/1   张三    x\n  3/2   张三    x\n",
	    "a line with a query is there for each of its rows");
	free(page);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *line = mem_dup(cases[i].line);
		struct slip_line lines = { .text = line, .number = 1 };
		struct slip slip = { .line = &lines, .line_count = 1 };
		struct slip_source source = { NULL, value, rows };
		char *page = slip_page(&slip, &source);

		is(page, cases[i].page, line);
		free(page);
		free(line);
	}
	test_rows();
	return done_testing();
}

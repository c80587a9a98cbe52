/*
 * The editor by keys as a terminal sends them, on a screen that nobody sees:
 * text, caret and what is painted.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "ui/editor.h"
#include "ui/grid.h"
#include "ui/term.h"

#include "tap.h"

#define LEFT "\033[D"
#define RIGHT "\033[C"
#define HOME "\033[H"
#define END "\033[F"
#define DEL "\033[3~"
#define UP "\033[A"
#define DOWN "\033[B"
#define BREAK "\017"
#define UNDO "\032"
#define REDO "\022"

static const struct {
	const char *charset, *text;
	size_t max;
	int columns;
	const char *keys, *after, *painted;
	int caret;
} cases[] = {
	{ "utf-8", "", 10, 6, "ab", "ab", "ab____", 2 },
	{ "utf-8", "", 10, 6, "中文", "中文", "中文__", 4 },
	{ "utf-8", "张三", 10, 6, LEFT "x", "张x三", "张x三_", 3 },
	{ "utf-8", "张三", 10, 6, HOME DEL, "三", "三____", 0 },
	{ "utf-8", "张三", 10, 6, "\177", "张", "张____", 2 },
	{ "utf-8", "张三", 2, 6, "x", "张三", "张三__", 4 },
	{ "utf-8", "张三李四", 3, 6, "", "张三李", "张三李", 6 },
	{ "utf-8", "abcdef", 6, 6, "", "abcdef", "abcdef", 6 },
	{ "utf-8", "abcdefg", 20, 6, "", "abcdefg", "defg__", 4 },
	{ "utf-8", "abcdefg", 20, 6, HOME, "abcdefg", "abcdef", 0 },
	{ "utf-8", "张三李四", 20, 5, HOME RIGHT, "张三李四", "张三_", 2 },
	{ "utf-8", "张三李四", 20, 5, "", "张三李四", "四___", 2 },
	{ "utf-8", "abc", 20, 6, "\025", "", "______", 0 },
	{ "utf-8", "abc", 20, 6, HOME RIGHT "\013", "a", "a_____", 1 },
	{ "utf-8", "", 20, 6, "ab" UNDO, "", "______", 0 },
	{ "utf-8", "", 20, 6, "ab" UNDO REDO, "ab", "ab____", 2 },
	{ "utf-8", "x", 20, 6, "ab" LEFT "c" UNDO, "xab", "xab___", 2 },
	{ "utf-8", "x", 20, 6, "ab\177\177\177" UNDO UNDO, "x", "x_____", 1 },
	{ "utf-8", "x", 20, 6, "ab\177" UNDO "c" REDO, "xabc", "xabc__", 4 },
	{ "utf-8", "x", 20, 6, "\025" UNDO REDO UNDO, "x", "x_____", 1 },
	{ "utf-8", "e\xCC\x81x", 20, 6, LEFT LEFT, "e\xCC\x81x",
	    "e\xCC\x81x____", 0 },
	{ "utf-8", "e\xCC\x81x", 20, 6, LEFT "\177", "x", "x_____", 0 },
	{ "utf-8", "e\xCC\x81x", 20, 6, HOME DEL, "x", "x_____", 0 },
	{ "utf-8", "\xCC\x81x", 20, 6, "", "\xCC\x81x", "^x____", 2 },
	{ "utf-8", "a\xE2\x80\xAE""b", 20, 6, "", "a\xE2\x80\xAE""b",
	    "a^b___", 3 },
	{ "utf-8", "", 20, 6, "\033[200~1\r2\033[201~", "1 2", "1 2___", 3 },
	{ "utf-8", "", 20, 6, "e\u0301\u0327x" LEFT "\177", "x", "x_____", 0 },
	{ "utf-8", "葛\uFE00三", 20, 6, HOME RIGHT "x", "葛\uFE00x三",
	    "葛\uFE00x三_", 3 },
	{ "utf-8", "葛\U000E0100三", 20, 6, LEFT "\177", "三", "三____", 0 },
	{ "utf-8", "𠮷三", 20, 6, LEFT LEFT "x", "x𠮷三", "x𠮷三_", 1 },
	{ "utf-8", "𠮷三", 20, 6, HOME DEL, "三", "三____", 0 },
	{ "utf-8", "a\u200Db", 20, 6, LEFT "x", "a\u200Dxb", "a^xb__", 3 },
	{ "utf-8", "a\u200Db", 20, 6, HOME RIGHT, "a\u200Db", "a^b___", 2 },
	{ "utf-8", "a", 20, 6, "\u200D", "a", "a_____", 1 },
	{ "utf-8", "e\u0301\u0302\u0303\u0304\u0305x", 20, 6, LEFT,
	    "e\u0301\u0302\u0303\u0304\u0305x", "e\u0301\u0302\u0303x____", 1 },
	{ "gbk", "葛\U000E0100三", 20, 6, LEFT, "葛\U000E0100三", "葛〓三", 4 },
	{ "gbk", "葛\U000E0100三", 20, 6, HOME DEL, "三", "三____", 0 },
	{ "gbk", "𠮷\u0301三", 20, 6, LEFT "x", "𠮷\u0301x三", "〓〓x_", 5 },
	{ "gb18030", "𠮷\u0301三", 20, 6, LEFT "\177", "三", "三____", 0 },
	{ "gbk", "䶮三", 20, 6, "", "䶮三", "〓三__", 4 },
	{ "gbk", "ña", 20, 6, LEFT, "ña", "〓a___", 2 },
	{ "gbk", "a·b", 20, 6, LEFT, "a·b", "a·b__", 3 },
	{ "gb18030", "䶮\xEE\xA1\xA3", 20, 6, "", "䶮\xEE\xA1\xA3",
	    "䶮䶮__", 4 },
};

static void
type(struct editor *e, const char *utf8)
{
	struct buf bytes = BUF_INIT;
	struct event event;
	uint32_t bad;

	charset_encode(term_charset(), utf8, &bytes, &bad);
	term_feed(bytes.data, bytes.len);
	while (term_next(&event))
		editor_event(e, &event);
	buf_done(&bytes);
}

static char *
painted(const char *before)
{
	struct buf out = BUF_INIT;

	view_dump(&out);
	out.data[strcspn(out.data, "\n")] = '\0';
	before = strncmp(out.data, before, strlen(before)) == 0 ?
	    out.data + strlen(before) : out.data;
	before = mem_dup(before);
	buf_done(&out);
	return (char *)before;
}

/* Rows 1 to 3 without the columns before the box. */
static char *
painted_box(const struct box *box)
{
	struct buf dump = BUF_INIT, out = BUF_INIT;
	char *rest, *line;

	view_dump(&dump);
	rest = dump.data;
	for (int row = 0; row < box->row + box->rows; row++) {
		line = strsep(&rest, "\n");
		if (row >= box->row)
			buf_addf(&out, "%s%s", out.len ? "\n" : "",
			    line + box->column);
	}
	buf_done(&dump);
	return buf_take(&out);
}

static void
test_case(size_t i)
{
	struct editor *e = editor_new();
	char *text, *screen;

	view_erase();
	view_text(0, 0, 2, STYLE_LABEL, ":", ' ');
	editor_set(e, cases[i].text, cases[i].max);
	editor_paint(e, 0, 2, cases[i].columns, STYLE_FIELD, '_');
	type(e, cases[i].keys);
	editor_paint(e, 0, 2, cases[i].columns, STYLE_FIELD, '_');
	view_flush();
	text = editor_text(e);
	screen = painted(": ");
	is(text, cases[i].after, "text");
	is(screen, cases[i].painted, "screen");
	ok(term_grid()->caret_column == cases[i].caret + 2,
	    "caret in column %d", term_grid()->caret_column - 2);
	free(text);
	free(screen);
	editor_free(e);
}

static bool
start(const char *charset, struct error *err)
{
	struct term_options options = {
		.charset = charset, .profile = "plain",
		.profile_dirs = "profiles", .is_headless = true,
		.locale_dir = getenv("ZHEN_LOCALES"), .rows = 5, .columns = 30,
	};

	return term_start(&options, err);
}

static void
test_cases(const char *charset)
{
	struct error err;

	if (!start(charset, &err)) {
		ok(true, "%s # SKIP %s", charset, err.text);
		return;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (strcmp(cases[i].charset, charset) == 0)
			test_case(i);
	term_stop();
}

static void
test_answers(void)
{
	struct editor *e = editor_new();
	struct event left = { .kind = EVENT_KEY, .key = K_LEFT };
	struct event letter = { .kind = EVENT_CHAR, .cp = 'a' };
	struct event control = { .kind = EVENT_CHAR, .cp = 0x202E };

	editor_set(e, "", 1);
	ok(editor_event(e, &left) == EDITOR_IGNORED, "Left at the start");
	ok(editor_event(e, &control) == EDITOR_REFUSED, "a bidi control");
	ok(!editor_is_changed(e), "not changed");
	ok(editor_event(e, &letter) == EDITOR_CHANGED, "a letter");
	ok(editor_is_changed(e) && editor_is_full(e), "changed and full");
	ok(editor_event(e, &letter) == EDITOR_REFUSED, "no room");
	editor_free(e);
}

/* Lines: keys, the text after them, what is painted and where the caret is. */
static const struct {
	const char *text, *keys, *after, *painted;
	int row, column;
} lines[] = {
	{ "", "ab", "ab", "ab____\n______\n______", 0, 2 },
	{ "", "一二三四", "一二三四", "一二三\n四____\n______", 1, 2 },
	{ "", "a一二三", "a一二三", "a一二_\n三____\n______", 1, 2 },
	{ "", "一" BREAK "二", "一\n二", "一____\n二____\n______", 1, 2 },
	{ "", "一\033[200~二\r\n三\tx\033[201~", "一二\n三 x",
	    "一二__\n三 x__\n______", 1, 4 },
	{ "一二三", "", "一二三", "一二三\n______\n______", 0, 6 },
	{ "一\n", "", "一\n", "一____\n______\n______", 1, 0 },
	{ "一二三四五", UP, "一二三四五", "一二三\n四五__\n______", 0, 4 },
	{ "一二三四五", UP DOWN, "一二三四五", "一二三\n四五__\n______",
	    1, 4 },
	{ "abcdef一二三四", UP UP, "abcdef一二三四",
	    "abcdef\n一二三\n四____", 0, 2 },
	{ "a\n一二三四", UP UP, "a\n一二三四", "a_____\n一二三\n四____",
	    0, 1 },
	{ "一二\nab", HOME "x", "一二\nxab", "一二__\nxab___\n______", 1,
	    1 },
	{ "一二\nab", UP END "x", "一二x\nab", "一二x_\nab____\n______", 0,
	    5 },
	{ "1\n2\n3\n4", "", "1\n2\n3\n4", "2_____\n3_____\n4_____", 2,
	    1 },
	{ "1\n2\n3\n4", UP UP UP, "1\n2\n3\n4",
	    "1_____\n2_____\n3_____", 0, 1 },
	{ "1\n2\n3", "\177\177", "1\n2", "1_____\n2_____\n______", 1, 1 },
	{ "1\n2", BREAK UNDO, "1\n2", "1_____\n2_____\n______", 1, 1 },
	{ "a中́b", LEFT LEFT "x", "ax中́b", "ax中́b_\n______\n______", 0, 2 },
};

static void
test_lines(void)
{
	struct error err;
	const struct box box = { 1, 2, 6, 3 };

	if (!start("utf-8", &err))
		return;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct editor *e = editor_new();
		char *text;

		editor_take_lines(e, true);
		editor_set(e, lines[i].text, 50);
		editor_paint_lines(e, &box, STYLE_FIELD, '_');
		type(e, lines[i].keys);
		view_erase();
		editor_paint_lines(e, &box, STYLE_FIELD, '_');
		view_flush();
		text = editor_text(e);
		is(text, lines[i].after, "text of lines");
		free(text);
		text = painted_box(&box);
		is(text, lines[i].painted, "lines on the screen");
		free(text);
		ok(term_grid()->caret_row == lines[i].row + box.row &&
		    term_grid()->caret_column == lines[i].column + box.column,
		    "caret at %d,%d", term_grid()->caret_row - box.row,
		    term_grid()->caret_column - box.column);
		editor_free(e);
	}
	term_stop();
}

static void
paint_either(struct editor *e, bool is_lines)
{
	const struct box box = { 3, 12, 20, 3 };

	if (is_lines)
		editor_paint_lines(e, &box, STYLE_FIELD, '_');
	else
		editor_paint(e, 3, 12, 20, STYLE_FIELD, '_');
}

/* What each key costs on the wire, in a field with underscores. */
static void
test_cost(const char *profile, bool is_lines)
{
	struct term_options options = {
		.profile = profile, .profile_dirs = "profiles",
		.is_headless = true, .rows = 24, .columns = 80,
	};
	static const char *const keys[] = { "a", "1", "中", "x" };
	struct editor *e = editor_new();
	struct error err;

	if (!ok(term_start(&options, &err), "a screen in %s", profile))
		return;
	editor_take_lines(e, is_lines);
	editor_set(e, "", 20);
	paint_either(e, is_lines);
	view_flush();
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t before = term_bytes_sent(), cost;

		type(e, keys[i]);
		paint_either(e, is_lines);
		view_flush();
		cost = term_bytes_sent() - before;
		ok(cost == strlen(keys[i]), "%s costs %zu in %s", keys[i],
		    cost, profile);
	}
	editor_free(e);
	term_stop();
}

/* Something narrow over half of a Han, at either end. */
static void
is_number(const char *text, int columns, const char *want, const char *name)
{
	char *number = view_number(text, columns);

	is(number, want, name);
	free(number);
}

static void
test_halves(void)
{
	struct error err;
	char *screen;

	if (!start("utf-8", &err))
		return;
	view_text(0, 0, 10, STYLE_NORMAL, "中中中中中", ' ');
	view_text(0, 3, 4, STYLE_NORMAL, "abcd", ' ');
	screen = painted("");
	is(screen, "中 abcd 中", "no half a Han is left");
	free(screen);
	view_text(0, 0, 5, STYLE_NORMAL, "中中中", '_');
	view_right(0, 10, 7, STYLE_NORMAL, "中1", ' ');
	view_text(0, 28, 9, STYLE_NORMAL, "a中", ' ');
	screen = painted("");
	is(screen, "中中_cd 中    中1           a", "cut by columns");
	free(screen);
	is_number("1,234.50", 8, "1,234.50", "a number that fits");
	is_number("1,234.50", 7, "1234.50", "one that fits without commas");
	is_number("-1,234.50", 7, "#######", "one that doesn't fit");
	is_number("1", 0, "", "and where there is no room at all");
	view_text(-1, 0, 5, STYLE_NORMAL, "x", ' ');
	view_text(0, 99, 5, STYLE_NORMAL, "x", ' ');
	term_stop();
}

int
main(void)
{
	test_cases("utf-8");
	test_cases("gbk");
	test_cases("gb18030");
	test_answers();
	test_lines();
	test_halves();
	test_cost("plain", false);
	test_cost("plain", true);
	test_cost(NULL, false);
	test_cost(NULL, true);
	return done_testing();
}

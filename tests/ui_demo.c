/*
 * A form of three fields without a database, for tests/pty_test.py: arrows
 * and Enter move, F3 pages through what the charset holds, F10 leaves.  The
 * texts go to the file named last, in UTF-8.
 */
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"
#include "text/width.h"
#include "ui/editor.h"
#include "ui/term.h"
#include "ui/view.h"

#define FIELDS 3
#define FIRST_ROW 3
#define LABEL_COLUMN 2
#define FIELD_COLUMN 14
#define FIELD_COLUMNS 20

static volatile sig_atomic_t is_resized;

static struct {
	struct editor *fields[FIELDS];
	int focus, bad;
	uint32_t page;		/* first character of F3's page */
	bool is_leaving;
} demo;

static void
on_resize(int signal)
{
	(void)signal;
	is_resized = 1;
}

static void
paint_field(int i)
{
	editor_paint(demo.fields[i], FIRST_ROW + i, FIELD_COLUMN,
	    FIELD_COLUMNS, i == demo.focus ? STYLE_FOCUS : STYLE_FIELD, '_');
}

static void
paint_form(void)
{
	static const char *const labels[FIELDS] = { "姓名", "电话", "备注" };
	int columns = term_columns();

	view_erase();
	view_text(0, 0, columns, STYLE_TITLE, "居民登记 “1101” — ①", ' ');
	for (int i = 0; i < FIELDS; i++)
		view_text(FIRST_ROW + i, LABEL_COLUMN, 10, STYLE_LABEL,
		    labels[i], ' ');
	view_text(8, 2, 30, STYLE_NORMAL, "䶮 𠮷 € ñ \033[2J · ℃", ' ');
	view_text(term_rows() - 1, 0, columns, STYLE_KEYS,
	    "F10 离开  F3 字符", ' ');
	for (int i = 0; i < FIELDS; i++)
		paint_field(i);
	paint_field(demo.focus);
}

/* All rows but the last, with what the charset holds from page on. */
static void
paint_characters(void)
{
	view_erase();
	for (int row = 0; row < term_rows() - 1; row++) {
		uint32_t line[80];
		size_t count = 0;
		char *text;

		for (; demo.page < 0x110000 && count < 38; demo.page++)
			if (demo.page >= 0xA0 && width_of(demo.page) > 0 &&
			    charset_holds(term_charset(), demo.page))
				line[count++] = demo.page;
		text = utf8_encode(line, count);
		view_text(row, 1, 78, STYLE_NORMAL, text, ' ');
		free(text);
	}
	view_text(term_rows() - 1, 0, 20, STYLE_NORMAL,
	    demo.page < 0x30000 ? "F3" : "END", ' ');
}

static void
move_focus(int by)
{
	demo.focus = (demo.focus + by + FIELDS) % FIELDS;
	paint_field(demo.focus);
}

static void
press(const struct event *event)
{
	if (event->kind == EVENT_BAD) {
		demo.bad++;
		term_beep();
		return;
	}
	switch (event->key) {
	case K_ENTER:
	case K_DOWN:
		move_focus(1);
		return;
	case K_UP:
		move_focus(-1);
		return;
	case K_F3:
		paint_characters();
		return;
	case K_CTRL_L:
		view_redraw();
		return;
	case K_F10:
		demo.is_leaving = true;
		return;
	default:
		if (editor_event(demo.fields[demo.focus], event) ==
		    EDITOR_REFUSED)
			term_beep();
		paint_field(demo.focus);
	}
}

static void
run(void)
{
	struct pollfd p = { .fd = term_fd(), .events = POLLIN };
	struct event event;
	int ready;

	while (!demo.is_leaving && !term_is_closed()) {
		while (term_next(&event))
			press(&event);
		if (is_resized) {
			is_resized = 0;
			term_resize();
			paint_form();
		}
		view_flush();
		if (demo.is_leaving)
			break;
		ready = poll(&p, 1, term_is_waiting() ? term_escape_delay() :
		    -1);
		if (ready == 0)
			term_expire();
		else if (ready > 0)
			term_read();
	}
}

static void
write_result(const char *path)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		return;
	for (int i = 0; i < FIELDS; i++) {
		char *text = editor_text(demo.fields[i]);

		fprintf(file, "%s\n", text);
		free(text);
	}
	fprintf(file, "bad %d\n", demo.bad);
	fclose(file);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "charset", required_argument, NULL, 'c' },
		{ "profile", required_argument, NULL, 'p' },
		{ "locales", required_argument, NULL, 'l' }, { 0 },
	};
	struct sigaction action = { .sa_handler = on_resize };
	struct term_options term = {
		.profile_dirs = getenv("ZHEN_PROFILES"),
	};
	struct error err;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'c')
			term.charset = optarg;
		else if (c == 'p')
			term.profile = optarg;
		else if (c == 'l')
			term.locale_dir = optarg;
	}
	sigaction(SIGWINCH, &action, NULL);
	if (!term_start(&term, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (int i = 0; i < FIELDS; i++) {
		demo.fields[i] = editor_new();
		editor_set(demo.fields[i], "", 30);
	}
	paint_form();
	run();
	term_stop();
	if (optind < argc)
		write_result(argv[optind]);
	for (int i = 0; i < FIELDS; i++)
		editor_free(demo.fields[i]);
	return 0;
}

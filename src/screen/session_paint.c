/* What stands around a screen: title, message line, keys; and when to paint. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/action.h"
#include "screen/aside.h"
#include "screen/bar.h"
#include "screen/common.h"
#include "screen/lock.h"
#include "screen/session.h"
#include "screen/wait.h"
#include "text/width.h"
#include "ui/lines.h"
#include "ui/term.h"

#define LEAST_ROWS 12
#define LEAST_COLUMNS 40
#define MESSAGE_ROWS 3

int
session_message_row(const struct session *s)
{
	return term_rows() - (s->settings.hides_keys ? 1 : 2);
}

int
session_body_rows(const struct session *s)
{
	return session_message_row(s) - BODY_TOP;
}

static const char *
line_words(const struct session *s)
{
	if (!db_is_up(s->db))
		return db_can_look(s->db) ? _(" (nothing can be saved)") :
		    _(" (line down)");
	return db_is_late(s->db) ? _(" (no answer)") : aside_words(s);
}

/* Who works where; without the place where there is no room for it. */
static char *
who_line(struct session *s, int columns)
{
	const char *office = values_get(&s->values, "office_name");
	const char *name = values_get(&s->values, "operator_name");
	const char *stand_in = values_get(&s->values, "stand_in");
	const char *line = line_words(s);
	char *who;

	if (stand_in == NULL)
		stand_in = "";
	who = mem_printf("%s%s %s%s ", stand_in, office ? office : "",
	    name ? name : "", line);

	if (width_text(who) <= columns)
		return who;
	free(who);
	return mem_printf("%s%s%s ", stand_in, name ? name : "", line);
}

static void
paint_title(struct session *s, const struct form *form)
{
	char *left = form->code ? mem_printf(" %s  %d", form->title,
	    form->code) : mem_printf(" %s", form->title);
	int columns = term_columns(), width = width_text(left) + 2;
	char *right;

	if (width > columns)
		width = columns;
	right = who_line(s, columns - width);
	view_text(0, 0, width, STYLE_TITLE, left, ' ');
	view_right(0, width, columns - width, STYLE_TITLE, right, ' ');
	free(left);
	free(right);
}

static void
paint_screen(struct screen *s)
{
	if (s->kind->is_overlay && s->below)
		paint_screen(s->below);
	else if (s->form)
		paint_title(s->session, s->form);
	s->kind->paint(s);
}

static void
add_own(struct screen *s, struct bar *out)
{
	struct buf own = BUF_INIT;

	if (s->kind->keys)
		s->kind->keys(s, &own);
	if (own.data)
		bar_add(out, BAR_NEEDED, "%s", own.data);
	buf_done(&own);
}

static void
add_back(struct screen *s, struct bar *out)
{
	const struct handler *h = command_handler(s, COMMAND_BACK);

	if (h)
		bar_add(out, BAR_NEEDED, "%s %s", key_label(K_F10),
		    _(h->label ? h->label : command_info(COMMAND_BACK)->label));
}

static void
paint_keys(struct session *s)
{
	struct bar keys = BAR_INIT;
	char *line;

	if (s->settings.hides_keys)
		return;
	add_own(s->top, &keys);
	command_add_bar(s->top, s->top->kind->handlers, &keys);
	if (s->top->form) {
		action_keys(s->top, &keys);
		common_add_bar(s->top, &keys);
		add_back(s->top, &keys);
	}
	line = bar_line(&keys, term_columns());
	view_text(term_rows() - 1, 0, term_columns(), STYLE_KEYS, line, ' ');
	free(line);
	bar_done(&keys);
}

static size_t
paint_message(struct session *s, size_t rows)
{
	static const enum style styles[] = {
		[SEVERITY_INFO] = STYLE_INFO,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_ERROR] = STYLE_ERROR,
	};
	struct box box = {
		session_message_row(s) + 1 - (int)rows, 0, term_columns(),
		(int)rows
	};

	return s->message ? lines_paint(&box, 0, styles[s->severity],
	    s->message, ' ') : 0;
}

/* What its line can't hold goes over the last rows of the body. */
static void
paint_rest(struct session *s, size_t rows)
{
	if (rows > 1 && !s->top->kind->is_overlay)
		paint_message(s, rows < MESSAGE_ROWS ? rows : MESSAGE_ROWS);
}

static void
paint_all(struct session *s)
{
	size_t rows;

	if (s->lock) {
		lock_paint(s);
		return;
	}
	view_erase();
	if (term_rows() < LEAST_ROWS || term_columns() < LEAST_COLUMNS) {
		view_text(0, 0, term_columns(), STYLE_NORMAL,
		    _("please make the window larger"), ' ');
		return;
	}
	rows = paint_message(s, 1);
	if (s->top == NULL)
		return;
	paint_keys(s);
	paint_screen(s->top);
	paint_rest(s, rows);
	wait_paint(s);
}

void
session_dump(struct session *s, struct buf *out)
{
	struct charset *all = charset_new("utf-8", NULL);

	view_paint_for(all);
	paint_all(s);
	view_dump(out);
	view_paint_for(NULL);
	charset_free(all);
	s->wants |= SCREEN_REDRAW;
}

void
session_paint(struct session *s)
{
	unsigned wants = s->wants;

	s->wants = 0;
	if (wants & SCREEN_REDRAW)
		paint_all(s);
	else if (wants & SCREEN_CARET && s->top && s->top->kind->paint_caret &&
	    !s->lock)
		s->top->kind->paint_caret(s->top);
	else if (wants & SCREEN_CARET)
		paint_all(s);
	else
		return;
	if (s->top && !s->top->is_shown && !s->lock) {
		s->top->is_shown = true;
		term_show();
	}
	view_flush();
}

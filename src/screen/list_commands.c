/* What the list screen does at commands. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/ledger.h"
#include "screen/list.h"
#include "screen/picker.h"

#define SORT_COLUMNS 34

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What is typed to take a column. */
static const char *const numbers[] = {
	"1", "2", "3", "4", "5", "6", "7", "8", "9",
};

static struct list *
list_of(struct screen *s)
{
	return (struct list *)s;
}

static bool
has_choices(struct screen *s)
{
	return fields_has_choices(&list_of(s)->fields);
}

static unsigned
choices(struct screen *s)
{
	list_of(s)->is_typed = true;
	fields_pick(&list_of(s)->fields);
	return SCREEN_REDRAW;
}

static bool
has_conditions(struct screen *s)
{
	return s->form->field_count > 0 || list_of(s)->found;
}

/* Those of a find are on the screen below. */
static unsigned
conditions(struct screen *s)
{
	if (list_of(s)->found)
		return SCREEN_CLOSE;
	fields_focus_first(&list_of(s)->fields);
	list_of(s)->fields.is_replaced = true;
	return SCREEN_REDRAW;
}

static bool
can_read(struct screen *s)
{
	return list_of(s)->was_asked || s->form->field_count == 0;
}

static unsigned
read_again(struct screen *s)
{
	list_read_first(list_of(s));
	return SCREEN_REDRAW;
}

static bool
has_rows(struct screen *s)
{
	struct list *l = list_of(s);

	return !l->fields.has_focus && l->listing.count > 0;
}

/* The column that was taken; the choices go with the picker. */
static void
took(struct screen *s, void *data, size_t index)
{
	(void)data;
	list_sort(list_of(s), index);
}

static const char *
note_of(const struct list *l, size_t column)
{
	if ((int)column != l->listing.sorted)
		return "";
	return l->is_desc[0] ? _("the last first") : _("the first first");
}

static unsigned
sort(struct screen *s)
{
	const struct rows *rows = &s->form->rows;
	struct choice *choice = mem_alloc(rows->column_count *
	    sizeof(*choice));

	for (size_t i = 0; i < rows->column_count; i++)
		choice[i] = (struct choice){
			.code = i < COUNT(numbers) ? numbers[i] : "",
			.name = rows->column[i].label,
			.initials = "", .spelling = "",
			.note = note_of(list_of(s), i),
		};
	picker_open_choices(s->session, &(struct picker_choices){
		.title = _("sort by"), .choice = choice,
		.count = rows->column_count, .columns = SORT_COLUMNS,
		.code_columns = 1, .took = took, .gone = free, .data = choice,
	}, "");
	return SCREEN_REDRAW;
}

static bool
can_mark(struct screen *s)
{
	return has_rows(s) && marks_can(&list_of(s)->marks);
}

static void
say_marked(struct list *l)
{
	session_say(l->screen.session, SEVERITY_INFO, _("%zu rows marked"),
	    l->marks.count);
}

static unsigned
mark(struct screen *s)
{
	struct list *l = list_of(s);
	struct listing *g = &l->listing;
	bool is_marked = marks_has(&l->marks, g, g->bar);

	if (!is_marked && !marks_fits(&l->marks, g, g->bar)) {
		session_say(s->session, SEVERITY_WARNING,
		    _("nothing can be done with this row, so it isn't marked"));
		return SCREEN_REDRAW | SCREEN_BEEP;
	}
	marks_set(&l->marks, g, g->bar, !is_marked);
	say_marked(l);
	g->bar += g->bar + 1 < g->count;
	list_read_more(l);
	return SCREEN_REDRAW;
}

/* All that can be; once more, none. */
static unsigned
mark_all(struct screen *s)
{
	struct list *l = list_of(s);
	size_t before = l->marks.count;

	for (size_t i = 0; i < l->listing.count; i++)
		if (marks_fits(&l->marks, &l->listing, i))
			marks_set(&l->marks, &l->listing, i, true);
	if (l->marks.count == before)
		marks_clear(&l->marks);
	say_marked(l);
	return SCREEN_REDRAW;
}

static unsigned
export_rows(struct screen *s)
{
	ledger_open(s, &ledger_list);
	return SCREEN_REDRAW;
}

static unsigned
back(struct screen *s)
{
	(void)s;
	return SCREEN_CLOSE;
}

const struct handler list_handlers[] = {
	{ .command = COMMAND_CHOICES, .run = choices, .can = has_choices },
	{ .command = COMMAND_MARK, .run = mark, .can = can_mark },
	{ .command = COMMAND_MARK_ALL, .run = mark_all, .can = can_mark,
	    .is_quiet = true },
	{ .command = COMMAND_SORT, .run = sort, .can = has_rows,
	    .is_quiet = true },
	{ .command = COMMAND_EXPORT, .run = export_rows, .can = has_rows,
	    .is_quiet = true },
	{ .command = COMMAND_FIND, .run = conditions, .can = has_conditions,
	    .is_quiet = true },
	{ .command = COMMAND_RESET, .run = read_again, .can = can_read,
	    .is_quiet = true },
	{ .command = COMMAND_BACK, .run = back },
	{ .command = COMMAND_NONE },
};

/*
 * The order of a list.  An order that the server has no index for means that
 * it reads all there is, however few rows are shown; so it is asked first
 * what that would cost, unless all there is is known to be little.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "db/cost.h"
#include "screen/list.h"

/* In the planner's units: reading three million residents is 100,000. */
#define COST_MOST 30000.0

static void
set_order(struct list *l, int column, bool is_desc)
{
	const struct rows *rows = &l->screen.form->rows;
	const char *name = column < 0 ? "" : rows->column[column].name;
	size_t most = rows->order.count + 1;

	l->order = mem_resize(l->order, most, sizeof(*l->order));
	l->is_desc = mem_resize(l->is_desc, most, sizeof(*l->is_desc));
	l->order_count = 0;
	l->listing.sorted = column;
	if (column >= 0) {
		l->order[0] = name;
		l->is_desc[l->order_count++] = is_desc;
	}
	for (size_t i = 0; i < rows->order.count; i++) {
		if (strcmp(rows->order.name[i], name) == 0)
			continue;
		l->order[l->order_count] = rows->order.name[i];
		l->is_desc[l->order_count++] = rows->order_desc[i];
	}
}

static bool
is_desc(const struct list *l)
{
	return l->listing.sorted >= 0 && l->is_desc[0];
}

void
list_sort_keep(struct list *l)
{
	l->sorted_before = l->listing.sorted;
	l->was_desc = is_desc(l);
}

void
list_sort_back(struct list *l)
{
	set_order(l, l->sorted_before, l->was_desc);
}

void
list_sort_first(struct list *l)
{
	set_order(l, -1, false);
	list_sort_keep(l);
}

static void
refuse(struct list *l)
{
	const char *label =
	    l->screen.form->rows.column[l->listing.sorted].label;

	session_say(l->screen.session, SEVERITY_WARNING,
	    _("too many rows to sort by %s: ask for fewer first, then sort"),
	    label);
	list_sort_back(l);
}

static void
read_sorted(struct list *l)
{
	list_read_start(l);
	session_say(l->screen.session, SEVERITY_INFO, is_desc(l) ?
	    _("sorted by %s, the last first") : _("sorted by %s"),
	    l->screen.form->rows.column[l->listing.sorted].label);
}

/* The cost has come; without one, it is tried. */
static void
weigh(void *data, const struct answer *answer)
{
	struct list *l = data;
	struct session *s = l->screen.session;

	l->reading = READING_NOTHING;
	s->wants |= SCREEN_REDRAW;
	if (answer->outcome == OUTCOME_LOST) {
		session_say(s, SEVERITY_WARNING,
		    _("the line is down: sort again when it is back"));
		list_sort_back(l);
		return;
	}
	if (answer->outcome == OUTCOME_DONE &&
	    cost_of(answer->table[0]) > COST_MOST)
		refuse(l);
	else
		read_sorted(l);
}

static void
ask_cost(struct list *l)
{
	struct statement st = cost_statement(list_statement(l, &(struct page){
		.order = l->order, .is_desc = l->is_desc,
		.count = l->order_count,
		.limit = list_limit(l),
	}));

	db_forget(l->screen.session->db, l);
	l->reading = READING_SORTED;
	db_send(l->screen.session->db, &st, 1, weigh, l);
}

void
list_sort(struct list *l, size_t column)
{
	bool turns = (int)column == l->listing.sorted && !is_desc(l);

	set_order(l, (int)column, turns);
	if (l->is_few)
		read_sorted(l);
	else
		ask_cost(l);
}

/*
 * Reading a list: a page at a time from where the last page ended, in both
 * directions, when the form gives an order; else all at once, up to a limit.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/aside.h"
#include "screen/list.h"
#include "ui/profile.h"
#include "ui/term.h"

#define PAGE 101		/* rows asked for: 100 and one that says more */
#define SCREENFUL 21		/* of them on a slow line */
#define WHOLE 1001
#define COUNTED 10001		/* more aren't counted */

static bool
is_paged(const struct list *l)
{
	return l->screen.form->rows.order.count > 0;
}

size_t
list_limit(const struct list *l)
{
	if (!is_paged(l))
		return WHOLE;
	return term_profile()->is_thrifty ? SCREENFUL : PAGE;
}

static void
say_found(struct list *l, const struct table *t)
{
	struct session *s = l->screen.session;
	size_t count = (size_t)atol(table_text(t, 0, 0));

	l->is_few = count < COUNTED;
	if (count >= COUNTED)
		session_say(s, SEVERITY_WARNING,
		    _("more than %d found: F3 asks for less"), COUNTED - 1);
	else if (count)
		session_say(s, SEVERITY_INFO, _("%zu found"), count);
	else
		session_say(s, SEVERITY_INFO,
		    _("nothing found: F3 back to the conditions"));
}

static const char *
nothing_words(struct list *l)
{
	const struct form *form = l->screen.form;

	for (size_t i = 0; i < form->field_count; i++)
		if (form->field[i].type->accept == NULL &&
		    form->field[i].set == NULL &&
		    *record_value(l->fields.record, i))
			return _("nothing found: try less, or another word");
	return form->field_count ?
	    _("nothing fits: change the conditions and press Enter") :
	    _("there is nothing here yet");
}

static void
say_count(struct list *l)
{
	struct session *s = l->screen.session;
	struct listing *g = &l->listing;

	if (g->count == 0)
		session_say(s, SEVERITY_INFO, "%s", nothing_words(l));
	else if (g->has_more && !is_paged(l))
		session_say(s, SEVERITY_WARNING,
		    _("the first %zu are shown: narrow the search"), g->count);
	else if (g->has_more)
		session_say(s, SEVERITY_INFO,
		    _("the first %zu; more come as you go down"), g->count);
	else
		session_say(s, SEVERITY_INFO, _("%zu found"), g->count);
}

static void
take_sorted(struct list *l, const struct answer *answer)
{
	listing_clear(&l->listing);
	l->listing.top = l->listing.bar = 0;
	listing_add(&l->listing, answer->table[0], list_limit(l));
	list_sort_keep(l);
}

static void
take_first(struct list *l, const struct answer *answer)
{
	struct listing *g = &l->listing;

	take_sorted(l, answer);
	l->is_few = !g->has_more;
	if (g->count == 0)
		ahead_miss(&l->screen);
	else if (!l->is_typed)
		l->fields.has_focus = false;
	if (l->found)
		say_found(l, answer->table[1]);
	else if (l->was_asked || g->has_more || g->count == 0)
		say_count(l);
}

static void
take_last(struct list *l, const struct answer *answer)
{
	listing_clear(&l->listing);
	listing_add_before(&l->listing, answer->table[0], list_limit(l));
}

static void
take_again(struct list *l, const struct answer *answer)
{
	struct listing *g = &l->listing;
	bool has_before = is_paged(l) && (g->has_before || l->again > 0);
	size_t bar = g->bar, skipped = is_paged(l) ? l->again : 0;
	bool was_empty = g->count == 0;

	listing_clear(g);
	g->bar = bar < skipped ? 0 : bar - skipped;
	g->top -= g->top < skipped ? g->top : skipped;
	listing_add(g, answer->table[0], list_limit(l));
	g->has_before = has_before;
	if (was_empty && g->count)
		l->fields.has_focus = false;
	if (g->count == 0 && has_before)
		list_read_last(l);
}

static void
take_after(struct list *l, const struct answer *answer)
{
	listing_add(&l->listing, answer->table[0], list_limit(l));
}

static void
take_before(struct list *l, const struct answer *answer)
{
	listing_add_before(&l->listing, answer->table[0], list_limit(l));
}

static bool
has_failed(struct list *l, const struct answer *answer)
{
	struct session *s = l->screen.session;

	if (answer->outcome == OUTCOME_LOST)
		session_say(s, SEVERITY_WARNING,
		    _("the line is down: press Enter again when it is back"));
	else if (answer->outcome == OUTCOME_STOPPED)
		session_say(s, SEVERITY_WARNING, l->listing.count ?
		    _("stopped: what is shown is as it was before") :
		    _("stopped, nothing was read: ask for less, or once more"));
	else if (answer->outcome == OUTCOME_REFUSED)
		session_say(s, SEVERITY_ERROR, "%s", answer->message);
	return answer->outcome != OUTCOME_DONE;
}

static void
come(void *data, const struct answer *answer)
{
	static void (*const take[])(struct list *, const struct answer *) = {
		[READING_FIRST] = take_first,
		[READING_SORTED] = take_sorted,
		[READING_LAST] = take_last,
		[READING_AGAIN] = take_again,
		[READING_AFTER] = take_after,
		[READING_BEFORE] = take_before,
	};
	struct list *l = data;
	enum reading reading = l->reading;

	l->reading = READING_NOTHING;
	l->screen.session->wants |= SCREEN_REDRAW;
	if (has_failed(l, answer)) {
		list_sort_back(l);
		ahead_miss(&l->screen);
		aside_came(l, false);
		return;
	}
	if (answer->count > 1 && l->found == NULL)
		mem_set(&l->summary, table_rows(answer->table[1]) ?
		    table_text(answer->table[1], 0, 0) : "");
	take[reading](l, answer);
	aside_came(l, true);
}

struct statement
list_statement(struct list *l, const struct page *page)
{
	const struct rows *rows = &l->screen.form->rows;

	if (l->found)
		return statement_found(l->found->form, rows,
		    l->found->condition, page);
	return statement_page(rows, page, screen_value, &l->screen);
}

/* From the row at on, or from an end. */
static void
send(struct list *l, enum reading reading, const size_t *row)
{
	const char **at = mem_alloc(l->order_count * sizeof(*at));
	struct statement st[2];
	const struct rows *rows = &l->screen.form->rows;
	struct db *db = l->db ? l->db : l->screen.session->db;
	bool is_fresh = reading == READING_FIRST || reading == READING_AGAIN;
	size_t count = 0;

	for (size_t i = 0; row && i < l->order_count; i++)
		at[i] = listing_value_at(&l->listing, *row, l->order[i]);
	st[count++] = list_statement(l, &(struct page){
		.order = l->order, .is_desc = l->is_desc,
		.count = l->order_count,
		.may_be_empty = l->listing.sorted >= 0,
		.at = row ? at : NULL,
		.takes_at = reading == READING_AGAIN,
		.is_back = reading == READING_LAST || reading == READING_BEFORE,
		.limit = list_limit(l),
	});
	if (l->found && reading == READING_FIRST)
		st[count++] = statement_found_count(l->found->form,
		    l->found->condition, COUNTED);
	else if (rows->summary.text && is_fresh)
		st[count++] = statement_lookup(statement_query(
		    rows->summary.text, screen_value, &l->screen));
	free(at);
	db_forget(db, l);
	l->reading = reading;
	l->is_typed = false;
	db_send(db, st, count, come, l);
}

void
list_read_first(struct list *l)
{
	listing_clear(&l->listing);
	l->fields.is_replaced = true;
	send(l, READING_FIRST, NULL);
}

void
list_read_start(struct list *l)
{
	send(l, READING_SORTED, NULL);
}

void
list_read_last(struct list *l)
{
	send(l, READING_LAST, NULL);
}

void
list_read_again(struct list *l)
{
	l->again = l->listing.top;
	send(l, READING_AGAIN, is_paged(l) && (l->listing.has_before ||
	    l->again > 0) ? &l->again : NULL);
}

void
list_read_aside(struct list *l, struct db *db)
{
	l->db = db;
	send(l, READING_FIRST, NULL);
}

void
list_read_more(struct list *l)
{
	struct listing *g = &l->listing;
	int height = session_body_rows(l->screen.session);
	size_t first = 0, last = g->count - 1;

	if (l->reading != READING_NOTHING || !is_paged(l) || g->count == 0)
		return;
	if (listing_wants_page(g, height))
		send(l, READING_AFTER, &last);
	else if (listing_wants_before(g, height))
		send(l, READING_BEFORE, &first);
}

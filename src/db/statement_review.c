/*
 * A save that a second person has to see: its parts as values, in the order
 * in which they would be written; of a function its arguments.
 */
#include <string.h>

#include "db/server.h"
#include "db/statement_text.h"

/* An object of JSON, pair by pair. */
struct pairs {
	struct text *t;
	size_t count;
};

static struct pairs
pairs_begin(struct text *t)
{
	buf_adds(&t->sql, "jsonb_build_object(");
	return (struct pairs){ .t = t };
}

static void
pairs_add(struct pairs *p, const char *name, const char *value)
{
	buf_adds(&p->t->sql, p->count++ ? ", " : "");
	text_value(p->t, name);
	buf_adds(&p->t->sql, "::text, ");
	text_value(p->t, value);
	buf_adds(&p->t->sql, "::text");
}

static void
pairs_end(struct pairs *p)
{
	buf_addc(&p->t->sql, ')');
}

/* Which row; of a new one nothing. */
static void
add_key(struct text *t, const struct record *r)
{
	struct pairs p = pairs_begin(t);

	for (size_t i = 0; !record_is_new(r) && i < r->form->key.count; i++)
		pairs_add(&p, r->form->key.name[i], r->key[i]);
	if (!record_is_new(r))
		pairs_add(&p, r->form->version, r->version);
	pairs_end(&p);
}

static bool
is_written(const struct record *r, size_t field)
{
	if (r->form->field[field].computed.text)
		return false;
	return record_is_new(r) ? *record_value(r, field) != '\0' :
	    record_is_dirty(r, field);
}

static void
add_values(struct text *t, const struct part *part)
{
	const struct record *r = part->record;
	struct pairs p = pairs_begin(t);

	if (part->is_removed)
		pairs_add(&p, part->rows->removed, "true");
	for (size_t i = 0; !part->is_removed && i < r->form->field_count; i++)
		if (is_written(r, i))
			pairs_add(&p, r->form->field[i].name,
			    record_value(r, i));
	for (size_t i = 0; part->rows && record_is_new(r) &&
	    !record_is_new(part->master) && i < part->rows->link_count; i++)
		pairs_add(&p, part->rows->link[i].to,
		    record_key(part->master, part->rows->link[i].from));
	pairs_end(&p);
}

/* What a new row of a new record gets from it. */
static void
add_kept(struct text *t, const struct part *part)
{
	struct pairs p = pairs_begin(t);

	for (size_t i = 0; part->rows && record_is_new(part->master) &&
	    i < part->rows->link_count; i++)
		pairs_add(&p, part->rows->link[i].to, part->rows->link[i].from);
	pairs_end(&p);
}

static void
begin_call(struct text *t, const char *function)
{
	buf_adds(&t->sql, "jsonb_build_object('call', ");
	text_value(t, function);
	buf_adds(&t->sql, "::text, 'args', ");
}

static void
add_form_call(struct text *t, const struct record *r)
{
	struct pairs p;

	begin_call(t, r->form->call);
	p = pairs_begin(t);
	for (size_t i = 0; i < r->form->field_count; i++)
		if (r->form->field[i].computed.text == NULL)
			pairs_add(&p, r->form->field[i].name,
			    record_value(r, i));
	pairs_end(&p);
	buf_addc(&t->sql, ')');
}

static void
add_call(struct text *t, const struct call *call)
{
	struct pairs p;

	begin_call(t, call->function);
	p = pairs_begin(t);
	for (size_t i = 0; i < call->count; i++)
		pairs_add(&p, call->pass[i].to,
		    call->value(call->data, call->pass[i].from));
	pairs_end(&p);
	buf_addc(&t->sql, ')');
}

static void
add_part(struct text *t, const struct part *part)
{
	if (part->record->form->call) {
		add_form_call(t, part->record);
		return;
	}
	buf_adds(&t->sql, "jsonb_build_object('relation', ");
	text_value(t, part->record->form->table);
	buf_adds(&t->sql, "::text, 'key', ");
	add_key(t, part->record);
	buf_adds(&t->sql, ", 'values', ");
	add_values(t, part);
	buf_adds(&t->sql, ", 'kept', ");
	add_kept(t, part);
	buf_addc(&t->sql, ')');
}

struct statement
statement_review_calls(const struct call *call, size_t count,
    const char *screen, const char *title)
{
	struct text t = { 0 };

	buf_adds(&t.sql, SERVER_REVIEW);
	text_value(&t, screen);
	buf_adds(&t.sql, ", ");
	text_value(&t, title);
	buf_adds(&t.sql, ", NULL, jsonb_build_array(");
	for (size_t i = 0; i < count; i++) {
		buf_adds(&t.sql, i ? ", " : "");
		add_call(&t, &call[i]);
	}
	buf_adds(&t.sql, "))");
	return text_take(&t);
}

struct statement
statement_review(const struct part *part, size_t count, const char *screen,
    const char *title, const char *const *draft, size_t draft_count)
{
	struct text t = { 0 };
	struct pairs p;

	buf_adds(&t.sql, SERVER_REVIEW);
	text_value(&t, screen);
	buf_adds(&t.sql, ", ");
	text_value(&t, title);
	buf_adds(&t.sql, ", ");
	p = pairs_begin(&t);
	for (size_t i = 0; i < draft_count; i++)
		pairs_add(&p, draft[2 * i], draft[2 * i + 1]);
	pairs_end(&p);
	buf_adds(&t.sql, ", jsonb_build_array(");
	for (size_t i = 0; i < count; i++) {
		buf_adds(&t.sql, i ? ", " : "");
		add_part(&t, &part[i]);
	}
	buf_adds(&t.sql, "))");
	return text_take(&t);
}

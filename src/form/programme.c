/* JSON of a programme; text is escaped, SQL goes as it stands in the file. */
#include "form/programme.h"

#include "base/buf.h"

static void
add_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_addf(b, "\\%c", *s);
		else if ((unsigned char)*s < ' ')
			buf_addf(b, "\\u%04x", (unsigned)*s);
		else
			buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

/* A member; the first one of an object has no comma before it. */
static void
add_key(struct buf *b, const char *key)
{
	if (b->data[b->len - 1] != '{')
		buf_adds(b, ", ");
	add_string(b, key);
	buf_adds(b, ": ");
}

static void
add_text(struct buf *b, const char *key, const char *text)
{
	add_key(b, key);
	if (text)
		add_string(b, text);
	else
		buf_adds(b, "null");
}

/* JSON has no number that begins with a nought and goes on with a digit. */
static void
add_number(struct buf *b, const char *key, const char *digits)
{
	while (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
		digits++;
	add_key(b, key);
	buf_adds(b, digits);
}

static void
add_int(struct buf *b, const char *key, int number)
{
	add_key(b, key);
	buf_addf(b, "%d", number);
}

static void
begin_object(struct buf *b)
{
	if (b->len && b->data[b->len - 1] == '}')
		buf_adds(b, ", ");
	buf_addc(b, '{');
}

static void
add_rates(struct buf *b, const struct programme *p)
{
	add_key(b, "rates");
	buf_addc(b, '[');
	for (size_t i = 0; i < p->rate_count; i++) {
		const struct rate *r = &p->rate[i];

		begin_object(b);
		add_text(b, "name", r->name);
		add_number(b, "value", r->value);
		add_number(b, "from", r->from);
		add_text(b, "source", r->source);
		add_key(b, "demo");
		buf_adds(b, r->is_demo ? "true" : "false");
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_requirements(struct buf *b, const char *key,
    const struct requirement *list, size_t count)
{
	add_key(b, key);
	buf_addc(b, '[');
	for (size_t i = 0; i < count; i++) {
		begin_object(b);
		add_text(b, "sql", list[i].sql.text);
		add_text(b, "reason", list[i].reason);
		add_int(b, "line", list[i].sql.line);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_exclusions(struct buf *b, const struct programme *p)
{
	add_key(b, "excludes");
	buf_addc(b, '[');
	for (size_t i = 0; i < p->exclusion_count; i++) {
		const struct exclusion *e = &p->exclusion[i];

		begin_object(b);
		add_key(b, "programmes");
		buf_addc(b, '[');
		for (size_t j = 0; j < e->programme.count; j++) {
			buf_adds(b, j ? ", " : "");
			add_string(b, e->programme.name[j]);
		}
		buf_addc(b, ']');
		add_text(b, "reason", e->reason);
		add_int(b, "line", e->line);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_materials(struct buf *b, const struct programme *p)
{
	add_key(b, "materials");
	buf_addc(b, '[');
	for (size_t i = 0; i < p->material_count; i++) {
		const struct material *m = &p->material[i];

		begin_object(b);
		add_text(b, "form", m->form);
		add_text(b, "name", m->name);
		if (m->need.text)
			add_text(b, "sql", m->need.text);
		add_int(b, "line", m->line);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_steps(struct buf *b, const struct programme *p)
{
	add_key(b, "steps");
	buf_addc(b, '[');
	for (size_t i = 0; i < p->step_count; i++) {
		const struct step *s = &p->step[i];

		begin_object(b);
		add_text(b, "duty", s->duty);
		add_text(b, "level", s->level);
		add_text(b, "title", s->title);
		add_int(b, "days", s->days);
		if (s->publicity)
			add_int(b, "publicity", s->publicity);
		add_int(b, "line", s->line);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_fields(struct buf *b, const struct form *form)
{
	add_key(b, "fields");
	buf_addc(b, '[');
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *f = &form->field[i];

		if (f->computed.text)
			continue;
		begin_object(b);
		add_text(b, "name", f->name);
		add_text(b, "label", f->label);
		add_text(b, "sql", f->type->sql);
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
}

static void
add_period(struct buf *b, const struct programme *p)
{
	if (p->period == NULL)
		return;
	add_text(b, "period", p->period);
	if (p->period_in.text == NULL)
		return;
	add_text(b, "in", p->period_in.text);
	add_int(b, "in_line", p->period_in.line);
}

char *
programme_json(const struct form *form)
{
	const struct programme *p = form->programme;
	struct buf b = BUF_INIT;

	if (p == NULL)
		return NULL;
	begin_object(&b);
	add_text(&b, "programme", p->name);
	add_text(&b, "title", p->title);
	if (p->from)
		add_number(&b, "from", p->from);
	add_int(&b, "line", p->line);
	add_text(&b, "form", form->name);
	add_text(&b, "table", form->table);
	add_text(&b, "basis", p->basis);
	add_text(&b, "fund", p->fund);
	add_rates(&b, p);
	add_requirements(&b, "require", p->requirement, p->requirement_count);
	add_requirements(&b, "stop", p->stop, p->stop_count);
	add_exclusions(&b, p);
	if (p->back)
		add_int(&b, "back", p->back);
	add_period(&b, p);
	if (p->recheck)
		add_text(&b, "recheck", p->recheck);
	if (p->payee)
		add_text(&b, "payee", p->payee);
	add_text(&b, "amount", p->amount.text);
	add_int(&b, "amount_line", p->amount.line);
	add_text(&b, "because", p->because.text);
	add_int(&b, "because_line", p->because.line);
	if (p->who)
		add_text(&b, "who", p->who);
	if (p->material_count)
		add_materials(&b, p);
	if (p->step_count)
		add_steps(&b, p);
	add_fields(&b, form);
	buf_addc(&b, '}');
	return buf_take(&b);
}

/* The model owns all that the reader put into it. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

#include "form/sql.h"

static void
condition_done(struct condition *c)
{
	free(c->name);
	names_done(&c->values);
}

static void
field_done(struct field *f)
{
	free(f->name);
	free(f->label);
	free(f->set);
	free(f->initial);
	free(f->initial_sql.text);
	free(f->computed.text);
	condition_done(&f->when);
	for (size_t i = 0; i < f->include_count; i++) {
		free(f->include[i].low);
		free(f->include[i].high);
	}
	free(f->include);
	free(f->picture);
	free(f->placeholder);
	for (size_t i = 0; i < f->fill_count; i++) {
		free(f->fill[i].field);
		free(f->fill[i].part);
	}
	free(f->fill);
	names_done(&f->pasted);
	free(f->check.text);
	free(f->comment);
	free(f->source);
	free(f->initials);
	free(f->new_screen);
	free(f->repeats);
	free(f->help);
}

static void
action_done(struct action *a)
{
	free(a->key);
	free(a->label);
	free(a->target);
	for (size_t i = 0; i < a->pass_count; i++) {
		free(a->pass[i].to);
		free(a->pass[i].from);
	}
	free(a->pass);
	free(a->question);
	free(a->ask_name);
	free(a->ask_label);
	free(a->sql.text);
	free(a->charset);
	free(a->rows);
	names_done(&a->duties);
	condition_done(&a->when);
}

static void
actions_done(struct action *action, size_t count)
{
	for (size_t i = 0; i < count; i++)
		action_done(&action[i]);
	free(action);
}

static void
rows_done(struct rows *rows)
{
	free(rows->name);
	free(rows->title);
	free(rows->query.text);
	free(rows->summary.text);
	for (size_t i = 0; i < rows->column_count; i++) {
		free(rows->column[i].name);
		free(rows->column[i].label);
		free(rows->column[i].set);
		names_done(&rows->column[i].alarm);
	}
	free(rows->column);
	form_free(rows->row);
	for (size_t i = 0; i < rows->link_count; i++) {
		free(rows->link[i].to);
		free(rows->link[i].from);
	}
	free(rows->link);
	free(rows->removed);
	names_done(&rows->total);
	names_done(&rows->chart);
	free(rows->chart_by);
	free(rows->printed.head.text);
	free(rows->printed.by);
	names_done(&rows->printed.total);
	names_done(&rows->printed.foot);
	names_done(&rows->order);
	free(rows->order_desc);
	actions_done(rows->action, rows->action_count);
}

static void
slip_free(struct slip *slip)
{
	if (slip == NULL)
		return;
	free(slip->title);
	free(slip->query.text);
	for (size_t i = 0; i < slip->line_count; i++) {
		free(slip->line[i].text);
		free(slip->line[i].query.text);
	}
	free(slip->line);
	free(slip);
}

static void
requirements_free(struct requirement *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].sql.text);
		free(list[i].reason);
	}
	free(list);
}

static void
flow_free(struct programme *p)
{
	free(p->who);
	for (size_t i = 0; i < p->material_count; i++) {
		free(p->material[i].form);
		free(p->material[i].name);
		free(p->material[i].need.text);
	}
	free(p->material);
	for (size_t i = 0; i < p->step_count; i++) {
		free(p->step[i].duty);
		free(p->step[i].level);
		free(p->step[i].title);
	}
	free(p->step);
}

static void
programme_free(struct programme *p)
{
	if (p == NULL)
		return;
	free(p->name);
	free(p->title);
	free(p->from);
	free(p->basis);
	free(p->fund);
	free(p->recheck);
	free(p->payee);
	for (size_t i = 0; i < p->rate_count; i++) {
		free(p->rate[i].name);
		free(p->rate[i].value);
		free(p->rate[i].from);
		free(p->rate[i].source);
	}
	free(p->rate);
	requirements_free(p->requirement, p->requirement_count);
	requirements_free(p->stop, p->stop_count);
	for (size_t i = 0; i < p->exclusion_count; i++) {
		names_done(&p->exclusion[i].programme);
		free(p->exclusion[i].reason);
	}
	free(p->exclusion);
	free(p->period);
	free(p->period_in.text);
	free(p->amount.text);
	free(p->because.text);
	flow_free(p);
	free(p);
}

void
form_free(struct form *f)
{
	if (f == NULL)
		return;
	free(f->path);
	free(f->name);
	free(f->title);
	names_done(&f->duties);
	for (size_t i = 0; i < f->help_count; i++)
		free(f->help[i]);
	free(f->help);
	names_done(&f->with);
	free(f->needle);
	free(f->table);
	names_done(&f->key);
	free(f->version);
	names_done(&f->found);
	free(f->found_width);
	free(f->call);
	free(f->query.text);
	for (size_t i = 0; i < f->section_count; i++)
		free(f->section[i].title);
	free(f->section);
	for (size_t i = 0; i < f->field_count; i++)
		field_done(&f->field[i]);
	free(f->field);
	actions_done(f->action, f->action_count);
	for (size_t i = 0; i < f->detail_count; i++)
		rows_done(&f->detail[i]);
	free(f->detail);
	rows_done(&f->rows);
	programme_free(f->programme);
	slip_free(f->slip);
	free(f);
}

int
form_field(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (form->field[i].name &&
		    strcmp(form->field[i].name, name) == 0)
			return (int)i;
	return -1;
}

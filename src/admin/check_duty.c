/*
 * Whether operators may do what a form does.  Who checks is allowed all of
 * it, so each statement is asked about once more in the role of each duty
 * that the form is for.
 */
#include <stdio.h>
#include <stdlib.h>

#include "admin/checking.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/server.h"
#include "form/sql.h"

/* The group role of a duty, yours to free; NULL if there is none. */
static char *
role_of(struct check *c, const char *duty)
{
	struct error err;
	struct table *t = run_query(c->admin->run, SERVER_DUTY_ROLE, 1, &duty,
	    &err);
	char *role = t && *table_text(t, 0, 0) ?
	    mem_dup(table_text(t, 0, 0)) : NULL;

	if (t == NULL)
		checking_complain(c, 1, err.text);
	table_free(t);
	return role;
}

static void
add_duty(struct check *c, const char *duty, int line)
{
	char *role = role_of(c, duty), *text;
	struct error err;

	if (role == NULL) {
		text = mem_printf(_("there is no duty \"%s\""), duty);
		checking_complain(c, line, text);
		free(text);
	} else if (run_allows(c->admin->run, role, "SELECT 1", &err)) {
		names_add(&c->duties, duty);
	} else {
		fprintf(stderr, _("%s:%d: what the duty \"%s\" may do isn't checked: %s\n"),
		    c->path, line, duty, err.text);
	}
	free(role);
}

void
checking_duties(struct check *c, const struct names *duties, int line)
{
	names_done(&c->duties);
	c->duties = (struct names){ 0 };
	for (size_t i = 0; i < duties->count; i++)
		add_duty(c, duties->name[i], line);
}

void
checking_allowed(struct check *c, const char *sql, int line)
{
	for (size_t i = 0; i < c->duties.count; i++) {
		char *role = role_of(c, c->duties.name[i]), *text;
		struct error err;

		if (role && !run_allows(c->admin->run, role, sql, &err)) {
			text = mem_printf(_("the duty \"%s\" may not do this: %s"),
			    c->duties.name[i], err.text);
			checking_complain(c, line, text);
			free(text);
		}
		free(role);
	}
}

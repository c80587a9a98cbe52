/*
 * Inside the floor: a form while it is held against the database.  What is
 * prepared is freed, never run.
 */
#ifndef ZHEN_ADMIN_CHECKING_H
#define ZHEN_ADMIN_CHECKING_H

#include "admin/check.h"
#include "db/statement.h"

struct mistake {
	int line;
	size_t order;		/* among those of the line */
	char *text;
};

struct check {
	struct admin *admin;
	const struct form *form;
	const char *path;
	struct names known;	/* values that a :name may mean here */
	struct names duties;	/* whose roles have to be allowed it */
	struct mistake *mistake;
	size_t count;
};

void checking_complain(struct check *c, int line, const char *text);

/* Every name is null. */
const char *checking_no_value(void *data, const char *name);

/*
 * What the statement would give, yours to free; NULL after a complaint.
 * line: of the form; offset: the statement's own lines count.
 */
struct table *checking_describe(struct check *c, struct statement st, int line,
    bool offset);

/* The same for SQL of the form, whose names have to be known; NULL if there
 * is none. */
struct table *checking_sql(struct check *c, const struct sql *sql);

/* Its query, and that each name in its lines has a value. */
void checking_slip(struct check *c, const struct slip *slip);

/* The values of a set, yours to free; NULL if there is no set. */
struct table *checking_set(struct check *c, const char *set, int line);

/* The screen of that name has to be there. */
void checking_screen(struct check *c, const char *name, int line);

/* It has to be given all that it needs. */
void checking_opens(struct check *c, const struct action *action);

/* From now on, statements have to be allowed to these duties. */
void checking_duties(struct check *c, const struct names *duties, int line);

/* Whether those of c->duties may do what the statement does. */
void checking_allowed(struct check *c, const char *sql, int line);

/* Whether the field's column can be read and written. */
void checking_field(struct check *c, const struct form *form,
    const struct field *field);

/* Whether the values and the SQL that its attributes name are good. */
void checking_attributes(struct check *c, const struct field *f);

#endif

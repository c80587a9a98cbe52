/* The commands of zhenctl: one file each, one row in the table. */
#ifndef ZHEN_ADMIN_COMMAND_H
#define ZHEN_ADMIN_COMMAND_H

#include <stdbool.h>

#include "base/error.h"
#include "db/run.h"

/* What a command is given: the connection and where the files are. */
struct admin {
	struct run *run;	/* NULL for a command that needs none */
	const char *sql_dir;
};

struct command {
	const char *name;	/* "operator add" */
	const char *args;	/* as usage shows them */
	const char *help;
	bool needs_server;
	/* argv: what follows the name.  False: err says why. */
	bool (*run)(struct admin *a, int argc, char **argv,
	    struct error *err);
};

/* All of them, ended by a NULL name. */
extern const struct command command_all[];

/* The commands' functions, for the table. */
bool command_init(struct admin *, int, char **, struct error *);
bool command_demo(struct admin *, int, char **, struct error *);
bool command_operator_add(struct admin *, int, char **, struct error *);
bool command_operator_list(struct admin *, int, char **, struct error *);
bool command_operator_sessions(struct admin *, int, char **, struct error *);
bool command_operator_passwd(struct admin *, int, char **, struct error *);
bool command_operator_move(struct admin *, int, char **, struct error *);
bool command_operator_duties(struct admin *, int, char **, struct error *);
bool command_operator_disable(struct admin *, int, char **, struct error *);
bool command_operator_enable(struct admin *, int, char **, struct error *);
bool command_operator_cover(struct admin *, int, char **, struct error *);
bool command_operator_sweep(struct admin *, int, char **, struct error *);
bool command_form_check(struct admin *, int, char **, struct error *);
bool command_form_show(struct admin *, int, char **, struct error *);
bool command_programme_load(struct admin *, int, char **, struct error *);
bool command_check(struct admin *, int, char **, struct error *);
bool command_upgrade(struct admin *, int, char **, struct error *);
bool command_import(struct admin *, int, char **, struct error *);
bool command_import_undo(struct admin *, int, char **, struct error *);
bool command_settings(struct admin *, int, char **, struct error *);
bool command_backup(struct admin *, int, char **, struct error *);
bool command_restore(struct admin *, int, char **, struct error *);
bool command_bank_return(struct admin *, int, char **, struct error *);
bool command_verify(struct admin *, int, char **, struct error *);

/* A whole file as text, yours to free; NULL and err if it can't be read. */
char *file_text(const char *path, struct error *err);

/* One statement without parameters or rows. */
bool admin_do(struct admin *a, const char *sql, struct error *err);

/* Prints rows, columns apart by a tab; NULL has none. */
void admin_rows(const struct table *t);

/* Prints the rows of a query, columns apart by a tab. */
bool admin_print(struct admin *a, const char *sql, int count,
    const char *const *param, struct error *err);

#endif

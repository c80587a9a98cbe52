/*
 * The same server, waited for: for administrators' commands, never inside
 * the event loop.
 */
#ifndef ZHEN_DB_RUN_H
#define ZHEN_DB_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "db/table.h"

struct run;			/* a connection that waits */

struct run *run_open(const char *conninfo, struct error *err);
void run_close(struct run *r);

/* Called while a statement runs, as db_progress is; NULL: not any more. */
typedef void (*run_progress)(void *data, int percent);
void run_on_progress(struct run *r, run_progress progress, void *data);

/*
 * Runs a script of many statements without parameters.  A mistake is told
 * as "path:line: message".
 */
bool run_script(struct run *r, const char *path, const char *text,
    struct error *err);

/* One statement with parameters (NULL: null).  NULL on failure. */
struct table *run_query(struct run *r, const char *sql, size_t count,
    const char *const *param, struct error *err);

/*
 * What the server keeps of a role's password (SCRAM), made here, so that the
 * password goes neither over the line nor into a log.  Yours to free.
 */
char *run_verifier(struct run *r, const char *role, const char *password,
    struct error *err);

/* Loads CSV with a header from file into a relation. */
bool run_copy(struct run *r, const char *relation, FILE *file,
    struct error *err);

/*
 * What a statement would give, without running it: a table of no rows with
 * its columns.  NULL on failure; *line is then the line of the statement.
 */
struct table *run_describe(struct run *r, const char *sql, int *line,
    struct error *err);

/*
 * Whether the role may do what a statement does, which isn't run.  The
 * statement is one that run_describe() found good.
 */
bool run_allows(struct run *r, const char *role, const char *sql,
    struct error *err);

#endif

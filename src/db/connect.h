/* Inside the floor: connecting, and why it didn't work. */
#ifndef ZHEN_DB_CONNECT_H
#define ZHEN_DB_CONNECT_H

#include <libpq-fe.h>

#include "db/db.h"

/* Waits for the connection.  NULL and err on failure. */
PGconn *connect_wait(const struct db_options *options, bool *needs_password,
    struct error *err);

/* Begins to connect, with settings for the server.  NULL: there is no such
 * service. */
PGconn *connect_start(const struct db_options *options, const char *settings);

/* Begins to connect once more as that connection did, by its password too. */
PGconn *connect_beside(PGconn *conn);

/* Where lookups go when conninfo, or the environment, names a service: to
 * "service=NAME_lookup", yours to free.  NULL: it names none. */
char *connect_lookup(const char *conninfo);

/* As db_is_private(). */
bool connect_is_private(PGconn *conn);

/* A password as the server keeps it, yours to free; NULL and err. */
char *connect_verifier(PGconn *conn, const char *role, const char *password,
    struct error *err);

#endif

/* Inside the floor: the word to a server to stop what it works at. */
#ifndef ZHEN_DB_CANCEL_H
#define ZHEN_DB_CANCEL_H

#include <libpq-fe.h>

/* Milliseconds that it may take on its way. */
#define CANCEL_LONGEST 10000

/* Sends it without waiting for anything.  It may come too late, or never. */
void cancel_send(PGconn *conn);

#endif

/* Inside the floor: tables made of libpq's results. */
#ifndef ZHEN_DB_TABLE_PQ_H
#define ZHEN_DB_TABLE_PQ_H

#include <libpq-fe.h>
#include <string.h>

#include "db/table.h"

/* Takes the result over. */
struct table *table_new(PGresult *result);

#endif

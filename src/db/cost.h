/* What the server expects a statement to cost, without running it. */
#ifndef ZHEN_DB_COST_H
#define ZHEN_DB_COST_H

#include "db/statement.h"
#include "db/table.h"

/* A statement that asks for the cost of st, which it takes over. */
struct statement cost_statement(struct statement st);

/* The answer to it, in the planner's units. */
double cost_of(const struct table *t);

#endif

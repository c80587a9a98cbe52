/*
 * Inside the floor: what a save writes, in short, so that the server can tell
 * the same one sent again from another one under its key.
 */
#ifndef ZHEN_DB_DIGEST_H
#define ZHEN_DB_DIGEST_H

#include "db/db.h"

/* 16 hexadecimal digits, yours to free; the same for the same statements and
 * values. */
char *digest_of(const struct save *save);

#endif

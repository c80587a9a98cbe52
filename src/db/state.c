/* What is known of a connection without asking the server. */
#include "db/connect.h"
#include "db/inside.h"

const char *
db_user(const struct db *db)
{
	return PQuser(db->conn);
}

bool
db_is_private(const struct db *db)
{
	return connect_is_private(db->conn);
}

bool
db_used_password(const struct db *db)
{
	return PQconnectionUsedPassword(db->conn);
}

char *
db_verifier(struct db *db, const char *password, struct error *err)
{
	return connect_verifier(db->conn, PQuser(db->conn), password, err);
}

bool
db_is_refused(const struct db *db)
{
	return db->state == STATE_REFUSED;
}

bool
db_is_up(const struct db *db)
{
	return db->state == STATE_UP;
}

bool
db_is_late(const struct db *db)
{
	return db->patience.is_late;
}

bool
db_is_busy(const struct db *db)
{
	return db->queue.first != NULL;
}

unsigned long
db_round_trips(const struct db *db)
{
	return db->round_trips;
}

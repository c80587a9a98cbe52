/* What is known of a connection without asking the server. */
#include "db/connect.h"
#include "db/inside.h"

const char *
db_user(const struct db *db)
{
	return PQuser(db->primary.conn);
}

bool
db_is_private(const struct db *db)
{
	return connect_is_private(db->primary.conn);
}

bool
db_used_password(const struct db *db)
{
	return PQconnectionUsedPassword(db->primary.conn);
}

char *
db_verifier(struct db *db, const char *password, struct error *err)
{
	return connect_verifier(db->primary.conn, PQuser(db->primary.conn), password, err);
}

bool
db_is_refused(const struct db *db)
{
	return db->primary.state == LINK_REFUSED;
}

bool
db_is_up(const struct db *db)
{
	return db->primary.state == LINK_UP;
}

bool
db_can_look(const struct db *db)
{
	return db_is_up(db) || (db->replica.link.state == LINK_UP &&
	    db->replica.is_marked && !db_is_refused(db));
}

bool
db_is_looking(const struct db *db)
{
	return db->replica.link.queue.first != NULL;
}

bool
db_is_late(const struct db *db)
{
	return db->primary.patience.is_late;
}

bool
db_is_busy(const struct db *db)
{
	return db->primary.queue.first || db_is_looking(db);
}

unsigned long
db_round_trips(const struct db *db)
{
	return db->round_trips;
}

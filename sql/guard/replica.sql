-- Lookups at a replica: how far the primary has come, as a mark that the client
-- carries to the replica, which answers only once it has come as far.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION replica_mark()
RETURNS text
LANGUAGE sql VOLATILE
AS $$
	SELECT concat_ws(' ', c.system_identifier, d.oid, CASE
		WHEN current_setting('synchronous_commit') = 'off'
		THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END)
	FROM pg_control_system() c
	JOIN pg_database d ON d.datname = current_database()
$$;
COMMENT ON FUNCTION replica_mark IS
	'which database this is, and how far its log goes, at least to all that has
been committed: for replica_reached()';
GRANT EXECUTE ON FUNCTION replica_mark TO zhen_operator;

CREATE FUNCTION replica_reached(p_mark text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF pg_is_in_recovery()
		AND (SELECT concat(c.system_identifier, ' ', d.oid)
			FROM pg_control_system() c
			JOIN pg_database d ON d.datname = current_database())
			= concat(split_part(p_mark, ' ', 1), ' ', split_part(p_mark, ' ', 2))
		AND pg_last_wal_replay_lsn() >= split_part(p_mark, ' ', 3)::pg_lsn
	THEN
		RETURN;
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'ZH103',
		MESSAGE = '备用库还没有跟上，请在主库查询';
END
$$;
COMMENT ON FUNCTION replica_reached IS
	'refuses where the mark''s database isn''t replicated, or not yet so far';
GRANT EXECUTE ON FUNCTION replica_reached TO zhen_operator;

-- What a client tells a replica: how far the primary has come, and of which
-- database. That one that is there answers is replica_test.py's business.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(4);

SET SESSION AUTHORIZATION wang;
SELECT replica_mark() AS mark \gset
SELECT matches(:'mark'::text, '^[0-9]+ [0-9]+ [0-9A-F]+/[0-9A-F]+$', 'a mark');
SELECT throws_ok(format('SELECT replica_reached(%L)', :'mark'), 'ZH103', NULL,
	'the primary is no replica of itself');
SELECT throws_ok($$SELECT replica_reached('0 0 0/0')$$, 'ZH103', NULL,
	'nor of another database');
RESET SESSION AUTHORIZATION;
SET LOCAL synchronous_commit = off;
CREATE TABLE made (at int);
SELECT ok(split_part(replica_mark(), ' ', 3)::pg_lsn
		> split_part(:'mark', ' ', 3)::pg_lsn,
	'commits that don''t wait for the disk are in it');

SELECT * FROM finish();
ROLLBACK;

-- Whom people of an old ledger may be under another number: looked for once,
-- when all lines have been judged, for it costs as much for one line as the rest
-- of what is done to it, and next to nothing more for a million at once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION import_alike(
	p_import import_file,
	p_state text
) RETURNS TABLE (
	line int,
	number text,
	id_no text,
	place text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '256MB'
SET enable_nestloop = off
SET jit = off
AS $$
	WITH asked AS MATERIALIZED (
		SELECT p.line, p.id_no, p.name, idcard_birth(p.id_no) AS birth
		FROM import_people(p_import, 0, 2147483647, true, p_state) p
	), known AS MATERIALIZED (
		SELECT r.id_no::text, r.name::text, r.birth, r.div
		FROM resident r
		WHERE r.next_id IS NULL
	), met AS MATERIALIZED (
		SELECT a.line, a.id_no AS number, k.id_no, k.div
		FROM asked a
		JOIN known k ON k.name = a.name AND k.birth = a.birth
		WHERE k.id_no <> a.id_no
		UNION ALL
		SELECT a.line, a.id_no, k.id_no, k.div
		FROM asked a
		JOIN known k ON k.name = a.name
			AND left(k.id_no, 5) = left(a.id_no, 5)
			AND substr(k.id_no, 16, 2) = substr(a.id_no, 16, 2)
		WHERE k.birth <> a.birth
			AND CASE WHEN overlay(k.id_no PLACING '' FROM 7 FOR 8)
					= overlay(a.id_no PLACING '' FROM 7 FOR 8)
				OR substr(k.id_no, 8, 10) = substr(a.id_no, 8, 10)
				OR left(k.id_no, 13) = left(a.id_no, 13)
			THEN idcard_near(k.id_no, a.id_no) END
	)
	SELECT m.line, m.number, CASE WHEN s.is_ours THEN m.id_no END,
		division_path(CASE WHEN s.is_ours THEN m.div
			ELSE m.div / 1000 * 1000 END)
	FROM met m
	CROSS JOIN LATERAL (SELECT m.div BETWEEN (SELECT scope_lo())
		AND (SELECT scope_hi()) AS is_ours) s
	WHERE idcard_known(m.number) IS NOT NULL
$$;
COMMENT ON FUNCTION import_alike IS
	'duplicate_candidates_many() of all lines of a state in one pass over the
people. Of a near number that isn''t of the same birth only digits of that differ,
or one of them was swapped with its neighbour outside';

CREATE FUNCTION hint_resident_entry(p_import import_file)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	of_state text := CASE WHEN p_import.is_dry THEN 'good' ELSE 'in' END;
	lines int[];
	numbers text[];
	names text[];
	births date[];
	alike text := 'import_alike($1, $2)';
BEGIN
	SELECT array_agg(p.line), array_agg(p.id_no), array_agg(p.name),
		array_agg(p.birth)
	INTO lines, numbers, names, births
	FROM (
		SELECT *
		FROM import_people(p_import, 0, 2147483647, true, of_state)
		LIMIT 2001
	) p;
	IF lines IS NULL THEN
		RETURN;
	END IF;
	IF cardinality(lines) <= 2000 THEN
		alike := '(SELECT $3[c.n] AS line, $4[c.n] AS number, c.id_no, c.place
			FROM duplicate_candidates_many($4, $5, $6) c
			WHERE c.why <> ''number'')';
	END IF;
	EXECUTE format('SELECT import_tell($1, array_agg(c.line),
			array_agg(''info''::text), array_agg(NULL::text),
			array_agg(c.number), array_agg(format(
				''可能已用 %%s 登记在%%s，请对照证件；确是两个人就不用管'',
				coalesce(c.id_no, ''别的号码''), c.place)), 50)
		FROM %s c
		HAVING count(*) > 0', alike)
	USING p_import, of_state, lines, numbers, names, births;
END
$$;
COMMENT ON FUNCTION hint_resident_entry IS
	'told, and taken all the same: few lines by the registers'' indexes, many in
one pass';

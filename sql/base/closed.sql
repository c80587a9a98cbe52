-- One person is one record. A row that is no longer the person's own is closed
-- in favour of another: the person moved to a county (same number, its row) or
-- was registered twice (merged). What was paid and done stays under the closed
-- row; operators find only the one that is open, and from any of them all.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

ALTER TABLE resident
	ADD COLUMN closed_as text COLLATE "C",
	ADD COLUMN closed_at timestamptz,
	ADD COLUMN next_county county_code,
	ADD COLUMN next_id bigint,
	ADD CONSTRAINT resident_closed_as_check CHECK (
		closed_as IN ('moved', 'merged')
	),
	ADD CONSTRAINT resident_next_id_check CHECK (
		num_nulls(closed_as, closed_at, next_county, next_id) IN (0, 4)
		AND (next_county, next_id) <> (county, id)
	);
CREATE INDEX resident_next ON resident (next_county, next_id)
WHERE next_id IS NOT NULL;
CREATE INDEX resident_closed_name ON resident (name, div)
WHERE next_id IS NOT NULL;
CREATE INDEX resident_closed_initials ON resident (initials, div)
WHERE next_id IS NOT NULL;
COMMENT ON COLUMN resident.closed_as IS
	'结档原因：moved 迁往别的县区，merged 与另一份档案合并；空为在用';
COMMENT ON COLUMN resident.closed_at IS '结档时间';
COMMENT ON COLUMN resident.next_county IS '接续档案的县区';
COMMENT ON COLUMN resident.next_id IS '接续档案的个人编号';
COMMENT ON CONSTRAINT resident_closed_as_check ON resident IS
	'结档原因应为 moved（迁出）或 merged（合并），请通过迁移或合并办理';
COMMENT ON CONSTRAINT resident_next_id_check ON resident IS
	'结档应写明接续的另一份档案，请通过迁移或合并办理';
CREATE POLICY open ON resident AS RESTRICTIVE USING (next_id IS NULL);
COMMENT ON POLICY open ON resident IS
	'已迁往别的县区或已合并的档案不再单独出现，见 resident_same()';

CREATE FUNCTION resident_closing()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM FROM resident r
	WHERE r.county = NEW.next_county AND r.id = NEW.next_id
		AND r.next_id IS NULL
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '接续的档案已经结档，请重新打开看看';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION resident_closing IS
	'a row gives way to an open one only, so that the way never goes round';
CREATE TRIGGER resident_closing BEFORE UPDATE OF next_id ON resident
FOR EACH ROW WHEN (NEW.next_id IS NOT NULL)
EXECUTE FUNCTION resident_closing();

CREATE FUNCTION resident_here(
	p_county int,
	p_resident bigint
) RETURNS resident
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found resident;
BEGIN
	SELECT * INTO found
	FROM resident r
	WHERE r.county = p_county AND r.id = p_resident;
	WHILE found.next_id IS NOT NULL LOOP
		SELECT * INTO found
		FROM resident r
		WHERE r.county = found.next_county AND r.id = found.next_id;
	END LOOP;
	RETURN found;
END
$$;
COMMENT ON FUNCTION resident_here IS
	'the open row of the person that a row is about; for functions of the owner';

CREATE FUNCTION resident_rows(
	p_county int,
	p_resident bigint
) RETURNS SETOF resident
LANGUAGE plpgsql STABLE ROWS 2
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN QUERY
	WITH RECURSIVE same AS (
		SELECT h.* FROM resident_here(p_county, p_resident) h
		WHERE h.id IS NOT NULL
		UNION ALL
		SELECT r.*
		FROM same s
		JOIN resident r ON r.next_county = s.county AND r.next_id = s.id
	)
	SELECT * FROM same;
END
$$;
COMMENT ON FUNCTION resident_rows IS
	'all rows of a person, the open one first; for functions of the owner. Planned
once a session: it takes longer to plan than to run';

CREATE FUNCTION resident_same(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	county int,
	resident bigint
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	WITH same AS MATERIALIZED (
		SELECT * FROM resident_rows(p_county, p_resident)
	)
	SELECT s.county::int, s.id
	FROM same s
	WHERE EXISTS (
		SELECT FROM same x
		WHERE x.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi()))
$$;
COMMENT ON FUNCTION resident_same IS
	'under which keys a person is and was registered, the one that is open
first; nothing when none of them is or was in the operator''s scope';
GRANT EXECUTE ON FUNCTION resident_same TO zhen_operator;

CREATE FUNCTION resident_groups()
RETURNS TABLE (
	county int,
	resident bigint,
	here_county int,
	here bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH RECURSIVE walk AS (
		SELECT r.county, r.id, r.next_county, r.next_id
		FROM resident r
		WHERE r.next_id IS NOT NULL
		UNION ALL
		SELECT w.county, w.id, n.next_county, n.next_id
		FROM walk w
		JOIN resident n ON n.county = w.next_county AND n.id = w.next_id
		WHERE n.next_id IS NOT NULL
	), ends AS (
		SELECT w.*
		FROM walk w
		JOIN resident n ON n.county = w.next_county AND n.id = w.next_id
		WHERE n.next_id IS NULL
	)
	SELECT county::int, id, next_county::int, next_id FROM ends
	UNION
	SELECT next_county::int, next_id, next_county::int, next_id FROM ends
$$;
COMMENT ON FUNCTION resident_groups IS
	'everybody of whom there is more than one row, with their open one: as many
lines as people moved or were merged, so that money asks once for all';

CREATE FUNCTION identity_point(
	p_county int,
	p_resident bigint
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE identity i SET county = p_county, resident = p_resident
	FROM resident_rows(p_county, p_resident) s
	WHERE i.id_no = s.id_no
		AND (i.county, i.resident) <> (p_county, p_resident)
$$;
COMMENT ON FUNCTION identity_point IS
	'all numbers that a person was registered with lead to the open row';

-- What holds of households: one head, who is in it and alive, at most one
-- spouse, and who was in which household until when. What is wrong in
-- one (its head died, or came in wrong from an old ledger) is kept as its fault.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

ALTER TABLE household
	ADD COLUMN remark line_text,
	ADD COLUMN fault text COLLATE "C",
	ADD CONSTRAINT household_fault_check CHECK (fault ~ '^[1-6]$');
COMMENT ON COLUMN household.remark IS '备注';
COMMENT ON COLUMN household.fault IS '待整理的原因，空为正常';
COMMENT ON CONSTRAINT household_fault_check ON household IS
	'待整理的原因应为 1 至 6，请核对';
REVOKE UPDATE (head) ON household FROM zhen_window;
CREATE INDEX household_fault ON household (div, id) WHERE fault IS NOT NULL;
CREATE UNIQUE INDEX resident_spouse ON resident (county, household)
WHERE kin IN ('10', '11', '12') AND died IS NULL AND next_id IS NULL;

CREATE TABLE former_household (
	county county_code NOT NULL,
	resident bigint NOT NULL,
	until timestamptz NOT NULL DEFAULT now(),
	since timestamptz NOT NULL,
	household bigint NOT NULL,
	head bigint,
	kin line_text NOT NULL,
	name person_name NOT NULL,
	place div_code NOT NULL,
	div div_code NOT NULL,
	why line_text NOT NULL,
	kept_by name NOT NULL DEFAULT author(),
	CONSTRAINT former_household_until_key
		PRIMARY KEY (county, resident, until),
	CONSTRAINT former_household_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT former_household_household_fk FOREIGN KEY (county, household)
		REFERENCES household (county, id),
	CONSTRAINT former_household_county_check CHECK (county = div / 1000000),
	CONSTRAINT former_household_since_check CHECK (since < until)
) PARTITION BY LIST (county);
CREATE INDEX former_household_household
ON former_household (county, household, until);
COMMENT ON TABLE former_household IS
	'居民曾在的家庭：在哪一户、与哪位户主是什么关系，到何时为止';
COMMENT ON COLUMN former_household.county IS '县区';
COMMENT ON COLUMN former_household.resident IS '居民';
COMMENT ON COLUMN former_household.until IS '到何时';
COMMENT ON COLUMN former_household.since IS '从何时起';
COMMENT ON COLUMN former_household.household IS '家庭';
COMMENT ON COLUMN former_household.head IS '当时的户主';
COMMENT ON COLUMN former_household.kin IS '与当时户主的关系 GB/T 4761';
COMMENT ON COLUMN former_household.name IS '当时的姓名';
COMMENT ON COLUMN former_household.place IS '当时家庭所在的村居';
COMMENT ON COLUMN former_household.div IS '居民现在的村居，随居民变动';
COMMENT ON COLUMN former_household.why IS '变动原因';
COMMENT ON COLUMN former_household.kept_by IS '经办人';
COMMENT ON CONSTRAINT former_household_until_key ON former_household IS
	'同一时刻不能重复变动，请重试';
COMMENT ON CONSTRAINT former_household_resident_fk ON former_household IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT former_household_household_fk ON former_household IS
	'没有这个家庭，请重新查询';
COMMENT ON CONSTRAINT former_household_county_check ON former_household IS
	'县区应为村居代码的前六位，请核对';
COMMENT ON CONSTRAINT former_household_since_check ON former_household IS
	'到何时应在从何时起之后，请核对';
SELECT scope_guard('former_household');
CREATE POLICY former ON former_household
USING (place + 0 >= (SELECT scope_lo()) AND place - 0 <= (SELECT scope_hi()));
COMMENT ON POLICY former ON former_household IS
	'以前所在的那一户归谁管，谁也看得见';
GRANT SELECT ON former_household TO zhen_operator;

CREATE FUNCTION household_why()
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((SELECT c.code::text FROM code c
		WHERE c.set = 'household_why'
			AND c.code = current_setting('zhen.household_why', true)), '8')
$$;
COMMENT ON FUNCTION household_why IS
	'why this transaction changes households; where nothing is said, a
correction of the register';

CREATE FUNCTION former_household_add(
	p_was resident,
	p_head bigint,
	p_place bigint,
	p_div bigint
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO former_household (county, resident, since, household, head, kin,
		name, place, div, why)
	SELECT p_was.county, p_was.id, began.at, p_was.household, p_head, p_was.kin,
		p_was.name, p_place, p_div, household_why()
	FROM (
		SELECT coalesce(max(f.until), p_was.created_at) AS at
		FROM former_household f
		WHERE f.county = p_was.county AND f.resident = p_was.id
	) began
	WHERE began.at < now()
$$;
COMMENT ON FUNCTION former_household_add IS
	'what somebody was up to this transaction; what they became within it only
leaves nothing';

CREATE FUNCTION former_household_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM former_household_add(OLD, h.head, h.div, NEW.div)
	FROM household h
	WHERE h.county = OLD.county AND h.id = OLD.household;
	IF NEW.household <> OLD.household THEN
		UPDATE household SET head = NULL
		WHERE county = OLD.county AND id = OLD.household AND head = OLD.id;
		PERFORM household_look(OLD.county, OLD.household);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION former_household_keep IS
	'who leaves a household, or becomes something else in it, leaves a trace; a
head who leaves is its head no more';
CREATE TRIGGER former_household_keep AFTER UPDATE OF household, kin ON resident
FOR EACH ROW WHEN ((NEW.household, NEW.kin) IS DISTINCT FROM
	(OLD.household, OLD.kin))
EXECUTE FUNCTION former_household_keep();

CREATE FUNCTION former_household_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE former_household SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
CREATE TRIGGER former_household_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION former_household_follow();

CREATE FUNCTION household_head_kept()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF OLD.head IS NOT NULL THEN
		PERFORM former_household_add(r, OLD.head, OLD.div, r.div)
		FROM resident r
		WHERE r.county = OLD.county AND r.household = OLD.id;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION household_head_kept IS
	'kinship is to a head: with another one, everybody begins anew';
CREATE TRIGGER household_head_kept AFTER UPDATE OF head ON household
FOR EACH ROW WHEN (NEW.head IS DISTINCT FROM OLD.head)
EXECUTE FUNCTION household_head_kept();

CREATE FUNCTION household_head_look()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	NEW.fault := household_fault(NEW);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION household_head_look IS
	'before and not after: an update within an update of the same row would stand
before it in the trace, which is written after a statement';
CREATE TRIGGER household_head_look BEFORE UPDATE OF head ON household
FOR EACH ROW WHEN (NEW.head IS DISTINCT FROM OLD.head)
EXECUTE FUNCTION household_head_look();

CREATE FUNCTION household_head_check()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	chief resident;
	wanted bigint := (SELECT h.head FROM household h
		WHERE h.county = NEW.county AND h.id = NEW.id);
BEGIN
	SELECT * INTO chief FROM resident r
	WHERE r.county = NEW.county AND r.id = wanted;
	IF wanted IS NOT NULL
		AND (chief.household, chief.kin) IS DISTINCT FROM (NEW.id, '02') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head',
			MESSAGE = '户主应是本户的人，与户主关系为“户主”，请重新选择户主';
	END IF;
	IF TG_OP = 'UPDATE' AND chief.died IS NOT NULL
		AND NEW.head IS DISTINCT FROM OLD.head
		AND EXISTS (SELECT FROM resident r
			WHERE r.county = NEW.county AND r.household = NEW.id
				AND r.died IS NULL AND r.next_id IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head',
			MESSAGE = format('%s已死亡，不能当户主，请选在世的人', chief.name);
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION household_head_check IS
	'when all is done: the head is a member, and wasn''t dead when chosen, if
anybody there lives';
CREATE CONSTRAINT TRIGGER household_head_check
AFTER INSERT OR UPDATE OF head ON household
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION household_head_check();

CREATE FUNCTION household_kin_refuse(p_is_head boolean)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kin',
		MESSAGE = CASE WHEN p_is_head
			THEN '此人是户主，关系应为“户主”；要换户主请到“家庭”(1131)'
			ELSE '一户只有一位户主，请选与户主的关系；要换户主请到“家庭”(1131)' END;
END
$$;

CREATE FUNCTION household_head_take(
	p_county int,
	p_household bigint,
	p_head bigint
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE household SET head = p_head
	WHERE county = p_county AND id = p_household AND head IS NULL;
	IF NOT FOUND THEN
		PERFORM household_kin_refuse(false);
	END IF;
END
$$;
COMMENT ON FUNCTION household_head_take IS
	'in a household without a head whoever is registered as such becomes it';

CREATE FUNCTION resident_household_check()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	home household;
	other text;
BEGIN
	SELECT * INTO home FROM household h
	WHERE h.county = NEW.county AND h.id = NEW.household;
	IF NEW.kin = '02' AND home.head <> NEW.id
		OR NEW.kin <> '02' AND home.head = NEW.id THEN
		PERFORM household_kin_refuse(home.head = NEW.id);
	END IF;
	IF kin_class(NEW.kin) = 'spouse' AND NEW.died IS NULL THEN
		SELECT r.name INTO other FROM resident r
		WHERE r.county = NEW.county AND r.household = NEW.household
			AND r.id <> NEW.id AND kin_class(r.kin) = 'spouse'
			AND r.died IS NULL AND r.next_id IS NULL;
		IF FOUND THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kin',
				MESSAGE = format('本户户主已有配偶%s，请核对与户主的关系', other);
		END IF;
	END IF;
	IF NEW.kin = '02' AND home.head IS NULL THEN
		PERFORM household_head_take(NEW.county, NEW.household, NEW.id);
	END IF;
	PERFORM household_look(NEW.county, NEW.household);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION resident_household_check IS 'one head, one spouse';
CREATE TRIGGER resident_household_check
AFTER UPDATE OF household, kin, died ON resident
FOR EACH ROW EXECUTE FUNCTION resident_household_check();

CREATE FUNCTION resident_household_added()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT a.county,
			bool_or(a.kin = '02' AND h.head <> a.id) AS is_second,
			bool_or(a.kin <> '02' AND h.head = a.id) AS is_head,
			array_agg(ROW(a.household, a.id)) FILTER (
				WHERE a.kin = '02' AND h.head IS NULL) AS takes,
			-- The head of a new household, of age, or who joins a living head
			-- of one that is well: nothing can become wrong.
			array_agg(DISTINCT a.household) FILTER (
				WHERE h.fault IS NOT NULL OR a.died IS NOT NULL
					OR CASE WHEN h.head = a.id
						THEN a.birth > current_date - interval '18 years'
						ELSE (SELECT (r.household, r.died, r.next_id)
								IS NOT DISTINCT FROM (a.household, NULL, NULL)
							FROM resident r
							WHERE r.county = a.county AND r.id = h.head)
							IS NOT TRUE
					END) AS looks
		FROM added a
		CROSS JOIN LATERAL (
			SELECT h.head, h.fault
			FROM household h
			WHERE h.county = a.county AND h.id = a.household
			OFFSET 0
		) h
		GROUP BY a.county
	LOOP
		IF one.is_second OR one.is_head THEN
			PERFORM household_kin_refuse(one.is_head);
		END IF;
		PERFORM household_head_take(one.county, t.household, t.head)
		FROM unnest(one.takes) t (household bigint, head bigint);
		PERFORM household_look_many(one.county, one.looks);
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION resident_household_added IS
	'the same of all rows that a statement adds; of one spouse an index sees to it';
CREATE TRIGGER resident_household_added AFTER INSERT ON resident
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION resident_household_added();

CREATE FUNCTION household_fault_of(
	p_county int,
	p_household bigint,
	p_head bigint,
	p_remark text
) RETURNS TABLE (fault text)
LANGUAGE sql STABLE
AS $$
	SELECT CASE
		WHEN m.living = 0 THEN NULL
		WHEN p_head IS NULL THEN '1'
		WHEN m.chief IS NULL THEN '2'
		WHEN m.chief = 'dead' THEN '3'
		WHEN m.heads <> 1 THEN '4'
		WHEN m.spouses > 1 THEN '6'
		WHEN m.eldest > current_date - interval '18 years'
			AND p_remark IS NULL THEN '5'
	END
	FROM (
		SELECT
			count(*) FILTER (WHERE r.died IS NULL) AS living,
			count(*) FILTER (WHERE r.kin = '02') AS heads,
			count(*) FILTER (WHERE r.died IS NULL
				AND kin_class(r.kin) = 'spouse') AS spouses,
			min(r.birth) FILTER (WHERE r.died IS NULL) AS eldest,
			min(CASE WHEN r.died IS NULL THEN 'alive' ELSE 'dead' END)
				FILTER (WHERE r.id = p_head) AS chief
		FROM resident r
		WHERE r.county = p_county AND r.household = p_household
			AND r.next_id IS NULL
	) m
$$;
COMMENT ON FUNCTION household_fault_of IS
	'what has to be mended: 1 no head, 2 head elsewhere, 3 head dead, 4 two heads,
5 minors alone and no remark why, 6 two spouses; null when all is well. Planned
within the query that asks';

CREATE FUNCTION household_fault(h household)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT fault FROM household_fault_of(h.county, h.id, h.head, h.remark)
$$;
COMMENT ON FUNCTION household_fault IS 'the fault of one, as it is or shall be';

CREATE FUNCTION household_look_many(
	p_county int,
	p_households bigint[]
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE household h SET fault = f.fault
	FROM household x
	CROSS JOIN LATERAL household_fault_of(x.county, x.id, x.head, x.remark) f
	WHERE h.county = p_county AND h.id = ANY (p_households)
		AND x.county = h.county AND x.id = h.id
		AND h.fault IS DISTINCT FROM f.fault
$$;
COMMENT ON FUNCTION household_look_many IS 'keeps their faults as they are now';

CREATE FUNCTION household_look(
	p_county int,
	p_household bigint
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT household_look_many(p_county, ARRAY[p_household])
$$;
COMMENT ON FUNCTION household_look IS 'keeps its fault as it is now';

CREATE FUNCTION household_look_all(p_county int)
RETURNS bigint
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	WITH looked AS (
		UPDATE household h SET fault = f.fault
		FROM household x
		CROSS JOIN LATERAL household_fault_of(x.county, x.id, x.head,
			x.remark) f
		WHERE h.county = p_county AND x.county = h.county AND x.id = h.id
			AND h.fault IS DISTINCT FROM f.fault
		RETURNING 1
	)
	SELECT count(*) FROM looked
$$;
COMMENT ON FUNCTION household_look_all IS
	'after people came in without triggers, as from an old system';

SELECT audit_attach('former_household');

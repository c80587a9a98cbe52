-- Pairs of rows that may be one person, and what became of each: merged, or
-- known to be two people. How they are found: duplicate_find.sql.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE duplicate (
	county county_code NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	other_county county_code NOT NULL,
	other bigint NOT NULL,
	other_div div_code NOT NULL,
	why text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'open',
	found_at timestamptz NOT NULL DEFAULT now(),
	found_by name NOT NULL DEFAULT session_user,
	later_at timestamptz,
	keeps text COLLATE "C",
	reason line_text,
	asked_by name,
	asked_at timestamptz,
	answer line_text,
	decided_by name,
	decided_at timestamptz,
	undo jsonb,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT duplicate_other_key
		PRIMARY KEY (county, resident, other_county, other),
	CONSTRAINT duplicate_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT duplicate_other_check CHECK (
		(county, resident) < (other_county, other)
	),
	CONSTRAINT duplicate_why_check CHECK (why IN ('birth', 'near', 'told')),
	CONSTRAINT duplicate_state_check CHECK (
		state IN ('open', 'asked', 'merged', 'different')
	),
	CONSTRAINT duplicate_keeps_check CHECK (
		keeps IN ('left', 'right')
		AND (state IN ('asked', 'merged')) = (keeps IS NOT NULL)
	),
	CONSTRAINT duplicate_decided_by_check CHECK (decided_by <> asked_by),
	CONSTRAINT duplicate_undo_check CHECK (
		(state = 'merged') = (undo IS NOT NULL)
	)
) PARTITION BY LIST (county);
CREATE INDEX duplicate_pair ON duplicate (other_county, other);
CREATE INDEX duplicate_state ON duplicate (div) WHERE state <> 'different';
COMMENT ON TABLE duplicate IS '疑似重复：可能是同一人的两份档案，和办理结果';
COMMENT ON COLUMN duplicate.county IS '左边的县区';
COMMENT ON COLUMN duplicate.resident IS '左边的居民';
COMMENT ON COLUMN duplicate.div IS '左边的村居';
COMMENT ON COLUMN duplicate.other_county IS '右边的县区';
COMMENT ON COLUMN duplicate.other IS '右边的居民';
COMMENT ON COLUMN duplicate.other_div IS '右边的村居';
COMMENT ON COLUMN duplicate.why IS
	'依据：birth 同名同出生日期，near 同名且号码相近，told 操作员提出';
COMMENT ON COLUMN duplicate.state IS
	'状态：open 待核对，asked 待复核合并，merged 已合并，different 不是同一人';
COMMENT ON COLUMN duplicate.found_at IS '发现时间';
COMMENT ON COLUMN duplicate.found_by IS '发现时的操作员';
COMMENT ON COLUMN duplicate.later_at IS '留待以后的时间';
COMMENT ON COLUMN duplicate.keeps IS '留下哪边：left 左，right 右';
COMMENT ON COLUMN duplicate.reason IS '理由';
COMMENT ON COLUMN duplicate.asked_by IS '提出合并的人';
COMMENT ON COLUMN duplicate.asked_at IS '提出时间';
COMMENT ON COLUMN duplicate.answer IS '复核意见';
COMMENT ON COLUMN duplicate.decided_by IS '复核或判定的人';
COMMENT ON COLUMN duplicate.decided_at IS '复核或判定时间';
COMMENT ON COLUMN duplicate.undo IS '合并改动了什么，撤销时据此恢复';
COMMENT ON COLUMN duplicate.version IS '版本';
COMMENT ON CONSTRAINT duplicate_other_key ON duplicate IS
	'这一对已在疑似重复里，请从列表打开';
COMMENT ON CONSTRAINT duplicate_resident_fk ON duplicate IS
	'没有这个居民，请重新查人';
COMMENT ON CONSTRAINT duplicate_other_check ON duplicate IS
	'一个人不能与自己成一对，请重新查人';
COMMENT ON CONSTRAINT duplicate_why_check ON duplicate IS
	'没有这种依据，请重新打开';
COMMENT ON CONSTRAINT duplicate_state_check ON duplicate IS
	'没有这种状态，请重新打开';
COMMENT ON CONSTRAINT duplicate_keeps_check ON duplicate IS
	'合并应写明留下哪边，请重新打开办理';
COMMENT ON CONSTRAINT duplicate_decided_by_check ON duplicate IS
	'提出合并的人不能自己复核，请另一位办理';
COMMENT ON CONSTRAINT duplicate_undo_check ON duplicate IS
	'合并应留下撤销的依据，请重新打开办理';
ALTER TABLE duplicate ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON duplicate USING (
	div + 0 >= (SELECT scope_lo()) AND div - 0 <= (SELECT scope_hi())
	OR other_div + 0 >= (SELECT scope_lo())
		AND other_div - 0 <= (SELECT scope_hi())
);
COMMENT ON POLICY scope ON duplicate IS '至少一边在本人管辖范围';
GRANT SELECT (county, resident, div, other_county, other, other_div, why, state,
	found_at, later_at, keeps, reason, asked_by, asked_at, answer, decided_by,
	decided_at, version)
ON duplicate TO zhen_operator;

CREATE FUNCTION duplicate_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER duplicate_before BEFORE UPDATE ON duplicate
FOR EACH ROW EXECUTE FUNCTION duplicate_before();

CREATE FUNCTION duplicate_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE duplicate SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	UPDATE duplicate SET other_div = NEW.div
	WHERE other_county = NEW.county AND other = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION duplicate_follow IS 'a pair is where its people are';
CREATE TRIGGER duplicate_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION duplicate_follow();
SELECT audit_attach('duplicate');

CREATE FUNCTION duplicate_why_name(p_why text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_why
		WHEN 'birth' THEN '同名同生日'
		WHEN 'near' THEN '同名号码相近'
		WHEN 'told' THEN '操作员提出'
		ELSE p_why
	END
$$;
GRANT EXECUTE ON FUNCTION duplicate_why_name TO zhen_operator;

CREATE FUNCTION duplicate_keep(
	p_county int,
	p_resident bigint,
	p_other_county int,
	p_other bigint,
	p_why text
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO duplicate (county, resident, div, other_county, other,
		other_div, why)
	SELECT a.county, a.id, a.div, b.county, b.id, b.div, p_why
	FROM resident a, resident b
	WHERE ((a.county, a.id, b.county, b.id)
			= (p_county, p_resident, p_other_county, p_other)
		OR (b.county, b.id, a.county, a.id)
			= (p_county, p_resident, p_other_county, p_other))
		AND a.next_id IS NULL AND b.next_id IS NULL
		AND (a.county, a.id) < (b.county, b.id)
	ON CONFLICT DO NOTHING
$$;
COMMENT ON FUNCTION duplicate_keep IS
	'a pair, once: what was said of it before holds, so that "not the same" is
never suggested again';

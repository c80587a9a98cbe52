-- What operators do about moves: ask, confirm, refuse, withdraw, and see what
-- happened, on both sides.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE INDEX former_place_until ON former_place (until);

CREATE FUNCTION relocation_way(
	p_from bigint,
	p_to bigint
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_from = p_to THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
			MESSAGE = '此人现在就在这个村居，请核对迁往哪里';
	ELSIF p_from BETWEEN scope_lo() AND scope_hi() THEN
		IF p_to BETWEEN scope_lo() AND scope_hi()
			AND p_from / 1000000 = p_to / 1000000 THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
				MESSAGE = '两个村居都归您管，请在居民登记（1101）里直接改村居';
		END IF;
		RETURN 'out';
	ELSIF p_to BETWEEN scope_lo() AND scope_hi() THEN
		RETURN 'in';
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'village',
		MESSAGE = '此人不在您的管辖范围，只能申请迁入您管的村居，请重新选择';
END
$$;

CREATE FUNCTION relocation_ask(
	id_no text,
	village bigint,
	reason text,
	whole boolean DEFAULT false,
	carries boolean DEFAULT true
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	person resident;
	way text;
BEGIN
	PERFORM duty_require('申请迁移', 'window', 'reviewer', 'supervisor');
	SELECT r.* INTO person
	FROM identity i
	JOIN resident r ON r.county = i.county AND r.id = i.resident
	WHERE i.id_no = idcard_known(relocation_ask.id_no)
	FOR NO KEY UPDATE OF r;
	IF person.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = '全市都没有登记过这个号码，请核对；确实没有的直接登记（1101）';
	END IF;
	IF NOT EXISTS (SELECT FROM division d
		WHERE d.code = relocation_ask.village AND d.level = 'village') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
			MESSAGE = '没有这个村居，请按 F4 从列表中选择';
	END IF;
	way := relocation_way(person.div, relocation_ask.village);
	IF EXISTS (SELECT FROM relocation t WHERE t.state = 'asked'
		AND t.county = person.county AND t.resident = person.id) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = '此人已有一件迁移待确认，请到迁移（1141）办理或撤回';
	END IF;
	INSERT INTO relocation (county, resident, name, div, to_div, way, whole,
		carries, reason)
	VALUES (person.county, person.id, person.name, person.div,
		relocation_ask.village, way, coalesce(relocation_ask.whole, false),
		coalesce(relocation_ask.carries, true), claim_text(relocation_ask.reason,
			'reason', '请写明为什么迁移，供对方确认'));
	RETURN format('已申请%s，等%s确认；结果看迁移（1141）',
		CASE way WHEN 'in' THEN '迁入' ELSE '迁出' END,
		division_path(CASE way WHEN 'in' THEN person.div
			ELSE relocation_ask.village END / 1000 * 1000));
END
$$;
COMMENT ON FUNCTION relocation_ask IS
	'asks that a person of this number moves to a village: out of one''s own
scope, or into it';

CREATE FUNCTION relocation_lock(
	p_county int,
	p_id bigint,
	p_asker boolean
) RETURNS relocation
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one relocation;
BEGIN
	SELECT * INTO one
	FROM relocation t
	WHERE t.county = p_county AND t.id = p_id
	FOR UPDATE;
	PERFORM FROM resident r
	WHERE r.county = one.county AND r.id = one.resident
	FOR UPDATE;
	SELECT r.div INTO one.div
	FROM resident r
	WHERE r.county = one.county AND r.id = one.resident;
	PERFORM scope_require(CASE WHEN (one.way = 'in') = p_asker THEN one.to_div
		ELSE one.div END);
	IF one.state <> 'asked' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('这件迁移现在是“%s”，不能再办，请重新打开看看',
				relocation_state_name(one.state));
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION relocation_lock IS
	'what waits for an answer, kept from others until the end of the transaction,
for the side that asked or for the other one';

CREATE FUNCTION relocation_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'asked' THEN '待确认'
		WHEN 'done' THEN '已迁移'
		WHEN 'refused' THEN '不同意'
		WHEN 'withdrawn' THEN '已撤回'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION relocation_state_name TO zhen_operator;

CREATE FUNCTION relocation_settle(
	p_relocation relocation,
	p_state text,
	p_answer text,
	p_people int DEFAULT NULL
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE relocation t SET
		div = p_relocation.div,
		state = p_state,
		answer = p_answer,
		people = p_people,
		decided_by = session_user,
		decided_at = now()
	WHERE t.county = p_relocation.county AND t.id = p_relocation.id
$$;

CREATE FUNCTION relocation_confirm(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one relocation;
	moved int;
BEGIN
	PERFORM duty_require('确认迁移', 'window', 'reviewer', 'supervisor');
	one := relocation_lock(county, id, false);
	IF one.asked_by = session_user THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这件迁移是您申请的，请由对方或市里另一位确认';
	END IF;
	INSERT INTO review_pass (xact, maker)
	VALUES (pg_current_xact_id(), one.asked_by);
	moved := relocation_do(one);
	DELETE FROM review_pass WHERE xact = pg_current_xact_id();
	PERFORM relocation_settle(one, 'done', NULL, moved);
	RETURN format('已迁移：%s 等 %s 人到%s，参保%s', one.name, moved,
		division_path(one.to_div), CASE WHEN NOT one.carries THEN '不接续'
			WHEN one.to_div / 1000000 = one.county THEN '随人走'
			ELSE '由迁入地接续' END);
END
$$;
COMMENT ON FUNCTION relocation_confirm IS
	'the other side agrees, or the city does for it: the move is made, and two
people have seen it, so that no other rule asks for a second one';

CREATE FUNCTION relocation_refuse(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('确认迁移', 'window', 'reviewer', 'supervisor');
	PERFORM relocation_settle(relocation_lock(county, id, false), 'refused',
		claim_text(reason, 'reason', '请写明为什么不同意，让申请的人知道'));
	RETURN '已退回申请的一方，此人仍在原处';
END
$$;
COMMENT ON FUNCTION relocation_refuse IS 'the other side doesn''t agree';

CREATE FUNCTION relocation_withdraw(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('撤回迁移', 'window', 'reviewer', 'supervisor');
	PERFORM relocation_settle(relocation_lock(county, id, true), 'withdrawn', NULL);
	RETURN '已撤回，此人仍在原处';
END
$$;
COMMENT ON FUNCTION relocation_withdraw IS 'the side that asked takes it back';

GRANT EXECUTE ON FUNCTION relocation_ask, relocation_confirm, relocation_refuse,
	relocation_withdraw
TO zhen_operator;

CREATE FUNCTION relocation_lines(p_state text)
RETURNS TABLE (
	county int,
	id bigint,
	resident bigint,
	happened timestamptz,
	name text,
	number text,
	from_div bigint,
	to_div bigint,
	way text,
	state text,
	note text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT t.county::int, t.id, t.resident, coalesce(t.decided_at, t.asked_at),
		t.name::text, NULL::text, t.div::bigint, t.to_div::bigint, t.way, t.state,
		coalesce(t.answer, t.reason)::text
	FROM relocation t
	WHERE (p_state IS NULL OR t.state = p_state)
		AND (t.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
			OR t.to_div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi()))
	UNION ALL
	SELECT f.county::int, NULL, f.resident, f.until, f.name::text, NULL,
		f.div::bigint, coalesce(n.div, r.div)::bigint, 'here', 'done',
		'直接改了村居'
	FROM former_place f
	JOIN resident r ON r.county = f.county AND r.id = f.resident
	LEFT JOIN former_place n ON n.county = f.county
		AND n.resident = f.resident AND n.since = f.until
	WHERE f.until > now() - interval '90 days'
		AND (p_state IS NULL OR p_state = 'done')
		AND (f.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
			OR coalesce(n.div, r.div) BETWEEN (SELECT scope_lo())
				AND (SELECT scope_hi()))
		AND NOT EXISTS (
			SELECT FROM relocation t
			WHERE t.county = f.county AND t.resident = f.resident
				AND t.state = 'done' AND t.div = f.div
				AND t.to_div = coalesce(n.div, r.div)
				AND f.until BETWEEN t.decided_at
					AND t.decided_at + interval '1 minute')
$$;
COMMENT ON FUNCTION relocation_lines IS
	'moves from or to the scope: those asked for, and changes of the village of
the last 90 days';

CREATE FUNCTION relocation_place(
	p_div bigint,
	p_is_ours boolean
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN p_is_ours AND scope_county_lo() = scope_county_hi()
			THEN concat_ws(' ', division_name(p_div / 1000 * 1000),
				division_name(p_div))
		WHEN p_is_ours THEN division_path(p_div)
		ELSE division_path(p_div / 1000 * 1000) END
$$;
COMMENT ON FUNCTION relocation_place IS
	'a place of one''s own by its village, others by county and town';

CREATE FUNCTION relocation_list(p_state text DEFAULT NULL)
RETURNS TABLE (
	county int,
	id bigint,
	resident bigint,
	happened_on date,
	name text,
	id_no text,
	from_place text,
	to_place text,
	way_name text,
	state text,
	state_name text,
	can text,
	note text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT
		l.county, l.id, l.resident, l.happened::date,
		CASE WHEN l.state = 'done' OR l.way <> 'in' OR s.was_ours
			THEN l.name END,
		CASE WHEN h.div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
				THEN h.id_no::text
			ELSE mask_idcard(h.id_no) END,
		relocation_place(l.from_div, s.was_ours),
		relocation_place(l.to_div, s.is_ours),
		CASE l.way WHEN 'in' THEN '迁入地申请' WHEN 'out' THEN '迁出地申请'
			ELSE '改村居' END,
		l.state,
		relocation_state_name(l.state),
		CASE WHEN l.state <> 'asked' THEN 'no'
			WHEN CASE l.way WHEN 'in' THEN s.was_ours ELSE s.is_ours END
				THEN 'confirm' ELSE 'wait' END,
		l.note
	FROM relocation_lines(p_state) l
	CROSS JOIN LATERAL (
		SELECT l.from_div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
				AS was_ours,
			l.to_div BETWEEN (SELECT scope_lo()) AND (SELECT scope_hi())
				AS is_ours
	) s
	CROSS JOIN LATERAL resident_here(l.county, l.resident) h
	ORDER BY l.state <> 'asked', l.happened DESC, l.county, l.id
	LIMIT 500
$$;
COMMENT ON FUNCTION relocation_list IS
	'moves as both sides see them, what waits first: the number in full only where
the person is now, the name not before the old side agrees';
GRANT EXECUTE ON FUNCTION relocation_list TO zhen_operator;

CREATE FUNCTION relocation_notice(p_id_no text)
RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT
		CASE WHEN r.id IS NULL THEN 'error' ELSE 'info' END,
		CASE WHEN r.id IS NULL
				THEN '全市都没有登记过这个号码，请核对；确实没有的直接登记（1101）'
			WHEN r.div BETWEEN scope_lo() AND scope_hi()
				THEN format('%s，现在%s：申请迁出', r.name, division_path(r.div))
			ELSE format('现在%s：申请迁入', division_path(r.div / 1000 * 1000))
		END
	FROM (SELECT idcard_known(p_id_no) AS id_no) a
	LEFT JOIN identity i ON i.id_no = a.id_no
	LEFT JOIN resident r ON r.county = i.county AND r.id = i.resident
	WHERE p_id_no <> '' AND scope_lo() IS NOT NULL
$$;
COMMENT ON FUNCTION relocation_notice IS
	'where somebody is who shall move; of others'' people no more than the town';
GRANT EXECUTE ON FUNCTION relocation_notice TO zhen_operator;

CREATE VIEW lookup_everywhere
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level = 'village'
ORDER BY d.div;
COMMENT ON VIEW lookup_everywhere IS '全市的村居，供迁移时选择';
GRANT SELECT ON lookup_everywhere TO zhen_operator;

CREATE VIEW todo_relocation
WITH (security_invoker = true)
AS
SELECT
	CASE l.can WHEN 'confirm' THEN 'mine' ELSE 'sent' END AS turn,
	'relocations' AS screen,
	l.county,
	l.id AS key,
	NULL::int AS month,
	l.state,
	'迁移到' || split_part(l.to_place, ' ', 1) AS what,
	coalesce(l.name, l.id_no) AS whom,
	NULL::numeric AS amount,
	l.state_name,
	NULL::text AS maker,
	to_char(l.happened_on, 'YYYY-MM-DD') AS at
FROM relocation_list('asked') l;
COMMENT ON VIEW todo_relocation IS '待办：等确认的迁移';
GRANT SELECT ON todo_relocation TO zhen_operator;

-- Where people have worked and for how long. A move (调动) is asked for by one
-- person; one before the least time at a place, or to another office, needs the
-- county's approval. An approved move is the history: nobody changes a place
-- otherwise.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE staff_move_id;
GRANT USAGE ON SEQUENCE staff_move_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_move (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_move_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	to_div div_code NOT NULL,
	here_since date NOT NULL,
	moved_on date NOT NULL,
	reason line_text,
	level text COLLATE "C" NOT NULL,
	state text COLLATE "C" NOT NULL DEFAULT 'waiting',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	checked_by name,
	checked_at timestamptz,
	why_not line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_move_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_move_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_move_to_div_fk FOREIGN KEY (to_div)
		REFERENCES division (code),
	CONSTRAINT staff_move_to_div_check CHECK (to_div <> div),
	CONSTRAINT staff_move_moved_on_check CHECK (moved_on > here_since),
	CONSTRAINT staff_move_level_check CHECK (level IN ('town', 'county')),
	CONSTRAINT staff_move_checked_by_check CHECK (checked_by <> made_by),
	CONSTRAINT staff_move_state_check CHECK (
		state IN ('waiting', 'returned', 'approved')
	)
);
CREATE INDEX staff_move_staff ON staff_move (county, staff, moved_on);
CREATE UNIQUE INDEX staff_move_open ON staff_move (county, staff)
WHERE state = 'waiting';
COMMENT ON TABLE staff_move IS '调动：从哪里到哪里，批准后就是任职经历';
COMMENT ON COLUMN staff_move.county IS '县区';
COMMENT ON COLUMN staff_move.id IS '编号';
COMMENT ON COLUMN staff_move.staff IS '工作人员';
COMMENT ON COLUMN staff_move.div IS '原来工作的村居或镇街';
COMMENT ON COLUMN staff_move.to_div IS '调到哪里';
COMMENT ON COLUMN staff_move.here_since IS '在原处从哪天起';
COMMENT ON COLUMN staff_move.moved_on IS '调动日期';
COMMENT ON COLUMN staff_move.reason IS '理由';
COMMENT ON COLUMN staff_move.level IS '由哪一级批准';
COMMENT ON COLUMN staff_move.state IS
	'状态：waiting 待批准，returned 已退回，approved 已调动';
COMMENT ON COLUMN staff_move.made_by IS '经办人';
COMMENT ON COLUMN staff_move.made_at IS '送出时间';
COMMENT ON COLUMN staff_move.checked_by IS '批准人';
COMMENT ON COLUMN staff_move.checked_at IS '批准时间';
COMMENT ON COLUMN staff_move.why_not IS '退回原因';
COMMENT ON COLUMN staff_move.version IS '版本';
COMMENT ON CONSTRAINT staff_move_id_key ON staff_move IS '此编号已有，请重试';
COMMENT ON CONSTRAINT staff_move_staff_fk ON staff_move IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_move_to_div_fk ON staff_move IS
	'没有这个村居或镇街，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_move_to_div_check ON staff_move IS
	'就在这里工作，请换一个地方';
COMMENT ON CONSTRAINT staff_move_moved_on_check ON staff_move IS
	'调动日期应在到原处以后，请核对';
COMMENT ON CONSTRAINT staff_move_level_check ON staff_move IS
	'批准的级别应为 town 或 county';
COMMENT ON CONSTRAINT staff_move_checked_by_check ON staff_move IS
	'自己经办的不能自己批准，请另一位办理';
COMMENT ON CONSTRAINT staff_move_state_check ON staff_move IS
	'没有这种状态，请重新打开';
SELECT scope_guard('staff_move');
GRANT SELECT ON staff_move TO zhen_operator;
GRANT INSERT (staff, to_div, moved_on, reason) ON staff_move
TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION staff_here_since(
	p_county int,
	p_staff bigint
) RETURNS date
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(max(m.moved_on), s.since)
	FROM staff s
	LEFT JOIN staff_move m ON m.county = s.county AND m.staff = s.id
		AND m.state = 'approved'
	WHERE s.county = p_county AND s.id = p_staff
	GROUP BY s.since
$$;
COMMENT ON FUNCTION staff_here_since IS 'since when somebody works where they do';

CREATE FUNCTION staff_place_on(
	p_county int,
	p_staff bigint,
	p_on date
) RETURNS bigint
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT m.div::bigint FROM staff_move m
		WHERE m.county = p_county AND m.staff = p_staff
			AND m.state = 'approved' AND m.moved_on > p_on
		ORDER BY m.moved_on
		LIMIT 1), s.div)
	FROM staff s
	WHERE s.county = p_county AND s.id = p_staff
$$;
COMMENT ON FUNCTION staff_place_on IS 'where somebody worked on that day';
GRANT EXECUTE ON FUNCTION staff_place_on TO zhen_operator;

CREATE FUNCTION staff_tenure_ends(
	p_since date,
	p_on date
) RETURNS date
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT (p_since + make_interval(months => r.tenure_months))::date
	FROM staff_rule_on(p_on) r
$$;
COMMENT ON FUNCTION staff_tenure_ends IS
	'the first day on which a move is no rotation before its time, by the rule
of the day of the move';
GRANT EXECUTE ON FUNCTION staff_tenure_ends TO zhen_operator;

CREATE FUNCTION staff_move_new(
	INOUT p_move staff_move
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff := staff_in_scope(p_move.staff);
	ends date;
BEGIN
	p_move.county := one.county;
	p_move.div := one.div;
	p_move.here_since := staff_here_since(one.county, one.id);
	p_move.reason := nullif(btrim(p_move.reason), '');
	ends := staff_tenure_ends(p_move.here_since, p_move.moved_on);
	IF p_move.moved_on > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'moved_on',
			MESSAGE = '这一天还没有到，请到调动那天再办';
	END IF;
	IF p_move.to_div / 1000000 <> one.county THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'to_div',
			MESSAGE = '调到别的县区，请先在这里办离岗交接，再由对方登记到岗';
	END IF;
	IF NOT EXISTS (SELECT FROM office o WHERE o.county = one.county
		AND o.div = p_move.to_div / 1000 * 1000) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'to_div',
			MESSAGE = '那里没有服务所，请按 F4 选村居或镇街';
	END IF;
	IF p_move.moved_on < ends AND p_move.reason IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'reason',
			MESSAGE = format('%s 从 %s 起才在这里，满到 %s 才能轮岗；'
				'提前调动请写明理由，送县区批准', one.name, p_move.here_since,
				ends);
	END IF;
	p_move.level := CASE WHEN p_move.moved_on < ends
		OR p_move.to_div / 1000 * 1000 <> one.office_div THEN 'county'
		ELSE 'town' END;
END
$$;
COMMENT ON FUNCTION staff_move_new IS
	'whose approval a move needs: the county''s before the least time at a place
and between offices';

CREATE FUNCTION staff_move_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		RETURN staff_move_new(NEW);
	END IF;
	IF OLD.state <> 'waiting' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '办过的调动不能再改，请另办一次调动';
	END IF;
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_move_before BEFORE INSERT OR UPDATE ON staff_move
FOR EACH ROW EXECUTE FUNCTION staff_move_before();

CREATE FUNCTION staff_move_check(
	p_county int,
	p_id bigint
) RETURNS staff_move
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff_move := record_lock(NULL::staff_move, p_county, p_id, '这次调动',
		'staff_state', 'waiting');
BEGIN
	PERFORM duty_require('批准调动', 'reviewer', 'supervisor');
	PERFORM staff_other_person(one.county, one.staff);
	PERFORM other_require(one.made_by);
	IF level_rank(operator_level()) < level_rank(one.level) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '没有待满期限或到别的所的调动要由县区批准，请等县区办理';
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION staff_move_check IS
	'a move that waits, for who may decide about it; a refusal for anybody else';

CREATE FUNCTION staff_move_approve(
	county int,
	id bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_move := staff_move_check(staff_move_approve.county,
		staff_move_approve.id);
	who staff := staff_in_scope(one.staff);
BEGIN
	IF who.div <> one.div THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s 已经不在那里了，请退回这次调动', who.name);
	END IF;
	IF one.to_div / 1000 * 1000 <> who.office_div THEN
		PERFORM work_require_none(who);
	END IF;
	UPDATE staff_move SET state = 'approved', checked_by = session_user,
		checked_at = now()
	WHERE county = one.county AND id = one.id;
	UPDATE staff SET div = one.to_div, office_div = one.to_div / 1000 * 1000,
		version = version + 1
	WHERE county = one.county AND id = one.staff;
	RETURN format('%s 从 %s 起在%s', who.name, one.moved_on,
		division_path(one.to_div));
END
$$;
COMMENT ON FUNCTION staff_move_approve IS
	'from now on they work there; their login follows when the administrator moves it';

CREATE FUNCTION staff_move_return(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff_move := staff_move_check(staff_move_return.county,
		staff_move_return.id);
BEGIN
	UPDATE staff_move SET state = 'returned', checked_by = session_user,
		checked_at = now(), why_not = claim_text(staff_move_return.reason,
			'reason', '请写明退回原因')
	WHERE county = one.county AND id = one.id;
	RETURN '已退回，人还在原处';
END
$$;
COMMENT ON FUNCTION staff_move_return IS 'they stay where they are, for a reason';
GRANT EXECUTE ON FUNCTION staff_move_approve, staff_move_return
TO zhen_reviewer, zhen_supervisor;

CREATE VIEW staff_move_list
WITH (security_invoker = true)
AS
SELECT
	m.county,
	m.id,
	m.staff,
	s.name AS staff_name,
	m.div,
	division_path(m.div) AS from_place,
	division_path(m.to_div) AS to_place,
	m.here_since,
	m.moved_on,
	m.moved_on < staff_tenure_ends(m.here_since, m.moved_on) AS is_early,
	m.reason,
	CASE m.level WHEN 'county' THEN '县区' ELSE '镇街' END AS level_name,
	m.state,
	CASE m.state WHEN 'approved' THEN '已调动'
		ELSE code_name('staff_state', m.state) END AS state_name,
	m.why_not,
	m.made_by,
	operator_name(m.made_by) AS maker,
	m.made_at,
	m.checked_by,
	operator_name(m.checked_by) AS checker,
	m.checked_at,
	m.state = 'waiting' AND m.made_by <> session_user
		AND s.role IS DISTINCT FROM session_user
		AND level_rank(operator_level()) >= level_rank(m.level) AS may_check
FROM staff_move m
JOIN staff s ON s.county = m.county AND s.id = m.staff;
COMMENT ON VIEW staff_move_list IS '调动';
GRANT SELECT ON staff_move_list TO zhen_operator;

CREATE VIEW todo_staff_move
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN m.state <> 'waiting' THEN 'done'
		WHEN m.may_check THEN 'mine'
		ELSE 'sent' END AS turn,
	'staff_move' AS screen,
	m.county::int AS county,
	m.id AS key,
	NULL::int AS month,
	m.state,
	CASE WHEN m.is_early THEN '提前调动' ELSE '调动' END AS what,
	m.staff_name::text AS whom,
	NULL::numeric AS amount,
	m.state_name,
	m.maker,
	to_char(greatest(m.made_at, m.checked_at), 'YYYY-MM-DD HH24:MI') AS at
FROM staff_move_list m
WHERE session_user IN (m.made_by, m.checked_by)
	OR m.may_check AND (operator_has_duty('reviewer')
		OR operator_has_duty('supervisor'));
COMMENT ON VIEW todo_staff_move IS '待办：调动';
GRANT SELECT ON todo_staff_move TO zhen_operator;

CREATE FUNCTION staff_history(
	p_county int,
	p_staff bigint
) RETURNS TABLE (
	place text,
	since date,
	until date,
	months int,
	reason text,
	checker text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM scope_require((SELECT s.div FROM staff s
		WHERE s.county = p_county AND s.id = p_staff));
	RETURN QUERY
	SELECT division_path(h.div), h.since, h.until,
		(extract(year FROM a.span) * 12 + extract(month FROM a.span))::int,
		h.reason, operator_name(h.checked_by)
	FROM (
		SELECT m.div::bigint, m.here_since AS since, m.moved_on - 1 AS until,
			m.reason::text, m.checked_by
		FROM staff_move m
		WHERE m.county = p_county AND m.staff = p_staff
			AND m.state = 'approved'
		UNION ALL
		SELECT s.div, staff_here_since(p_county, p_staff), s.until, NULL, NULL
		FROM staff s
		WHERE s.county = p_county AND s.id = p_staff
	) h
	CROSS JOIN LATERAL age(coalesce(h.until + 1, current_date), h.since) a (span)
	ORDER BY h.since DESC;
END
$$;
COMMENT ON FUNCTION staff_history IS
	'where somebody has worked, the newest first; asked by where they are now, so
that the new office knows too';
GRANT EXECUTE ON FUNCTION staff_history TO zhen_operator;

CREATE FUNCTION staff_turnover(p_year int)
RETURNS TABLE (
	county int,
	office_div bigint,
	office_name text,
	people int,
	came int,
	went int,
	moved_in int,
	moved_out int,
	inside int,
	early int
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('看人员流动', 'reviewer', 'supervisor');
	RETURN QUERY
	SELECT o.county::int, o.div::bigint, o.name::text, s.people, s.came,
		s.went, m.moved_in, m.moved_out, m.inside, m.early
	FROM office o
	CROSS JOIN LATERAL (
		SELECT
			count(*) FILTER (WHERE x.until IS NULL
				OR x.until >= current_date)::int AS people,
			count(*) FILTER (WHERE date_part('year', x.since) = p_year)::int
				AS came,
			count(*) FILTER (WHERE date_part('year', x.until) = p_year
				AND x.until < current_date)::int AS went
		FROM staff x
		WHERE x.office_div = o.div
	) s
	CROSS JOIN LATERAL (
		SELECT
			count(*) FILTER (WHERE w.is_to AND NOT w.is_from)::int AS moved_in,
			count(*) FILTER (WHERE w.is_from AND NOT w.is_to)::int AS moved_out,
			count(*) FILTER (WHERE w.is_from AND w.is_to)::int AS inside,
			count(*) FILTER (WHERE w.is_from
				AND x.moved_on < staff_tenure_ends(x.here_since, x.moved_on)
			)::int AS early
		FROM staff_move x
		CROSS JOIN LATERAL (
			SELECT x.to_div / 1000 * 1000 = o.div AS is_to,
				x.div / 1000 * 1000 = o.div AS is_from
		) w
		WHERE x.county = o.county AND x.state = 'approved'
			AND date_part('year', x.moved_on) = p_year
	) m
	WHERE o.div BETWEEN scope_lo() AND scope_hi();
END
$$;
COMMENT ON FUNCTION staff_turnover IS
	'who came, went and moved in a year, by office; inside: between its places;
early: away before the least time';
GRANT EXECUTE ON FUNCTION staff_turnover TO zhen_reviewer, zhen_supervisor;

CREATE VIEW lookup_workplace
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level IN ('town', 'village')
	AND d.county BETWEEN (SELECT scope_county_lo())
		AND (SELECT scope_county_hi())
ORDER BY d.div;
COMMENT ON VIEW lookup_workplace IS '本县区的镇街和村居：可以在那里工作';
GRANT SELECT ON lookup_workplace TO zhen_operator;

SELECT audit_attach('staff_move');

-- The figures of the leader's page: a function each, and its row.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION figure_is_recent(p_month int)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT p_month >= month_add(month_of(current_date), -1)
$$;
COMMENT ON FUNCTION figure_is_recent IS
	'what is known of today only can be kept for the month that has just ended,
and not for earlier ones';
GRANT EXECUTE ON FUNCTION figure_is_recent TO zhen_supervisor;

CREATE FUNCTION figure_is_adult(
	r resident,
	p_month int
) RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT r.next_id IS NULL
		AND r.birth <= zhen.month_last(p_month) - interval '16 years'
		AND (r.died IS NULL OR r.died > zhen.month_last(p_month))
$$;
COMMENT ON FUNCTION figure_is_adult IS
	'lived and was sixteen at the end of the month; a row that leads on to another
doesn''t count';

CREATE FUNCTION figure_is_late(
	p_began date,
	p_due date,
	p_closed date,
	p_month int
) RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT p_began <= zhen.month_last(p_month)
		AND p_due < least(zhen.month_last(p_month), current_date)
		AND (p_closed IS NULL OR p_closed > zhen.month_last(p_month))
$$;
COMMENT ON FUNCTION figure_is_late IS
	'open beyond its time limit at the end of the month, or today in the one that
runs';
GRANT EXECUTE ON FUNCTION figure_is_adult, figure_is_late TO zhen_supervisor;

CREATE FUNCTION figure_residents(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r.county::int, r.div / 1000 * 1000, count(*)
	FROM resident r
	WHERE figure_is_adult(r, p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_enrolled(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.county::int, e.div / 1000 * 1000, count(*)
	FROM enrolment e
	WHERE e.since <= p_month AND (e.until IS NULL OR e.until >= p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_covered(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r.county::int, r.div / 1000 * 1000, count(*)
	FROM resident r
	WHERE figure_is_adult(r, p_month) AND EXISTS (
		SELECT FROM enrolment e
		WHERE e.county = r.county AND e.resident = r.id
			AND e.since <= p_month AND (e.until IS NULL OR e.until >= p_month))
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_unenrolled(p_month int)
RETURNS SETOF figure_value
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET enable_nestloop = off
AS $$
DECLARE
	one record;
BEGIN
	IF NOT figure_is_recent(p_month) THEN
		RETURN;
	END IF;
	FOR one IN
		SELECT v.code / 1000000 AS county, string_agg(format(
			'SELECT w.div FROM would_%s(%s, NULL, %s) w WHERE w.amount > 0',
			p.code, v.code / 1000000, p_month), ' UNION ALL ') AS asked
		FROM division v
		CROSS JOIN programme p
		WHERE v.level = 'county'
		GROUP BY v.code
	LOOP
		RETURN QUERY EXECUTE format('SELECT %s, w.div::bigint, count(*)::numeric
			FROM (%s) w GROUP BY 2', one.county, one.asked);
	END LOOP;
END
$$;
COMMENT ON FUNCTION figure_unenrolled IS
	'a query for each county, with its code written out, so that it reads the tables
of that county alone. Nobody knows how many meet the conditions of a programme;
without nested loops all are held against the enrolments at once, and only for those
who are left is it reckoned what they would get';

CREATE FUNCTION figure_paid(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT b.county::int, b.div::bigint, sum(b.total)
	FROM batch b
	WHERE b.state = 'paid' AND b.month = p_month
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_left_out(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT b.county::int, b.div::bigint, sum(b.left_out)
	FROM batch b
	WHERE b.month = p_month
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_arrears(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.county::int, s.office_div::bigint, sum(m.amount)
	FROM (
		SELECT a.county, a.staff, a.amount
		FROM allowance a
		WHERE a.month <= p_month AND NOT EXISTS (
			SELECT FROM allowance_settled p
			WHERE p.county = a.county AND p.month = a.month
				AND p.staff = a.staff AND p.line = a.line
				AND p.paid_on <= month_last(p_month))
		UNION ALL
		SELECT v.county, v.staff, v.transport + v.phone + v.meal
		FROM visit v
		WHERE v.state IN ('approved', 'paid')
			AND v.visited_on <= month_last(p_month)
			AND (v.paid_on IS NULL OR v.paid_on > month_last(p_month))
	) m
	JOIN staff s ON s.county = m.county AND s.id = m.staff
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_visits(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.county::int, v.div / 1000 * 1000, count(*)
	FROM visit v
	WHERE v.visited_on BETWEEN month_first(p_month) AND month_last(p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_late(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT l.county::int, l.village / 1000 * 1000, count(*)
	FROM petition_list l
	WHERE figure_is_late(l.received_on, l.due_on, l.closed_on, p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_vacant(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT v.county::int, v.div / 1000 * 1000, count(*)
	FROM station v
	WHERE NOT EXISTS (SELECT FROM staff s
		WHERE s.county = v.county AND s.div = v.div
			AND s.since <= month_last(p_month)
			AND (s.until IS NULL OR s.until >= month_last(p_month)))
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_short(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.county::int, e.div::bigint, -e.gap
	FROM establishment e
	WHERE e.gap < 0 AND figure_is_recent(p_month)
$$;
CREATE FUNCTION figure_overdue(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.county::int, c.div / 1000 * 1000, count(*)
	FROM service_case c
	WHERE figure_is_late(c.accepted_on, c.due_on, c.closed_on, p_month)
	GROUP BY 1, 2
$$;

CREATE FUNCTION figure_spent(p_month int)
RETURNS SETOF figure_value
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT e.county::int, e.div::bigint, sum(e.amount)
	FROM fund_entry e
	WHERE e.kind = 'spent'
		AND e.year = p_month / 100
		AND e.on_date BETWEEN month_first(p_month) AND month_last(p_month)
	GROUP BY 1, 2
$$;

GRANT EXECUTE ON FUNCTION figure_residents, figure_covered, figure_unenrolled,
	figure_enrolled, figure_paid, figure_left_out, figure_arrears,
	figure_visits, figure_late, figure_vacant, figure_short, figure_overdue,
	figure_spent
TO zhen_supervisor;

INSERT INTO figure (code, title, unit, screen, sort, per, is_counted)
VALUES
	('residents', '十六岁以上居民', '人', 'leader_uncovered', NULL, NULL, true),
	('enrolled', '在册参保和享受', '人次', 'leader_enrolled', 1, NULL, true),
	('covered', '参保覆盖率', '%', 'leader_uncovered', 2, 'residents', true),
	('unenrolled', '应办未办', '人次', 'leader_villages', 3, NULL, true),
	('paid', '本月发放', '元', 'leader_batches', 4, NULL, false),
	('left_out', '本月未列入', '人次', 'leader_left', 5, NULL, false),
	('arrears', '拖欠补贴和报销', '元', 'leader_arrears', 6, NULL, true),
	('spent', '本月经费支出', '元', 'leader_spent', 7, NULL, false),
	('visits', '本月走访', '次', 'leader_visits', 8, NULL, false),
	('late', '来信来访逾期', '件', 'leader_late', 9, NULL, false),
	('overdue', '办件逾期', '件', 'leader_overdue', 10, NULL, false),
	('vacant', '没有人的社区和村', '个', 'leader_vacant', 11, NULL, false),
	('short', '服务所缺人', '人', 'leader_short', 12, NULL, false);
SELECT audit_attach('figure');

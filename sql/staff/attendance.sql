-- Attendance (考勤) by month, and what a month's allowance depends on: a condition
-- is a row, of which kinds of staff, from which month, measured how, and what is
-- paid below it. What nobody has recorded takes nothing away.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE attendance_id;
GRANT USAGE ON SEQUENCE attendance_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE attendance (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('attendance_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	month month_code NOT NULL,
	present numeric(4,1) NOT NULL,
	leave numeric(4,1) NOT NULL DEFAULT 0,
	absent numeric(4,1) NOT NULL DEFAULT 0,
	note line_text,
	made_by name NOT NULL DEFAULT author(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT attendance_id_key PRIMARY KEY (county, id),
	CONSTRAINT attendance_month_key UNIQUE (county, staff, month),
	CONSTRAINT attendance_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT attendance_present_check CHECK (
		present BETWEEN 0 AND 31 AND present * 2 = trunc(present * 2)
	),
	CONSTRAINT attendance_leave_check CHECK (
		leave BETWEEN 0 AND 31 AND leave * 2 = trunc(leave * 2)
	),
	CONSTRAINT attendance_absent_check CHECK (
		absent BETWEEN 0 AND 31 AND absent * 2 = trunc(absent * 2)
	),
	CONSTRAINT attendance_days_check CHECK (
		present + leave + absent BETWEEN 0.5 AND 31
	)
);
COMMENT ON TABLE attendance IS '考勤：一个人一个月出勤、请假、缺勤几天';
COMMENT ON COLUMN attendance.county IS '县区';
COMMENT ON COLUMN attendance.id IS '编号';
COMMENT ON COLUMN attendance.staff IS '工作人员';
COMMENT ON COLUMN attendance.div IS '登记时所在村居或镇街';
COMMENT ON COLUMN attendance.month IS '月份';
COMMENT ON COLUMN attendance.present IS '出勤天数';
COMMENT ON COLUMN attendance.leave IS '请假天数';
COMMENT ON COLUMN attendance.absent IS '缺勤天数';
COMMENT ON COLUMN attendance.note IS '说明';
COMMENT ON COLUMN attendance.made_by IS '登记人';
COMMENT ON COLUMN attendance.version IS '版本';
COMMENT ON CONSTRAINT attendance_id_key ON attendance IS '此编号已有，请重试';
COMMENT ON CONSTRAINT attendance_month_key ON attendance IS
	'此人这个月的考勤已经登记，请打开原来的修改';
COMMENT ON CONSTRAINT attendance_staff_fk ON attendance IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT attendance_present_check ON attendance IS
	'天数应为 0 至 31，可以填半天，请重新输入';
COMMENT ON CONSTRAINT attendance_leave_check ON attendance IS
	'天数应为 0 至 31，可以填半天，请重新输入';
COMMENT ON CONSTRAINT attendance_absent_check ON attendance IS
	'天数应为 0 至 31，可以填半天，请重新输入';
COMMENT ON CONSTRAINT attendance_days_check ON attendance IS
	'出勤、请假、缺勤合计应为半天至 31 天，请核对';
SELECT scope_guard('attendance');
GRANT SELECT ON attendance TO zhen_operator;
GRANT
	INSERT (staff, month, present, leave, absent, note),
	UPDATE (present, leave, absent, note)
ON attendance TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION attendance_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM month_require(NEW.month);
	IF NEW.present + NEW.leave + NEW.absent
		> extract(day FROM month_last(NEW.month)) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'present',
			MESSAGE = format('%s 没有这么多天，请核对', NEW.month);
	END IF;
	IF EXISTS (SELECT FROM allowance a WHERE a.county = NEW.county
		AND a.staff = NEW.staff AND a.month = NEW.month) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'month',
			MESSAGE = format('%s 的补贴已经计提，考勤不能再改', NEW.month);
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER attendance_about BEFORE INSERT OR UPDATE ON attendance
FOR EACH ROW EXECUTE FUNCTION staff_about_before();
CREATE TRIGGER attendance_before BEFORE INSERT OR UPDATE ON attendance
FOR EACH ROW EXECUTE FUNCTION attendance_before();

CREATE FUNCTION attendance_full(
	staff bigint,
	month int
) RETURNS text
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO attendance (staff, month, present)
	VALUES (attendance_full.staff, attendance_full.month, workday_count(
		month_first(attendance_full.month) - 1,
		month_last(attendance_full.month)))
	RETURNING '已记满勤'
$$;
COMMENT ON FUNCTION attendance_full IS 'every working day of the month';
GRANT EXECUTE ON FUNCTION attendance_full TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION attendance_list(p_month int)
RETURNS TABLE (
	county int,
	staff bigint,
	id bigint,
	staff_name text,
	kind text,
	place_name text,
	div bigint,
	workdays int,
	present numeric,
	leave numeric,
	absent numeric,
	percent numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.county::int, s.id, a.id, s.name::text, s.kind::text,
		regexp_replace(division_path(s.div), '^\S+ ', ''), s.div::bigint,
		w.days, a.present, a.leave, a.absent,
		round(a.present * 100 / nullif(a.present + a.leave + a.absent, 0), 1)
	FROM staff s
	CROSS JOIN (SELECT workday_count(month_first(p_month) - 1,
		month_last(p_month)) AS days) w
	LEFT JOIN attendance a ON a.county = s.county AND a.staff = s.id
		AND a.month = p_month
	WHERE s.since <= month_last(p_month)
		AND (s.until IS NULL OR s.until >= month_first(p_month))
$$;
COMMENT ON FUNCTION attendance_list IS
	'who was at work in a month, and their attendance if there is a record of it';
GRANT EXECUTE ON FUNCTION attendance_list TO zhen_operator;

CREATE TABLE allowance_condition (
	kind line_text NOT NULL,
	measure text COLLATE "C" NOT NULL,
	since month_code NOT NULL,
	least numeric(5,1) NOT NULL,
	share int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT allowance_condition_since_key PRIMARY KEY (kind, measure, since),
	CONSTRAINT allowance_condition_measure_check CHECK (
		measure IN ('attendance', 'assessment')
	),
	CONSTRAINT allowance_condition_least_check CHECK (least BETWEEN 0 AND 100),
	CONSTRAINT allowance_condition_share_check CHECK (share BETWEEN 0 AND 100)
);
COMMENT ON TABLE allowance_condition IS
	'补贴的条件：出勤率或上年考核低于多少，当月只发百分之几';
COMMENT ON COLUMN allowance_condition.kind IS '岗位';
COMMENT ON COLUMN allowance_condition.measure IS
	'看什么：attendance 当月出勤率，assessment 上年考核分';
COMMENT ON COLUMN allowance_condition.since IS '起始月份';
COMMENT ON COLUMN allowance_condition.least IS '低于多少';
COMMENT ON COLUMN allowance_condition.share IS '只发百分之几';
COMMENT ON COLUMN allowance_condition.source IS '出处';
COMMENT ON COLUMN allowance_condition.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT allowance_condition_since_key ON allowance_condition IS
	'此岗位这个月份已有这种条件，请直接修改';
COMMENT ON CONSTRAINT allowance_condition_measure_check ON allowance_condition
	IS '条件应为 attendance（出勤）或 assessment（考核）';
COMMENT ON CONSTRAINT allowance_condition_least_check ON allowance_condition IS
	'界限应为 0 至 100，请重新输入';
COMMENT ON CONSTRAINT allowance_condition_share_check ON allowance_condition IS
	'比例应为 0 至 100，请重新输入';
SELECT shared_guard('allowance_condition');
GRANT SELECT ON allowance_condition TO zhen_operator;
GRANT INSERT, UPDATE ON allowance_condition TO zhen_admin;

INSERT INTO allowance_condition (kind, measure, since, least, share, source, is_demo)
VALUES
	('coordinator', 'attendance', 202001, 80, 50, '未核实，演示值', true),
	('coordinator', 'assessment', 202001, 60, 80, '未核实，演示值', true);

CREATE FUNCTION allowance_share(
	p_staff staff,
	p_month int
) RETURNS TABLE (
	share int,
	because text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.share, format('，%s %s，低于 %s，发 %s%%',
		CASE c.measure WHEN 'attendance' THEN '出勤率' ELSE '上年考核' END,
		trim_scale(m.value), trim_scale(c.least), c.share)
	FROM (
		SELECT 'attendance' AS measure, (
			SELECT round(a.present * 100 / (a.present + a.leave + a.absent), 1)
			FROM attendance a
			WHERE a.county = p_staff.county AND a.staff = p_staff.id
				AND a.month = p_month) AS value
		UNION ALL
		SELECT 'assessment', (
			SELECT y.score
			FROM assessment_year y
			WHERE y.county = p_staff.county AND y.staff = p_staff.id
				AND y.year = p_month / 100 - 1)
	) m
	CROSS JOIN LATERAL (
		SELECT *
		FROM allowance_condition x
		WHERE x.kind = p_staff.kind AND x.measure = m.measure
			AND x.since <= p_month
		ORDER BY x.since DESC
		LIMIT 1
	) c
	WHERE m.value < c.least
	ORDER BY c.share
	LIMIT 1
$$;
COMMENT ON FUNCTION allowance_share IS
	'what share of a month''s allowance is paid and why, the least of all that
apply; no row when all is';
GRANT EXECUTE ON FUNCTION allowance_share TO zhen_operator;

CREATE FUNCTION allowance_due(p_month int)
RETURNS TABLE (
	county int,
	staff bigint,
	div bigint,
	amount numeric,
	because text
)
LANGUAGE sql STABLE
AS $$
	SELECT
		s.county,
		s.id,
		staff_place_on(s.county, s.id, least(month_last(p_month), s.until)),
		round(r.amount * d.days / d.whole * coalesce(h.share, 100) / 100, 2),
		format('%s每月 %s 元（%s 起）', coalesce(code_name('staff_kind', s.kind),
			s.kind), r.amount, r.since)
			|| CASE WHEN d.days < d.whole THEN format('，在岗 %s/%s 天', d.days,
				d.whole) ELSE '' END || coalesce(h.because, '')
	FROM staff s
	JOIN LATERAL (
		SELECT x.amount, x.since
		FROM allowance_rate x
		WHERE x.kind = s.kind AND x.since <= p_month
		ORDER BY x.since DESC
		LIMIT 1
	) r ON r.amount > 0
	CROSS JOIN LATERAL (
		SELECT allowance_days(p_month, s.since, s.until) AS days,
			date_part('day', month_last(p_month))::int AS whole
	) d
	LEFT JOIN LATERAL allowance_share(s, p_month) h ON true
	WHERE coalesce(h.share, 100) > 0 AND s.since <= month_last(p_month)
		AND (s.until IS NULL OR s.until >= month_first(p_month))
$$;
COMMENT ON FUNCTION allowance_due IS
	'who was at work in the month, if for a day, and what they get for it: all of
it, or by days, as allowance_part has it, less what a condition takes';
GRANT EXECUTE ON FUNCTION allowance_due TO zhen_operator;

SELECT audit_attach('attendance');
SELECT audit_attach('allowance_condition');

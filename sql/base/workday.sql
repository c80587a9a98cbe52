-- Working days: Monday to Friday, but for the days that the State Council
-- moves each year. Time limits are counted in them.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE workday (
	day date NOT NULL,
	is_work boolean NOT NULL,
	name line_text NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT workday_day_key PRIMARY KEY (day)
);
COMMENT ON TABLE workday IS '节假日和调休：与周一至周五上班不同的日子';
COMMENT ON COLUMN workday.day IS '日期';
COMMENT ON COLUMN workday.is_work IS '上班';
COMMENT ON COLUMN workday.name IS '节日';
COMMENT ON COLUMN workday.source IS '出处';
COMMENT ON COLUMN workday.is_demo IS '当年安排还没有公布，只按法定节日，未经核实';
COMMENT ON CONSTRAINT workday_day_key ON workday IS
	'这一天已有安排，请直接修改';
SELECT shared_guard('workday');
GRANT SELECT ON workday TO zhen_operator;
GRANT INSERT, UPDATE ON workday TO zhen_admin;

INSERT INTO workday (day, is_work, name, source, is_demo)
SELECT day, n.is_work, n.name, y.source, y.is_demo
FROM (VALUES
	(2025, '国务院办公厅关于 2025 年部分节假日安排的通知', false),
	(2026, '国务院办公厅关于 2026 年部分节假日安排的通知', false),
	(2027, '当年安排尚未公布，按《全国年节及纪念日放假办法》（2024 年修订）', true)
) y (year, source, is_demo)
JOIN (VALUES
	(date '2025-01-01', date '2025-01-01', false, '元旦'),
	('2025-01-28', '2025-02-04', false, '春节'),
	('2025-01-26', '2025-01-26', true, '春节'),
	('2025-02-08', '2025-02-08', true, '春节'),
	('2025-04-04', '2025-04-06', false, '清明节'),
	('2025-05-01', '2025-05-05', false, '劳动节'),
	('2025-04-27', '2025-04-27', true, '劳动节'),
	('2025-05-31', '2025-06-02', false, '端午节'),
	('2025-10-01', '2025-10-08', false, '国庆节、中秋节'),
	('2025-09-28', '2025-09-28', true, '国庆节、中秋节'),
	('2025-10-11', '2025-10-11', true, '国庆节、中秋节'),
	('2026-01-01', '2026-01-03', false, '元旦'),
	('2026-01-04', '2026-01-04', true, '元旦'),
	('2026-02-15', '2026-02-23', false, '春节'),
	('2026-02-14', '2026-02-14', true, '春节'),
	('2026-02-28', '2026-02-28', true, '春节'),
	('2026-04-04', '2026-04-06', false, '清明节'),
	('2026-05-01', '2026-05-05', false, '劳动节'),
	('2026-05-09', '2026-05-09', true, '劳动节'),
	('2026-06-19', '2026-06-21', false, '端午节'),
	('2026-09-25', '2026-09-27', false, '中秋节'),
	('2026-10-01', '2026-10-07', false, '国庆节'),
	('2026-09-20', '2026-09-20', true, '国庆节'),
	('2026-10-10', '2026-10-10', true, '国庆节'),
	('2027-01-01', '2027-01-01', false, '元旦'),
	('2027-02-05', '2027-02-08', false, '春节'),
	('2027-04-05', '2027-04-05', false, '清明节'),
	('2027-05-01', '2027-05-02', false, '劳动节'),
	('2027-06-09', '2027-06-09', false, '端午节'),
	('2027-09-15', '2027-09-15', false, '中秋节'),
	('2027-10-01', '2027-10-03', false, '国庆节')
) n (since, until, is_work, name) ON extract(year FROM n.since) = y.year
CROSS JOIN LATERAL (
	SELECT g::date AS day FROM generate_series(n.since, n.until, '1 day') g
) d;

CREATE FUNCTION workday_is(p_day date)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT coalesce((SELECT w.is_work FROM workday w WHERE w.day = p_day),
		extract(isodow FROM p_day) < 6)
$$;
GRANT EXECUTE ON FUNCTION workday_is TO zhen_operator;

CREATE FUNCTION workday_add(
	p_day date,
	p_count int
) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT CASE WHEN p_count = 0 THEN p_day ELSE (
		SELECT p_day + n
		FROM generate_series(1, p_count * 2 + 30) n
		WHERE workday_is(p_day + n)
		ORDER BY n
		OFFSET greatest(p_count, 1) - 1
		LIMIT 1)
	END
$$;
COMMENT ON FUNCTION workday_add IS
	'the last of so many working days, the first being the one after p_day; 0:
the same day';
GRANT EXECUTE ON FUNCTION workday_add TO zhen_operator;

CREATE FUNCTION workday_count(
	p_since date,
	p_until date
) RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT count(*)::int
	FROM generate_series(1, p_until - p_since) n
	WHERE workday_is(p_since + n)
$$;
COMMENT ON FUNCTION workday_count IS
	'working days after the first day, the last one too';
GRANT EXECUTE ON FUNCTION workday_count TO zhen_operator;

SELECT audit_attach('workday');

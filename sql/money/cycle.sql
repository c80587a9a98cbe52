-- The month of an office (周期): opened, which checks everybody again; what the
-- checks found; who is due for an earlier month and was never paid for it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE cycle (
	county county_code NOT NULL,
	programme text COLLATE "C" NOT NULL,
	month month_code NOT NULL,
	div div_code NOT NULL,
	people int NOT NULL,
	held int NOT NULL,
	stopped int NOT NULL,
	warned int NOT NULL,
	checked_by name NOT NULL DEFAULT session_user,
	checked_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT cycle_month_key PRIMARY KEY (county, programme, month, div),
	CONSTRAINT cycle_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT cycle_county_check CHECK (county = div / 1000000)
) PARTITION BY LIST (county);
COMMENT ON TABLE cycle IS '周期：服务所开了哪个项目的哪个月，复查结果';
COMMENT ON COLUMN cycle.county IS '县区';
COMMENT ON COLUMN cycle.programme IS '项目';
COMMENT ON COLUMN cycle.month IS '所属月份';
COMMENT ON COLUMN cycle.div IS '服务所所在区划';
COMMENT ON COLUMN cycle.people IS '复查人数';
COMMENT ON COLUMN cycle.held IS '暂缓人数';
COMMENT ON COLUMN cycle.stopped IS '停发人数';
COMMENT ON COLUMN cycle.warned IS '提醒人数';
COMMENT ON COLUMN cycle.checked_by IS '谁复查的';
COMMENT ON COLUMN cycle.checked_at IS '最近一次复查的时间';
COMMENT ON COLUMN cycle.version IS '版本';
COMMENT ON CONSTRAINT cycle_month_key ON cycle IS '这个月已经开了，请重新复查';
COMMENT ON CONSTRAINT cycle_programme_fk ON cycle IS
	'没有这个项目，请联系管理员装入';
COMMENT ON CONSTRAINT cycle_county_check ON cycle IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('cycle');
GRANT SELECT ON cycle TO zhen_operator;
SELECT audit_attach('cycle');

CREATE FUNCTION cycle_open(month int)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	place bigint;
	one cycle;
	people int := 0;
	held int := 0;
	warned int := 0;
	programmes int := 0;
BEGIN
	PERFORM duty_require('开月复查', 'window');
	PERFORM scope_require(scope_lo());
	PERFORM month_require(cycle_open.month);
	FOR place IN SELECT * FROM batch_divs() LOOP
		INSERT INTO cycle AS c (county, programme, month, div, people, held,
			stopped, warned)
		SELECT place / 1000000, p.code, cycle_open.month, place, n.people,
			coalesce(f.held, 0), coalesce(f.stopped, 0), coalesce(f.warned, 0)
		FROM programme p
		CROSS JOIN LATERAL (
			SELECT count(*) AS people
			FROM recheck_enrolled(((place / 1000000)::int, place,
				division_last(place), p.code, cycle_open.month, NULL))
		) n
		CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE w.effect = 'hold') AS held,
				count(*) FILTER (WHERE w.effect = 'stop') AS stopped,
				count(*) FILTER (WHERE w.effect = 'warn') AS warned
			FROM (
				SELECT DISTINCT ON (x.resident) x.effect
				FROM recheck_found((place / 1000000)::int, place,
					division_last(place), p.code, cycle_open.month,
					'{stop,hold,warn}') x
				ORDER BY x.resident, array_position('{stop,hold,warn}', x.effect)
			) w
		) f
		WHERE n.people > 0
		ON CONFLICT (county, programme, month, div) DO UPDATE SET
			people = EXCLUDED.people,
			held = EXCLUDED.held,
			stopped = EXCLUDED.stopped,
			warned = EXCLUDED.warned,
			checked_by = EXCLUDED.checked_by,
			checked_at = EXCLUDED.checked_at,
			version = c.version + 1;
		FOR one IN SELECT * FROM cycle c
			WHERE c.county = place / 1000000 AND c.month = cycle_open.month
				AND c.div = place LOOP
			programmes := programmes + 1;
			people := people + one.people;
			held := held + one.held + one.stopped;
			warned := warned + one.warned;
		END LOOP;
	END LOOP;
	RETURN format('%s 已开：%s 个项目，复查 %s 人次，暂缓和停发 %s，提醒 %s',
		cycle_open.month, programmes, people, held, warned);
END
$$;
COMMENT ON FUNCTION cycle_open IS
	'opens the month of the operator''s office, or checks it again; computing
checks once more, and so does approval';
GRANT EXECUTE ON FUNCTION cycle_open TO zhen_operator;

CREATE FUNCTION cycle_list(p_month int)
RETURNS TABLE (
	county int,
	programme text,
	title text,
	month int,
	div bigint,
	office_name text,
	people int,
	barred int,
	warned int,
	last_people bigint,
	last_total numeric,
	due_people bigint,
	due_total numeric,
	state_name text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH money AS (
		SELECT b.county, b.programme, b.div, b.month, sum(b.people) AS people,
			sum(b.total) AS total, min(b.state) AS state
		FROM batch b
		WHERE b.month IN (p_month, month_add(p_month, -1))
		GROUP BY b.county, b.programme, b.div, b.month
	)
	SELECT k.county::int, k.programme, p.title::text, p_month, k.div::bigint,
		operator_office_name(k.div), c.people, c.held + c.stopped, c.warned,
		l.people, l.total, n.people, n.total,
		CASE WHEN n.state IS NOT NULL THEN batch_state_name(n.state)
			WHEN c.month IS NOT NULL THEN '已复查' ELSE '未开' END
	FROM (
		SELECT county, programme, div FROM money
		UNION
		SELECT county, programme, div FROM cycle WHERE month = p_month
	) k
	JOIN programme p ON p.code = k.programme
	LEFT JOIN cycle c ON c.county = k.county AND c.programme = k.programme
		AND c.div = k.div AND c.month = p_month
	LEFT JOIN money l ON l.county = k.county AND l.programme = k.programme
		AND l.div = k.div AND l.month = month_add(p_month, -1)
	LEFT JOIN money n ON n.county = k.county AND n.programme = k.programme
		AND n.div = k.div AND n.month = p_month
	ORDER BY k.div, k.programme
$$;
COMMENT ON FUNCTION cycle_list IS
	'the programmes of a month, office by office, beside the month before';
GRANT EXECUTE ON FUNCTION cycle_list TO zhen_operator;

CREATE FUNCTION recheck_list(
	p_programme text,
	p_month int
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	village_name text,
	rule text,
	effect text,
	effect_name text,
	said text,
	next text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one int;
BEGIN
	FOR one IN
		SELECT DISTINCT d.county
		FROM division d
		WHERE d.level = 'county' AND d.code BETWEEN scope_lo()
			/ 1000000 * 1000000 AND scope_hi()
	LOOP
		RETURN QUERY
		SELECT r.county::int, r.id, r.name::text, r.id_no::text,
			division_name(r.div), f.rule, f.effect,
			CASE f.effect WHEN 'hold' THEN '暂缓' WHEN 'stop' THEN '停发'
				ELSE '提醒' END,
			f.said, u.next::text
		FROM recheck_found(one, scope_lo(), scope_hi(), p_programme, p_month,
			'{hold,stop,warn}') f
		JOIN resident r ON r.county = one AND r.id = f.resident
		JOIN recheck_rules(p_programme, p_month) u ON u.code = f.rule
		WHERE r.div BETWEEN scope_lo() AND scope_hi()
		ORDER BY array_position('{stop,hold,warn}', f.effect), f.rule, r.div,
			r.id;
	END LOOP;
END
$$;
COMMENT ON FUNCTION recheck_list IS
	'what the checks find now among the people of the operator''s scope. Asked as
the owner, because a twin may be another office''s';
GRANT EXECUTE ON FUNCTION recheck_list TO zhen_operator;

CREATE FUNCTION recheck_pass(
	county int,
	resident bigint,
	programme text,
	note text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO recheck_done (county, resident, since, until, programme, note)
	VALUES (recheck_pass.county, recheck_pass.resident, current_date,
		current_date, recheck_pass.programme,
		btrim(recheck_pass.note));
	RETURN format('已记下 %s 的复查', current_date);
END
$$;
COMMENT ON FUNCTION recheck_pass IS
	'somebody was looked at again, as the programme''s rhythm wants';
GRANT EXECUTE ON FUNCTION recheck_pass TO zhen_window, zhen_coordinator;

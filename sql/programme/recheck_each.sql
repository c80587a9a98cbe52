-- The checks that come with zhen. Each is told of a range of divisions, a
-- programme, a month and the bound in its row of recheck_rule, and gives people
-- with words of its own or none. The next one is a function like these and a row.
-- None sets anything, so that it becomes part of the query of recheck_found(), which
-- does, and is planned for the range it is asked about.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE recheck_evidence (
	programme line_text NOT NULL,
	proof text COLLATE "C" NOT NULL,
	name line_text NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT recheck_evidence_name_key PRIMARY KEY (programme, proof, name),
	CONSTRAINT recheck_evidence_proof_check CHECK (
		proof IN ('certificate', 'category')
	)
);
COMMENT ON TABLE recheck_evidence IS '项目凭什么证明享受：到期就要重新提供';
COMMENT ON COLUMN recheck_evidence.programme IS '项目';
COMMENT ON COLUMN recheck_evidence.proof IS 'certificate 证件，category 困难类别';
COMMENT ON COLUMN recheck_evidence.name IS
	'证件的种类；或登记里写困难类别的栏目';
COMMENT ON COLUMN recheck_evidence.source IS '出处';
COMMENT ON COLUMN recheck_evidence.is_demo IS '未经核实';
COMMENT ON CONSTRAINT recheck_evidence_name_key ON recheck_evidence IS
	'这个项目的这种证明已有，请直接修改';
COMMENT ON CONSTRAINT recheck_evidence_proof_check ON recheck_evidence IS
	'证明应为 certificate（证件）或 category（困难类别）';
SELECT shared_guard('recheck_evidence');
GRANT SELECT ON recheck_evidence TO zhen_operator;
GRANT INSERT, UPDATE ON recheck_evidence TO zhen_admin;
INSERT INTO recheck_evidence (programme, proof, name, source, is_demo)
VALUES ('aid', 'category', 'category', '认定退出的不再享受，未核实', true);

CREATE TABLE recheck_done (
	LIKE period INCLUDING ALL,
	programme line_text NOT NULL,
	note line_text NOT NULL,
	checked_by name NOT NULL DEFAULT author(),
	CONSTRAINT recheck_done_once_check CHECK (until IS NOT NULL AND until = since),
	CONSTRAINT recheck_done_note_check CHECK (length(note) >= 2)
) PARTITION BY LIST (county);
COMMENT ON TABLE recheck_done IS '定期复查：项目要求每年、每季、每月复查的';
COMMENT ON COLUMN recheck_done.since IS '复查日期';
COMMENT ON COLUMN recheck_done.until IS '同复查日期';
COMMENT ON COLUMN recheck_done.programme IS '项目';
COMMENT ON COLUMN recheck_done.note IS '看了什么、结果怎样';
COMMENT ON COLUMN recheck_done.checked_by IS '谁复查的';
COMMENT ON CONSTRAINT recheck_done_once_check ON recheck_done IS
	'复查只在一天，请重新登记';
COMMENT ON CONSTRAINT recheck_done_note_check ON recheck_done IS
	'请写明看了什么、结果怎样，至少两个字';
SELECT period_attach('recheck_done', '{programme}');
GRANT
	INSERT (county, resident, since, until, programme, note),
	UPDATE (is_removed)
ON recheck_done TO zhen_window, zhen_coordinator;

CREATE FUNCTION recheck_held(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	WITH held AS MATERIALIZED (
		SELECT h.county, h.resident, h.reason
		FROM hold h
		WHERE h.programme = asked.programme AND h.released_at IS NULL
			AND h.since <= asked.month
	)
	SELECT h.resident, h.reason::text FROM held h WHERE h.county = asked.county
	UNION
	SELECT o.resident, h.reason
	FROM held h
	JOIN resident_groups() g ON g.county = h.county AND g.resident = h.resident
	JOIN resident_groups() o ON o.here_county = g.here_county AND o.here = g.here
		AND o.county = asked.county
$$;
COMMENT ON FUNCTION recheck_held IS
	'held by an operator, under whichever row of the person';

CREATE FUNCTION recheck_dead(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('已于 %s 死亡', r.died)
	FROM recheck_enrolled(asked) e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	WHERE r.county = asked.county AND r.died < month_first(asked.month)
$$;
COMMENT ON FUNCTION recheck_dead IS 'died before the month';

CREATE FUNCTION recheck_moved(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('已于 %s 迁往%s，由那里发放', r.closed_at::date,
		division_name(r.next_county * 1000000::bigint))
	FROM recheck_enrolled(asked) e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	WHERE r.county = asked.county AND r.closed_as = 'moved'
		AND month_of(r.closed_at::date) < asked.month
$$;
COMMENT ON FUNCTION recheck_moved IS
	'moved to another county before the month and still enrolled here';

CREATE FUNCTION recheck_moving(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, '要迁往' || division_path(m.to_div)
	FROM relocation m
	JOIN recheck_enrolled(asked) e
		ON e.county = m.county AND e.resident = m.resident
	WHERE m.county = asked.county AND m.state = 'asked'
$$;
COMMENT ON FUNCTION recheck_moving IS 'a move that waits to be confirmed';

CREATE FUNCTION recheck_pair(
	asked recheck_asked,
	p_state text
) RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('与%s的%s疑为同一人，都登记了本项目',
		division_name(o.div), o.name)
	FROM (
		SELECT county, resident, other_county, other
		FROM duplicate
		WHERE state = p_state
		UNION ALL
		SELECT other_county, other, county, resident
		FROM duplicate
		WHERE state = p_state
	) d
	JOIN recheck_enrolled(asked) e
		ON e.county = d.county AND e.resident = d.resident
	JOIN resident o ON o.county = d.other_county AND o.id = d.other
	WHERE d.county = asked.county AND EXISTS (
		SELECT FROM enrolment x
		WHERE x.county = d.other_county AND x.resident = d.other
			AND x.programme = asked.programme AND x.since <= asked.month
			AND (x.until IS NULL OR x.until >= asked.month))
$$;
COMMENT ON FUNCTION recheck_pair IS
	'of a pair that may be one person, both are enrolled';

CREATE FUNCTION recheck_double(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT * FROM recheck_pair(asked, 'asked')
$$;
COMMENT ON FUNCTION recheck_double IS 'somebody asked for them to be merged';

CREATE FUNCTION recheck_twin(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT * FROM recheck_pair(asked, 'open')
$$;
COMMENT ON FUNCTION recheck_twin IS 'nobody has looked at the pair yet';

CREATE FUNCTION recheck_account(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	WITH used AS (
		SELECT e.resident, count(*) OVER (PARTITION BY a.number) AS people
		FROM recheck_enrolled(asked) e
		JOIN account a ON a.county = e.county AND a.resident = e.resident
			AND a.is_current
		WHERE a.county = asked.county
	)
	SELECT u.resident, format('%s 人领到同一个账号', u.people)
	FROM used u
	WHERE u.people > coalesce(asked.bound, 1)
$$;
COMMENT ON FUNCTION recheck_account IS
	'more people than the bound are paid to one account';

CREATE FUNCTION recheck_age(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('%s 年出生，已满 %s 岁',
		extract(year FROM r.birth), asked.bound)
	FROM recheck_enrolled(asked) e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	WHERE r.county = asked.county AND r.died IS NULL
		AND r.birth <= years_after(month_last(asked.month), -asked.bound)
$$;
COMMENT ON FUNCTION recheck_age IS
	'older than the bound: hardly alive, or the birth date is wrong';

CREATE FUNCTION recheck_survival(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('%s 年没有生存认证', asked.month / 100 - asked.bound)
	FROM recheck_enrolled(asked) e
	JOIN survival_rule u ON u.programme = e.programme
		AND u.since <= asked.month / 100 - asked.bound
	WHERE e.since / 100 <= asked.month / 100 - asked.bound AND NOT EXISTS (
		SELECT FROM survival_check s
		WHERE s.county = asked.county AND s.resident = e.resident
			AND NOT s.is_removed AND s.year >= asked.month / 100 - asked.bound)
$$;
COMMENT ON FUNCTION recheck_survival IS
	'not seen alive in the year that lies the bound back, though enrolled then';

CREATE FUNCTION recheck_evidence(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	WITH needed AS (
		SELECT e.county, e.resident, v.proof,
			CASE v.proof WHEN 'category' THEN e.extra ->> v.name
				ELSE v.name END AS kind
		FROM recheck_evidence v
		JOIN recheck_enrolled(asked) e
			ON e.programme = v.programme
		WHERE v.programme = asked.programme
	)
	SELECT n.resident, format('%s到 %s 已到期',
		code_name('certificate', n.kind), max(c.until))
	FROM needed n
	JOIN resident_certificate c ON c.county = n.county
		AND c.resident = n.resident AND c.kind = n.kind AND NOT c.is_removed
	WHERE n.proof = 'certificate'
	GROUP BY n.resident, n.kind
	HAVING max(coalesce(c.until, 'infinity')) < month_first(asked.month)
	UNION ALL
	SELECT n.resident, format('“%s”已于 %s 退出', category_name(asked.county, n.kind),
		max(c.until))
	FROM needed n
	JOIN resident_category c ON c.county = n.county
		AND c.resident = n.resident AND c.category = n.kind AND NOT c.is_removed
	WHERE n.proof = 'category'
	GROUP BY n.resident, n.kind
	HAVING max(coalesce(c.until, 'infinity')) < month_first(asked.month)
$$;
COMMENT ON FUNCTION recheck_evidence IS
	'what the person showed has run out before the month; who never had it is for
the conditions of the programme';

CREATE FUNCTION recheck_rhythm(asked recheck_asked)
RETURNS SETOF recheck_said
LANGUAGE sql STABLE
AS $$
	SELECT e.resident, format('该复查了，上次是 %s', coalesce(d.month, e.since))
	FROM (
		SELECT CASE r.definition ->> 'recheck' WHEN 'year' THEN 12
			WHEN 'quarter' THEN 3 WHEN 'month' THEN 1 END AS months
		FROM programme_rule r
		WHERE r.programme = asked.programme AND r.since <= asked.month
			AND (r.before IS NULL OR r.before > asked.month)
	) u
	CROSS JOIN LATERAL recheck_enrolled(asked) e
	LEFT JOIN (
		SELECT x.resident, max(month_of(x.since)) AS month
		FROM recheck_done x
		WHERE x.county = asked.county AND x.programme = asked.programme
			AND NOT x.is_removed
		GROUP BY x.resident
	) d ON d.resident = e.resident
	WHERE u.months IS NOT NULL
		AND month_count(coalesce(greatest(d.month, e.since), e.since), asked.month) - 1
			> u.months + coalesce(asked.bound, 0)
$$;
COMMENT ON FUNCTION recheck_rhythm IS
	'a programme that says "recheck year" wants everybody looked at again within
twelve months of the last time or the enrolment, and the bound on top';

INSERT INTO recheck_rule (code, since, title, effect, bound, next, source, sort,
	is_demo)
VALUES
	('held', 194901, '暂缓发放', 'hold', NULL,
		'事情查清以后到“暂缓发放”（2123）恢复', '各地经办规程', 10, false),
	('dead', 194901, '已死亡', 'stop', NULL,
		'核对死亡日期；多发的到“应更正”（2127）追回', '死亡次月起停发', 20, false),
	('moved', 194901, '已迁往别的县区', 'hold', NULL,
		'在登记里写截止月份，由迁入地续发', '随迁移办理', 30, false),
	('moving', 194901, '迁移待确认', 'warn', NULL,
		'催办迁移，确认以后由迁入地发放', '随迁移办理', 110, false),
	('double', 194901, '已提出合并', 'hold', NULL,
		'请复核人员在重复档案里办理，只留一份', '一人一档', 40, false),
	('twin', 194901, '疑似重复', 'warn', NULL,
		'到重复档案里核对是不是同一个人', '一人一档', 120, false),
	('account', 194901, '多人同一账号', 'warn', 1,
		'核对是不是本人账户', '待遇应发到本人账户', 130, false),
	('age', 194901, '年龄可疑', 'hold', 110,
		'上门核实，确在世的改规则界限或补登认证', '界限未核实', 50, true),
	('survival', 201101, '没有生存认证', 'warn', 1,
		'催办生存认证', '一年一次，起始未核实', 140, true),
	('survival', 202701, '没有生存认证', 'hold', 1,
		'认证以后自动恢复，暂缓的月份补发', '一年一次，起始未核实', 60, true),
	('evidence', 194901, '证明已到期', 'hold', NULL,
		'换了新证、重新认定以后登记，自动恢复', '先有证明后享受，未核实', 70, true),
	('rhythm', 194901, '定期复查到期', 'hold', 0,
		'复查以后在这里按 F9 记下', '各项目自定', 80, false);
SELECT audit_attach('recheck_rule');
SELECT audit_attach('recheck_evidence');

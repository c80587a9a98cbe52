-- The notice that a person gets of a decision (告知书): approved, refused, stopped,
-- another amount, or to be given back; what, since when, how much and how it came
-- about, why, by which law, and where and by when to object. Made of what is on
-- record, so that no notice says anything else than was decided.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE remedy (
	programme line_text NOT NULL DEFAULT '*',
	since date NOT NULL,
	body line_text NOT NULL,
	days int NOT NULL,
	months int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT remedy_since_key PRIMARY KEY (programme, since),
	CONSTRAINT remedy_days_check CHECK (days BETWEEN 1 AND 365),
	CONSTRAINT remedy_months_check CHECK (months BETWEEN 1 AND 24)
);
COMMENT ON TABLE remedy IS '对决定有异议的，向谁提、多少天以内';
COMMENT ON COLUMN remedy.programme IS '项目；* 为各项目';
COMMENT ON COLUMN remedy.since IS '哪天起作的决定';
COMMENT ON COLUMN remedy.body IS '行政复议向谁申请';
COMMENT ON COLUMN remedy.days IS '申请行政复议的天数，从收到之日起';
COMMENT ON COLUMN remedy.months IS '起诉的月数，从收到之日起';
COMMENT ON COLUMN remedy.source IS '依据';
COMMENT ON COLUMN remedy.is_demo IS '未核实，演示值';
COMMENT ON CONSTRAINT remedy_since_key ON remedy IS
	'这一天起的已有，请改那一条';
COMMENT ON CONSTRAINT remedy_days_check ON remedy IS
	'天数应在 1 至 365 之间，请核对';
COMMENT ON CONSTRAINT remedy_months_check ON remedy IS
	'月数应在 1 至 24 之间，请核对';
SELECT shared_guard('remedy');
GRANT SELECT ON remedy TO zhen_operator;
GRANT INSERT, UPDATE ON remedy TO zhen_admin;

INSERT INTO remedy (since, body, days, months, source, is_demo)
VALUES
	('1999-10-01', '本级人民政府或上一级主管部门', 60, 3,
		'行政复议法（1999）第九条，行政诉讼法（1989）第三十九条；未见原文', true),
	('2015-05-01', '本级人民政府或上一级主管部门', 60, 6,
		'行政复议法第九条，行政诉讼法（2014）第四十六条；未见原文', true),
	('2024-01-01', '本级人民政府', 60, 6,
		'行政复议法（2023）第二十条，行政诉讼法第四十六条；未见原文', true);
SELECT audit_attach('remedy');

CREATE FUNCTION remedy_text(
	p_programme text,
	p_on date,
	p_div bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('对本决定有异议的，可以先向%s询问；也可以自收到本告知书之日起 '
			'%s 日内向%s申请行政复议，或者 %s 个月内依法向人民法院提起行政诉讼。',
		operator_office_name(p_div / 1000 * 1000), r.days, r.body, r.months)
	FROM remedy r
	WHERE r.programme IN ('*', p_programme) AND r.since <= p_on
	ORDER BY r.programme <> '*' DESC, r.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION remedy_text IS
	'where, and within which time, to object to what is decided that day';
GRANT EXECUTE ON FUNCTION remedy_text TO zhen_operator;

CREATE FUNCTION paper_lines(
	p_text text,
	p_columns int
) RETURNS TABLE (piece text)
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	used int := 0;
	wide int;
	sign text;
BEGIN
	piece := '';
	FOREACH sign IN ARRAY regexp_split_to_array(p_text, '') LOOP
		wide := CASE WHEN sign ~ '^[ -~]$' THEN 1 ELSE 2 END;
		IF used + wide > p_columns AND sign !~ '[，。、；：）” ]' THEN
			RETURN NEXT;
			piece := '';
			used := 0;
		END IF;
		piece := piece || sign;
		used := used + wide;
	END LOOP;
	IF piece <> '' THEN
		RETURN NEXT;
	END IF;
END
$$;
COMMENT ON FUNCTION paper_lines IS
	'a text in lines of so many columns of paper; no line begins with what ends
another, which may stand one sign behind its end';
GRANT EXECUTE ON FUNCTION paper_lines TO zhen_operator;

CREATE VIEW notice_decided
WITH (security_invoker = true)
AS
SELECT e.county, e.div, e.resident, e.programme, 'approved' AS kind,
	e.since::int AS month, NULL::numeric AS was,
	coalesce(f.amount::numeric, a.amount::numeric) AS will,
	coalesce(f.because, a.finding)::text AS because, NULL::text AS why,
	e.id AS key
FROM enrolment e
LEFT JOIN application a ON a.county = e.county AND a.id = e.id
LEFT JOIN LATERAL (
	SELECT x.amount, x.because
	FROM entitlement x
	WHERE x.county = e.county AND x.programme = e.programme
		AND x.resident = e.resident AND x.month >= e.since
		AND (e.until IS NULL OR x.month <= e.until)
	ORDER BY x.month
	LIMIT 1
) f ON true
UNION ALL
SELECT a.county, a.div, a.resident, a.programme, 'refused', a.since::int, NULL,
	NULL, NULL, a.reason::text, a.id
FROM application a
WHERE a.state = 'refused'
UNION ALL
SELECT l.county, l.div, l.resident, b.programme, 'stopped', b.month::int,
	o.amount::numeric, NULL, o.because::text, l.reason::text, b.id
FROM batch b
JOIN left_out l ON l.county = b.county AND l.batch = b.id
JOIN entitlement o ON o.county = b.county AND o.programme = b.programme
	AND o.month = month_add(b.month, -1) AND o.resident = l.resident
WHERE b.state IN ('approved', 'paid') AND NOT EXISTS (
	SELECT FROM entitlement e
	WHERE e.county = b.county AND e.programme = b.programme
		AND e.month = b.month AND e.resident = l.resident)
UNION ALL
SELECT e.county, e.div, e.resident, e.programme, 'stopped',
	month_add(e.until, 1), o.amount::numeric, NULL, o.because::text,
	coalesce(e.note::text, '登记的截止月份是 ' || e.until), e.id
FROM enrolment e
LEFT JOIN entitlement o ON o.county = e.county AND o.programme = e.programme
	AND o.month = e.until AND o.resident = e.resident
WHERE e.until IS NOT NULL AND NOT EXISTS (
	SELECT FROM batch b
	JOIN left_out l ON l.county = b.county AND l.batch = b.id
	WHERE b.county = e.county AND b.programme = e.programme
		AND b.month = month_add(e.until, 1) AND l.resident = e.resident
		AND b.state IN ('approved', 'paid'))
UNION ALL
SELECT e.county, e.div, e.resident, e.programme, 'changed', e.month::int,
	o.amount::numeric, e.amount::numeric, e.because::text,
	coalesce('标准调整：' || cycle_rates(e.programme, e.month),
		'原来是：' || o.because), e.batch
FROM entitlement e
JOIN programme p ON p.code = e.programme
	AND coalesce(p.definition ->> 'period', 'month') = 'month'
JOIN entitlement o ON o.county = e.county AND o.programme = e.programme
	AND o.month = month_add(e.month, -1) AND o.resident = e.resident
	AND o.amount <> e.amount
UNION ALL
SELECT c.county, c.div, c.resident, c.programme, 'recovery', c.month::int,
	c.was::numeric, NULL, NULL,
	concat(code_name('correction', c.kind), '：', c.note), c.id
FROM correction c
WHERE c.state = 'approved' AND c.kind IN ('1', '4') AND c.was > 0;
COMMENT ON VIEW notice_decided IS
	'决定：准予、不予、停发、改变金额、追回，各从哪个月起、多少、为什么';
GRANT SELECT ON notice_decided TO zhen_operator;

GRANT EXECUTE ON FUNCTION application_money TO zhen_operator;

CREATE VIEW notice_list
WITH (security_invoker = true)
AS
SELECT d.county, d.div, d.resident, d.programme, d.kind, d.month, d.was, d.will,
	d.because, d.why, d.key,
	coalesce(r.name::text, m.name) AS name,
	coalesce(mask_idcard(r.id_no), m.id_no) AS id_shown,
	division_path(d.div) AS place,
	operator_office_name(d.div / 1000 * 1000) AS office_name,
	p.title, p.basis,
	CASE d.kind WHEN 'approved' THEN '准予' WHEN 'refused' THEN '不予'
		WHEN 'stopped' THEN '停发' WHEN 'changed' THEN '变更' ELSE '追回' END
		AS kind_name,
	CASE d.kind WHEN 'approved' THEN '待遇核准告知书'
		WHEN 'refused' THEN '不予批准告知书' WHEN 'stopped' THEN '停发告知书'
		WHEN 'changed' THEN '待遇变更告知书' ELSE '待遇追回告知书' END AS heading,
	CASE d.kind
		WHEN 'approved' THEN format('准予享受%s，从 %s 年 %s 月起。', p.title,
			d.month / 100, d.month % 100)
		WHEN 'refused' THEN format('您申请的%s，不予批准。', p.title)
		WHEN 'stopped' THEN format('%s从 %s 年 %s 月起停发。', p.title,
			d.month / 100, d.month % 100)
		WHEN 'changed' THEN format('%s从 %s 年 %s 月起，由 %s 元改为 %s 元。',
			p.title, d.month / 100, d.month % 100, yuan_text(d.was),
			yuan_text(d.will))
		ELSE format('%s %s 年 %s 月多发的 %s 元，请退回。', p.title,
			d.month / 100, d.month % 100, yuan_text(d.was)) END AS decision,
	coalesce(application_money(d.programme, d.will), '') AS money,
	CASE WHEN d.kind = 'recovery' THEN d.was ELSE d.will END AS amount,
	remedy_text(d.programme, current_date, d.div) AS objection,
	CASE d.kind WHEN 'recovery' THEN 'recovery' ELSE 'notice' END AS screen
FROM notice_decided d
JOIN programme p ON p.code = d.programme
LEFT JOIN resident r ON r.county = d.county AND r.id = d.resident
LEFT JOIN LATERAL moved_card(d.county::int,
	CASE WHEN r.id IS NULL THEN d.resident END) m ON true;
COMMENT ON VIEW notice_list IS '可以打印的告知书';
GRANT SELECT ON notice_list TO zhen_operator;

CREATE FUNCTION notice_find(
	p_id_no text,
	p_programme text,
	p_month int
) RETURNS SETOF notice_list
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	who resident;
BEGIN
	IF p_id_no IS NOT NULL THEN
		SELECT * INTO who
		FROM resident r
		WHERE r.id_no = p_id_no AND r.next_id IS NULL;
		IF who.id IS NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
				MESSAGE = '管辖范围内没有这个人，请核对身份证号';
		END IF;
		RETURN QUERY SELECT * FROM notice_list n
		WHERE n.county = who.county AND n.resident = who.id
			AND (p_programme IS NULL OR n.programme = p_programme)
			AND (p_month IS NULL OR n.month = p_month);
	ELSIF p_programme IS NULL OR p_month IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			COLUMN = CASE WHEN p_programme IS NULL THEN 'for_programme'
				ELSE 'for_month' END,
			MESSAGE = '请输身份证号，或者选项目和月份';
	ELSE
		RETURN QUERY SELECT * FROM notice_list n
		WHERE n.programme = p_programme AND n.month = p_month
			AND n.county BETWEEN scope_county_lo() AND scope_county_hi();
	END IF;
END
$$;
COMMENT ON FUNCTION notice_find IS
	'the notices of a person, or those of a programme''s month';
GRANT EXECUTE ON FUNCTION notice_find TO zhen_operator;

CREATE FUNCTION notice_sum(p_sum text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN said !~ '[A-Za-z]' THEN replace(replace(regexp_replace(said,
			'^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$', '\1'), '*', '×'), '/', '÷') END
	FROM regexp_replace(p_sum, '\mcoalesce\(([0-9.]+), 0\)', '\1', 'g') plain
	CROSS JOIN regexp_replace(plain,
		'\mround\(([^()]*(?:\([^()]*\)[^()]*)*), 2\)', '(\1)', 'g') said
$$;
COMMENT ON FUNCTION notice_sum IS
	'a sum as people write it; null, if it can''t be read without knowing SQL';
GRANT EXECUTE ON FUNCTION notice_sum TO zhen_operator;

CREATE FUNCTION notice_account(
	p_county int,
	p_resident bigint,
	p_programme text,
	p_month int,
	p_amount numeric
) RETURNS TABLE (nth int, content text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH said AS MATERIALIZED (
		SELECT * FROM programme_explain(p_county, p_programme, p_month,
			p_resident)
	), due AS (
		SELECT s.n, s.value, notice_sum(s.note) AS how
		FROM said s
		WHERE s.label = '算式' AND s.value = yuan_text(p_amount)
	)
	SELECT 1, format('%s ＝ %s 元', d.how, d.value)
	FROM due d
	WHERE d.how <> d.value
	UNION ALL
	SELECT 2, format('其中 %s：%s', s.value, regexp_replace(s.note,
		'^(\d{4})0?(\d+) 起', '\1 年 \2 月起'))
	FROM due d
	JOIN programme_rule u ON u.programme = p_programme AND u.since <= p_month
		AND (u.before IS NULL OR u.before > p_month)
	JOIN said s ON s.label LIKE '标准 %' AND u.definition ->> 'amount'
		~ format('\mrate\.%s\M', substr(s.label, 4))
	UNION ALL
	SELECT 3, format('%s %s 元，%s', s.label, s.value, s.note)
	FROM due d
	JOIN said s ON s.label LIKE '抵扣%'
$$;
COMMENT ON FUNCTION notice_account IS
	'the account of an amount: the sum, each rate in it, since when and by what, and
what is set off; nothing, when the record of today gives another amount than the
decision';
GRANT EXECUTE ON FUNCTION notice_account TO zhen_operator;

CREATE FUNCTION notice_lines(
	p_county int,
	p_resident bigint,
	p_programme text,
	p_kind text,
	p_month int
) RETURNS TABLE (label text, piece text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN l.n = 1 THEN x.label ELSE '' END, l.piece
	FROM notice_list d
	CROSS JOIN LATERAL (
		SELECT *
		FROM (VALUES
			(10, '怎么算的', CASE WHEN d.kind IN ('approved', 'changed')
				THEN d.because END),
			(20, '原因', CASE d.kind WHEN 'approved'
				THEN '经审核，符合这个项目的条件' ELSE d.why END),
			(30, '依据', d.basis::text),
			(40, '异议', d.objection)
		) v (nth, label, content)
		UNION ALL
		SELECT 10 + a.nth, '', a.content
		FROM notice_account(d.county::int, d.resident, d.programme, d.month,
			d.will) a
	) x
	CROSS JOIN LATERAL paper_lines(x.content, 64) WITH ORDINALITY l (piece, n)
	WHERE d.county = p_county AND d.resident = p_resident
		AND d.programme = p_programme AND d.kind = p_kind AND d.month = p_month
		AND x.content IS NOT NULL
	ORDER BY x.nth, x.content, l.n
$$;
COMMENT ON FUNCTION notice_lines IS
	'what a notice gives as reasons, in lines of paper';
GRANT EXECUTE ON FUNCTION notice_lines TO zhen_operator;

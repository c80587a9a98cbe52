-- Who pays what, and whose turn it is to see to what isn't paid: the payer's own
-- level first, a higher one the longer it takes. A payment with its voucher
-- ends it, because what is paid is no arrears.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE allowance_payer (
	kind line_text NOT NULL,
	since month_code NOT NULL,
	level text COLLATE "C" NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT allowance_payer_since_key PRIMARY KEY (kind, since),
	CONSTRAINT allowance_payer_level_check CHECK (
		level IN ('town', 'county', 'city')
	)
);
COMMENT ON TABLE allowance_payer IS '补贴和报销由哪一级支付，按起始月份';
COMMENT ON COLUMN allowance_payer.kind IS '岗位；claim 为走访报销';
COMMENT ON COLUMN allowance_payer.since IS '起始月份';
COMMENT ON COLUMN allowance_payer.level IS '支付的一级：town 镇街，county 县区，city 市';
COMMENT ON COLUMN allowance_payer.source IS '出处';
COMMENT ON COLUMN allowance_payer.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT allowance_payer_since_key ON allowance_payer IS
	'这一项这个月份已有，请直接修改';
COMMENT ON CONSTRAINT allowance_payer_level_check ON allowance_payer IS
	'支付的一级应为 town、county 或 city';
SELECT shared_guard('allowance_payer');
GRANT SELECT ON allowance_payer TO zhen_operator;
GRANT INSERT, UPDATE ON allowance_payer TO zhen_admin;

INSERT INTO allowance_payer (kind, since, level, source, is_demo)
VALUES
	('coordinator', 200901, 'town', '未核实，演示值', true),
	('community', 200901, 'county', '未核实，演示值', true),
	('public_post', 200901, 'county', '未核实，演示值', true),
	('claim', 200901, 'town', '未核实，演示值', true);

CREATE TABLE arrears_rule (
	level text COLLATE "C" NOT NULL,
	since date NOT NULL,
	months int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT arrears_rule_since_key PRIMARY KEY (level, since),
	CONSTRAINT arrears_rule_level_check CHECK (
		level IN ('town', 'county', 'city')
	),
	CONSTRAINT arrears_rule_months_check CHECK (months BETWEEN 0 AND 240)
);
COMMENT ON TABLE arrears_rule IS '拖欠满几个月提醒哪一级，按起始日期';
COMMENT ON COLUMN arrears_rule.level IS '提醒哪一级：town 镇街，county 县区，city 市';
COMMENT ON COLUMN arrears_rule.since IS '从哪天起';
COMMENT ON COLUMN arrears_rule.months IS '拖欠满几个月';
COMMENT ON COLUMN arrears_rule.source IS '出处';
COMMENT ON COLUMN arrears_rule.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT arrears_rule_since_key ON arrears_rule IS
	'这一级这一天的标准已有，请直接修改';
COMMENT ON CONSTRAINT arrears_rule_level_check ON arrears_rule IS
	'提醒的一级应为 town、county 或 city';
COMMENT ON CONSTRAINT arrears_rule_months_check ON arrears_rule IS
	'月数应为 0 至 240，请重新输入';
SELECT shared_guard('arrears_rule');
GRANT SELECT ON arrears_rule TO zhen_operator;
GRANT INSERT, UPDATE ON arrears_rule TO zhen_admin;

INSERT INTO arrears_rule (level, since, months, source, is_demo)
VALUES
	('town', '2009-01-01', 1, '未核实，演示值', true),
	('county', '2009-01-01', 3, '未核实，演示值', true),
	('city', '2009-01-01', 6, '未核实，演示值', true);

CREATE VIEW arrears_turn
WITH (security_invoker = true)
AS
SELECT
	a.*,
	p.level AS payer,
	CASE
		WHEN a.age_months >= r.city THEN 'city'
		WHEN a.age_months >= r.county AND p.level IS DISTINCT FROM 'city'
			THEN 'county'
		WHEN a.age_months >= least(r.town, r.county, r.city)
			THEN coalesce(p.level, 'town')
	END AS turn
FROM arrears a
LEFT JOIN LATERAL (
	SELECT x.level FROM allowance_payer x
	WHERE x.kind = CASE a.what WHEN '报销' THEN 'claim' ELSE a.kind END
		AND x.since <= a.month
	ORDER BY x.since DESC
	LIMIT 1
) p ON true
CROSS JOIN (
	SELECT
		min(y.months) FILTER (WHERE y.level = 'town') AS town,
		min(y.months) FILTER (WHERE y.level = 'county') AS county,
		min(y.months) FILTER (WHERE y.level = 'city') AS city
	FROM (
		SELECT DISTINCT ON (x.level) x.level, x.months
		FROM arrears_rule x
		WHERE x.since <= current_date
		ORDER BY x.level, x.since DESC
	) y
) r;
COMMENT ON VIEW arrears_turn IS
	'拖欠，由哪一级支付，现在轮到哪一级处理；刚过的月份还没有轮到谁';
GRANT SELECT ON arrears_turn TO zhen_operator;

CREATE FUNCTION level_name(p_level text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_level WHEN 'village' THEN '村居' WHEN 'town' THEN '镇街'
		WHEN 'county' THEN '县区' WHEN 'city' THEN '市' END
$$;
GRANT EXECUTE ON FUNCTION level_name TO zhen_operator;

CREATE VIEW arrears_by_level
WITH (security_invoker = true)
AS
SELECT
	a.county,
	division_name(a.county::bigint * 1000000) AS county_name,
	a.payer,
	coalesce(level_name(a.payer), '没有规定') AS payer_name,
	count(DISTINCT a.staff) AS people,
	coalesce(sum(a.amount) FILTER (WHERE a.age_months < 3), 0) AS young,
	coalesce(sum(a.amount) FILTER (WHERE a.age_months BETWEEN 3 AND 5), 0)
		AS middle,
	coalesce(sum(a.amount) FILTER (WHERE a.age_months BETWEEN 6 AND 11), 0)
		AS old,
	coalesce(sum(a.amount) FILTER (WHERE a.age_months >= 12), 0) AS oldest,
	sum(a.amount) AS amount
FROM arrears_turn a
GROUP BY a.county, a.payer;
COMMENT ON VIEW arrears_by_level IS '拖欠：由哪一级支付，拖了多久';
GRANT SELECT ON arrears_by_level TO zhen_operator;

CREATE VIEW todo_arrears
WITH (security_invoker = true)
AS
SELECT
	'mine' AS turn,
	'arrears_office' AS screen,
	a.county::int AS county,
	a.office_div::bigint AS key,
	NULL::int AS month,
	'waiting' AS state,
	'拖欠满 ' || max(a.age_months) || ' 个月' AS what,
	operator_office_name(a.office_div) AS whom,
	sum(a.amount)::numeric AS amount,
	level_name(a.payer) || '付' AS state_name,
	NULL::text AS maker,
	month_first(min(a.month))::text AS at
FROM arrears_turn a
WHERE a.turn = (SELECT operator_level())
	AND (SELECT operator_has_duty('reviewer')
		OR operator_has_duty('supervisor'))
GROUP BY a.county, a.office_div, a.payer;
COMMENT ON VIEW todo_arrears IS
	'待办：轮到本级催办的拖欠，每个服务所每个支付级别一行；付了就没有了';
GRANT SELECT ON todo_arrears TO zhen_operator;

SELECT audit_attach('allowance_payer');
SELECT audit_attach('arrears_rule');

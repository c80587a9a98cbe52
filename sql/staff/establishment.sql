-- Posts (编制): how many an office has, how many people work there, in them and
-- beside them, and how many its population and workload ask for. Norms are
-- rows with the day from which they hold.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE office_post (
	county county_code NOT NULL,
	div div_code NOT NULL,
	since date NOT NULL,
	posts int NOT NULL,
	basis line_text NOT NULL,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT office_post_since_key PRIMARY KEY (county, div, since),
	CONSTRAINT office_post_div_fk FOREIGN KEY (county, div)
		REFERENCES office (county, div),
	CONSTRAINT office_post_posts_check CHECK (posts BETWEEN 0 AND 999)
);
COMMENT ON TABLE office_post IS '服务所编制，按起始日期';
COMMENT ON COLUMN office_post.county IS '县区';
COMMENT ON COLUMN office_post.div IS '服务所';
COMMENT ON COLUMN office_post.since IS '从哪天起';
COMMENT ON COLUMN office_post.posts IS '编制数';
COMMENT ON COLUMN office_post.basis IS '批文';
COMMENT ON COLUMN office_post.version IS '版本';
COMMENT ON CONSTRAINT office_post_since_key ON office_post IS
	'这个所这一天的编制已有，不能重复';
COMMENT ON CONSTRAINT office_post_div_fk ON office_post IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT office_post_posts_check ON office_post IS
	'编制数应为 0 至 999，请重新输入';
SELECT scope_guard('office_post');
GRANT SELECT ON office_post TO zhen_operator;
GRANT INSERT (div, since, posts, basis) ON office_post TO zhen_admin;

CREATE TABLE office_load (
	county county_code NOT NULL,
	div div_code NOT NULL,
	year int NOT NULL,
	people int NOT NULL,
	workload int NOT NULL,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT office_load_year_key PRIMARY KEY (county, div, year),
	CONSTRAINT office_load_div_fk FOREIGN KEY (county, div)
		REFERENCES office (county, div),
	CONSTRAINT office_load_year_check CHECK (year BETWEEN 1949 AND 2199),
	CONSTRAINT office_load_people_check CHECK (people >= 0),
	CONSTRAINT office_load_workload_check CHECK (workload >= 0)
);
COMMENT ON TABLE office_load IS '服务所的人口和工作量，按年';
COMMENT ON COLUMN office_load.county IS '县区';
COMMENT ON COLUMN office_load.div IS '服务所';
COMMENT ON COLUMN office_load.year IS '年度';
COMMENT ON COLUMN office_load.people IS '服务人口';
COMMENT ON COLUMN office_load.workload IS '一年办件数';
COMMENT ON COLUMN office_load.version IS '版本';
COMMENT ON CONSTRAINT office_load_year_key ON office_load IS
	'这个所这一年的已有，不能重复';
COMMENT ON CONSTRAINT office_load_div_fk ON office_load IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT office_load_year_check ON office_load IS
	'年度应为四位数字，请重新输入';
COMMENT ON CONSTRAINT office_load_people_check ON office_load IS
	'人口不能是负数，请重新输入';
COMMENT ON CONSTRAINT office_load_workload_check ON office_load IS
	'办件数不能是负数，请重新输入';
SELECT scope_guard('office_load');
GRANT SELECT ON office_load TO zhen_operator;
GRANT INSERT (div, year, people, workload), UPDATE (people, workload)
ON office_load TO zhen_admin;

CREATE TABLE headcount_rule (
	since date NOT NULL,
	per_people int NOT NULL,
	per_workload int NOT NULL,
	least int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT headcount_rule_since_key PRIMARY KEY (since),
	CONSTRAINT headcount_rule_per_people_check CHECK (per_people > 0),
	CONSTRAINT headcount_rule_per_workload_check CHECK (per_workload > 0),
	CONSTRAINT headcount_rule_least_check CHECK (least >= 0)
);
COMMENT ON TABLE headcount_rule IS '核定工作人员的标准，按起始日期';
COMMENT ON COLUMN headcount_rule.since IS '从哪天起';
COMMENT ON COLUMN headcount_rule.per_people IS '每多少服务人口一人';
COMMENT ON COLUMN headcount_rule.per_workload IS '每年多少办件一人';
COMMENT ON COLUMN headcount_rule.least IS '至少几人';
COMMENT ON COLUMN headcount_rule.source IS '出处';
COMMENT ON COLUMN headcount_rule.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT headcount_rule_since_key ON headcount_rule IS
	'这一天的标准已有，请改起始日期';
COMMENT ON CONSTRAINT headcount_rule_per_people_check ON headcount_rule IS
	'人口应大于零，请重新输入';
COMMENT ON CONSTRAINT headcount_rule_per_workload_check ON headcount_rule IS
	'办件数应大于零，请重新输入';
COMMENT ON CONSTRAINT headcount_rule_least_check ON headcount_rule IS
	'人数不能是负数，请重新输入';
SELECT shared_guard('headcount_rule');
GRANT SELECT ON headcount_rule TO zhen_operator;
GRANT INSERT, UPDATE ON headcount_rule TO zhen_admin;

INSERT INTO headcount_rule (since, per_people, per_workload, least, source, is_demo)
VALUES ('2011-01-01', 8000, 4000, 2,
	'每 6000 至 8000 名服务对象一人（某市 2011 年）；办件和最少人数未核实，演示值', true);

CREATE FUNCTION headcount_norm(
	p_people int,
	p_workload int,
	p_on date DEFAULT current_date
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT greatest(h.least, ceil(p_people::numeric / h.per_people)::int,
		ceil(p_workload::numeric / h.per_workload)::int)
	FROM headcount_rule h
	WHERE h.since <= p_on
	ORDER BY h.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION headcount_norm IS
	'how many people that many inhabitants or cases a year ask for, the greater';
GRANT EXECUTE ON FUNCTION headcount_norm TO zhen_operator;

CREATE FUNCTION establishment_before()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	NEW.county := NEW.div / 1000000;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER office_post_before BEFORE INSERT OR UPDATE ON office_post
FOR EACH ROW EXECUTE FUNCTION establishment_before();
CREATE TRIGGER office_load_before BEFORE INSERT OR UPDATE ON office_load
FOR EACH ROW EXECUTE FUNCTION establishment_before();

CREATE VIEW establishment
WITH (security_invoker = true)
AS
SELECT
	o.county,
	o.div,
	division_name(o.div) AS place_name,
	o.name AS office_name,
	o.is_street,
	coalesce(p.posts, 0) AS posts,
	s.established,
	s.actual - s.established AS outside,
	s.actual,
	l.people,
	headcount_norm(l.people, l.workload) AS norm,
	s.actual - headcount_norm(l.people, l.workload) AS gap
FROM office o
LEFT JOIN LATERAL (
	SELECT x.posts
	FROM office_post x
	WHERE x.county = o.county AND x.div = o.div AND x.since <= current_date
	ORDER BY x.since DESC
	LIMIT 1
) p ON true
LEFT JOIN LATERAL (
	SELECT x.people, x.workload
	FROM office_load x
	WHERE x.county = o.county AND x.div = o.div
	ORDER BY x.year DESC
	LIMIT 1
) l ON true
CROSS JOIN LATERAL (
	SELECT
		count(*)::int AS actual,
		count(*) FILTER (WHERE x.is_established)::int AS established
	FROM staff x
	WHERE x.office_div = o.div AND x.div = o.div
		AND x.since <= current_date
		AND (x.until IS NULL OR x.until >= current_date)
) s;
COMMENT ON VIEW establishment IS
	'服务所编制：编制数、在编、编外、应有多少人；不含村居的协管员';
GRANT SELECT ON establishment TO zhen_operator;

CREATE VIEW station_now
WITH (security_invoker = true)
AS
SELECT
	v.*,
	EXISTS (
		SELECT FROM staff s
		WHERE s.county = v.county AND s.div = v.div AND s.since <= current_date
			AND (s.until IS NULL OR s.until >= current_date)) AS is_staffed
FROM station v;
COMMENT ON VIEW station_now IS '站点和岗位，今天有没有人在那里工作';
GRANT SELECT ON station_now TO zhen_operator;

CREATE VIEW station_gap
WITH (security_invoker = true)
AS
SELECT
	v.county,
	v.div,
	v.name,
	v.mode,
	division_path(v.div) AS place,
	operator_office_name(v.div / 1000 * 1000) AS office_name
FROM station_now v
WHERE NOT v.is_staffed;
COMMENT ON VIEW station_gap IS '没有配备人员的社区和村';
GRANT SELECT ON station_gap TO zhen_operator;

CREATE FUNCTION establishment_summary()
RETURNS TABLE (
	offices int,
	streets int,
	towns int,
	communities int,
	communities_staffed int,
	villages int,
	villages_staffed int,
	actual int,
	established int,
	outside int,
	posts int,
	posts_each text,
	actual_each text,
	under int
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		e.offices, e.streets, e.offices - e.streets, s.communities,
		s.communities_staffed, s.villages, s.villages_staffed, e.actual,
		e.established, e.actual - e.established, e.posts,
		format('%s（%s）', trunc(e.established::numeric / nullif(e.offices, 0), 2),
			round(e.established::numeric / nullif(e.offices, 0), 3)),
		round(e.actual::numeric / nullif(e.offices, 0), 2)::text, e.under
	FROM (
		SELECT
			count(*)::int AS offices,
			count(*) FILTER (WHERE is_street)::int AS streets,
			sum(actual)::int AS actual,
			sum(established)::int AS established,
			sum(posts)::int AS posts,
			count(*) FILTER (WHERE gap < 0)::int AS under
		FROM establishment
	) e
	CROSS JOIN (
		SELECT
			count(*) FILTER (WHERE mode = 'station')::int AS communities,
			count(*) FILTER (WHERE mode = 'station' AND is_staffed)::int
				AS communities_staffed,
			count(*) FILTER (WHERE mode = 'coordinator')::int AS villages,
			count(*) FILTER (WHERE mode = 'coordinator' AND is_staffed)::int
				AS villages_staffed
		FROM station_now
	) s
$$;
COMMENT ON FUNCTION establishment_summary IS
	'offices, sites and people in scope; people in posts an office cut to two
places, as the founding article has it, and rounded to three';
GRANT EXECUTE ON FUNCTION establishment_summary TO zhen_operator;

SELECT audit_attach('office_post');
SELECT audit_attach('office_load');

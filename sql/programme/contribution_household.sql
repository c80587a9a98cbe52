-- A household pays for a year together (以户为单位): who of it has paid, and
-- paying for all of them, or for those who are marked, in one go.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION contribution_household(
	p_who text,
	p_programme text,
	p_year int
) RETURNS TABLE (
	county int,
	resident bigint,
	household bigint,
	programme text,
	year int,
	name text,
	id_no text,
	age int,
	kin_name text,
	state text,
	state_name text,
	amount numeric,
	match numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		r.county::int, r.id, r.household, p_programme, p_year, r.name::text,
		r.id_no::text, extract(year FROM age(make_date(p_year, 12, 31),
			r.birth))::int,
		code_name('kin', r.kin), CASE WHEN c.id IS NULL THEN 'due' ELSE 'paid' END,
		CASE WHEN c.id IS NULL THEN '未缴' ELSE '已缴' END, c.amount::numeric,
		c.match::numeric
	FROM resident_one(p_who) w
	JOIN resident r ON r.county = w.county AND r.household = w.household
		AND r.next_id IS NULL AND r.died IS NULL
	LEFT JOIN contribution c ON c.county = r.county AND c.resident = r.id
		AND c.programme = p_programme AND c.year = p_year
		AND c.kind IN ('1', '2') AND c.corrects IS NULL
		AND NOT EXISTS (SELECT FROM contribution x
			WHERE x.county = c.county AND x.corrects = c.id)
	ORDER BY c.id IS NOT NULL, r.kin <> '02', r.birth, r.id
$$;
COMMENT ON FUNCTION contribution_household IS
	'the living of a household, found by any of them, and whether they paid for a
year; who didn''t comes first';
GRANT EXECUTE ON FUNCTION contribution_household TO zhen_operator;

CREATE FUNCTION contribute(
	county int,
	resident bigint,
	programme text,
	year int,
	tier text,
	paid_on date DEFAULT current_date,
	voucher text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	made contribution;
BEGIN
	INSERT INTO contribution (county, programme, resident, year, tier, paid_on,
		voucher)
	VALUES (contribute.county, contribute.programme, contribute.resident,
		contribute.year, contribute.tier, contribute.paid_on,
		contribute.voucher)
	RETURNING * INTO made;
	RETURN format('%s %s 年已缴 %s 元，政府补贴 %s 元',
		(SELECT r.name FROM resident r
			WHERE r.county = made.county AND r.id = made.resident),
		made.year, yuan_text(made.amount), yuan_text(made.match));
END
$$;
COMMENT ON FUNCTION contribute IS 'one person pays for a year';
GRANT EXECUTE ON FUNCTION contribute TO zhen_window;

CREATE FUNCTION contribute_household(
	county int,
	household bigint,
	programme text,
	year int,
	tier text,
	paid_on date DEFAULT current_date,
	voucher text DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	people int;
	own numeric;
	matched numeric;
BEGIN
	WITH made AS (
		INSERT INTO contribution (county, programme, resident, year, tier,
			paid_on, voucher)
		SELECT r.county, contribute_household.programme, r.id,
			contribute_household.year, contribute_household.tier,
			contribute_household.paid_on, contribute_household.voucher
		FROM resident r
		WHERE r.county = contribute_household.county
			AND r.household = contribute_household.household
			AND r.died IS NULL AND r.next_id IS NULL
			AND contribution_paid(r.county, contribute_household.programme, r.id,
				contribute_household.year) = 0
		ORDER BY r.id
		RETURNING amount, match
	)
	SELECT count(*), sum(amount), sum(match) INTO people, own, matched
	FROM made;
	IF people = 0 THEN
		PERFORM contribution_refuse('year', format('这一户 %s 年都缴过了',
			contribute_household.year));
	END IF;
	RETURN format('%s 人 %s 年共缴 %s 元，政府补贴 %s 元', people,
		contribute_household.year, yuan_text(own), yuan_text(matched));
END
$$;
COMMENT ON FUNCTION contribute_household IS
	'all of a household who haven''t paid for the year do, or none';
GRANT EXECUTE ON FUNCTION contribute_household TO zhen_window;

CREATE FUNCTION contribution_gaps(
	p_village bigint,
	p_programme text,
	p_year int
) RETURNS TABLE (
	county int,
	household bigint,
	head bigint,
	head_name text,
	head_id_no text,
	people int,
	paid int,
	phone text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT h.county::int, h.id, h.head, max(r.name::text) FILTER (
			WHERE r.id = h.head),
		max(r.id_no::text) FILTER (WHERE r.id = h.head), count(*)::int,
		count(c.resident)::int, max(r.phone::text) FILTER (WHERE r.id = h.head)
	FROM resident r
	JOIN household h ON h.county = r.county AND h.id = r.household
	LEFT JOIN (
		SELECT c.county, c.resident
		FROM contribution c
		WHERE c.county = (p_village / 1000000)::int AND c.div = p_village
			AND c.programme = p_programme AND c.year = p_year
			AND c.kind IN ('1', '2')
		GROUP BY c.county, c.resident
		HAVING sum(CASE WHEN c.corrects IS NULL THEN 1 ELSE -1 END) > 0
	) c ON c.county = r.county AND c.resident = r.id
	WHERE r.county = (p_village / 1000000)::int AND r.div = p_village
		AND r.died IS NULL AND r.next_id IS NULL
	GROUP BY h.county, h.id, h.head
	HAVING count(c.resident) < count(*)
$$;
COMMENT ON FUNCTION contribution_gaps IS
	'households of a village in which somebody hasn''t paid for a year';
GRANT EXECUTE ON FUNCTION contribution_gaps TO zhen_operator;

CREATE VIEW contribution_entry
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	r.id_no::text AS who,
	r.name,
	c.programme,
	c.year,
	c.tier,
	c.collective,
	c.paid_on,
	c.voucher,
	c.amount,
	c.match,
	c.version
FROM contribution c
JOIN resident r ON r.county = c.county AND r.id = c.resident
WHERE c.kind IN ('1', '2') AND c.corrects IS NULL;
COMMENT ON VIEW contribution_entry IS '缴费登记';
GRANT SELECT ON contribution_entry TO zhen_operator;
GRANT INSERT ON contribution_entry TO zhen_window;

CREATE FUNCTION contribution_entry_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(NEW.who);
BEGIN
	INSERT INTO contribution (county, programme, resident, year, tier,
		collective, paid_on, voucher)
	VALUES (its.county, NEW.programme, its.id, NEW.year, NEW.tier,
		NEW.collective, NEW.paid_on, NEW.voucher)
	RETURNING county, id, version, amount, match
	INTO NEW.county, NEW.id, NEW.version, NEW.amount, NEW.match;
	RETURN NEW;
END
$$;
CREATE TRIGGER contribution_entry_insert INSTEAD OF INSERT
ON contribution_entry
FOR EACH ROW EXECUTE FUNCTION contribution_entry_insert();

CREATE FUNCTION contribution_notice(
	p_who text,
	p_programme text,
	p_year int
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH found AS MATERIALIZED (
		SELECT r.*, count(*) OVER () AS people
		FROM resident_named(p_who) r
	)
	SELECT 'error', '管辖范围内没有这个人，请核对身份证号或姓名'
	WHERE NOT EXISTS (SELECT FROM found)
	UNION ALL
	(SELECT
		CASE WHEN r.people > 1 THEN 'error'
			WHEN y.this_year > 0 OR r.died IS NOT NULL THEN 'warning'
			ELSE 'info' END,
		CASE WHEN r.people > 1
			THEN format('有 %s 个人叫%s，请输身份证号', r.people, r.name)
			ELSE format('%s %s 岁 %s，已缴 %s 年，%s 年%s', r.name,
				extract(year FROM age(r.birth)), division_name(r.div), y.years,
				p_year, CASE WHEN r.died IS NOT NULL
					THEN format('；已于 %s 死亡', r.died)
					WHEN y.this_year > 0 THEN '缴过了' ELSE '还没有缴' END) END
	FROM found r
	CROSS JOIN LATERAL (
		SELECT contribution_paid(r.county, p_programme, r.id) AS years,
			contribution_paid(r.county, p_programme, r.id, p_year) AS this_year
	) y
	LIMIT 1)
$$;
COMMENT ON FUNCTION contribution_notice IS
	'who is meant, and what they have paid, while it is typed';
GRANT EXECUTE ON FUNCTION contribution_notice TO zhen_operator;

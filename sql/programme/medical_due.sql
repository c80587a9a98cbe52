-- What of a year's stays in hospital is reimbursed, one by one, and by the month
-- in which they were handed in. See medical.sql for the rule.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION treatment_due(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_year int
) RETURNS TABLE (
	id bigint,
	month int,
	floor numeric,
	share numeric,
	is_referred boolean,
	whole numeric,
	amount numeric
)
LANGUAGE sql STABLE ROWS 2
SET search_path = zhen, pg_temp
AS $$
	WITH one AS (
		SELECT t.id, t.month, t.left_on, t.covered, r.floor, r.ceiling,
			g.is_referred, round(r.share * CASE WHEN g.is_referred THEN 1
				ELSE r.unreferred END, 4) AS share
		FROM treatment t
		CROSS JOIN LATERAL (
			SELECT t.is_urgent OR t.level <> '3' OR EXISTS (
				SELECT FROM referral f
				WHERE f.county = t.county AND f.resident = t.resident
					AND f.programme = t.programme AND NOT f.is_removed
					AND t.admitted_on BETWEEN f.referred_on AND f.until
			) AS is_referred
		) g
		CROSS JOIN LATERAL (
			SELECT
				contribution_rate(p_programme, 'floor_' || t.level,
					month_of(t.left_on)) AS floor,
				contribution_rate(p_programme, 'share_' || t.level,
					month_of(t.left_on)) AS share,
				coalesce(contribution_rate(p_programme, 'unreferred',
					month_of(t.left_on)), 1) AS unreferred,
				contribution_rate(p_programme, 'ceiling', month_of(t.left_on))
					AS ceiling
		) r
		WHERE t.county = p_county AND t.programme = p_programme
			AND t.resident = p_resident AND NOT t.is_removed
			AND t.left_on BETWEEN make_date(p_year, 1, 1)
				AND make_date(p_year, 12, 31)
			AND contribution_paid(t.county, t.programme, t.resident, p_year) > 0
	), whole AS (
		SELECT o.*, round(greatest(0, o.covered - o.floor) * o.share, 2) AS whole
		FROM one o
	), summed AS (
		SELECT w.*, sum(w.whole) OVER (ORDER BY w.month, w.left_on, w.id) AS upto
		FROM whole w
	)
	SELECT s.id, s.month::int, s.floor, s.share, s.is_referred, s.whole,
		greatest(0, least(s.upto, coalesce(s.ceiling, s.upto))
			- least(s.upto - s.whole, coalesce(s.ceiling, s.upto)))
	FROM summed s
$$;
COMMENT ON FUNCTION treatment_due IS
	'the stays of a year, by the day of leaving: what the rule gives and, under the
year''s ceiling, what is reimbursed. Whoever hands in first uses it up first';
GRANT EXECUTE ON FUNCTION treatment_due TO zhen_operator;

CREATE FUNCTION treatment_month(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_month int,
	OUT cases int,
	OUT amount numeric,
	OUT because text
)
LANGUAGE sql STABLE STRICT
SET search_path = zhen, pg_temp
AS $$
	SELECT count(*)::int, coalesce(sum(d.amount), 0),
		string_agg(format('%s可报 %s，起付 %s，报 %s%%%s', t.hospital,
			yuan_text(t.covered), d.floor::float8, (d.share * 100)::float8,
			CASE WHEN d.amount < d.whole THEN '，年封顶' ELSE '' END), '；'
			ORDER BY t.left_on, t.id)
	FROM (
		SELECT DISTINCT extract(year FROM t.left_on)::int AS year
		FROM treatment t
		WHERE t.county = p_county AND t.programme = p_programme
			AND t.resident = p_resident AND t.month = p_month AND NOT t.is_removed
	) y
	CROSS JOIN LATERAL treatment_due(p_county, p_programme, p_resident, y.year) d
	JOIN treatment t ON t.county = p_county AND t.id = d.id
	WHERE d.month = p_month
$$;
COMMENT ON FUNCTION treatment_month IS
	'how many stays are reimbursed in a month, how much, and how it came about';
GRANT EXECUTE ON FUNCTION treatment_month TO zhen_operator;

CREATE VIEW treatment_list
WITH (security_invoker = true)
AS
SELECT
	t.county,
	t.id,
	t.programme,
	t.resident,
	t.div,
	r.name,
	r.id_no,
	t.month,
	t.hospital,
	t.level,
	code_name('hospital_level', t.level) AS level_name,
	t.diagnosis,
	t.admitted_on,
	t.left_on,
	t.cost,
	t.covered,
	t.invoice,
	d.floor,
	d.share,
	d.amount,
	CASE WHEN t.is_removed THEN '已作废'
		WHEN d.id IS NULL THEN '未参合'
		WHEN NOT d.is_referred THEN '未转诊'
		WHEN d.amount < d.whole THEN '年封顶' ELSE '' END AS state_name
FROM treatment t
JOIN resident r ON r.county = t.county AND r.id = t.resident
LEFT JOIN LATERAL treatment_due(t.county, t.programme, t.resident,
	extract(year FROM t.left_on)::int) d ON d.id = t.id AND NOT t.is_removed;
COMMENT ON VIEW treatment_list IS '住院报销一览：能报多少';
GRANT SELECT ON treatment_list TO zhen_operator;

CREATE VIEW treatment_entry
WITH (security_invoker = true)
AS
SELECT
	t.county,
	t.id,
	r.id_no::text AS who,
	r.name,
	t.programme,
	t.hospital,
	t.level,
	t.diagnosis,
	t.admitted_on,
	t.left_on,
	t.is_urgent,
	t.cost,
	t.covered,
	t.invoice,
	t.is_removed,
	t.month,
	d.amount,
	t.version
FROM treatment t
JOIN resident r ON r.county = t.county AND r.id = t.resident
LEFT JOIN LATERAL treatment_due(t.county, t.programme, t.resident,
	extract(year FROM t.left_on)::int) d ON d.id = t.id;
COMMENT ON VIEW treatment_entry IS '住院报销登记';
GRANT SELECT ON treatment_entry TO zhen_operator;
GRANT INSERT, UPDATE ON treatment_entry TO zhen_window;

CREATE FUNCTION treatment_entry_save()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(NEW.who);
BEGIN
	IF TG_OP = 'UPDATE' THEN
		UPDATE treatment SET
			hospital = NEW.hospital,
			level = NEW.level,
			diagnosis = NEW.diagnosis,
			admitted_on = NEW.admitted_on,
			left_on = NEW.left_on,
			is_urgent = coalesce(NEW.is_urgent, false),
			cost = NEW.cost,
			covered = NEW.covered,
			invoice = NEW.invoice,
			is_removed = coalesce(NEW.is_removed, false)
		WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
		RETURNING version INTO NEW.version;
		IF NOT FOUND THEN
			RETURN NULL;
		END IF;
		RETURN NEW;
	END IF;
	INSERT INTO treatment (county, programme, resident, hospital, level,
		diagnosis, admitted_on, left_on, is_urgent, cost, covered, invoice)
	VALUES (its.county, NEW.programme, its.id, NEW.hospital, NEW.level,
		NEW.diagnosis, NEW.admitted_on, NEW.left_on,
		coalesce(NEW.is_urgent, false), NEW.cost, NEW.covered, NEW.invoice)
	RETURNING county, id, version, month
	INTO NEW.county, NEW.id, NEW.version, NEW.month;
	SELECT d.amount INTO NEW.amount
	FROM treatment_due(NEW.county, NEW.programme, its.id,
		extract(year FROM NEW.left_on)::int) d
	WHERE d.id = NEW.id;
	RETURN NEW;
END
$$;
CREATE TRIGGER treatment_entry_save INSTEAD OF INSERT OR UPDATE
ON treatment_entry
FOR EACH ROW EXECUTE FUNCTION treatment_entry_save();

CREATE VIEW referral_entry
WITH (security_invoker = true)
AS
SELECT
	f.county,
	f.id,
	r.id_no::text AS who,
	r.name,
	f.programme,
	f.from_hospital,
	f.hospital,
	f.diagnosis,
	f.referred_on,
	f.until,
	f.is_removed,
	f.version
FROM referral f
JOIN resident r ON r.county = f.county AND r.id = f.resident;
COMMENT ON VIEW referral_entry IS '转诊登记';
GRANT SELECT ON referral_entry TO zhen_operator;
GRANT INSERT, UPDATE ON referral_entry TO zhen_window;

CREATE FUNCTION referral_entry_save()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(NEW.who);
BEGIN
	IF TG_OP = 'UPDATE' THEN
		UPDATE referral SET
			from_hospital = NEW.from_hospital,
			hospital = NEW.hospital,
			diagnosis = NEW.diagnosis,
			referred_on = NEW.referred_on,
			until = NEW.until,
			is_removed = coalesce(NEW.is_removed, false)
		WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
		RETURNING version INTO NEW.version;
		IF NOT FOUND THEN
			RETURN NULL;
		END IF;
		RETURN NEW;
	END IF;
	INSERT INTO referral (county, programme, resident, from_hospital, hospital,
		diagnosis, referred_on, until)
	VALUES (its.county, NEW.programme, its.id, NEW.from_hospital, NEW.hospital,
		NEW.diagnosis, NEW.referred_on, NEW.until)
	RETURNING county, id, version INTO NEW.county, NEW.id, NEW.version;
	RETURN NEW;
END
$$;
CREATE TRIGGER referral_entry_save INSTEAD OF INSERT OR UPDATE
ON referral_entry
FOR EACH ROW EXECUTE FUNCTION referral_entry_save();

-- The individual account (个人账户): what was paid in, matched and credited as
-- interest, less what was drawn by the month as part of a benefit and what went
-- to heirs. The part of a benefit that comes out of it is what was saved divided
-- by the rate "account_months", for as long as the benefit is paid.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION account_saved(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_month int
) RETURNS numeric
LANGUAGE sql STABLE
AS $$
	SELECT coalesce(sum(c.amount + c.match + c.collective), 0)
	FROM zhen.contribution c
	WHERE c.county = p_county AND c.programme = p_programme
		AND c.resident = p_resident AND c.month <= p_month
		AND c.kind IN ('1', '2', '3')
$$;
COMMENT ON FUNCTION account_saved IS
	'what a benefit is reckoned from: all but interest since it began';
GRANT EXECUTE ON FUNCTION account_saved TO zhen_operator;

CREATE FUNCTION account_drawn(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_month int
) RETURNS numeric
LANGUAGE sql STABLE
AS $$
	SELECT coalesce(sum(round(zhen.account_saved(p_county, p_programme,
		p_resident, m.month) / zhen.contribution_rate(p_programme,
		'account_months', m.month), 2)), 0)
	FROM (
		SELECT p.month::int AS month
		FROM zhen.payment p
		WHERE p.county = p_county AND p.programme = p_programme
			AND p.resident = p_resident AND p.month <= p_month
		GROUP BY p.month
		HAVING sum(p.amount) > 0
	) m
$$;
COMMENT ON FUNCTION account_drawn IS
	'what the months that were paid, and not taken back, took out of the account';
GRANT EXECUTE ON FUNCTION account_drawn TO zhen_operator;

CREATE FUNCTION account_left(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_month int
) RETURNS numeric
LANGUAGE sql STABLE
AS $$
	SELECT greatest(0, coalesce((
		SELECT sum(c.amount + c.match + c.collective)
		FROM zhen.contribution c
		WHERE c.county = p_county AND c.programme = p_programme
			AND c.resident = p_resident
			AND (c.month <= p_month OR c.other_county IS NOT NULL)), 0)
		- zhen.account_drawn(p_county, p_programme, p_resident, p_month))
$$;
COMMENT ON FUNCTION account_left IS
	'what is in an account at the end of a month, and hasn''t moved on since; when more was drawn than it
held, the benefit goes on and is paid from elsewhere';
GRANT EXECUTE ON FUNCTION account_left TO zhen_operator;

CREATE FUNCTION contribution_correct(
	county int,
	id bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	wrong contribution;
	why text := claim_text(contribution_correct.reason, 'reason',
		'请写明为什么冲正');
BEGIN
	PERFORM duty_require('冲正缴费', 'window');
	SELECT * INTO wrong FROM contribution c
	WHERE c.county = contribution_correct.county
		AND c.id = contribution_correct.id;
	PERFORM scope_require(wrong.div);
	PERFORM FROM resident r
	WHERE r.county = wrong.county AND r.id = wrong.resident
	FOR NO KEY UPDATE;
	IF wrong.corrects IS NOT NULL OR wrong.kind IN ('5', '6') THEN
		PERFORM contribution_refuse('id', CASE wrong.kind
			WHEN '5' THEN '已经退给继承人的不能冲正，请联系县区'
			WHEN '6' THEN '这是迁来以前已经领取的，不能冲正，请联系原来的县区'
			ELSE '冲正的这一笔不能再冲正，请重新登记对的' END);
	ELSIF wrong.other_county IS NOT NULL THEN
		PERFORM contribution_refuse('id', format('这是从%s转来的，钱不是本县区收的，'
			'不能在这里冲正，请联系%1$s',
			division_name(wrong.other_county * 1000000::bigint)));
	ELSIF EXISTS (SELECT FROM contribution c
		WHERE c.county = wrong.county AND c.programme = wrong.programme
			AND c.resident = wrong.resident AND c.kind = '5') THEN
		PERFORM contribution_refuse('id',
			'余额已经退给继承人，账户已结清，不能再改');
	END IF;
	INSERT INTO contribution (county, programme, resident, year, kind, tier,
		amount, match, collective, month, paid_on, voucher, corrects, reason)
	VALUES (wrong.county, wrong.programme, wrong.resident, wrong.year,
		wrong.kind, wrong.tier, -wrong.amount, -wrong.match, -wrong.collective,
		wrong.month, current_date, wrong.voucher, wrong.id, why);
	RETURN format('已冲正 %s 年的%s %s 元%s', wrong.year,
		code_name('contribution_kind', wrong.kind), yuan_text(wrong.amount),
		CASE WHEN wrong.kind IN ('1', '2') THEN '，请登记对的' ELSE '' END);
END
$$;
COMMENT ON FUNCTION contribution_correct IS
	'takes a row back, once, by another that names it and counts from the same
month: a benefit that was reckoned from it comes out otherwise when it is
computed again, and is corrected as any other. What another county took in is on its
books, not on these';
GRANT EXECUTE ON FUNCTION contribution_correct TO zhen_operator;

CREATE FUNCTION account_interest_due(
	p_programme text,
	p_year int,
	p_lo bigint,
	p_hi bigint
) RETURNS TABLE (
	county int,
	resident bigint,
	kind text,
	amount numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH moved AS (
		SELECT c.county, c.resident,
			sum(c.amount + c.match + c.collective)
				FILTER (WHERE c.month < p_year * 100 + 1) AS before,
			sum((c.amount + c.match + c.collective) * (12 - c.month % 100))
				FILTER (WHERE c.month > p_year * 100) AS during,
			bool_or(c.kind = '5' OR c.kind IN ('3', '4') AND c.year = p_year
				AND c.corrects IS NULL AND NOT EXISTS (SELECT FROM contribution x
					WHERE x.county = c.county AND x.corrects = c.id)) AS is_done
		FROM contribution c
		WHERE c.programme = p_programme AND c.month <= p_year * 100 + 12
			AND c.county BETWEEN p_lo / 1000000 AND p_hi / 1000000
			AND c.div BETWEEN p_lo AND p_hi
		GROUP BY c.county, c.resident
	)
	SELECT m.county::int, m.resident, CASE WHEN greatest(
			month_of(years_after(r.birth, contribution_rate(p_programme,
				'first_age', p_year * 100 + 12))),
			(SELECT min(e.since) FROM enrolment e WHERE e.county = m.county
				AND e.resident = m.resident AND e.programme = p_programme))
			<= p_year * 100 + 12 THEN '4' ELSE '3' END,
		due.amount
	FROM moved m
	JOIN resident r ON r.county = m.county AND r.id = m.resident
		AND r.next_id IS NULL
	CROSS JOIN LATERAL (
		SELECT round(coalesce(contribution_rate(p_programme, 'interest',
			greatest(p_year * 100 + 1, contribution_first(p_programme))), 0)
			* (greatest(0, coalesce(m.before, 0) - account_drawn(m.county,
				p_programme, m.resident, p_year * 100)) + coalesce(m.during, 0)
				/ 12), 2) AS amount
	) due
	WHERE NOT m.is_done AND due.amount > 0
		AND coalesce(r.died, 'infinity') >= make_date(p_year, 12, 31)
$$;
COMMENT ON FUNCTION account_interest_due IS
	'interest of a year, of accounts that have none of it yet: on what was there
when it began for all of it, on what came in from the month after. From the year
on in which the benefit begins it is of the other kind. Who died gets none of that
year';

CREATE FUNCTION account_interest(
	programme text,
	year int
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	people int;
	total numeric;
BEGIN
	PERFORM duty_require('个人账户计息', 'supervisor');
	IF year >= extract(year FROM current_date) THEN
		PERFORM contribution_refuse('year', format('%s 年还没有过完，'
			'请到下一年再计息', year));
	ELSIF contribution_rate(programme, 'interest', year * 100 + 12) IS NULL THEN
		PERFORM contribution_refuse('year', format('没有 %s 年的利率，请管理员'
			'在项目文件里加上', year));
	END IF;
	WITH made AS (
		INSERT INTO contribution (county, programme, resident, year, kind,
			amount, month, paid_on)
		SELECT d.county, account_interest.programme, d.resident,
			account_interest.year, d.kind, d.amount, account_interest.year * 100
			+ 12, current_date
		FROM account_interest_due(account_interest.programme,
			account_interest.year, scope_lo(), scope_hi()) d
		ORDER BY d.county, d.resident
		RETURNING contribution.amount
	)
	SELECT count(*), sum(made.amount) INTO people, total FROM made;
	RETURN CASE people WHEN 0 THEN format('%s 年没有要计息的账户，已计过的不再计',
		year) ELSE format('%s 年计息：%s 个账户，共 %s 元', year, people,
		yuan_text(total)) END;
END
$$;
COMMENT ON FUNCTION account_interest IS
	'credits a year''s interest to the accounts of the operator''s scope, once';
GRANT EXECUTE ON FUNCTION account_interest TO zhen_operator;

CREATE VIEW contribution_list
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	c.programme,
	c.resident,
	c.div,
	r.name,
	r.id_no,
	c.year,
	code_name('contribution_kind', c.kind) || CASE
		WHEN c.corrects IS NULL AND c.other_county IS NULL THEN ''
		WHEN c.other_county IS NULL THEN '（冲正）'
		WHEN c.corrects IS NULL AND (c.amount >= 0) = (c.kind <> '6')
			THEN '（转入）'
		ELSE '（转出）' END AS kind_name,
	c.tier,
	c.amount,
	c.match,
	c.collective,
	c.amount + c.match + c.collective AS total,
	c.month,
	c.paid_on,
	c.voucher,
	operator_name(c.made_by) AS maker,
	CASE WHEN c.corrects IS NOT NULL THEN c.reason
		WHEN EXISTS (SELECT FROM contribution x
			WHERE x.county = c.county AND x.corrects = c.id
				AND x.other_county IS NULL) THEN '已冲正'
		WHEN EXISTS (SELECT FROM contribution x
			WHERE x.county = c.county AND x.corrects = c.id) THEN '已转出'
		WHEN c.other_county IS NOT NULL
			THEN '转自' || division_name(c.other_county * 1000000::bigint)
	END AS remark,
	c.corrects IS NULL AND c.kind NOT IN ('5', '6')
		AND c.other_county IS NULL AND NOT EXISTS (
		SELECT FROM contribution x
		WHERE x.county = c.county AND x.corrects = c.id) AS is_open
FROM contribution c
JOIN resident r ON r.county = c.county AND r.id = c.resident;
COMMENT ON VIEW contribution_list IS '缴费和个人账户逐笔';
GRANT SELECT ON contribution_list TO zhen_operator;

CREATE VIEW account_list
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id AS resident,
	p.code AS programme,
	r.name,
	r.id_no,
	r.birth,
	r.died,
	r.div,
	p.title,
	s.years,
	s.own,
	s.matched,
	s.interest,
	s.paid_out,
	s.last_year,
	account_drawn(r.county, p.code, r.id, month_of(current_date)) - s.before
		AS drawn,
	account_left(r.county, p.code, r.id, month_of(current_date)) AS balance,
	coalesce(m.months, 0) > 0 AS has_account
FROM resident r
CROSS JOIN programme p
CROSS JOIN LATERAL (
	SELECT
		coalesce(sum(CASE WHEN c.corrects IS NULL THEN 1 ELSE -1 END)
			FILTER (WHERE c.kind IN ('1', '2')), 0)::int AS years,
		coalesce(sum(c.amount) FILTER (WHERE c.kind IN ('1', '2')), 0) AS own,
		coalesce(sum(c.match + c.collective), 0) AS matched,
		coalesce(sum(c.amount) FILTER (WHERE c.kind IN ('3', '4')), 0)
			AS interest,
		-coalesce(sum(c.amount) FILTER (WHERE c.kind = '5'), 0) AS paid_out,
		coalesce(sum(c.amount) FILTER (WHERE c.kind = '6'), 0) AS before,
		max(c.year) FILTER (WHERE c.kind IN ('1', '2')) AS last_year,
		count(*) AS entries
	FROM contribution c
	WHERE c.county = r.county AND c.programme = p.code AND c.resident = r.id
) s
CROSS JOIN LATERAL (
	SELECT contribution_rate(p.code, 'account_months', month_of(current_date))
		AS months
) m
WHERE s.entries > 0 OR EXISTS (SELECT FROM enrolment e
	WHERE e.county = r.county AND e.resident = r.id AND e.programme = p.code
		AND EXISTS (SELECT FROM contribution_tier t
			WHERE t.programme = p.code));
COMMENT ON VIEW account_list IS '每人每个要缴费的项目一行：缴了几年，账户里有多少';
GRANT SELECT ON account_list TO zhen_operator;

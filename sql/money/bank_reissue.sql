-- What didn't reach the person: asked for anew once their account is mended,
-- approved by another person, and into a file of its own. The rules are those
-- of any correction, see correct.sql; here they go for many at once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW bank_failed
WITH (security_invoker = true)
AS
SELECT
	f.county,
	f.batch,
	b.programme,
	g.title,
	b.month,
	f.resident,
	f.part,
	p.employer,
	p.holder,
	p.account_number AS account,
	f.amount,
	f.reason,
	division_name(f.div) AS village_name,
	c.id AS correction,
	a.id AS current_account,
	CASE
		WHEN 'open' IN (c.state, n.state) THEN 'asked'
		WHEN n.state = 'approved' THEN 'reissued'
		WHEN c.state = 'approved' AND c.reissued IS NULL THEN 'reversed'
		WHEN c.state = 'approved' THEN 'reissued'
		WHEN a.id IS NULL THEN 'none'
		WHEN (a.number, a.holder) = (p.account_number, p.holder) THEN 'same'
		ELSE 'mended'
	END AS state
FROM bank_return_line f
JOIN batch b ON b.county = f.county AND b.id = f.batch
JOIN programme g ON g.code = b.programme
JOIN payment p ON p.county = f.county AND p.programme = b.programme
	AND p.month = b.month AND p.resident = f.resident AND p.part = f.part
LEFT JOIN LATERAL (
	SELECT o.id, o.number, o.holder
	FROM account o
	WHERE p.employer IS NULL AND o.county = f.county
		AND o.resident = f.resident AND o.is_current
	UNION ALL
	SELECT u.id, u.number, u.holder
	FROM employer_account u
	WHERE u.county = f.county AND u.employer = p.employer AND u.is_current
) a ON true
LEFT JOIN correction c ON c.county = f.county AND c.batch = f.batch
	AND c.programme = b.programme AND c.month = b.month
	AND c.resident = f.resident AND c.part = f.part
	AND c.state IN ('open', 'approved')
LEFT JOIN correction n ON n.county = f.county AND n.batch = f.batch
	AND n.programme = b.programme AND n.month = b.month
	AND n.resident = f.resident AND n.part = f.part + 1
	AND n.state IN ('open', 'approved')
WHERE NOT f.is_good;
COMMENT ON VIEW bank_failed IS '银行退回的发放，和办到了哪一步';
GRANT SELECT ON bank_failed TO zhen_operator;

CREATE FUNCTION bank_failed_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'same' THEN '账户没改'
		WHEN 'none' THEN '没有账户'
		WHEN 'mended' THEN '账户已改'
		WHEN 'asked' THEN '待批准'
		WHEN 'reissued' THEN '已补发'
		WHEN 'reversed' THEN '已冲正'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION bank_failed_name TO zhen_operator;

CREATE FUNCTION bank_reissue_ask(
	county int,
	batch bigint,
	resident bigint DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET random_page_cost = 1.1
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	people bigint;
	total numeric;
BEGIN
	PERFORM duty_require('申请补发', 'window');
	one := batch_lock(bank_reissue_ask.county, bank_reissue_ask.batch);
	PERFORM FROM payment p
	JOIN bank_return_line f ON f.county = p.county AND f.batch = p.batch
		AND f.resident = p.resident AND NOT f.is_good
	WHERE p.county = one.county AND p.programme = one.programme
		AND p.month = one.month AND p.batch = one.id AND p.part = 0
	ORDER BY p.resident
	FOR NO KEY UPDATE OF p;
	WITH asked AS (
		INSERT INTO correction (county, programme, month, resident, part, div,
			batch, kind, note, was, amount, account)
		SELECT f.county, f.programme, f.month, f.resident, f.part, p.div,
			f.batch, CASE f.state WHEN 'mended' THEN '2' ELSE '3' END,
			'回盘：' || f.reason, p.amount, p.amount, f.current_account
		FROM bank_failed f
		JOIN payment p ON p.county = f.county AND p.programme = f.programme
			AND p.month = f.month AND p.resident = f.resident
			AND p.part = f.part
		WHERE f.county = one.county AND f.batch = one.id
			AND p.programme = one.programme AND p.month = one.month
			AND CASE WHEN bank_reissue_ask.resident IS NULL
				THEN f.state = 'mended'
				ELSE (f.resident = bank_reissue_ask.resident
						OR f.employer = (SELECT x.employer FROM bank_failed x
							WHERE x.county = one.county AND x.batch = one.id
								AND x.resident = bank_reissue_ask.resident
							ORDER BY x.part DESC LIMIT 1))
					AND f.state IN ('mended', 'same') END
			AND NOT EXISTS (SELECT FROM payment x
				WHERE x.county = f.county AND x.programme = f.programme
					AND x.month = f.month AND x.resident = f.resident
					AND x.part > f.part)
			AND NOT EXISTS (SELECT FROM correction o
				WHERE o.county = f.county AND o.batch = f.batch
					AND o.programme = f.programme AND o.month = f.month
					AND o.resident = f.resident
					AND o.state = 'open')
		RETURNING amount
	)
	SELECT count(*), sum(amount) INTO people, total FROM asked;
	IF people = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', MESSAGE = CASE
			WHEN bank_reissue_ask.resident IS NULL
			THEN '没有改过账户还没申请补发的人；账户没错的逐个选中再申请'
			ELSE '这笔已经申请或补发过，或者没有账户：请先在居民登记里补上账号'
			END;
	END IF;
	RETURN format('已申请补发 %s 人，%s 元，请复核人员批准', people,
		yuan_text(total));
END
$$;
COMMENT ON FUNCTION bank_reissue_ask IS
	'asks for what the bank sent back: of one person, with all of whose share went
to the same unit, or of all in the batch whose account was changed since';
GRANT EXECUTE ON FUNCTION bank_reissue_ask TO zhen_operator;

CREATE FUNCTION bank_reissue_approve(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET random_page_cost = 1.1
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	people bigint;
	total numeric;
BEGIN
	PERFORM duty_require('批准补发', 'reviewer');
	one := batch_lock(bank_reissue_approve.county, bank_reissue_approve.batch);
	PERFORM FROM payment p
	JOIN correction c ON c.county = p.county AND c.batch = p.batch
		AND c.programme = p.programme AND c.month = p.month
		AND c.resident = p.resident AND c.state = 'open'
	WHERE p.county = one.county AND p.programme = one.programme
		AND p.month = one.month AND p.batch = one.id AND p.part = 0
	ORDER BY p.resident
	FOR NO KEY UPDATE OF p;
	WITH ready AS MATERIALIZED (
		SELECT c.county, c.id, c.part, c.resident, p.account_number, p.holder,
			p.cut, p.employer, a.number AS to_number, a.holder AS to_holder
		FROM correction c
		JOIN bank_return_line f ON f.county = c.county AND f.batch = c.batch
			AND f.resident = c.resident AND f.part = c.part AND NOT f.is_good
		JOIN payment p ON p.county = c.county AND p.programme = c.programme
			AND p.month = c.month AND p.resident = c.resident
			AND p.part = c.part
		JOIN payee a ON a.county = c.county AND a.id = c.account
			AND a.is_current
			AND (p.employer IS NULL AND a.resident = c.resident
				OR a.employer = p.employer)
		WHERE c.county = one.county AND c.batch = one.id AND c.state = 'open'
			AND c.programme = one.programme AND c.month = one.month
			AND c.kind IN ('2', '3') AND c.made_by <> session_user
			AND (c.was, c.amount) = (p.amount, p.amount)
			AND (c.kind = '3' OR (a.number, a.holder)
				IS DISTINCT FROM (p.account_number, p.holder))
			AND NOT EXISTS (SELECT FROM payment x
				WHERE x.county = c.county AND x.programme = c.programme
					AND x.month = c.month AND x.resident = c.resident
					AND x.part > c.part)
	), done AS (
		UPDATE correction c SET
			state = 'approved',
			checked_by = session_user,
			checked_at = now(),
			reissued = c.part + 2
		FROM ready r
		WHERE c.county = r.county AND c.id = r.id
		RETURNING c.*, r.account_number, r.holder, r.cut, r.employer,
			r.to_number, r.to_holder
	), paid AS (
		INSERT INTO payment (county, programme, month, resident, div, batch,
			amount, account_number, holder, part, cut, employer)
		SELECT d.county, d.programme, d.month, d.resident, d.div, d.batch,
			v.amount, v.number, v.holder, v.part, v.cut, d.employer
		FROM done d
		CROSS JOIN LATERAL (VALUES
			(d.part + 1, -d.was, d.account_number, d.holder, -d.cut),
			(d.reissued::int, d.amount, d.to_number, d.to_holder, d.cut)
		) v (part, amount, number, holder, cut)
		RETURNING amount
	)
	SELECT count(*), sum(amount) INTO people, total FROM paid WHERE amount > 0;
	IF people = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '没有可以一起批准的补发；自己申请的请另一位复核人员批准，'
				'账户又变了的到发放更正（2111）退回';
	END IF;
	RETURN format('已批准补发 %s 人，%s 元，请到 2114 编制补发文件', people,
		yuan_text(total));
END
$$;
COMMENT ON FUNCTION bank_reissue_approve IS
	'approves all reissues of the batch that were asked for after a return: by
another than who asked, for the account that was asked for';
GRANT EXECUTE ON FUNCTION bank_reissue_approve TO zhen_operator;

CREATE FUNCTION bank_supplement_make(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	number int;
	people bigint;
	total numeric;
BEGIN
	PERFORM duty_require('编制补发文件', 'window', 'reviewer');
	one := batch_lock(bank_supplement_make.county, bank_supplement_make.batch);
	SELECT 1 + coalesce(max(c.file), 0) INTO number
	FROM correction c
	WHERE c.county = one.county AND c.batch = one.id;
	WITH made AS (
		UPDATE correction c SET file = number
		WHERE c.county = one.county AND c.batch = one.id
			AND c.state = 'approved' AND c.reissued IS NOT NULL
			AND c.file IS NULL
		RETURNING c.amount
	)
	SELECT count(*), sum(amount) INTO people, total FROM made;
	IF people = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('批次 %s 没有等待编入文件的补发；编过的按 F12 再取',
				one.id);
	END IF;
	RETURN format('批次 %s 第 %s 个补发文件：%s 人，%s 元。按 F12 取文件', one.id,
		number, people, yuan_text(total));
END
$$;
COMMENT ON FUNCTION bank_supplement_make IS
	'puts a batch''s reissues that are in no file yet into the next one';
GRANT EXECUTE ON FUNCTION bank_supplement_make TO zhen_operator;

CREATE FUNCTION bank_supplement(
	county int,
	batch bigint,
	file int,
	refused text DEFAULT '{}',
	charset text DEFAULT NULL
) RETURNS TABLE (
	line_text text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('取补发文件', 'window', 'reviewer');
	IF file IS NULL OR file < 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这些补发还没有编入文件，请先按 F6 编制补发文件';
	END IF;
	RETURN QUERY SELECT * FROM bank_take(batch_lock(county, batch), file,
		refused::int[], charset);
END
$$;
COMMENT ON FUNCTION bank_supplement IS
	'one run of a batch''s reissues, the same whenever it is asked for';
GRANT EXECUTE ON FUNCTION bank_supplement TO zhen_operator;

-- Files for the bank: a batch's payments, and its reissues in files of their
-- own, each made once. What was reversed since is in none.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_body(
	p_batch batch,
	p_file int
) RETURNS TABLE (
	county int,
	batch bigint,
	line int,
	resident bigint,
	div bigint,
	part smallint,
	holder text,
	id_no text,
	account_number text,
	amount numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		p.county,
		p.batch,
		CASE WHEN position('|' IN p.holder) = 0 THEN
			(1 + count(*) FILTER (WHERE position('|' IN p.holder) = 0)
				OVER (ORDER BY p.resident))::int
		END,
		p.resident,
		p.div,
		p.part,
		p.holder,
		r.id_no,
		p.account_number,
		p.amount
	FROM payment p
	JOIN resident r ON r.county = p.county AND r.id = p.resident
	LEFT JOIN correction c ON c.county = p.county
		AND c.batch = p_batch.id AND c.programme = p.programme
		AND c.month = p.month AND c.resident = p.resident
		AND c.reissued = p.part
	WHERE p.county = p_batch.county AND p.programme = p_batch.programme
		AND p.month = p_batch.month AND p.batch = p_batch.id
		AND CASE p.part WHEN 0 THEN 0 ELSE c.file END = p_file
		AND NOT EXISTS (
			SELECT FROM payment x
			WHERE x.county = p.county AND x.programme = p.programme
				AND x.month = p.month AND x.resident = p.resident
				AND x.part = p.part + 1)
$$;
COMMENT ON FUNCTION bank_body IS
	'payments with their line in the whole file, 0, or in a file of reissues;
none for a name that would break a line apart';

CREATE FUNCTION bank_write(
	p_batch batch,
	p_file int,
	p_refused int[]
) RETURNS SETOF text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM batch_state_require(p_batch, 'paid');
	INSERT INTO bank_refusal (county, batch, line, resident, div, part, reason)
	SELECT b.county, b.batch, b.line, b.resident, b.div, b.part,
		CASE WHEN b.line = ANY (p_refused)
			THEN '姓名里有银行文件写不出的字，请改用其他方式发放'
			ELSE '户名里有分隔符，请改正户名后用其他方式发放' END
	FROM bank_body(p_batch, p_file) b
	WHERE b.line = ANY (p_refused) OR b.line IS NULL
	ON CONFLICT DO NOTHING;
	RETURN QUERY
	SELECT format('%s|%s', count(*), coalesce(sum(b.amount), 0.00))
	FROM bank_body(p_batch, p_file) b
	WHERE b.line IS NOT NULL AND b.line <> ALL (p_refused);
	RETURN QUERY
	SELECT format('%s|%s|%s|%s|%s', row_number() OVER (ORDER BY b.line),
		b.holder, b.id_no, b.account_number, b.amount)
	FROM bank_body(p_batch, p_file) b
	WHERE b.line IS NOT NULL AND b.line <> ALL (p_refused)
	ORDER BY b.line;
END
$$;
COMMENT ON FUNCTION bank_write IS
	'count|total, then number|name|ID number|account|amount; the numbers that are
refused are lines of the whole file, which the charset can''t hold';

CREATE FUNCTION bank_file(
	county int,
	batch bigint,
	refused text DEFAULT '{}'
) RETURNS TABLE (
	line_text text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('取银行文件', 'window', 'reviewer');
	RETURN QUERY SELECT * FROM bank_write(batch_lock(county, batch), 0,
		refused::int[]);
END
$$;
COMMENT ON FUNCTION bank_file IS 'the payments of a batch, see bank_write()';
GRANT EXECUTE ON FUNCTION bank_file TO zhen_operator;

CREATE FUNCTION bank_supplement_make(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
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
	refused text DEFAULT '{}'
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
	RETURN QUERY SELECT * FROM bank_write(batch_lock(county, batch), file,
		refused::int[]);
END
$$;
COMMENT ON FUNCTION bank_supplement IS
	'one file of a batch''s reissues, the same whenever it is asked for';
GRANT EXECUTE ON FUNCTION bank_supplement TO zhen_operator;

-- Files for the bank: a batch's payments, and its reissues in files of their
-- own. Once made, a file says the same for ever, or it isn't given out. What
-- was reversed before is in none.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_body_employer(
	p_batch batch,
	p_run int
) RETURNS TABLE (
	resident bigint,
	part smallint,
	div bigint,
	village bigint,
	holder text,
	id text,
	account text,
	amount numeric,
	cents bigint,
	own numeric,
	lead bigint
)
LANGUAGE sql STABLE ROWS 20000
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
	SELECT
		p.resident,
		p.part,
		p.div,
		u.div,
		p.holder,
		coalesce(u.credit_code, u.old_code),
		p.account_number,
		sum(p.amount - p.cut) OVER unit,
		(sum(p.amount - p.cut) OVER unit * 100)::bigint,
		p.amount - p.cut,
		min(p.resident) OVER unit
	FROM payment p
	JOIN employer u ON u.county = p.county AND u.id = p.employer
	LEFT JOIN correction c ON p_run > 0 AND c.county = p.county
		AND c.batch = p_batch.id AND c.programme = p.programme
		AND c.month = p.month AND c.resident = p.resident
		AND c.reissued = p.part
	WHERE p.county = p_batch.county AND p.programme = p_batch.programme
		AND p.month = p_batch.month AND p.batch = p_batch.id
		AND (p.part = 0) = (p_run = 0)
		AND CASE p.part WHEN 0 THEN 0 ELSE c.file END = p_run
		AND NOT EXISTS (
			SELECT FROM payment x
			WHERE x.county = p.county AND x.programme = p.programme
				AND x.month = p.month AND x.resident = p.resident
				AND x.part = p.part + 1)
	WINDOW unit AS (PARTITION BY p.employer, p.account_number, p.holder)
$$;
COMMENT ON FUNCTION bank_body_employer IS
	'of the batch or run, what goes to units: a row for each person, each with the
sum that the unit gets in one line';

CREATE FUNCTION bank_body(
	p_batch batch,
	p_run int
) RETURNS TABLE (
	resident bigint,
	part smallint,
	div bigint,
	village bigint,
	holder text,
	id text,
	account text,
	amount numeric,
	cents bigint,
	own numeric,
	lead bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		p.resident,
		p.part,
		p.div,
		p.div,
		p.holder,
		r.id_no,
		p.account_number,
		p.amount - p.cut,
		((p.amount - p.cut) * 100)::bigint,
		p.amount - p.cut,
		p.resident
	FROM payment p
	JOIN resident r ON r.county = p.county AND r.id = p.resident
	LEFT JOIN correction c ON p_run > 0 AND c.county = p.county
		AND c.batch = p_batch.id AND c.programme = p.programme
		AND c.month = p.month AND c.resident = p.resident
		AND c.reissued = p.part
	WHERE p.county = p_batch.county AND p.programme = p_batch.programme
		AND p.month = p_batch.month AND p.batch = p_batch.id
		AND (p.part = 0) = (p_run = 0)
		AND CASE p.part WHEN 0 THEN 0 ELSE c.file END = p_run
		AND p.employer IS NULL
		AND NOT EXISTS (
			SELECT FROM payment x
			WHERE x.county = p.county AND x.programme = p.programme
				AND x.month = p.month AND x.resident = p.resident
				AND x.part = p.part + 1)
	UNION ALL
	SELECT * FROM bank_body_employer(p_batch, p_run)
	WHERE programme_pays_employer(p_batch.programme)
$$;
COMMENT ON FUNCTION bank_body IS
	'payments of the batch, 0, or of one of its runs of reissues; those that go to
a unit name the first of its people, whose line has the amount of all';

CREATE FUNCTION bank_judged(
	p_batch batch,
	p_run int,
	p_format bank_format,
	p_charset text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('
		SELECT b.*,
			CASE
				WHEN %1$L <> '''' AND position(%1$L IN b.holder) > 0
					THEN ''户名里有分隔符，请改正户名后用其他方式发放''
				WHEN %2$s IS NULL
					THEN ''户名或账号比银行文件的栏宽，请用其他方式发放''
				WHEN %3$L = ''gbk'' AND b.holder ~ ''[^\u0001-\u007f\u4e00-\u9fa5·]''
					AND NOT bank_holds(b.holder)
					THEN ''姓名里有银行文件写不出的字，请改用其他方式发放''
			END AS why
		FROM (
			SELECT b.*, dense_rank() OVER (ORDER BY b.lead) AS n,
				w.*, NULL AS result, NULL AS reason
			FROM bank_body($1, $2) b
			CROSS JOIN bank_words($1, $2) w
		) b', p_format.separator, CASE WHEN p_format.line ~ ':'
			THEN bank_expression(p_format.line, p_charset, bank_line_words())
			ELSE '0' END, p_charset)
$$;
COMMENT ON FUNCTION bank_judged IS
	'a query: the payments, and why one can''t be in a file';

CREATE FUNCTION bank_words(
	p_batch batch,
	p_run int
) RETURNS TABLE (
	county int,
	office bigint,
	programme text,
	month int,
	batch bigint,
	run int,
	date text
)
LANGUAGE sql STABLE ROWS 1
SET search_path = zhen, pg_temp
AS $$
	SELECT p_batch.county::int, p_batch.div::bigint, p_batch.programme,
		p_batch.month::int, p_batch.id, p_run,
		to_char(current_date, 'YYYYMMDD')
$$;

CREATE FUNCTION bank_draft(
	p_batch batch,
	p_run int,
	p_format bank_format
) RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN QUERY EXECUTE format('
		WITH judged AS MATERIALIZED (%1$s), w AS (
			SELECT w.*, 0 AS file, 1 AS piece, 1 AS pieces, t.*,
				(t.total * 100)::bigint AS totalcents
			FROM bank_words($1, $2) w
			CROSS JOIN (SELECT count(*) AS count,
				coalesce(sum(amount), 0.00) AS total
				FROM judged WHERE (why IS NULL OR why ~ ''写不出'')
					AND lead = resident) t
		), l (i, said) AS (
			SELECT 0, %2$s FROM w
			UNION ALL
			SELECT n, %3$s
			FROM (SELECT j.*, row_number() OVER (ORDER BY j.resident) AS n
				FROM (SELECT resident, holder, id, account, amount, cents,
					village, county, office, programme, month, batch, run,
					date, result, reason
					FROM judged WHERE (why IS NULL OR why ~ ''写不出'')
						AND lead = resident) j) j
			UNION ALL
			SELECT 1000000000, %4$s FROM w
		)
		SELECT said FROM l WHERE said IS NOT NULL ORDER BY i',
		bank_judged(p_batch, p_run, p_format, p_format.charset),
		bank_expression(p_format.header, p_format.charset, bank_file_words()),
		bank_expression(p_format.line, 'gb18030', bank_line_words()),
		bank_expression(p_format.trailer, p_format.charset, bank_file_words()))
	USING p_batch, p_run;
END
$$;
COMMENT ON FUNCTION bank_draft IS
	'the file as it would be with characters that its charset hasn''t: nothing is
made of it, it is for the client to show which lines these are';

CREATE FUNCTION bank_make(
	p_batch batch,
	p_run int,
	p_format bank_format,
	p_charset text
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET jit = off
AS $$
DECLARE
	made int;
BEGIN
	EXECUTE format('
		WITH judged AS MATERIALIZED (%1$s), held AS (
			INSERT INTO bank_refusal (county, batch, line, resident, div, part,
				reason)
			SELECT county, batch, CASE WHEN why ~ ''写不出'' THEN n + %2$s
				- count(*) FILTER (WHERE why !~ ''写不出''
					AND lead = resident)
				OVER (ORDER BY n) END, resident, div, part, why
			FROM judged
			WHERE why IS NOT NULL
			ON CONFLICT DO NOTHING
		), placed AS (
			SELECT j.*, 1 + (k - 1) / %3$s AS piece, 1 + (k - 1) %% %3$s AS n
			FROM (
				SELECT resident, part, div, holder, id, account, amount, cents,
					own, lead, village, county, office, programme, month,
					batch, run, date, result, reason,
					(dense_rank() OVER (ORDER BY lead))::int AS k
				FROM judged
				WHERE why IS NULL
			) j
		), lines AS (
			INSERT INTO bank_sent_line (county, batch, resident, part, run,
				piece, line, div, amount, said)
			SELECT county, batch, resident, part, run, piece, n, div, own,
				CASE WHEN lead = resident THEN %4$s END
			FROM placed
			RETURNING piece, line, amount, said
		), files AS (
			SELECT nextval(''bank_sent_id'') AS file, w.*, l.*,
				(l.total * 100)::bigint AS totalcents,
				count(*) OVER () AS pieces
			FROM bank_words($1, $2) w
			CROSS JOIN (
				SELECT piece, count(said) AS count, sum(amount) AS total,
					string_agg(said, E''\r\n'' ORDER BY line) AS body
				FROM lines
				GROUP BY piece
			) l
		)
		INSERT INTO bank_sent (county, id, div, batch, run, piece, format,
			since, charset, file_name, people, total, header, trailer, digest)
		SELECT county, file, office, batch, run, piece, $3.code, $3.since, %8$L,
			%5$s, count, total, %6$s, %7$s, bank_digest(%6$s, body, %7$s)
		FROM files',
		bank_judged(p_batch, p_run, p_format, p_charset),
		CASE WHEN p_format.header IS NULL THEN 0 ELSE 1 END,
		coalesce(p_format.lines, 1000000000),
		bank_expression(p_format.line, p_charset, bank_line_words()),
		bank_expression(p_format.file_name, p_charset, bank_file_words()),
		bank_expression(p_format.header, p_charset, bank_file_words()),
		bank_expression(p_format.trailer, p_charset, bank_file_words()),
		p_charset)
	USING p_batch, p_run, p_format;
	GET DIAGNOSTICS made = ROW_COUNT;
	RETURN made;
END
$$;
COMMENT ON FUNCTION bank_make IS
	'writes down the files of a run for ever, and who is in none of them';

CREATE FUNCTION bank_digest(
	p_header text,
	p_body text,
	p_trailer text
) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT encode(sha256(convert_to(concat_ws(E'\r\n', p_header, p_body,
		p_trailer) || E'\r\n', 'UTF8')), 'hex')
$$;

CREATE FUNCTION bank_text(p_sent bank_sent)
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET jit = off
AS $$
DECLARE
	body text;
BEGIN
	SELECT string_agg(l.said, E'\r\n' ORDER BY l.line) INTO body
	FROM bank_sent_line l
	WHERE l.county = p_sent.county AND l.batch = p_sent.batch
		AND l.run = p_sent.run AND l.piece = p_sent.piece;
	IF bank_digest(p_sent.header, body, p_sent.trailer) <> p_sent.digest THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('代发文件 %s 的内容和编制时不一样，不能取；请管理员'
				'用 zhenctl verify 核对', p_sent.id);
	END IF;
	RETURN QUERY
	SELECT p_sent.header::text WHERE p_sent.header IS NOT NULL;
	RETURN QUERY
	SELECT l.said::text
	FROM bank_sent_line l
	WHERE l.county = p_sent.county AND l.batch = p_sent.batch
		AND l.run = p_sent.run AND l.piece = p_sent.piece AND l.is_first
	ORDER BY l.line;
	RETURN QUERY
	SELECT p_sent.trailer::text WHERE p_sent.trailer IS NOT NULL;
END
$$;
COMMENT ON FUNCTION bank_text IS
	'a file''s lines; none if they aren''t what was made';

CREATE FUNCTION bank_take(
	p_batch batch,
	p_run int,
	p_refused int[],
	p_charset text
) RETURNS SETOF text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	shape bank_format := bank_format_on(p_batch, current_date);
	made bank_sent;
	found boolean;
BEGIN
	PERFORM batch_state_require(p_batch, 'paid');
	IF NOT EXISTS (SELECT FROM bank_sent s WHERE s.county = p_batch.county
		AND s.batch = p_batch.id AND s.run = p_run) THEN
		IF p_refused = '{}' AND p_charset IS DISTINCT FROM 'gb18030'
			AND shape.charset = 'gbk' THEN
			EXECUTE format('SELECT EXISTS (SELECT FROM (%s) j
				WHERE why ~ ''写不出'')',
				bank_judged(p_batch, p_run, shape, shape.charset))
			INTO found USING p_batch, p_run;
		END IF;
		IF found THEN
			RETURN QUERY SELECT * FROM bank_draft(p_batch, p_run, shape);
			RETURN;
		END IF;
		PERFORM bank_make(p_batch, p_run, shape, CASE
			WHEN shape.charset = 'gbk' AND p_charset = 'gb18030' THEN 'gb18030'
			ELSE shape.charset END);
	END IF;
	FOR made IN SELECT * FROM bank_sent s WHERE s.county = p_batch.county
		AND s.batch = p_batch.id AND s.run = p_run LOOP
		IF made.piece > 1 OR made.charset = 'utf-8' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = '这个批次的代发文件请到代发文件（2141）编制、逐个取';
		ELSIF p_refused <> '{}' AND made.charset = 'gb18030' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001',
				MESSAGE = '这个文件已按 GB18030 编好，内容不能再变，请按 G 取';
		END IF;
		RETURN QUERY SELECT * FROM bank_text(made);
	END LOOP;
END
$$;
COMMENT ON FUNCTION bank_take IS
	'the one file of a run, made when it is first taken. With characters that
GBK hasn''t, it is made only when the client says what is to become of them';

CREATE FUNCTION bank_file(
	county int,
	batch bigint,
	refused text DEFAULT '{}',
	charset text DEFAULT NULL
) RETURNS TABLE (
	line_text text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('取银行文件', 'window', 'reviewer');
	RETURN QUERY SELECT * FROM bank_take(batch_lock(county, batch), 0,
		refused::int[], charset);
END
$$;
COMMENT ON FUNCTION bank_file IS 'the payments of a batch, see bank_take()';
GRANT EXECUTE ON FUNCTION bank_file TO zhen_operator;

CREATE FUNCTION bank_file_make(
	county int,
	batch bigint,
	run int
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	shape bank_format;
	pieces int;
	people bigint;
	total numeric;
	held bigint;
BEGIN
	PERFORM duty_require('编制代发文件', 'window', 'reviewer');
	one := batch_lock(bank_file_make.county, bank_file_make.batch);
	PERFORM batch_state_require(one, 'paid');
	shape := bank_format_on(one, current_date);
	IF EXISTS (SELECT FROM bank_sent s WHERE s.county = one.county
		AND s.batch = one.id AND s.run = bank_file_make.run) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这些代发文件已经编好，内容不再变，请按 F12 取';
	END IF;
	pieces := bank_make(one, bank_file_make.run, shape, shape.charset);
	SELECT count(*), coalesce(sum(l.amount), 0) INTO people, total
	FROM bank_sent_line l
	WHERE l.county = one.county AND l.batch = one.id
		AND l.run = bank_file_make.run;
	SELECT count(*) INTO held
	FROM bank_refusal r
	JOIN payment p ON p.county = r.county AND p.batch = r.batch
		AND p.programme = one.programme AND p.month = one.month
		AND p.resident = r.resident AND p.part = r.part
	WHERE r.county = one.county AND r.batch = one.id
		AND (r.part = 0) = (bank_file_make.run = 0);
	RETURN format('批次 %s 编成 %s 个代发文件：%s 人，%s 元%s。按 F12 逐个取',
		one.id, pieces, people, yuan_text(total), CASE WHEN held > 0
			THEN format('；%s 人写不进文件，请用其他方式发放', held) ELSE '' END);
END
$$;
COMMENT ON FUNCTION bank_file_make IS
	'makes the files of a run, without who can''t be in them';
GRANT EXECUTE ON FUNCTION bank_file_make TO zhen_operator;

CREATE FUNCTION bank_file_text(
	county int,
	sent bigint
) RETURNS TABLE (
	line_text text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one bank_sent;
BEGIN
	PERFORM duty_require('取代发文件', 'window', 'reviewer');
	SELECT * INTO one
	FROM bank_sent s
	WHERE s.county = bank_file_text.county AND s.id = bank_file_text.sent;
	PERFORM scope_require(one.div);
	RETURN QUERY SELECT * FROM bank_text(one);
END
$$;
COMMENT ON FUNCTION bank_file_text IS 'one file, as it was made';
GRANT EXECUTE ON FUNCTION bank_file_text TO zhen_operator;

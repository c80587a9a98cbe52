-- Files for the bank: a batch's payments, and its reissues in files of their
-- own. Once made, a file says the same for ever, or it isn't given out. What
-- was reversed before is in none.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_from(
	p_batch batch,
	p_run int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format(CASE p_run WHEN 0 THEN 'payment p' ELSE 'correction c
			JOIN payment p ON p.county = c.county AND p.programme = c.programme
				AND p.month = c.month AND p.resident = c.resident
				AND p.part = c.reissued' END || '
		WHERE p.county = %1$s AND p.programme = %2$L AND p.month = %3$s
			AND p.batch = %4$s AND (p.resident, p.part) NOT IN (
				SELECT x.resident, x.part - 1
				FROM payment x
				WHERE x.county = %1$s AND x.programme = %2$L
					AND x.month = %3$s AND x.part > 0)
			AND ' || CASE p_run WHEN 0 THEN 'p.part = 0' ELSE
				'c.county = %1$s AND c.batch = %4$s AND c.file = %5$s' END,
		p_batch.county, p_batch.programme, p_batch.month, p_batch.id, p_run)
$$;
COMMENT ON FUNCTION bank_from IS
	'where the payments p of the batch, 0, or of one of its runs of reissues come
from; what is reversed is few, so it is looked for once';

CREATE FUNCTION bank_body(
	p_batch batch,
	p_run int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN programme_pays_employer(p_batch.programme) THEN format('
		SELECT s.*, sum(s.own) OVER unit AS amount,
			min(s.resident) OVER unit AS lead,
			coalesce(u.div, s.div) AS village,
			CASE WHEN s.employer IS NULL THEN r.id_no
				ELSE coalesce(u.credit_code, u.old_code) END AS id
		FROM (SELECT p.county, p.resident, p.part, p.div, p.holder, p.employer,
			p.account_number AS account, p.amount - p.cut AS own
			FROM %s) s
		JOIN resident r ON r.county = s.county AND r.id = s.resident
		LEFT JOIN employer u ON u.county = s.county AND u.id = s.employer
		WINDOW unit AS (PARTITION BY s.employer, s.account, s.holder,
			CASE WHEN s.employer IS NULL THEN s.resident END)',
		bank_from(p_batch, p_run))
	ELSE format('
		SELECT s.*, s.own AS amount, s.resident AS lead, s.div AS village,
			r.id_no AS id
		FROM (SELECT p.county, p.resident, p.part, p.div, p.holder,
			p.account_number AS account, p.amount - p.cut AS own
			FROM %s) s
		JOIN resident r ON r.county = s.county AND r.id = s.resident',
		bank_from(p_batch, p_run))
	END
$$;
COMMENT ON FUNCTION bank_body IS
	'a query for whom a file pays; those that go to a unit name the first of its
people (lead), whose line has the amount of all';

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
		SELECT j.*, j.lead = j.resident AS is_first,
			CASE
				WHEN %1$L <> '''' AND position(%1$L IN holder) > 0
					THEN ''户名里有分隔符，请改正户名后用其他方式发放''
				WHEN %2$s IS NULL
					THEN ''户名或账号比银行文件的栏宽，请用其他方式发放''
				WHEN %3$L = ''gbk'' AND holder ~ ''[^\u0001-\u007f\u4e00-\u9fa5·]''
					AND NOT bank_holds(holder)
					THEN ''姓名里有银行文件写不出的字，请改用其他方式发放''
			END AS why
		FROM (
			SELECT b.resident, b.part, b.div, b.holder, b.id, b.account, b.own,
				b.amount, (b.amount * 100)::bigint AS cents, b.lead, b.village,
				0 AS n, w.*, NULL AS result, NULL AS reason
			FROM (%4$s) b
			CROSS JOIN bank_words($1, $2) w
			OFFSET 0
		) j', p_format.separator, CASE WHEN p_format.line ~ ':'
			THEN bank_expression(p_format.line, p_charset, bank_line_words())
			ELSE '0' END, p_charset, bank_body(p_batch, p_run))
$$;
COMMENT ON FUNCTION bank_judged IS
	'a query: the payments, and why one can''t be in a file; few can''t, which the
planner doesn''t know (OFFSET 0)';

CREATE FUNCTION bank_word_list()
RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT array_to_string(array_remove(bank_line_words(), 'n'), ', ')
$$;
COMMENT ON FUNCTION bank_word_list IS
	'the columns of bank_judged() that a line may show; its number comes later';

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
					AND is_first) t
		), l (i, said) AS (
			SELECT 0, %2$s FROM w
			UNION ALL
			SELECT n, %3$s
			FROM (SELECT %5$s, row_number() OVER (ORDER BY resident) AS n
				FROM judged
				WHERE (why IS NULL OR why ~ ''写不出'') AND is_first) j
			UNION ALL
			SELECT 1000000000, %4$s FROM w
		)
		SELECT said FROM l WHERE said IS NOT NULL ORDER BY i',
		bank_judged(p_batch, p_run, p_format, p_format.charset),
		bank_expression(p_format.header, p_format.charset, bank_file_words()),
		bank_expression(p_format.line, 'gb18030', bank_line_words()),
		bank_expression(p_format.trailer, p_format.charset, bank_file_words()),
		bank_word_list())
	USING p_batch, p_run;
END
$$;
COMMENT ON FUNCTION bank_draft IS
	'the file as it would be with characters that its charset hasn''t: nothing is
made of it, it is for the client to show which lines these are';

CREATE FUNCTION bank_numbered(
	p_count bigint,
	p_last int
) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
	IF p_count <> p_last THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s 行的文件，序号比银行文件的栏宽，没有编；请管理员给格式'
				'（2144）加一版，写明每个文件几人', p_last);
	END IF;
	RETURN true;
END
$$;
COMMENT ON FUNCTION bank_numbered IS
	'all lines of a file could be written, with the numbers that they have';

CREATE FUNCTION bank_hold(
	p_batch batch,
	p_run int,
	p_format bank_format,
	p_charset text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET jit = off
AS $$
BEGIN
	EXECUTE format('
		INSERT INTO bank_refusal (county, batch, line, resident, div, part,
			reason)
		SELECT county, batch, CASE WHEN why ~ ''写不出'' THEN k + %2$s END,
			resident, div, part, why
		FROM (SELECT j.*, count(*) FILTER (WHERE is_first
				AND (why IS NULL OR why ~ ''写不出'')) OVER (ORDER BY lead,
					resident ROWS UNBOUNDED PRECEDING) AS k
			FROM (%1$s) j) j
		WHERE why IS NOT NULL
		ON CONFLICT DO NOTHING',
		bank_judged(p_batch, p_run, p_format, p_charset),
		CASE WHEN p_format.header IS NULL THEN 0 ELSE 1 END)
	USING p_batch, p_run;
END
$$;
COMMENT ON FUNCTION bank_hold IS
	'who is in none of the files of a run, by their line in a file of all';

CREATE FUNCTION bank_write(
	p_batch batch,
	p_run int,
	p_format bank_format,
	p_charset text
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET jit = off
AS $$
DECLARE
	written bigint;
BEGIN
	EXECUTE format('
		INSERT INTO bank_sent_line (county, batch, resident, part, run, piece,
			line, div, amount, said)
		SELECT county, batch, resident, part, run, piece, n, div, own,
			CASE WHEN NOT is_first THEN NULL
				WHEN k %% 5000 = 0 THEN progress(30 + k * 40 / %5$s, %3$s)
				ELSE %3$s END
		FROM (
			SELECT resident, part, div, own, is_first, k::bigint AS k, %4$s,
				1 + (k - 1) / %2$s AS piece, 1 + (k - 1) %% %2$s AS n
			FROM (SELECT j.*, (count(*) FILTER (WHERE is_first) OVER (
					ORDER BY lead, resident ROWS UNBOUNDED PRECEDING))::int AS k
				FROM (%1$s) j
				WHERE why IS NULL) j
		) j',
		bank_judged(p_batch, p_run, p_format, p_charset),
		coalesce(p_format.lines, 1000000000),
		bank_expression(p_format.line, p_charset, bank_line_words()),
		bank_word_list(), greatest(p_batch.people, 1))
	USING p_batch, p_run;
	GET DIAGNOSTICS written = ROW_COUNT;
	RETURN written;
END
$$;
COMMENT ON FUNCTION bank_write IS
	'the lines of a run, in one pass over its payments: a line stands behind those
of lesser leads';

CREATE FUNCTION bank_make(
	p_batch batch,
	p_run int,
	p_format bank_format,
	p_charset text,
	OUT pieces int,
	OUT people bigint,
	OUT total numeric
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET jit = off
AS $$
BEGIN
	PERFORM progress(0);
	people := bank_write(p_batch, p_run, p_format, p_charset);
	IF p_run > 0 OR people < p_batch.people THEN
		PERFORM bank_hold(p_batch, p_run, p_format, p_charset);
	END IF;
	PERFORM progress(85);
	EXECUTE format('
		WITH body AS (
			SELECT piece, count(said) AS count, max(line) AS last,
				sum(amount) AS total, string_agg(said, E''\r\n'') AS body
			FROM (SELECT piece, line, amount, said FROM bank_sent_line
				WHERE county = %1$s AND batch = %2$s AND run = $2
				ORDER BY piece, line) l
			GROUP BY piece
		), made AS (
			INSERT INTO bank_sent (county, id, div, batch, run, piece, format,
				since, charset, file_name, people, total, header, trailer,
				digest)
			SELECT county, file, office, batch, run, piece, $3.code, $3.since,
				%3$L, %4$s, count, total, %5$s, %6$s, bank_digest(%5$s, body, %6$s)
			FROM (SELECT nextval(''bank_sent_id'') AS file, w.*, b.*,
				(b.total * 100)::bigint AS totalcents,
				(SELECT max(piece) FROM body) AS pieces
				FROM bank_words($1, $2) w
				CROSS JOIN body b) f
			WHERE bank_numbered(count, last)
			RETURNING total
		)
		SELECT count(*), coalesce(sum(total), 0) FROM made',
		p_batch.county, p_batch.id, p_charset,
		bank_expression(p_format.file_name, p_charset, bank_file_words()),
		bank_expression(p_format.header, p_charset, bank_file_words()),
		bank_expression(p_format.trailer, p_charset, bank_file_words()))
	INTO pieces, total
	USING p_batch, p_run, p_format;
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

CREATE FUNCTION bank_again(p_batch batch)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('；%s 个单位本月在批次 %s 已有一行，那个批次已经审批，'
		'人不能再加进去，所以分两行付', count(DISTINCT q.employer),
		string_agg(DISTINCT q.batch::text, '、'))
	FROM payment q
	WHERE q.county = p_batch.county AND q.programme = p_batch.programme
		AND q.month = p_batch.month AND q.part = 0 AND q.batch < p_batch.id
		AND q.employer IN (SELECT p.employer
			FROM payment p
			WHERE p.county = p_batch.county AND p.programme = p_batch.programme
				AND p.month = p_batch.month AND p.batch = p_batch.id)
	HAVING count(*) > 0
$$;
COMMENT ON FUNCTION bank_again IS
	'why units of a batch get a second line that month, or null: one line an
account is what a file has, and a batch has files of its own';

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
	made record;
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
	made := bank_make(one, bank_file_make.run, shape, shape.charset);
	SELECT count(*) INTO held
	FROM bank_refusal r
	JOIN payment p ON p.county = r.county AND p.batch = r.batch
		AND p.programme = one.programme AND p.month = one.month
		AND p.resident = r.resident AND p.part = r.part
	WHERE r.county = one.county AND r.batch = one.id
		AND (r.part = 0) = (bank_file_make.run = 0);
	RETURN format('批次 %s 编成 %s 个代发文件：%s 人，%s 元%s%s。按 F12 逐个取',
		one.id, made.pieces, made.people, yuan_text(made.total), CASE
			WHEN held > 0 THEN format('；%s 人写不进文件，请用其他方式发放', held)
			ELSE '' END, CASE WHEN bank_file_make.run = 0
			AND programme_pays_employer(one.programme) THEN bank_again(one) END);
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

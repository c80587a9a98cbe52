-- The bank's answer (回盘) is read: whole or not at all. It has to be about one
-- file of ours, line by line, and its own totals have to be right; what it says
-- is then the outcome of each payment, once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION bank_refuse(p_message text)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001',
		MESSAGE = '整个回盘文件没有读入：' || p_message;
END
$$;

CREATE FUNCTION bank_yuan(
	p_text text,
	p_is_cents boolean
) RETURNS numeric
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN p_text !~ '^[0-9]{1,15}(\.[0-9]{1,2})?$' THEN NULL
		WHEN p_is_cents THEN round(p_text::numeric / 100, 2)
		ELSE p_text::numeric(17,2) END
$$;

CREATE UNLOGGED TABLE bank_heard (
	xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
	first int NOT NULL,
	said text NOT NULL,
	CONSTRAINT bank_heard_first_key PRIMARY KEY (xact, first)
);
ALTER TABLE bank_heard ALTER said SET STORAGE EXTERNAL;
COMMENT ON TABLE bank_heard IS
	'正在读的回盘，一段若干行，读完即清；没有人能直接读写，不留痕';
COMMENT ON COLUMN bank_heard.xact IS '事务：一个事务读一个回盘';
COMMENT ON COLUMN bank_heard.first IS '这一段的第一行是第几行';
COMMENT ON COLUMN bank_heard.said IS '各行';
COMMENT ON CONSTRAINT bank_heard_first_key ON bank_heard IS
	'这一段已经送来，不能重复';

CREATE FUNCTION bank_hear(
	first int,
	lines text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM duty_require('读回盘文件', 'window', 'reviewer');
	DELETE FROM bank_heard h
	WHERE pg_xact_status(h.xact) IS DISTINCT FROM 'in progress';
	INSERT INTO bank_heard (first, said)
	VALUES (bank_hear.first, bank_hear.lines);
END
$$;
COMMENT ON FUNCTION bank_hear IS
	'lines of an answer, in parts and from 1 on; bank_return_read() takes them in
the same transaction, so that neither side holds a file in memory. What nobody took
goes with the next answer';
GRANT EXECUTE ON FUNCTION bank_hear TO zhen_operator;

CREATE FUNCTION bank_lines(
	OUT i bigint,
	OUT said text
) RETURNS SETOF record
LANGUAGE sql STABLE ROWS 100000
AS $$
	SELECT h.first + s.i - 1, s.said
	FROM bank_heard h
	CROSS JOIN LATERAL string_to_table(h.said, E'\n') WITH ORDINALITY s (said, i)
	WHERE h.xact = pg_current_xact_id()
$$;
COMMENT ON FUNCTION bank_lines IS 'the answer that is being read, line by line';

CREATE FUNCTION bank_edges()
RETURNS text[]
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT ARRAY[split_part(a.said, E'\n', 1), split_part(a.said, E'\n', 2),
		split_part(z.said, E'\n', -1), (z.first + length(z.said)
			- length(replace(z.said, E'\n', '')))::text]
	FROM (SELECT * FROM bank_heard WHERE xact = pg_current_xact_id()
		ORDER BY first LIMIT 1) a
	CROSS JOIN (SELECT * FROM bank_heard WHERE xact = pg_current_xact_id()
		ORDER BY first DESC LIMIT 1) z
$$;
COMMENT ON FUNCTION bank_edges IS
	'of the answer that is being read: its first line, second, last, and how many';

CREATE FUNCTION bank_cut_in(
	p_format bank_format,
	p_template text,
	p_word text
) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT bank_cut(p_template, p_word, p_format.separator, p_format.charset)
$$;

CREATE FUNCTION bank_cut_yuan(
	p_format bank_format,
	p_template text
) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN p_template ~ '\{cents[:}]'
		THEN format('bank_yuan(%s, true)', bank_cut_in(p_format, p_template,
			'cents'))
		ELSE format('bank_yuan(%s, false)', bank_cut_in(p_format, p_template,
			'amount')) END
$$;
COMMENT ON FUNCTION bank_cut_yuan IS
	'SQL that finds the amount in a line, whichever way it is written';

CREATE FUNCTION bank_said(
	p_template text,
	p_said text,
	p_format bank_format,
	p_word text
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	value text;
BEGIN
	EXECUTE format('SELECT %s FROM (SELECT $1 AS said) s',
		bank_cut(p_template, p_word, p_format.separator, p_format.charset))
	INTO value USING p_said;
	RETURN value;
END
$$;
COMMENT ON FUNCTION bank_said IS
	'what a first or last line says under a word of its template';

CREATE FUNCTION bank_totals_check(
	p_format bank_format,
	p_template text,
	p_said text,
	p_what text,
	p_people bigint,
	p_total numeric
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	count text := bank_said(p_template, p_said, p_format, 'count');
	total text := bank_said(p_template, p_said, p_format, 'total');
	cents text := bank_said(p_template, p_said, p_format, 'totalcents');
BEGIN
	IF p_template ~ '\{count[:}]' AND (count ~ '^[0-9]{1,9}$'
		AND count::int = p_people) IS NOT TRUE THEN
		PERFORM bank_refuse(format('%s写着 %s 笔，下面有 %s 行，请向银行要完整的',
			p_what, coalesce(count, '？'), p_people));
	END IF;
	IF p_template ~ '\{total(cents)?[:}]' AND coalesce(bank_yuan(total, false),
		bank_yuan(cents, true)) IS DISTINCT FROM p_total THEN
		PERFORM bank_refuse(format('%s写着 %s 元，各行加起来是 %s 元，请与银行核对',
			p_what, coalesce(total, cents, '？'), yuan_text(p_total)));
	END IF;
END
$$;
COMMENT ON FUNCTION bank_totals_check IS
	'what the answer says it holds is what it holds';

CREATE FUNCTION bank_find(
	p_edges text[],
	p_digest text
) RETURNS bank_sent
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one record;
	found bank_sent;
	others bigint[] := '{}';
BEGIN
	FOR one IN
		SELECT s AS sent, f AS shape
		FROM bank_sent s
		JOIN bank_format f ON f.code = s.format AND f.since = s.since
		WHERE s.div BETWEEN scope_lo() AND scope_hi()
		ORDER BY s.id DESC
		LIMIT 500
	LOOP
		IF EXISTS (SELECT FROM bank_return r
			WHERE r.county = (one.sent).county AND r.sent = (one.sent).id
				AND r.digest = p_digest) THEN
			RETURN one.sent;
		END IF;
		CONTINUE WHEN bank_said(coalesce((one.shape).answer_header,
				(one.shape).answer_trailer), CASE
				WHEN (one.shape).answer_header IS NULL
				THEN p_edges[3] ELSE p_edges[1] END,
				one.shape, 'count')
			IS DISTINCT FROM (one.sent).people::text
			OR bank_said((one.shape).answer_line, p_edges[CASE
				WHEN (one.shape).answer_header IS NULL THEN 1 ELSE 2 END],
				one.shape, 'account') IS DISTINCT FROM (
				SELECT p.account_number
				FROM bank_sent_line l
				JOIN batch b ON b.county = l.county AND b.id = l.batch
				JOIN payment p ON p.county = l.county
					AND p.programme = b.programme AND p.month = b.month
					AND p.resident = l.resident AND p.part = l.part
				WHERE l.county = (one.sent).county
					AND l.batch = (one.sent).batch
					AND l.run = (one.sent).run AND l.piece = (one.sent).piece
					AND l.line = 1 AND l.is_first);
		found := one.sent;
		others := others || found.id;
	END LOOP;
	IF cardinality(others) <> 1 THEN
		PERFORM bank_refuse(CASE cardinality(others) WHEN 0 THEN
			'认不出是哪个代发文件的回盘，请在命令后面写上文件号（2141 里有）'
			ELSE format('可能是代发文件 %s 的回盘，请在命令后面写上文件号',
				array_to_string(others, '、')) END);
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION bank_find IS
	'the file that an answer is about, by its count and its first line';

CREATE FUNCTION bank_echo(p_format bank_format)
RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('starts_with(a.said, s.said || %L)', e.behind)
	FROM (SELECT split_part(substr(p_format.answer_line,
		1 + length(p_format.line)), '{', 1)) e (behind)
	WHERE starts_with(p_format.answer_line, p_format.line)
		AND (e.behind <> '' OR right(p_format.line, 1) <> '}'
			OR p_format.separator = '')
	UNION ALL
	SELECT 'false'
	LIMIT 1
$$;
COMMENT ON FUNCTION bank_echo IS
	'SQL that tells at a look that an answer''s line is what the bank was told and
the result behind it, as in most formats; if not, the line is taken apart';

CREATE FUNCTION bank_differs(p_format bank_format)
RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('CASE
			WHEN %s <> %s THEN ''账号与代发文件不符''
			WHEN %s <> %s THEN ''户名与代发文件不符''
			WHEN (%s = %s) IS NOT TRUE THEN format(''金额应为 %%s'', %6$s) END',
		replace(bank_cut_in(p_format, p_format.answer_line, 'account'), 'said',
			'a.said'),
		replace(bank_cut_in(p_format, p_format.line, 'account'), 'said', 's.said'),
		replace(bank_cut_in(p_format, p_format.answer_line, 'holder'), 'said',
			'a.said'),
		replace(bank_cut_in(p_format, p_format.line, 'holder'), 'said', 's.said'),
		replace(bank_cut_yuan(p_format, p_format.answer_line), 'said', 'a.said'),
		replace(bank_cut_yuan(p_format, p_format.line), 'said', 's.said'))
$$;
COMMENT ON FUNCTION bank_differs IS
	'SQL that tells how an answer''s line is another than the bank was told, s';

CREATE FUNCTION bank_answer(
	p_sent bank_sent,
	p_format bank_format
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('
		WITH said AS MATERIALIZED (
			SELECT i, said, CASE WHEN n ~ ''^[0-9]{1,9}$'' THEN n::int END AS n,
				%1$s AS result, nullif(%2$s, '''') AS reason
			FROM (SELECT i, said, %3$s AS n FROM bank_lines() l
				WHERE i > $4 AND i <= $5) l
		)
		SELECT a.i, s.resident, s.part, s.div, s.amount,
			s.is_first IS NOT FALSE AS is_first,
			a.result = ANY (%8$L::text[]) AS is_good,
			a.result = ANY (%9$L::text[]) AS is_pending,
			left(coalesce(a.reason, ''银行没有写原因''), 200) AS reason,
			r.resident IS NOT NULL AS is_known,
			CASE
				WHEN %6$L <> '''' AND length(a.said)
					- length(replace(a.said, %6$L, '''')) <> %7$s
					THEN ''应有 %11$s 栏，请核对分隔符''
				WHEN s.resident IS NULL THEN format(''代发文件里没有序号 %%s'',
					coalesce(a.n::text, left(a.said, 20)))
				WHEN a.n = ANY (ARRAY(SELECT n FROM said GROUP BY n
					HAVING count(*) > 1)) THEN ''序号重复''
				WHEN s.is_first AND NOT %4$s AND %5$s IS NOT NULL THEN %5$s
				WHEN (a.result = ANY (%10$L::text[]))
					IS NOT TRUE THEN format(''不认识结果“%%s”'', a.result)
				WHEN r.is_good <> (a.result = ANY (%8$L::text[]))
					AND a.result <> ALL (%9$L::text[]) THEN format(
					''以前的回盘记为%%s，结果不一样，请与银行核对'',
					CASE WHEN r.is_good THEN ''成功'' ELSE ''失败'' END)
			END AS why
		FROM said a
		LEFT JOIN bank_sent_line s ON s.line = a.n AND s.county = ($1).county
			AND s.batch = ($1).batch AND s.run = ($1).run
			AND s.piece = ($1).piece
		LEFT JOIN bank_return_line r ON r.county = ($1).county
			AND r.batch = ($1).batch AND r.resident = s.resident
			AND r.part = s.part',
		bank_cut_in(p_format, p_format.answer_line, 'result'),
		bank_cut_in(p_format, p_format.answer_line, 'reason'),
		bank_cut_in(p_format, p_format.answer_line, 'n'), bank_echo(p_format),
		bank_differs(p_format), p_format.separator, f.bars,
		bank_list(p_format.good), bank_list(p_format.pending),
		bank_list(p_format.good) || bank_list(p_format.failed)
			|| bank_list(p_format.pending), 1 + f.bars)
	FROM (SELECT length(p_format.answer_line) - length(replace(
		p_format.answer_line, p_format.separator, ''))) f (bars)
$$;
COMMENT ON FUNCTION bank_answer IS
	'a query over an answer''s lines: whose each is, what it says, and why it
can''t be right. It is held against what the bank was told: the lines as they were
written, so that no payment is looked up';

CREATE FUNCTION bank_enter(
	p_sent bank_sent,
	p_format bank_format,
	p_id bigint,
	p_before int,
	p_last int
) RETURNS TABLE (
	people bigint,
	total numeric,
	good bigint,
	good_total numeric,
	failed bigint,
	failed_total numeric,
	known bigint,
	problems text,
	problem_count bigint
)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
SET enable_nestloop = off
SET jit = off
AS $$
BEGIN
	RETURN QUERY EXECUTE format('
		WITH answer AS MATERIALIZED (%s), entered AS (
			INSERT INTO bank_return_line (county, batch, resident, part,
				return, div, amount, is_good, reason)
			SELECT ($1).county, ($1).batch, resident, part, $3, div, amount,
				is_good, CASE WHEN i %% 5000 = 0 THEN progress(50 + i * 35 / $5,
					CASE WHEN NOT is_good THEN reason END)
				WHEN NOT is_good THEN reason END
			FROM answer
			WHERE why IS NULL AND NOT is_pending AND NOT is_known
			RETURNING amount, is_good
		)
		SELECT a.people, a.total, a.good, e.good_total, a.failed,
			e.failed_total, a.known, a.problems, a.problem_count
		FROM (
			SELECT count(*) FILTER (WHERE is_first) AS people, sum(amount) AS total,
				count(*) FILTER (WHERE is_first AND is_known) AS known,
				count(*) FILTER (WHERE is_first AND is_new AND is_good) AS good,
				count(*) FILTER (WHERE is_first AND is_new AND NOT is_good)
					AS failed,
				string_agg(format(''第 %%s 行：%%s'', i, why), ''；'' ORDER BY i)
					FILTER (WHERE why IS NOT NULL AND is_first
						AND i <= f.first + 4) AS problems,
				count(why) FILTER (WHERE is_first) AS problem_count
			FROM (SELECT *, why IS NULL AND NOT is_pending AND NOT is_known
				AS is_new FROM answer) answer
			CROSS JOIN (SELECT min(i) AS first FROM answer
				WHERE why IS NOT NULL) f
		) a
		CROSS JOIN (
			SELECT coalesce(sum(amount) FILTER (WHERE is_good), 0)
					AS good_total,
				coalesce(sum(amount) FILTER (WHERE NOT is_good), 0)
					AS failed_total
			FROM entered
		) e', bank_answer(p_sent, p_format))
	USING p_sent, NULL, p_id, p_before, p_last;
END
$$;
COMMENT ON FUNCTION bank_enter IS
	'the outcomes of an answer''s lines, with what is wrong with the others: the
caller refuses all of them then';

CREATE FUNCTION bank_return_check(
	p_sent bank_sent,
	p_format bank_format,
	p_id bigint,
	p_edges text[]
) RETURNS record
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	heads int := CASE WHEN p_format.answer_header IS NULL THEN 0 ELSE 1 END;
	tails int := CASE WHEN p_format.answer_trailer IS NULL THEN 0 ELSE 1 END;
	last int := p_edges[4]::int;
	got record;
BEGIN
	IF last <= heads + tails THEN
		PERFORM bank_refuse('一笔也没有，请核对文件');
	END IF;
	PERFORM progress(0);
	SELECT * INTO got FROM bank_enter(p_sent, p_format, p_id, heads,
		last - tails);
	IF got.problem_count > 0 THEN
		PERFORM bank_refuse(format('与代发文件 %s（批次 %s）有 %s 行对不上：%s。'
			'别的批次的回盘请写对文件号，其他的请向银行要对的', p_sent.id,
			p_sent.batch, got.problem_count, got.problems));
	END IF;
	PERFORM bank_totals_check(p_format, p_format.answer_header, p_edges[1],
		'首行', got.people, got.total);
	PERFORM bank_totals_check(p_format, p_format.answer_trailer, p_edges[3],
		'末行', got.people, got.total);
	RETURN got;
END
$$;

CREATE FUNCTION bank_return_read(
	file_name text,
	lines text[] DEFAULT NULL,
	sent bigint DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one bank_sent;
	shape bank_format;
	edges text[];
	print text;
	before bigint;
	made bigint;
	got record;
BEGIN
	PERFORM duty_require('读回盘文件', 'window', 'reviewer');
	INSERT INTO bank_heard (first, said)
	SELECT 1, array_to_string(bank_return_read.lines, E'\n')
	WHERE cardinality(bank_return_read.lines) > 0;
	edges := coalesce(bank_edges(), '{"","","",0}');
	SELECT bank_digest(NULL, string_agg(h.said, E'\n' ORDER BY h.first), NULL)
	INTO print
	FROM bank_heard h
	WHERE h.xact = pg_current_xact_id();
	IF bank_return_read.sent IS NULL THEN
		one := bank_find(edges, print);
	ELSE
		SELECT * INTO one FROM bank_sent s
		WHERE s.county BETWEEN scope_lo() / 1000000 AND scope_hi() / 1000000
			AND s.id = bank_return_read.sent;
		IF NOT FOUND THEN
			PERFORM bank_refuse(format('没有代发文件 %s，请核对文件号（2141 里有）',
				bank_return_read.sent));
		END IF;
	END IF;
	PERFORM scope_require(one.div);
	PERFORM batch_lock(one.county::int, one.batch);
	SELECT r.id INTO before FROM bank_return r
	WHERE r.county = one.county AND r.sent = one.id AND r.digest = print;
	IF FOUND THEN
		DELETE FROM bank_heard WHERE xact = pg_current_xact_id();
		RETURN format('这个文件已经读过（回盘 %s），没有再记', before);
	END IF;
	SELECT * INTO shape FROM bank_format f
	WHERE f.code = one.format AND f.since = one.since;
	made := nextval('bank_return_id');
	got := bank_return_check(one, shape, made, edges);
	DELETE FROM bank_heard WHERE xact = pg_current_xact_id();
	INSERT INTO bank_return (county, id, div, sent, batch, file_name, digest,
		people, total, good, good_total, failed, failed_total)
	VALUES (one.county, made, one.div, one.id, one.batch,
		left(bank_return_read.file_name, 200), print, got.people, got.total,
		got.good, got.good_total, got.failed, got.failed_total);
	RETURN format('回盘 %s（代发文件 %s，批次 %s）：成功 %s 人 %s 元，失败 %s 人 '
		'%s 元，处理中 %s 人%s', made, one.id, one.batch, got.good,
		yuan_text(got.good_total), got.failed, yuan_text(got.failed_total),
		got.people - got.good - got.failed - got.known, CASE WHEN got.known > 0
			THEN format('，已有结果 %s 人', got.known) ELSE '' END);
END
$$;
COMMENT ON FUNCTION bank_return_read IS
	'reads an answer whole, its lines or what bank_hear() was told: each line is
the outcome of one payment. The same file twice adds nothing';
GRANT EXECUTE ON FUNCTION bank_return_read TO zhen_operator;

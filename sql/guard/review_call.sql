-- Four eyes for what a function writes. The rule is about the table, so that
-- the guard holds the function's writes like any other; what is handed in is
-- the function and its arguments. Only functions that are rows here: an
-- approval runs them as the owner and in the name of the second person, so
-- one that serves whoever is at the terminal, such as their password, must
-- never be among them. Nor are the steps of what has a maker and a checker of
-- its own: batches, corrections, recoveries' setoffs, overdrafts, payouts,
-- applications, relocations, merges, staff moves and duties, handovers, claims.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE review_function (
	name name NOT NULL,
	title line_text NOT NULL,
	labels jsonb NOT NULL DEFAULT '{}',
	CONSTRAINT review_function_name_key PRIMARY KEY (name),
	CONSTRAINT review_function_labels_check CHECK (
		jsonb_typeof(labels) = 'object'
	)
);
COMMENT ON TABLE review_function IS
	'可以送复核的办理：函数由复核人同意时办，写下的经办人是送的人';
COMMENT ON COLUMN review_function.name IS '函数';
COMMENT ON COLUMN review_function.title IS '叫什么';
COMMENT ON COLUMN review_function.labels IS '给复核人看的参数各叫什么';
COMMENT ON CONSTRAINT review_function_name_key ON review_function IS
	'这个函数已经登记，请直接修改';
COMMENT ON CONSTRAINT review_function_labels_check ON review_function IS
	'参数的名称应为 {"参数": "名称"}';
SELECT shared_guard('review_function');
GRANT SELECT ON review_function TO zhen_operator;

INSERT INTO review_function (name, title, labels) VALUES
	('allowance_pay', '登记补贴支付', '{"month": "月份", "voucher": "凭证号"}'),
	('attendance_full', '记满勤', '{"month": "月份"}'),
	('category_convert', '转换人员类别', '{}'),
	('certificate_convert', '旧证换新', '{"number": "证号"}'),
	('contribute', '缴费', '{"year": "年度", "tier": "档次"}'),
	('contribute_household', '全户缴费', '{"year": "年度", "tier": "档次"}'),
	('contribution_correct', '冲正缴费', '{"reason": "为什么冲正"}'),
	('employer_account_set', '改单位账户', '{}'),
	('employer_contribute', '登记单位缴费', '{"why": "说明"}'),
	('fund_correct', '冲正经费', '{"reason": "为什么冲正"}'),
	('gap_waive', '欠缺现在补不了', '{"p_reason": "原因"}'),
	('hold_add', '暂缓发放', '{}'),
	('hold_put', '暂缓发放', '{"who": "谁"}'),
	('hold_release', '恢复发放', '{}'),
	('household_head_change', '换户主',
		'{"chief": "新户主", "kins": "各人的关系"}'),
	('household_join', '并入别户',
		'{"members": "哪些人", "head_id_no": "那边的户主", "kin": "与那边户主的关系",
			"why": "原因", "kins": "各人的关系"}'),
	('household_move', '全户迁村', '{"village": "迁到", "address": "住址"}'),
	('household_remark', '家庭备注', '{}'),
	('household_split', '分户',
		'{"members": "哪些人", "why": "原因", "kins": "各人的关系"}'),
	('recheck_pass', '已复查', '{"note": "说明"}'),
	('recovery_plan', '定追回计划', '{}'),
	('recovery_receive', '登记追回', '{}'),
	('staff_resident_set', '工作人员对应居民', '{}'),
	('survival_done', '已见到本人', '{"note": "说明"}'),
	('survival_void', '认证作废', '{}');

CREATE FUNCTION review_mark()
RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(max(seq), 0) FROM audit
	WHERE at = statement_timestamp() AND operator = session_user
$$;
COMMENT ON FUNCTION review_mark IS 'how far the trace of this statement is';
GRANT EXECUTE ON FUNCTION review_mark TO zhen_operator;

CREATE FUNCTION review_call(
	p_function text,
	p_args jsonb
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	before bigint := review_mark();
	f record;
BEGIN
	SELECT k.title, p.oid, p.proargnames, p.proargtypes,
		p.pronargs - p.pronargdefaults AS needed INTO f
	FROM review_function k
	JOIN pg_proc p ON p.proname = k.name
		AND p.pronamespace = 'zhen'::regnamespace
	WHERE k.name = p_function;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('“%s”不能送复核，请按原来的环节办理或联系管理员',
				p_function);
	END IF;
	IF NOT has_function_privilege(author(), f.oid, 'EXECUTE') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s无权办理%s，请由有权的人重新办',
				operator_name(author()), f.title);
	END IF;
	IF EXISTS (SELECT FROM jsonb_object_keys(p_args) a
		WHERE a <> ALL (f.proargnames))
		OR NOT p_args ?& f.proargnames[1:f.needed] THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('%s没有这样的内容，请从画面上重新办', f.title);
	END IF;
	EXECUTE format('SELECT %I(%s)', p_function, (
		SELECT string_agg(format('%1$I => ($1 ->> %1$L)::%2$s', n,
			format_type(t, NULL)), ', ')
		FROM unnest(f.proargnames, f.proargtypes::oid[]) a (n, t)
		WHERE p_args ? n))
	USING p_args;
	RETURN before;
END
$$;
COMMENT ON FUNCTION review_call IS
	'calls a function that its maker may call, with the rights of who calls; gives
how far the trace was before';
GRANT EXECUTE ON FUNCTION review_call TO zhen_operator;

CREATE FUNCTION review_effects(p_done jsonb)
RETURNS TABLE (
	n bigint,
	tbl name,
	county int,
	div bigint,
	old jsonb,
	new jsonb
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT min(a.seq * 1000000 + a.row_no), a.tbl, a.county,
		(array_agg(a.div::bigint ORDER BY a.seq, a.row_no))[1],
		(array_agg(a.old ORDER BY a.seq, a.row_no))[1],
		(array_agg(a.new ORDER BY a.seq DESC, a.row_no DESC))[1]
	FROM audit a
	WHERE a.at = statement_timestamp() AND a.operator = session_user
		AND a.op IN ('INSERT', 'UPDATE', 'DELETE')
		AND a.seq > (SELECT min((d ->> 'after')::bigint)
			FROM jsonb_array_elements(p_done) d)
	GROUP BY a.tbl, a.county, coalesce(a.new, a.old) ->> 'id',
		audit_person(a.tbl, coalesce(a.new, a.old))
$$;
COMMENT ON FUNCTION review_effects IS
	'the rows that the functions of review_apply() have written, by their trace:
as they were before the first time and as they are';

CREATE FUNCTION review_met(p_done jsonb)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN p_done @? '$[*].after' THEN (
		SELECT encode(sha256(convert_to(coalesce(
			string_agg(r.line, E'\n' ORDER BY r.line COLLATE "C"), ''), 'UTF8')),
			'hex')
		FROM review_effects(p_done) e
		CROSS JOIN LATERAL (SELECT concat_ws('|', e.tbl, e.div,
			audit_person(e.tbl, coalesce(e.new, e.old)), e.old, (
				SELECT string_agg(v.key || v.value, ',' ORDER BY v.key)
				FROM jsonb_each_text(e.new) v
				WHERE v.key IN ('kind', 'year', 'month', 'amount', 'match',
					'collective'))) AS line) r) END
$$;
COMMENT ON FUNCTION review_met IS
	'a digest of which rows the functions met, how these were and what money they
became: an approval that meets others, or books otherwise because a month or a
year is over, isn''t what was handed in. Null without functions';
GRANT EXECUTE ON FUNCTION review_met TO zhen_operator;

CREATE FUNCTION review_about(
	p_county int,
	p_tbl name,
	p_row jsonb
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT r.name FROM resident r
		WHERE r.county = p_county AND r.id = coalesce(
			audit_person(p_tbl, p_row), p_row ->> 'head')::bigint),
		(SELECT s.name FROM staff s
		WHERE s.county = p_county AND s.id = (p_row ->> 'staff')::bigint),
		(SELECT e.name FROM employer e
		WHERE e.county = p_county AND e.id = (p_row ->> 'employer')::bigint),
		p_row ->> 'name',
		p_row ->> 'payee',
		p_row ->> 'voucher')
$$;
COMMENT ON FUNCTION review_about IS 'whom or what a row that was written is about';

CREATE FUNCTION column_words(
	p_relation text,
	p_column name
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(regexp_replace(min(col_description(a.attrelid, a.attnum)),
		'[（：；，].*', ''), p_column)
	FROM pg_attribute a
	WHERE a.attname = p_column AND NOT a.attisdropped
		AND (a.attrelid = to_regclass(p_relation)
			OR a.attrelid IN (SELECT to_regclass(t)
				FROM record_tables(p_relation) t))
$$;
COMMENT ON FUNCTION column_words IS
	'what people call a column of a table, or of a view over tables';

CREATE FUNCTION value_words(
	p_relation text,
	p_column name,
	p_value text
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(code_name(p_column, p_value),
		code_name(split_part(p_relation, '_', 1) || '_' || p_column, p_value),
		(SELECT title FROM programme
			WHERE p_column = 'programme' AND code = p_value),
		CASE p_value WHEN 'true' THEN '是' WHEN 'false' THEN '否' END,
		CASE WHEN p_value ~ '^[1-9][0-9]{11}$'
			THEN division_path(p_value::bigint) END,
		p_value)
$$;
COMMENT ON FUNCTION value_words IS
	'a code by its name, where the set is called as the column or as the subject
and it, and a place by its path';

CREATE FUNCTION review_called(p_done jsonb)
RETURNS TABLE (
	label text,
	was text,
	now_is text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	(SELECT k.labels ->> a.key, NULL, value_words('', a.key, a.value)
	FROM jsonb_array_elements(p_done) WITH ORDINALITY d (part, n)
	JOIN review_function k ON k.name = d.part ->> 'call'
	CROSS JOIN LATERAL jsonb_each_text(d.part -> 'args')
		WITH ORDINALITY a (key, value, m)
	WHERE k.labels ? a.key AND a.value <> ''
	ORDER BY d.n, a.m)
	UNION ALL
	(SELECT l.label, l.was, l.now_is
	FROM (SELECT * FROM review_effects(p_done) ORDER BY n LIMIT 100) e
	CROSS JOIN LATERAL (
		SELECT 0 AS m, table_words(e.tbl) AS label,
			CASE WHEN e.old IS NULL THEN '新增' ELSE '改动' END AS was,
			review_about(e.county, e.tbl, coalesce(e.new, e.old)) AS now_is
		UNION ALL
		SELECT t.attnum, column_words(e.tbl, t.attname),
			value_words(e.tbl, t.attname, e.old ->> t.attname),
			value_words(e.tbl, t.attname, e.new ->> t.attname)
		FROM pg_attribute t
		WHERE t.attrelid = to_regclass(e.tbl) AND t.attnum > 0
			AND t.attname NOT IN ('county', 'id', 'version', 'resident')
			AND t.attname !~ '_(at|by)$'
			AND e.old ->> t.attname IS DISTINCT FROM e.new ->> t.attname
	) l
	ORDER BY e.n, l.m)
$$;
COMMENT ON FUNCTION review_called IS
	'what the functions of review_apply() were given and what they wrote, in
words: of each row first whose it is';

CREATE FUNCTION review_whom(p_done jsonb)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT left(string_agg(DISTINCT review_about(e.county, e.tbl,
		coalesce(e.new, e.old)), '、'), 60)
	FROM review_effects(p_done) e
$$;
COMMENT ON FUNCTION review_whom IS 'whom the rows are about that functions wrote';
GRANT EXECUTE ON FUNCTION review_whom TO zhen_operator;

SELECT audit_attach('review_function');

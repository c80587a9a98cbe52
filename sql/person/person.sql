-- What screens show of batches and of a person: views that see no more than
-- the operator does.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION operator_name(p_role name)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN coalesce((SELECT o.name FROM operator o WHERE o.role = p_role), p_role);
END
$$;
COMMENT ON FUNCTION operator_name IS 'a colleague''s name, whatever their office';
GRANT EXECUTE ON FUNCTION operator_name TO zhen_operator;

CREATE VIEW batch_list
WITH (security_invoker = true)
AS
SELECT
	b.county,
	b.id AS batch,
	b.programme,
	p.title,
	b.month,
	b.div,
	operator_office_name(b.div) AS office_name,
	b.state,
	batch_state_name(b.state) AS state_name,
	b.people,
	b.left_out,
	b.total,
	b.cut,
	b.cut > 0 AS has_cut,
	operator_name(b.made_by) AS maker,
	format('%s %s', operator_name(b.made_by),
		to_char(b.made_at, 'YYYY-MM-DD HH24:MI')) AS made,
	CASE WHEN b.checked_by IS NOT NULL THEN
		format('%s %s', operator_name(b.checked_by),
			to_char(b.checked_at, 'YYYY-MM-DD HH24:MI'))
	END AS checked,
	b.reason
FROM batch b
JOIN programme p ON p.code = b.programme;
COMMENT ON VIEW batch_list IS '发放批次';
GRANT SELECT ON batch_list TO zhen_operator;

CREATE VIEW batch_people
WITH (security_invoker = true)
AS
SELECT
	e.county,
	e.batch,
	e.resident,
	coalesce(r.name, m.name) AS name,
	coalesce(r.id_no, m.id_no) AS id_no,
	division_name(e.div) AS village_name,
	e.amount,
	e.because,
	b.programme,
	b.month,
	b.state
FROM batch b
JOIN entitlement e ON e.county = b.county AND e.programme = b.programme
	AND e.month = b.month AND e.batch = b.id
LEFT JOIN resident r ON r.county = e.county AND r.id = e.resident
LEFT JOIN LATERAL moved_card(e.county,
	CASE WHEN r.id IS NULL THEN e.resident END) m ON true;
COMMENT ON VIEW batch_people IS '批次应发名单';
GRANT SELECT ON batch_people TO zhen_operator;

CREATE VIEW batch_left
WITH (security_invoker = true)
AS
SELECT
	l.county,
	l.batch,
	l.resident,
	coalesce(r.name, m.name) AS name,
	coalesce(r.id_no, m.id_no) AS id_no,
	division_name(l.div) AS village_name,
	l.reason AS why
FROM left_out l
LEFT JOIN resident r ON r.county = l.county AND r.id = l.resident
LEFT JOIN LATERAL moved_card(l.county,
	CASE WHEN r.id IS NULL THEN l.resident END) m ON true;
COMMENT ON VIEW batch_left IS '批次未列入名单';
GRANT SELECT ON batch_left TO zhen_operator;

CREATE VIEW card
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id AS resident,
	r.name,
	r.id_no,
	code_name('sex', r.sex) AS sex_name,
	extract(year FROM age(coalesce(r.died, current_date), r.birth))::int AS age,
	r.birth,
	concat(code_name('sex', r.sex), ' ', r.birth, CASE WHEN r.died IS NULL
		THEN format('（%s 岁）', extract(year FROM age(r.birth)))
		ELSE '—' || r.died END) AS born,
	code_name('hukou', r.hukou) AS hukou_name,
	division_path(r.div) AS place,
	r.address,
	r.phone,
	a.number AS account,
	a.bank AS account_bank,
	r.died,
	NULL::text AS moved
FROM resident r
LEFT JOIN account a ON a.county = r.county AND a.resident = r.id
	AND a.is_current;
COMMENT ON VIEW card IS '个人总览';
GRANT SELECT ON card TO zhen_operator;

CREATE VIEW card_family
WITH (security_invoker = true)
AS
SELECT
	r.county,
	r.id AS resident,
	m.id AS member,
	m.name AS member_name,
	m.kin,
	code_name('kin', m.kin) AS kin_name,
	m.id_no AS member_id_no,
	extract(year FROM age(coalesce(m.died, current_date), m.birth))::int
		AS member_age
FROM resident r
JOIN resident m ON m.county = r.county AND m.household = r.household;
COMMENT ON VIEW card_family IS '同户的人，含本人';
GRANT SELECT ON card_family TO zhen_operator;

CREATE FUNCTION record_tables(p_relation text)
RETURNS SETOF name
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT t.relname
	FROM pg_class t
	WHERE t.oid = to_regclass(quote_ident(p_relation))
		AND t.relkind IN ('r', 'p')
	UNION
	SELECT t.relname
	FROM pg_rewrite w
	JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
		AND d.refclassid = 'pg_class'::regclass
	JOIN pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p')
	WHERE w.ev_class = to_regclass(quote_ident(p_relation))
$$;
COMMENT ON FUNCTION record_tables IS
	'the tables behind a relation: itself, or those that a view reads';

CREATE FUNCTION record_changed(
	p_relation text,
	p_columns text[],
	p_values text[]
) RETURNS TABLE (
	changed_by text,
	changed_at text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT operator_name(a.operator), to_char(a.at,
		CASE WHEN a.at::date = current_date THEN 'HH24:MI'
			ELSE 'YYYY-MM-DD HH24:MI' END)
	FROM audit a
	WHERE a.at > now() - interval '3 days'
		AND a.op <> 'LOOK'
		AND a.tbl IN (SELECT record_tables(p_relation))
		AND a.div BETWEEN scope_lo() AND scope_hi()
		AND NOT EXISTS (
			SELECT FROM unnest(p_columns, p_values) k (name, value)
			WHERE a.new ->> k.name IS DISTINCT FROM k.value)
	ORDER BY a.at DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION record_changed IS
	'who made a record what it is, and when; the columns are its key''s and the
version''s. Looks three days back, the newest first: it is asked about what
somebody has just changed';
GRANT EXECUTE ON FUNCTION record_changed TO zhen_operator;

CREATE FUNCTION audit_look_words(
	p_tbl name,
	p_look jsonb
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('查看%s，事由：%s', string_agg(coalesce(
			regexp_replace(col_description(p_tbl::text::regclass, a.attnum),
				'[（：].*', ''), c.name), '、' ORDER BY c.n),
		p_look ->> 'reason')
	FROM jsonb_array_elements_text(p_look -> 'columns')
		WITH ORDINALITY c (name, n)
	LEFT JOIN pg_attribute a ON a.attrelid = p_tbl::text::regclass
		AND a.attname = c.name
$$;
COMMENT ON FUNCTION audit_look_words IS
	'a look at masked columns in the words of their comments';

CREATE FUNCTION audit_columns_changed(
	p_tbl name,
	p_old jsonb,
	p_new jsonb
) RETURNS TABLE (
	n int,
	label text,
	was text,
	now_is text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN QUERY
	SELECT
		a.attnum::int,
		coalesce(regexp_replace(col_description(p_tbl::text::regclass,
			a.attnum), '[（：].*', ''), a.attname),
		CASE WHEN a.atttypid = 'timestamptz'::regtype
			THEN to_char((p_old ->> a.attname)::timestamptz, 'YYYY-MM-DD HH24:MI')
			ELSE p_old ->> a.attname END,
		CASE WHEN a.atttypid = 'timestamptz'::regtype
			THEN to_char((p_new ->> a.attname)::timestamptz, 'YYYY-MM-DD HH24:MI')
			ELSE p_new ->> a.attname END
	FROM pg_attribute a
	WHERE a.attrelid = p_tbl::text::regclass AND a.attnum > 0
		AND a.attname NOT IN ('version', 'updated_at', 'initials', 'spelling',
			'undo')
		AND nullif(p_old -> a.attname, 'null')
			IS DISTINCT FROM nullif(p_new -> a.attname, 'null');
END
$$;
COMMENT ON FUNCTION audit_columns_changed IS
	'what a change changed, by the names of the columns'' comments';

CREATE FUNCTION audit_words(
	p_tbl name,
	p_op text,
	p_old jsonb,
	p_new jsonb
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN CASE
		WHEN p_op = 'LOOK' THEN audit_look_words(p_tbl, p_new)
		WHEN p_new ? 'whom' THEN format('%s（同一批 %s 行）',
			coalesce(p_new ->> 'import', '新登记'), p_new ->> 'rows')
		WHEN p_new ? 'sha256' THEN format('%s 行', p_new ->> 'rows')
		WHEN p_op = 'INSERT' THEN '新登记'
		WHEN p_op = 'DELETE' THEN '删除'
		ELSE coalesce((
			SELECT string_agg(format('%s：%s→%s', c.label,
				coalesce(c.was, '空'), coalesce(c.now_is, '空')), '，'
				ORDER BY c.n)
			FROM audit_columns_changed(p_tbl, p_old, p_new) c), '')
	END;
END
$$;
COMMENT ON FUNCTION audit_words IS 'a change in the words of the columns'' comments';

CREATE FUNCTION audit_about(
	p_county int,
	p_resident bigint
) RETURNS SETOF audit
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	RETURN QUERY
	WITH rows AS MATERIALIZED (
		SELECT county, id FROM resident_rows(p_county, p_resident)
	)
	SELECT a.*
	FROM rows s
	JOIN audit a ON a.county = s.county
		AND audit_person(a.tbl, coalesce(a.new, a.old)) = s.id::text
	UNION ALL
	SELECT a.*
	FROM rows s
	JOIN audit a ON a.county = s.county AND a.new ? 'whom'
		AND audit_people(a.new) @> s.id;
END
$$;
COMMENT ON FUNCTION audit_about IS
	'the trace of a person, under all their rows: what is about them, and what
brought them in among others; for functions of the owner';

CREATE FUNCTION card_changes(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	changed_at text,
	changed_by text,
	what text,
	change text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
	IF NOT EXISTS (
		SELECT
		FROM resident_here(p_county, p_resident) h
		WHERE h.div BETWEEN scope_lo() AND scope_hi())
	THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT
		to_char(a.at, 'YYYY-MM-DD HH24:MI'),
		operator_name(a.operator)
			|| coalesce('（代' || operator_name(a.on_behalf) || '）', ''),
		CASE a.tbl
			WHEN 'resident' THEN '居民登记'
			WHEN 'enrolment' THEN (SELECT p.title::text FROM programme p
				WHERE p.code = coalesce(a.new, a.old) ->> 'programme')
			ELSE table_words(a.tbl)
		END,
		w.words
	FROM audit_about(p_county, p_resident) a
	CROSS JOIN LATERAL audit_words(a.tbl, a.op, a.old, a.new) w (words)
	WHERE a.new ->> 'replaced_by' IS NULL
		AND (a.tbl = 'resident' OR a.old - 'div' IS DISTINCT FROM a.new - 'div')
		AND w.words <> ''
	ORDER BY a.at DESC, a.seq DESC, a.row_no
	LIMIT 30;
END
$$;
COMMENT ON FUNCTION card_changes IS
	'the trace of a person in scope, under all their rows and without what only
went along when they moved; asked as the owner, because the index on it serves
nobody under row security';
GRANT EXECUTE ON FUNCTION card_changes TO zhen_operator;

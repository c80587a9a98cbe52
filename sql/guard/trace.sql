-- The trace as auditors, supervisors and administrators read it: by person,
-- operator and day, in words. Asked as the owner, because an index on a person
-- serves nobody under row security; the functions see to the scope.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION audit_op_name(p_op text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_op
		WHEN 'INSERT' THEN '新增'
		WHEN 'UPDATE' THEN '修改'
		WHEN 'DELETE' THEN '删除'
		WHEN 'LOOK' THEN '查看'
		WHEN 'ADOPT' THEN '接收'
		ELSE p_op
	END
$$;

CREATE FUNCTION audit_whom(
	p_county int,
	p_tbl name,
	p_data jsonb
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(
		(SELECT r.name FROM resident r
		WHERE r.county = p_county AND r.id::text = audit_person(p_tbl, p_data)),
		p_data ->> 'name',
		p_data ->> 'batch',
		p_data ->> 'id',
		p_data ->> 'code')
$$;
COMMENT ON FUNCTION audit_whom IS 'whom or what a line of the trace is about';

CREATE FUNCTION trace_list(
	p_operator text,
	p_id_no text,
	p_since date,
	p_until date,
	p_looks boolean DEFAULT false
) RETURNS TABLE (
	county int,
	seq bigint,
	row_no int,
	at_text text,
	name text,
	op_name text,
	what text,
	whom text,
	change text,
	address text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	person record;
BEGIN
	PERFORM duty_require('查看改动记录', 'auditor', 'supervisor', 'admin');
	SELECT i.county, i.resident INTO person FROM identity i
	WHERE i.id_no = upper(btrim(p_id_no));
	RETURN QUERY EXECUTE format('
		SELECT a.county::int, a.seq, a.row_no,
			to_char(a.at, ''YYYY-MM-DD HH24:MI''),
			coalesce(operator_name(a.operator), a.operator),
			audit_op_name(a.op), table_words(a.tbl),
			audit_whom(a.county::int, a.tbl, coalesce(a.new, a.old)),
			audit_words(a.tbl, a.op, a.old, a.new), a.address
		FROM audit a
		WHERE a.div BETWEEN $1 AND $2 AND a.county BETWEEN $3 AND $4
			AND a.at >= coalesce($5, ''-infinity'')
			AND a.at < coalesce($6 + 1, ''infinity'') %s %s %s
		ORDER BY a.at DESC, a.county, a.seq DESC, a.row_no
		LIMIT 1000',
		CASE WHEN p_operator <> '' THEN 'AND a.operator = $7' END,
		CASE WHEN p_id_no <> '' THEN 'AND (a.county, a.seq,
				a.row_no) IN (SELECT s.county, s.seq, s.row_no
				FROM audit_about($8, $9) s)' END,
		CASE WHEN p_looks THEN 'AND a.op = ''LOOK''' END)
	USING scope_lo(), scope_hi(), scope_county_lo(), scope_county_hi(), p_since,
		p_until, p_operator::name, person.county::int, person.resident;
END
$$;
COMMENT ON FUNCTION trace_list IS
	'the newest thousand lines of the trace in scope: of an operator, about a
person, between days, looks only';

CREATE FUNCTION trace_columns(
	p_county int,
	p_seq bigint,
	p_row int
) RETURNS TABLE (
	n int,
	label text,
	was text,
	now_is text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one audit;
BEGIN
	PERFORM duty_require('查看改动记录', 'auditor', 'supervisor', 'admin');
	SELECT a.* INTO one
	FROM audit a
	WHERE a.county = p_county AND a.seq = p_seq AND a.row_no = p_row
		AND a.div BETWEEN scope_lo() AND scope_hi();
	RETURN QUERY
	SELECT v.n, v.label, NULL, v.value
	FROM (VALUES
		(-9, '时间', to_char(one.at, 'YYYY-MM-DD HH24:MI:SS')),
		(-8, '操作员', concat(one.operator, ' ', operator_name(one.operator))),
		(-7, '来自', one.address),
		(-6, '客户端', one.client),
		(-5, '画面', one.screen),
		(-4, '操作', audit_op_name(one.op) || table_words(one.tbl)),
		(-3, '内容', audit_words(one.tbl, one.op, one.old, one.new))
	) v (n, label, value)
	WHERE one.seq IS NOT NULL AND v.value <> ''
		AND (v.n < -3 OR one.op = 'LOOK' OR one.new ? 'sha256')
	UNION ALL
	SELECT c.n, c.label, c.was, c.now_is
	FROM audit_columns_changed(one.tbl, one.old, one.new) c
	WHERE one.op IN ('INSERT', 'UPDATE', 'DELETE')
		AND (one.new ? 'sha256') IS NOT TRUE
	ORDER BY 1;
END
$$;
COMMENT ON FUNCTION trace_columns IS
	'one line of the trace in full, column by column';
GRANT EXECUTE ON FUNCTION trace_list, trace_columns
TO zhen_auditor, zhen_supervisor, zhen_admin;

-- The view of a programme's enrolments, made of its definition, and made again
-- with what somebody has hung on it since.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION compile_hung_on(p_view text)
RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT pg_get_triggerdef(t.oid)
	FROM pg_trigger t
	WHERE t.tgrelid = to_regclass(quote_ident(p_view)) AND NOT t.tgisinternal
	UNION ALL
	SELECT format('GRANT %s%s ON %I TO %s%s', x.privilege_type,
		' (' || quote_ident(h.attname) || ')', p_view,
		CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END,
		CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
	FROM (
		SELECT NULL::name AS attname, c.relacl AS acl, c.relowner, c.oid
		FROM pg_class c
		UNION ALL
		SELECT a.attname, a.attacl, c.relowner, c.oid
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	) h
	CROSS JOIN aclexplode(h.acl) x
	WHERE h.oid = to_regclass(quote_ident(p_view)) AND x.grantee <> h.relowner
	UNION ALL
	SELECT format('COMMENT ON COLUMN %I.%I IS %L', p_view, a.attname,
		col_description(a.attrelid, a.attnum))
	FROM pg_attribute a
	WHERE a.attrelid = to_regclass(quote_ident(p_view)) AND a.attnum > 0
		AND col_description(a.attrelid, a.attnum) IS NOT NULL
$$;
COMMENT ON FUNCTION compile_hung_on IS
	'statements that put back what somebody has hung on a view: triggers,
grants, comments';

CREATE FUNCTION compile_replace_view(
	p_view text,
	p_query text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	making text := format('VIEW %I WITH (security_invoker = true) AS %s',
		p_view, p_query);
	hung text[];
	one text;
BEGIN
	EXECUTE 'CREATE OR REPLACE ' || making;
EXCEPTION WHEN invalid_table_definition THEN
	hung := ARRAY(SELECT compile_hung_on(p_view));
	EXECUTE format('DROP VIEW %I', p_view);
	EXECUTE 'CREATE ' || making;
	FOREACH one IN ARRAY hung LOOP
		BEGIN
			EXECUTE one;
		EXCEPTION WHEN undefined_column THEN
			CONTINUE;
		END;
	END LOOP;
END
$$;
COMMENT ON FUNCTION compile_replace_view IS
	'in place, or anew when a column goes, moves or has another type; then what
hung on it is put back, but for columns that are gone';

CREATE FUNCTION compile_make_view(p_definition jsonb)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
	view text := p_definition ->> 'table';
	own text;
	flow text := CASE WHEN programme_had_steps(p_definition ->> 'programme')
		THEN 'application' ELSE 'enrolment' END;
BEGIN
	SELECT format('{%s}', string_agg(name, ',')) INTO own
	FROM compile_own(p_definition);
	PERFORM compile_replace_view(view, format('
		SELECT e.county, e.id, e.resident, r.name, r.id_no, r.sex, r.birth,
			r.hukou, r.died, e.since, e.until, e.note, e.version%s
		FROM enrolment e
		JOIN resident r ON r.county = e.county AND r.id = e.resident
		WHERE e.programme = %L%s',
		compile_fields(p_definition), p_definition ->> 'programme',
		compile_applied(p_definition)));
	EXECUTE format('COMMENT ON VIEW %I IS %L', view,
		p_definition ->> 'title');
	EXECUTE format('GRANT SELECT ON %I TO zhen_operator', view);
	EXECUTE format('GRANT INSERT, UPDATE ON %I TO zhen_window', view);
	EXECUTE format('CREATE OR REPLACE TRIGGER enrolment_insert
		INSTEAD OF INSERT ON %I
		FOR EACH ROW EXECUTE FUNCTION %I(%L, %L)', view,
		flow || '_insert', p_definition ->> 'programme', own);
	EXECUTE format('CREATE OR REPLACE TRIGGER enrolment_update
		INSTEAD OF UPDATE ON %I
		FOR EACH ROW EXECUTE FUNCTION %I(%L, %L)', view,
		flow || '_update', p_definition ->> 'programme', own);
	PERFORM compile_try('fields',
		'stored values that the new types of the fields can''t hold',
		format('SELECT count(v.*::text) FROM %I v', view));
END
$$;
COMMENT ON FUNCTION compile_make_view IS
	'the enrolments of a programme as its form reads and saves them';

CREATE FUNCTION compile_keep_grants(p_view text)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO grant_kept (object, grantee, privilege)
	VALUES
		('视图 ' || p_view, 'zhen_operator', 'SELECT'),
		('视图 ' || p_view, 'zhen_window', 'INSERT'),
		('视图 ' || p_view, 'zhen_window', 'UPDATE')
	ON CONFLICT DO NOTHING;
	DELETE FROM grant_kept k
	WHERE k.object LIKE '视图 ' || p_view || '.%'
		AND NOT audit_has(to_regclass(quote_ident(p_view)),
			split_part(k.object, '.', 2)::name);
END
$$;
COMMENT ON FUNCTION compile_keep_grants IS
	'only those that loading gives: what somebody else has granted stays, and
"zhenctl check" goes on asking about it';

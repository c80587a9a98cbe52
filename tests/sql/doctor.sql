-- What "zhenctl check" finds: each thing that can grow wrong is made so.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();
CREATE ROLE try_group NOLOGIN;
CREATE ROLE try_stray LOGIN;
CREATE TEMP TABLE wrong (
	n int GENERATED ALWAYS AS IDENTITY,
	change text,
	object text,
	problem text
);
INSERT INTO wrong (change, object, problem)
VALUES
	('GRANT DELETE ON payment TO zhen_window', '表 payment', '%DELETE%收回%'),
	('GRANT UPDATE (amount) ON payment TO zhen_reviewer', '表 payment.amount',
		'%UPDATE%收回%'),
	('GRANT SELECT ON identity TO PUBLIC', '表 identity', 'PUBLIC%收回%'),
	('REVOKE SELECT ON resident FROM zhen_operator', '表 resident', '%少了%'),
	('GRANT EXECUTE ON FUNCTION identity_keep() TO zhen_operator',
		'函数 identity_keep()', '%EXECUTE%收回%'),
	('GRANT CREATE ON SCHEMA zhen TO zhen_admin', '模式 zhen', '%CREATE%'),
	('GRANT CREATE ON SCHEMA public TO PUBLIC', '模式 public', '%CREATE%'),
	('GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC', '语言 plpgsql', '%USAGE%'),
	('GRANT EXECUTE ON FUNCTION lo_creat(int) TO PUBLIC',
		'大对象函数 lo_creat', '%EXECUTE%'),
	(format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()),
		'数据库', '%TEMPORARY%'),
	('ALTER DEFAULT PRIVILEGES FOR ROLE zhen_owner IN SCHEMA zhen
		GRANT SELECT ON TABLES TO zhen_window', '默认权限 r', '%SELECT%'),
	('GRANT zhen_owner TO try_group', '角色 zhen_owner', 'try_group%收回%'),
	('ALTER ROLE wang BYPASSRLS', '角色 wang', '%BYPASSRLS%'),
	('ALTER ROLE wang CREATEROLE', '角色 wang', '%CREATEROLE%'),
	('GRANT zhen_window TO try_stray', '角色 try_stray', '%不是操作员%'),
	('GRANT zhen_keeper TO wang', '角色 wang', '%zhen_keeper%'),
	('GRANT pg_read_all_data TO wang', '角色 wang', '%pg_read_all_data%'),
	('ALTER TABLE office OWNER TO CURRENT_USER', 'office', '属于%'),
	('ALTER FUNCTION scope_lo() OWNER TO CURRENT_USER', 'scope_lo()', '属于%'),
	('CREATE SCHEMA backdoor', '模式 backdoor', '%查清%'),
	('ALTER FUNCTION scope_lo() RESET search_path', 'scope_lo()',
		'%search_path%'),
	('ALTER TABLE resident DISABLE ROW LEVEL SECURITY', 'resident',
		'%没有行级安全%'),
	('DROP POLICY scope ON account', 'account', '%没有策略%'),
	('CREATE TABLE stray (a int); GRANT SELECT ON stray TO zhen_operator',
		'stray', '%没有行级安全%'),
	('ALTER VIEW card SET (security_invoker = false)', 'card', '%绕过%'),
	('ALTER TABLE payment_371002 DISABLE TRIGGER ALL', 'payment_371002 %',
		'%停用%'),
	('UPDATE pg_index SET indisvalid = false
		WHERE indexrelid = ''identity_id_no_key''::regclass',
		'identity_id_no_key', '%REINDEX%'),
	('ALTER TABLE account DETACH PARTITION account_371002;
		ALTER TABLE account_371002 RENAME TO aside',
		'account，县区 371002', '%partition_add%'),
	('COMMENT ON CONSTRAINT resident_phone_check ON resident IS NULL',
		'resident 的约束 resident_phone_check', '%COMMENT%'),
	('ALTER TABLE resident RENAME CONSTRAINT resident_phone_check TO phone_ok',
		'resident 的约束 phone_ok', '%改名%'),
	('ALTER TABLE office ADD CONSTRAINT office_name_check CHECK (name <> '''')
		NOT VALID', 'office 的约束 office_name_check', '%VALIDATE%'),
	('ALTER TABLE office ALTER phone TYPE text', 'office.phone', '%line_text%'),
	('SET LOCAL session_replication_role = replica',
		'设置 session_replication_role', '%触发器%'),
	('SET LOCAL synchronous_commit = off', '设置 synchronous_commit', '%断电%');
CREATE TEMP TABLE before AS SELECT * FROM doctor();

CREATE FUNCTION pg_temp.found(p_change text, p_object text, p_problem text)
RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
	is_found boolean;
BEGIN
	EXECUTE p_change;
	is_found := EXISTS (
		SELECT * FROM doctor() d
		WHERE d.object LIKE p_object AND d.problem LIKE p_problem
		EXCEPT
		SELECT * FROM before);
	RAISE EXCEPTION USING ERRCODE = 'ZZ999', MESSAGE = is_found::text;
EXCEPTION WHEN SQLSTATE 'ZZ999' THEN
	RETURN SQLERRM::boolean;
END
$$;
SELECT ok(pg_temp.found(change, object, problem), 'found: ' || change)
FROM wrong
ORDER BY n;
SELECT set_eq('SELECT * FROM doctor()', 'SELECT * FROM before',
	'and nothing is left of it');
SELECT * FROM finish();
ROLLBACK;

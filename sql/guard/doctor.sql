-- What has to hold of the database as a whole, asked of the catalogue: each
-- function doctor_...() finds what grew wrong in one respect, and doctor() runs
-- them all. For a superuser, by "zhenctl check". Grants are compared with
-- those that the shipped files gave, kept in grant_kept.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE grant_kept (
	object line_text NOT NULL,
	grantee line_text NOT NULL,
	privilege line_text NOT NULL,
	CONSTRAINT grant_kept_object_key PRIMARY KEY (object, grantee, privilege)
);
COMMENT ON TABLE grant_kept IS '安装、升级和装入项目时授予的权限，供 zhenctl check 比较';
COMMENT ON COLUMN grant_kept.object IS '对象';
COMMENT ON COLUMN grant_kept.grantee IS '角色，PUBLIC 为所有人';
COMMENT ON COLUMN grant_kept.privilege IS '权限';
COMMENT ON CONSTRAINT grant_kept_object_key ON grant_kept IS
	'这项权限已有，不能重复';

CREATE TABLE unguarded (
	relation name NOT NULL,
	reason line_text NOT NULL,
	CONSTRAINT unguarded_relation_key PRIMARY KEY (relation)
);
COMMENT ON TABLE unguarded IS '操作员能读而没有行级安全的表，和不需要的理由';
COMMENT ON COLUMN unguarded.relation IS '表';
COMMENT ON COLUMN unguarded.reason IS '理由';
COMMENT ON CONSTRAINT unguarded_relation_key ON unguarded IS
	'这个表已有，不能重复';
INSERT INTO unguarded (relation, reason)
VALUES
	('audit_chain', '只有摘要，没有人的信息'),
	('audit_head', '只有摘要，没有人的信息'),
	('audit_table', '只有表的名称'),
	('division', '公开的区划代码'),
	('native_division', '公开的区划代码'),
	('pinyin', '字的读音'),
	('surname', '姓的读音'),
	('programme', '全市共用的项目定义'),
	('programme_version', '全市共用的项目定义'),
	('setting', '全市共用的设置');

CREATE FUNCTION grants_now()
RETURNS TABLE (
	object text,
	grantee text,
	privilege text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	WITH ours AS (
		SELECT c.oid, CASE c.relkind WHEN 'S' THEN '序列 ' WHEN 'v' THEN '视图 '
			ELSE '表 ' END || c.relname AS object, c.relowner AS owner,
			c.relacl AS acl, c.relkind
		FROM pg_class c
		WHERE c.relnamespace = 'zhen'::regnamespace
			AND c.relkind IN ('r', 'p', 'v', 'S', 'm', 'f')
	), held AS (
		SELECT object, owner, acl FROM ours
		UNION ALL
		SELECT o.object || '.' || a.attname, o.owner, a.attacl
		FROM ours o
		JOIN pg_attribute a ON a.attrelid = o.oid
		UNION ALL
		SELECT format('函数 %s(%s)', p.proname,
				pg_get_function_identity_arguments(p.oid)),
			p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
		FROM pg_proc p
		WHERE p.pronamespace = 'zhen'::regnamespace
		UNION ALL
		SELECT '模式 ' || n.nspname, n.nspowner,
			coalesce(n.nspacl, acldefault('n', n.nspowner))
		FROM pg_namespace n
		WHERE n.nspname IN ('zhen', 'public')
		UNION ALL
		SELECT '数据库', d.datdba, coalesce(d.datacl, acldefault('d', d.datdba))
		FROM pg_database d
		WHERE d.datname = current_database()
		UNION ALL
		SELECT '语言 ' || l.lanname, l.lanowner,
			coalesce(l.lanacl, acldefault('l', l.lanowner))
		FROM pg_language l
		WHERE l.lanname NOT IN ('internal', 'c')
		UNION ALL
		SELECT format('默认权限 %s', f.defaclobjtype), f.defaclrole, f.defaclacl
		FROM pg_default_acl f
		UNION ALL
		SELECT format('大对象函数 %s', p.proname), p.proowner,
			coalesce(p.proacl, acldefault('f', p.proowner))
		FROM pg_proc p
		WHERE p.pronamespace = 'pg_catalog'::regnamespace
			AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea')
	)
	SELECT h.object, CASE x.grantee WHEN 0 THEN 'PUBLIC'
			ELSE x.grantee::regrole::text END, x.privilege_type
	FROM held h
	CROSS JOIN aclexplode(h.acl) x
	WHERE x.grantee <> h.owner
	UNION
	SELECT '角色 ' || m.roleid::regrole, m.member::regrole::text, '成员'
	FROM pg_auth_members m
	JOIN pg_roles r ON r.oid = m.member AND NOT r.rolcanlogin
	WHERE m.roleid::regrole::text LIKE 'zhen\_%'
$$;
COMMENT ON FUNCTION grants_now IS
	'who but its owner may do what, with everything that is ours';

CREATE FUNCTION grants_keep(p_object text DEFAULT '%')
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	DELETE FROM grant_kept WHERE object LIKE p_object;
	INSERT INTO grant_kept (object, grantee, privilege)
	SELECT DISTINCT g.object, g.grantee, g.privilege
	FROM grants_now() g
	WHERE g.object LIKE p_object
$$;
COMMENT ON FUNCTION grants_keep IS
	'the grants of these objects are as they should be, from now on';

CREATE FUNCTION doctor_grants()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(g.object, k.object), CASE
		WHEN k.object IS NULL THEN format('%s 多了 %s 权限，请收回', g.grantee,
			g.privilege)
		ELSE format('%s 少了 %s 权限，画面会被拒绝，请重新授予', k.grantee,
			k.privilege) END
	FROM grants_now() g
	FULL JOIN grant_kept k ON k.object = g.object AND k.grantee = g.grantee
		AND k.privilege = g.privilege
	WHERE g.object IS NULL OR k.object IS NULL
$$;
COMMENT ON FUNCTION doctor_grants IS 'grants that grew or went';

CREATE FUNCTION doctor_roles()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT '角色 ' || r.rolname, format('是操作员，却有%s，请用 ALTER ROLE 收回',
		concat_ws('、', CASE WHEN r.rolsuper THEN ' SUPERUSER' END,
			CASE WHEN r.rolcreaterole THEN ' CREATEROLE' END,
			CASE WHEN r.rolcreatedb THEN ' CREATEDB' END,
			CASE WHEN r.rolreplication THEN ' REPLICATION' END,
			CASE WHEN r.rolbypassrls THEN ' BYPASSRLS' END))
	FROM pg_roles r
	JOIN operator o ON o.role = r.rolname
	WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
		OR r.rolbypassrls
	UNION ALL
	SELECT '角色 ' || r.rolname, format('有 %s 的职责，却不是操作员，请收回或用 '
		'zhenctl operator add 登记', m.roleid::regrole)
	FROM pg_auth_members m
	JOIN pg_roles r ON r.oid = m.member AND r.rolcanlogin AND NOT r.rolsuper
	LEFT JOIN operator o ON o.role = r.rolname
	WHERE m.roleid::regrole::text LIKE 'zhen\_%' AND o.role IS NULL
	UNION ALL
	SELECT '角色 ' || o.role, format('操作员属于角色 %s，不是平台的职责，请收回',
		m.roleid::regrole)
	FROM operator o
	JOIN pg_roles r ON r.rolname = o.role
	JOIN pg_auth_members m ON m.member = r.oid
	WHERE m.roleid::regrole::text NOT LIKE 'zhen\_%'
		OR m.roleid::regrole::text IN ('zhen_owner', 'zhen_keeper', 'zhen_watch')
	UNION ALL
	SELECT '角色 ' || o.role, '是操作员，却没有这个登录名，请用 zhenctl operator '
		'disable 停用或重新添加'
	FROM operator o
	WHERE NOT o.is_disabled
		AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = o.role)
$$;
COMMENT ON FUNCTION doctor_roles IS 'logins that may more than their duties';

CREATE FUNCTION doctor_owners()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.oid::regclass::text, format('属于 %s，应属于 zhen_owner',
		c.relowner::regrole)
	FROM pg_class c
	WHERE c.relnamespace = 'zhen'::regnamespace
		AND c.relowner <> 'zhen_owner'::regrole
	UNION ALL
	SELECT p.oid::regprocedure::text, format('属于 %s，应属于 zhen_owner',
		p.proowner::regrole)
	FROM pg_proc p
	WHERE p.pronamespace = 'zhen'::regnamespace
		AND p.proowner::regrole::text NOT IN ('zhen_owner', 'zhen_keeper',
			'zhen_watch')
	UNION ALL
	SELECT '模式 ' || n.nspname, '不是平台的，请查清来历后删去'
	FROM pg_namespace n
	WHERE n.nspname NOT IN ('zhen', 'public', 'information_schema')
		AND n.nspname NOT LIKE 'pg\_%'
		AND NOT EXISTS (SELECT FROM pg_depend d
			WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid
				AND d.deptype = 'e')
		AND NOT EXISTS (SELECT FROM pg_extension e
			WHERE e.extnamespace = n.oid)
	UNION ALL
	SELECT '语言 ' || lanname, '能在服务器上做任何事，请用 DROP LANGUAGE 删去'
	FROM pg_language
	WHERE NOT lanpltrusted AND lanname NOT IN ('internal', 'c')
$$;
COMMENT ON FUNCTION doctor_owners IS 'what isn''t ours';

CREATE FUNCTION doctor_definers()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT p.oid::regprocedure::text,
		'以所有者身份运行，却没有固定 search_path，能被人借用，请从发行文件重装'
	FROM pg_proc p
	WHERE p.pronamespace = 'zhen'::regnamespace AND p.prosecdef
		AND NOT coalesce('search_path=zhen, pg_temp' = ANY (p.proconfig)
			OR 'search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
$$;
COMMENT ON FUNCTION doctor_definers IS 'definers whose search_path isn''t pinned';

CREATE FUNCTION doctor_guards()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.oid::regclass::text, CASE WHEN NOT c.relrowsecurity
		THEN '操作员能读，却没有行级安全，请恢复策略，或在 unguarded 里写明理由'
		ELSE '有行级安全却没有策略，谁也看不见，请从发行文件恢复' END
	FROM pg_class c
	WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p')
		AND NOT c.relispartition
		AND (NOT c.relrowsecurity AND EXISTS (
				SELECT FROM grants_now() g
				WHERE split_part(g.object, '.', 1) = '表 ' || c.relname)
			AND NOT EXISTS (SELECT FROM unguarded u
				WHERE u.relation = c.relname)
		OR c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p
			WHERE p.polrelid = c.oid AND p.polpermissive))
	UNION ALL
	SELECT c.oid::regclass::text,
		'视图按所有者的权限读，绕过了行级安全，请加 security_invoker'
	FROM pg_class c
	WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind = 'v'
		AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
	UNION ALL
	SELECT t.tgrelid::regclass || ' ' || t.tgname, '触发器停用了，请用 ALTER '
		'TABLE ... ENABLE TRIGGER 恢复'
	FROM pg_trigger t
	JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'zhen'::regnamespace AND t.tgenabled <> 'O'
	UNION ALL
	SELECT i.indexrelid::regclass::text, '索引是坏的，请用 REINDEX INDEX 重建'
	FROM pg_index i
	JOIN pg_class c ON c.oid = i.indrelid
	WHERE c.relnamespace = 'zhen'::regnamespace AND NOT i.indisvalid
	UNION ALL
	SELECT format('%s，县区 %s', c.relname, d.county),
		'没有这个县区的分区，登记会被拒绝，请用 partition_add() 补上'
	FROM pg_partitioned_table p
	JOIN pg_class c ON c.oid = p.partrelid
	CROSS JOIN (SELECT county FROM division WHERE level = 'county') d
	WHERE c.relnamespace = 'zhen'::regnamespace
		AND to_regclass(c.relname || '_' || d.county) IS NULL
$$;
COMMENT ON FUNCTION doctor_guards IS
	'row security, triggers, indexes and partitions that are missing or off';

CREATE FUNCTION doctor_rules()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH owned AS (
		SELECT k.*, coalesce(c.relname, y.typname)::text AS owner
		FROM pg_constraint k
		LEFT JOIN pg_class c ON c.oid = k.conrelid
		LEFT JOIN pg_type y ON y.oid = k.contypid
		WHERE k.connamespace = 'zhen'::regnamespace AND k.contype <> 't'
			AND k.conparentid = 0 AND NOT coalesce(c.relispartition, false)
	)
	SELECT format('%s 的约束 %s', k.owner, k.conname), CASE
		WHEN NOT k.convalidated
			THEN '没有对已有的行核对过，请用 VALIDATE CONSTRAINT 核对'
		WHEN obj_description(k.oid, 'pg_constraint') IS NULL
			THEN '没有给操作员的话，请用 COMMENT 写上'
		ELSE '名称应为“表_列_种类”，请改名' END
	FROM owned k
	WHERE NOT k.convalidated
		OR obj_description(k.oid, 'pg_constraint') IS NULL
		OR k.conname !~ format('^%s_[a-z0-9_]+_(check|key|fk)$', k.owner)
	UNION ALL
	SELECT format('%s.%s', c.relname, a.attname),
		'操作员能写任何文字，请改用 line_text 等不收控制字符的类型'
	FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p')
		AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
		AND a.atttypid IN ('text'::regtype, 'varchar'::regtype,
			'bpchar'::regtype)
		AND EXISTS (SELECT FROM grants_now() g
			WHERE g.object IN ('表 ' || c.relname,
					format('表 %s.%s', c.relname, a.attname))
				AND g.privilege IN ('INSERT', 'UPDATE'))
		AND NOT EXISTS (SELECT FROM pg_constraint k
			WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f')
				AND a.attnum = ANY (k.conkey))
$$;
COMMENT ON FUNCTION doctor_rules IS
	'constraints without their words, and text that nothing holds back';

CREATE FUNCTION doctor_settings()
RETURNS TABLE (object text, problem text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT '设置 ' || s.name, format('现为 %s，%s', s.setting, w.why)
	FROM (VALUES
		('password_encryption', 'scram-sha-256',
			'口令应按 scram-sha-256 存，请改后让操作员重设口令'),
		('fsync', 'on', '断电会丢数据，请改为 on'),
		('full_page_writes', 'on', '断电会坏数据，请改为 on'),
		('synchronous_commit', 'on', '断电会丢已告知“已保存”的记录，请改为 on'),
		('row_security', 'on', '请改为 on'),
		('session_replication_role', 'origin', '触发器不起作用，请改为 origin'),
		('default_transaction_read_only', 'off', '不能保存，请改为 off')
	) w (name, wanted, why)
	JOIN pg_settings s USING (name)
	WHERE s.setting <> w.wanted
	UNION ALL
	SELECT '设置 ssl', '网络上的口令和数据没有加密，请按 zhenctl(8) 配好证书再改为 on'
	WHERE current_setting('listen_addresses') <> ''
		AND current_setting('ssl') <> 'on'
	UNION ALL
	SELECT '设置 备用库 ' || coalesce(r.client_addr::text, '本机'),
		format('落后 %s 兆，查询都由主库承担，请检查备用库和到它的网络',
			pg_wal_lsn_diff(pg_current_wal_flush_lsn(), r.replay_lsn)::bigint >> 20)
	FROM pg_stat_replication r
	WHERE r.state IN ('catchup', 'streaming')
		AND pg_wal_lsn_diff(pg_current_wal_flush_lsn(), r.replay_lsn) > 16 << 20
$$;
COMMENT ON FUNCTION doctor_settings IS
	'the server''s settings that matter, and replicas that are far behind';

CREATE FUNCTION relation_sound(p_relation oid)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	bad record;
BEGIN
	SELECT count(*) AS count, min(blkno) AS block, min(msg) AS msg
	INTO bad
	FROM verify_heapam(p_relation);
	IF bad.count > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'XX001',
			MESSAGE = format('第 %s 块起有 %s 处损坏（%s），请停用并从备份恢复',
				bad.block, bad.count, bad.msg);
	END IF;
END
$$;
COMMENT ON FUNCTION relation_sound IS
	'refuses if a page of the table is damaged; needs the extension amcheck';

CREATE FUNCTION relation_looks()
RETURNS TABLE (relation text, look text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT c.oid::regclass::text, format(CASE WHEN c.relkind = 'i'
		THEN 'SELECT bt_index_check(%s::oid, heapallindexed => true)'
		ELSE 'SELECT relation_sound(%s::oid)' END, c.oid)
	FROM pg_class c
	LEFT JOIN pg_am m ON m.oid = c.relam
	WHERE c.relnamespace = 'zhen'::regnamespace AND (c.relkind = 'r'
		OR c.relkind = 'i' AND m.amname = 'btree')
	ORDER BY c.relname
$$;
COMMENT ON FUNCTION relation_looks IS
	'for each table and index, what looks through all of it: the table''s pages,
the index''s order and that every row of the table is in it';

CREATE FUNCTION doctor()
RETURNS TABLE (object text, problem text)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one regproc;
BEGIN
	FOR one IN
		SELECT p.oid
		FROM pg_proc p
		WHERE p.pronamespace = 'zhen'::regnamespace
			AND starts_with(p.proname, 'doctor_') AND p.pronargs = 0
		ORDER BY p.oid
	LOOP
		RETURN QUERY EXECUTE format('SELECT * FROM %s() ORDER BY 1, 2', one);
	END LOOP;
END
$$;
COMMENT ON FUNCTION doctor IS
	'what is wrong with the database, with what to do; nothing if all is well';

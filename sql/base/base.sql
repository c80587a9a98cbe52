-- Roles, schema, domains and the arithmetic of ID numbers and months.
-- All the rest stands on this. Objects belong to zhen_owner, who can't log
-- in; operators reach them through the group roles. zhen_keeper and zhen_watch
-- can't log in either: the first makes logins, through operator_add(), the
-- second sees who is logged in and what the log says. PUBLIC has nothing,
-- not even what PostgreSQL gives everybody: blocks of code, large objects.

DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['zhen_owner', 'zhen_operator', 'zhen_window',
	    'zhen_reviewer', 'zhen_supervisor', 'zhen_admin',
	    'zhen_coordinator', 'zhen_auditor', 'zhen_watch'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', r);
		END IF;
	END LOOP;
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zhen_keeper') THEN
		CREATE ROLE zhen_keeper NOLOGIN CREATEROLE;
	END IF;
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC',
	    current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO zhen_operator',
	    current_database());
	EXECUTE format('ALTER DATABASE %I SET search_path = zhen',
	    current_database());
	-- A line that breaks inside a transaction would keep its county's chain.
	EXECUTE format('ALTER DATABASE %I
	    SET idle_in_transaction_session_timeout = ''1min''',
	    current_database());
END
$$;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO zhen_owner;
REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid),
	lo_from_bytea(oid, bytea)
FROM PUBLIC;

GRANT zhen_operator
TO zhen_window, zhen_reviewer, zhen_supervisor, zhen_admin, zhen_coordinator,
	zhen_auditor;
GRANT pg_read_all_stats TO zhen_watch;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA zhen AUTHORIZATION zhen_owner;

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

COMMENT ON SCHEMA zhen IS '基层人力资源和社会保障服务平台';
GRANT USAGE ON SCHEMA zhen TO zhen_operator, zhen_keeper, zhen_watch;
ALTER DEFAULT PRIVILEGES FOR ROLE zhen_owner
REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE FUNCTION idcard_date_is_valid(
	y int,
	m int,
	d int
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE
		WHEN y NOT BETWEEN 1850 AND 2199 THEN false
		WHEN m NOT BETWEEN 1 AND 12 THEN false
		WHEN d < 29 THEN d > 0
		WHEN m = 2 THEN d = 29 AND y % 4 = 0
			AND (y % 100 <> 0 OR y % 400 = 0)
		WHEN m IN (4, 6, 9, 11) THEN d <= 30
		ELSE d <= 31
	END
$$;
GRANT EXECUTE ON FUNCTION idcard_date_is_valid TO zhen_operator;

CREATE FUNCTION idcard_check_digit(p_first17 text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT substr('10X98765432', 1 + (
		7 * (ascii(p_first17) - 48)
		+ 9 * (ascii(substr(p_first17, 2, 1)) - 48)
		+ 10 * (ascii(substr(p_first17, 3, 1)) - 48)
		+ 5 * (ascii(substr(p_first17, 4, 1)) - 48)
		+ 8 * (ascii(substr(p_first17, 5, 1)) - 48)
		+ 4 * (ascii(substr(p_first17, 6, 1)) - 48)
		+ 2 * (ascii(substr(p_first17, 7, 1)) - 48)
		+ (ascii(substr(p_first17, 8, 1)) - 48)
		+ 6 * (ascii(substr(p_first17, 9, 1)) - 48)
		+ 3 * (ascii(substr(p_first17, 10, 1)) - 48)
		+ 7 * (ascii(substr(p_first17, 11, 1)) - 48)
		+ 9 * (ascii(substr(p_first17, 12, 1)) - 48)
		+ 10 * (ascii(substr(p_first17, 13, 1)) - 48)
		+ 5 * (ascii(substr(p_first17, 14, 1)) - 48)
		+ 8 * (ascii(substr(p_first17, 15, 1)) - 48)
		+ 4 * (ascii(substr(p_first17, 16, 1)) - 48)
		+ 2 * (ascii(substr(p_first17, 17, 1)) - 48)) % 11, 1)
$$;
COMMENT ON FUNCTION idcard_check_digit IS
	'GB 11643: the 18th character for the first 17 digits';
GRANT EXECUTE ON FUNCTION idcard_check_digit TO zhen_operator;

CREATE FUNCTION idcard_is_valid(p_id_no text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN p_id_no !~ '^[1-9][0-9]{16}[0-9X]$' THEN false
	WHEN NOT idcard_date_is_valid(
		substr(p_id_no, 7, 4)::int,
		substr(p_id_no, 11, 2)::int,
		substr(p_id_no, 13, 2)::int) THEN false
	ELSE idcard_check_digit(p_id_no) = substr(p_id_no, 18)
END;
COMMENT ON FUNCTION idcard_is_valid IS
	'GB 11643: form, date and check digit of a citizen''s number. A body that is
bound when it is made: pg_restore checks the domain without our search_path';
GRANT EXECUTE ON FUNCTION idcard_is_valid TO zhen_operator;

CREATE FUNCTION idcard_birth(p_id_no text)
RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT make_date(
		substr(p_id_no, 7, 4)::int,
		substr(p_id_no, 11, 2)::int,
		substr(p_id_no, 13, 2)::int)
$$;
GRANT EXECUTE ON FUNCTION idcard_birth TO zhen_operator;

CREATE FUNCTION idcard_sex(p_id_no text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT CASE substr(p_id_no, 17, 1)::int % 2
		WHEN 1 THEN '1'
		ELSE '2'
	END
$$;
COMMENT ON FUNCTION idcard_sex IS 'GB/T 2261.1: 1 男, 2 女';
GRANT EXECUTE ON FUNCTION idcard_sex TO zhen_operator;

CREATE FUNCTION idcard_upgrade(p_old text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT body || idcard_check_digit(body)
	FROM (
		SELECT left(p_old, 6)
			|| CASE WHEN right(p_old, 3) >= '996' THEN '18' ELSE '19' END
			|| substr(p_old, 7) AS body
	) upgraded
	WHERE p_old ~ '^[1-9][0-9]{14}$'
$$;
COMMENT ON FUNCTION idcard_upgrade IS
	'a 15-digit number as 18 characters; 996 to 999 were centenarians';
GRANT EXECUTE ON FUNCTION idcard_upgrade TO zhen_operator;

CREATE FUNCTION idcard_known(p_number text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT number
	FROM (
		SELECT CASE WHEN p_number ~ '^[0-9]{15}$' THEN idcard_upgrade(p_number)
			ELSE upper(btrim(p_number)) END AS number
	) n
	WHERE idcard_is_valid(number)
		AND number ~ '^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])'
		AND number !~ '^(.)\1{5}|^123456|^.{14}000'
$$;
COMMENT ON FUNCTION idcard_known IS
	'a number as it is compared, 15 digits upgraded; null for one that is none or
that stands in old ledgers for one: of no province, 111111..., 123456..., ...000';

CREATE FUNCTION month_first(p_month int)
RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT make_date(p_month / 100, p_month % 100, 1)
$$;
GRANT EXECUTE ON FUNCTION month_first TO zhen_operator;

CREATE FUNCTION month_last(p_month int)
RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT (make_date(p_month / 100, p_month % 100, 1)
		+ interval '1 month - 1 day')::date
$$;
GRANT EXECUTE ON FUNCTION month_last TO zhen_operator;

CREATE FUNCTION month_of(p_date date)
RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT (extract(year FROM p_date) * 100
		+ extract(month FROM p_date))::int
$$;
GRANT EXECUTE ON FUNCTION month_of TO zhen_operator;

CREATE FUNCTION month_add(
	p_month int,
	p_count int
) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT months / 12 * 100 + months % 12 + 1
	FROM (
		SELECT p_month / 100 * 12 + p_month % 100 - 1 + p_count AS months
	) counted
$$;
GRANT EXECUTE ON FUNCTION month_add TO zhen_operator;

CREATE FUNCTION month_age(
	p_month int,
	p_on date
) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT greatest(0, (extract(year FROM p_on)::int * 12
		+ extract(month FROM p_on)::int)
		- (p_month / 100 * 12 + p_month % 100)
		- CASE WHEN p_on = month_last(month_of(p_on)) THEN 0 ELSE 1 END)
$$;
COMMENT ON FUNCTION month_age IS
	'whole months that have passed since the end of the month';
GRANT EXECUTE ON FUNCTION month_age TO zhen_operator;

CREATE FUNCTION text_after(p_prefix text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT p_prefix || chr(1114111)
$$;
COMMENT ON FUNCTION text_after IS
	'ends the range of texts that begin so, in the order of "C": LIKE isn''t
leakproof, so that it can''t use an index under row security';
GRANT EXECUTE ON FUNCTION text_after TO zhen_operator;

CREATE DOMAIN line_text AS text COLLATE "C"
	CONSTRAINT line_text_value_check CHECK (
		length(VALUE) <= 200
		AND VALUE !~ '[\u0001-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]'
	);
COMMENT ON DOMAIN line_text IS '一行文字';
COMMENT ON CONSTRAINT line_text_value_check ON DOMAIN line_text IS
	'文字过长（最多 200 字）或含有看不见的控制字符，请删去后重新输入';

CREATE DOMAIN person_name AS text COLLATE "C"
	CONSTRAINT person_name_name_check CHECK (
		length(VALUE) BETWEEN 1 AND 50
		AND VALUE = btrim(VALUE)
		AND VALUE !~ '[\u0001-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]'
	);
COMMENT ON DOMAIN person_name IS '姓名';
COMMENT ON CONSTRAINT person_name_name_check ON DOMAIN person_name IS
	'姓名应为 1 至 50 个字，首尾不能有空格，请按身份证重新输入';

CREATE DOMAIN id_no AS text COLLATE "C"
	CONSTRAINT id_no_id_no_check CHECK (idcard_is_valid(VALUE));
COMMENT ON DOMAIN id_no IS '公民身份号码';
COMMENT ON CONSTRAINT id_no_id_no_check ON DOMAIN id_no IS
	'身份证号不正确（18 位、日期、校验码），请对照证件重新输入';

CREATE DOMAIN div_code AS bigint
	CONSTRAINT div_code_village_check CHECK (
		VALUE BETWEEN 100000000000 AND 999999999999
	);
COMMENT ON DOMAIN div_code IS '12 位统计用区划代码';
COMMENT ON CONSTRAINT div_code_village_check ON DOMAIN div_code IS
	'区划代码应为 12 位，请按 F4 从列表中选择';

CREATE DOMAIN county_code AS int
	CONSTRAINT county_code_county_check CHECK (
		VALUE BETWEEN 100000 AND 999999
	);
COMMENT ON DOMAIN county_code IS '6 位县区代码';
COMMENT ON CONSTRAINT county_code_county_check ON DOMAIN county_code IS
	'县区代码应为 6 位，请按 F4 从列表中选择';

CREATE DOMAIN month_code AS int
	CONSTRAINT month_code_month_check CHECK (
		VALUE BETWEEN 194901 AND 219912
		AND VALUE % 100 BETWEEN 1 AND 12
	);
COMMENT ON DOMAIN month_code IS '年月 YYYYMM';
COMMENT ON CONSTRAINT month_code_month_check ON DOMAIN month_code IS
	'年月不正确，请输入如 201012';

CREATE DOMAIN yuan AS numeric(12,2);
COMMENT ON DOMAIN yuan IS '金额（元）';

CREATE TABLE setting (
	name text COLLATE "C" NOT NULL,
	value line_text NOT NULL,
	note line_text,
	CONSTRAINT setting_name_key PRIMARY KEY (name)
);
COMMENT ON TABLE setting IS '系统设置';
COMMENT ON COLUMN setting.name IS '名称';
COMMENT ON COLUMN setting.value IS '值';
COMMENT ON COLUMN setting.note IS '说明';
COMMENT ON CONSTRAINT setting_name_key ON setting IS
	'此设置已有，请直接修改';
GRANT SELECT ON setting TO zhen_operator;

INSERT INTO setting (name, value, note)
VALUES
	('version', '1', '数据库结构版本'),
	('lock_minutes', '10', '多少分钟没有按键就锁屏；0 为不锁；'
		'名称后加“.区县代码”或“.操作员”可单独设置'),
	('password_length', '8', '口令至少多少个字；名称后加“.区县代码”可单独设置');

CREATE FUNCTION setting_for(
	p_name text,
	p_role text,
	p_county int
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT s.value::text
	FROM setting s
	JOIN (VALUES
		(p_name || '.' || p_role, 1),
		(p_name || '.' || p_county, 2),
		(p_name, 3)
	) AS wanted (name, rank) USING (name)
	ORDER BY wanted.rank
	LIMIT 1
$$;
COMMENT ON FUNCTION setting_for IS
	'a setting as it holds for an operator: their own, their county''s, or
everybody''s';
GRANT EXECUTE ON FUNCTION setting_for TO zhen_operator;

-- Demo data for "zhenctl demo": these files in the order of sql/demo/order, as a
-- superuser; then the steps that demo_plan(N) tells, each in its own transaction.
-- All is a function of the row's number: the same N gives the same people.
-- ID numbers are valid in form, but nobody's; phones and accounts don't exist.
-- The helpers live in schema demo, which the last step drops. Rows are made
-- without triggers and taken on record table by table at the end; what
-- operators do in the demo town goes through the functions that they use.

DO $$
BEGIN
	IF EXISTS (SELECT FROM zhen.resident) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '库里已有居民，演示数据只能装进空库';
	END IF;
END
$$;

DROP SCHEMA IF EXISTS demo CASCADE;
CREATE SCHEMA demo;

-- A subject adds its own: 10 and later have the whole town before them, and
-- what is done at 20 comes last. What has to be made so many times: plan.sql.
CREATE TABLE demo.step (
	place int NOT NULL,
	n bigint NOT NULL DEFAULT 0,
	label text NOT NULL,
	sql text NOT NULL
);

CREATE TABLE demo.setting AS
SELECT
	date '2026-11-20' AS today,
	371002001000 AS town,
	100000 AS step;

CREATE TABLE demo.operator AS
SELECT *
FROM (VALUES
	('wang', '王丽娟', 371002001000, 'window',
		'演示：环翠楼街道窗口经办'),
	('li', '李建军', 371002001000, 'reviewer',
		'演示：环翠楼街道复核，不能复核自己经办的'),
	('tang', '唐国庆', 371002000000, 'reviewer',
		'演示：环翠区复核，审镇街报来的申请'),
	('zhao', '赵玉梅', 371002001001, 'coordinator',
		'演示：东北村居委会协管员'),
	('chen', '陈海燕', 371002000000, 'supervisor',
		'演示：环翠区主管'),
	('sun', '孙涛', 371002100000, 'window',
		'演示：张村镇窗口经办，看不到环翠楼街道'),
	('zhou', '周晓明', 371082000000, 'window,supervisor',
		'演示：荣成市经办和主管，看不到环翠区'),
	('gao', '高志强', 371000000000, 'supervisor',
		'演示：威海市主管'),
	('ma', '马永胜', 371000000000, 'admin',
		'演示：威海市管理员')
) v (role, name, div, duties, note);

CREATE FUNCTION demo.mark()
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT 'zhenctl demo'
$$;
COMMENT ON FUNCTION demo.mark IS
	'the comment of logins that a demo made, which another may use again';

DO $$
DECLARE
	taken text;
BEGIN
	SELECT string_agg(r.rolname, '、') INTO taken
	FROM demo.operator o
	JOIN pg_roles r ON r.rolname = o.role
	WHERE shobj_description(r.oid, 'pg_authid') IS DISTINCT FROM demo.mark();
	IF taken IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('服务器上已有登录名 %s，不是演示建立的，不会动它们；'
				'请把演示装到另一个服务器。确是以前的演示留下的，先用 '
				'COMMENT ON ROLE … IS ''%s'' 注明', taken, demo.mark());
	END IF;
END
$$;

CREATE FUNCTION demo.h(
	p_seed bigint,
	p_salt int,
	p_n int
) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT ((hashint8extended(p_seed, p_salt) & 9223372036854775807)
		% p_n)::int
$$;
COMMENT ON FUNCTION demo.h IS 'the dice: 0 to n - 1';

-- Twenty households of 55 people, over and over. h head, w spouse, c and d
-- children, f and m the head's parents; age of the head: from, span.
CREATE TABLE demo.slot AS
SELECT
	row_number() OVER (ORDER BY k.n, m.n) - 1 AS slot,
	k.n - 1 AS household,
	k.kind,
	m.member,
	t.age,
	t.span
FROM string_to_table('NOSMQAONYPSONRAMOQNS', NULL)
	WITH ORDINALITY AS k (kind, n)
JOIN (VALUES
	('S', 'h', 62, 28),
	('A', 'h', 23, 36),
	('O', 'hw', 60, 28),
	('Y', 'hw', 22, 12),
	('N', 'hwc', 27, 30),
	('M', 'hwcd', 28, 25),
	('P', 'hwcm', 30, 24),
	('Q', 'hwcfm', 30, 24),
	('R', 'hwcdfm', 30, 22)
) t (kind, members, age, span) ON t.kind = k.kind
CROSS JOIN LATERAL string_to_table(t.members, NULL)
	WITH ORDINALITY AS m (member, n);

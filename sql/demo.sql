-- Demo data for "zhenctl demo": demo_plan(N) tells the steps, which the
-- client runs one by one, each in its own transaction, as a superuser.
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

CREATE TABLE demo.surname AS
SELECT
	row_number() OVER () - 1 AS slot,
	s.name,
	zhen.pinyin_spelling(s.name || '一') AS spelling,
	zhen.pinyin_initials(s.name || '一') AS initials
FROM string_to_table('王 李 张 刘 陈 杨 赵 孙 于 姜 宋 丛 周 徐 吴 毕 '
	'马 朱 胡 林 郭 何 高 罗 郑 梁 谢 唐 许 冯 邹 鞠 邓 韩 曹 曾 彭 萧 蔡 '
	'潘 田 董 袁 余 叶 蒋 杜 苏 魏 程 吕 丁 沈 任 姚 卢 傅 钟 崔 汪 范 陆 '
	'廖 石 金 韦 贾 夏 付 方 白 邵 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 '
	'黎 贺 顾 毛 郝 龚 万 钱 严 赖 覃 洪 连 车 隋 单 仇 解 查 区 朴 盖 欧阳 '
	'尉迟 令狐', ' ') WITH ORDINALITY AS s (name, rank)
CROSS JOIN LATERAL generate_series(1,
	greatest(1, (330 / (s.rank + 5))::int)) AS times
ORDER BY s.rank;
UPDATE demo.surname SET
	spelling = left(spelling, -2),
	initials = left(initials, -1);

-- kind: 0 men, 1 women, 2 and 3 those born since 1985; 8 not in GBK; 9 what
-- an old ledger left behind where it couldn't write the character.
CREATE TABLE demo.given AS
SELECT
	k.kind,
	c.n - 1 AS slot,
	c.ch,
	zhen.pinyin_place_spelling(c.ch) AS spelling,
	zhen.pinyin_place_initials(c.ch) AS initials
FROM (VALUES
	(0, '国建文明德华志军永玉海成平春忠福新林世学庆荣光金胜义祥水东宝'
		'强民生利山振长亮云贵'),
	(1, '秀英玉兰桂芳淑丽华红霞梅凤珍爱春云美琴艳萍香敏月荣莲玲素娟'
		'翠芝燕娥花金惠静洁彩蓉'),
	(2, '浩宇子轩晓俊涛鹏杰明伟超文博磊泽睿志强凯飞龙嘉昊天辰翔斌'
		'家豪帅成阳佳旭峰健波林乐'),
	(3, '欣怡子涵雨婷佳晓雪梦琳静雅诗思颖慧瑶丹文娜倩璐悦琪莹馨萌'
		'语彤洁艺玥晨蕾露宁舒悠盈'),
	(8, '𠮷䶮㛃'),
	(9, '○？' || chr(59491))
) k (kind, chars)
CROSS JOIN LATERAL string_to_table(k.chars, NULL)
	WITH ORDINALITY AS c (ch, n);

-- Nine digits before the person's number; luhn is what they weigh.
CREATE TABLE demo.bank AS
SELECT
	b.*,
	(
		SELECT sum(CASE n % 2
			WHEN 0 THEN d::int
			ELSE d::int * 2 - CASE WHEN d > '4' THEN 9 ELSE 0 END
		END)
		FROM string_to_table(reverse(b.prefix), NULL)
			WITH ORDINALITY AS t (d, m)
		CROSS JOIN LATERAL (SELECT m + 9 AS n) place
	)::int AS luhn
FROM (VALUES
	(0, '622848000', '中国农业银行'),
	(1, '622319000', '山东农村商业银行'),
	(2, '621799000', '中国邮政储蓄银行')
) b (slot, prefix, name);

CREATE FUNCTION demo.luhn_digit(
	p_prefix int,
	n bigint
) RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
	SELECT (990 - p_prefix
		- n / 10 % 10 - n / 1000 % 10 - n / 100000 % 10 - n / 10000000 % 10
		- n % 10 * 2 + (n % 10 / 5 * 9)
		- n / 100 % 10 * 2 + (n / 100 % 10 / 5 * 9)
		- n / 10000 % 10 * 2 + (n / 10000 % 10 / 5 * 9)
		- n / 1000000 % 10 * 2 + (n / 1000000 % 10 / 5 * 9)
		- n / 100000000 % 10 * 2 + (n / 100000000 % 10 / 5 * 9))::int % 10
$$;

-- The code that was in force when the person got a number.
CREATE FUNCTION demo.native(
	p_county int,
	p_birth date,
	p_seed bigint
) RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE
		WHEN demo.h(p_seed, 20, 40) = 0 THEN
			(ARRAY[230102, 220102, 210202, 370602, 370202, 371302, 411302,
				340102])[1 + demo.h(p_seed, 21, 8)]
		WHEN p_county IN (371002, 371071, 371072, 371073) THEN
			CASE WHEN p_birth < '1987-06-15' THEN 370620 ELSE 371002 END
		WHEN p_county = 371003 THEN
			CASE WHEN p_birth < '1987-06-15' THEN 370632
				WHEN p_birth < '1988-10-24' THEN 371022
				WHEN p_birth < '2014-01-25' THEN 371081
				ELSE 371003 END
		WHEN p_county = 371082 THEN
			CASE WHEN p_birth < '1987-06-15' THEN 370633
				WHEN p_birth < '1988-11-01' THEN 371023
				ELSE 371082 END
		ELSE
			CASE WHEN p_birth < '1987-06-15' THEN 370630
				WHEN p_birth < '1993-07-17' THEN 371021
				ELSE 371083 END
	END
$$;

CREATE UNLOGGED TABLE demo.used (
	native int,
	birth date,
	is_male boolean,
	last int NOT NULL,
	PRIMARY KEY (native, birth, is_male)
);
COMMENT ON TABLE demo.used IS 'how many ID numbers of a day are given out';

CREATE TABLE demo.village (
	code bigint PRIMARY KEY,
	short text NOT NULL,
	lo bigint NOT NULL,
	hi bigint NOT NULL
);
COMMENT ON TABLE demo.village IS 'households lo to hi - 1 live here';

CREATE FUNCTION demo.settle(p_residents bigint)
RETURNS void
LANGUAGE sql
AS $$
	INSERT INTO demo.village (code, short, lo, hi)
	SELECT
		code,
		short,
		floor((upto - weight) * households / total),
		floor(upto * households / total)
	FROM (
		SELECT
			w.*,
			sum(weight) OVER (ORDER BY code) AS upto,
			sum(weight) OVER () AS total,
			(p_residents + 54) / 55 * 20 AS households
		FROM (
			SELECT
				d.code,
				zhen.division_short(d.name) AS short,
				CASE WHEN s.mode = 'station' THEN 3 ELSE 1 END
					* CASE WHEN d.parent = demo.setting.town
						AND p_residents < 500000 THEN 12 ELSE 1 END
					* (100 + demo.h(d.code, 1, 100))::numeric AS weight
			FROM zhen.division d
			JOIN zhen.station s ON s.div = d.code
			CROSS JOIN demo.setting
		) w
	) c
$$;
COMMENT ON FUNCTION demo.settle IS
	'villages get households by weight; a small demo has more in its town';

CREATE FUNCTION demo.member(
	p_lo bigint,
	p_hi bigint
) RETURNS TABLE (
	p bigint,
	home bigint,
	code bigint,
	short text,
	kind text,
	member text,
	head_is_male boolean,
	age int,
	is_male boolean
)
LANGUAGE sql STABLE
AS $$
SELECT
	hh.home / 20 * 55 + s.slot AS p,
	hh.home,
	hh.code,
	hh.short,
	s.kind,
	s.member,
	age.head_is_male,
	CASE s.member
		WHEN 'h' THEN age.head
		WHEN 'w' THEN age.head - 3 + demo.h(hh.home, 2, 6)
		WHEN 'c' THEN age.child
		WHEN 'd' THEN greatest(0, age.child - 2 - demo.h(hh.home, 5, 5))
		WHEN 'f' THEN age.head + 24 + demo.h(hh.home, 6, 8)
		WHEN 'm' THEN age.head + 22 + demo.h(hh.home, 7, 8)
	END AS age,
	CASE s.member
		WHEN 'h' THEN age.head_is_male
		WHEN 'w' THEN NOT age.head_is_male
		WHEN 'c' THEN demo.h(hh.home, 9, 100) < 52
		WHEN 'd' THEN demo.h(hh.home, 10, 100) < 52
		ELSE s.member = 'f'
	END AS is_male
FROM (
	SELECT v.code, v.short, home
	FROM demo.village v
	CROSS JOIN LATERAL generate_series(greatest(v.lo, p_lo),
		least(v.hi, p_hi) - 1) AS home
	WHERE v.hi > p_lo AND v.lo < p_hi
) hh
JOIN demo.slot s ON s.household = hh.home % 20
CROSS JOIN LATERAL (
	SELECT
		s.age + demo.h(hh.home, 1, s.span) AS head,
		greatest(demo.h(hh.home, 3, 3), s.age + demo.h(hh.home, 1, s.span)
			- 23 - demo.h(hh.home, 4, 8)) AS child,
		demo.h(hh.home, 8, 100) < CASE s.kind
			WHEN 'S' THEN 35
			WHEN 'A' THEN 60
			ELSE 85
		END AS head_is_male
	OFFSET 0
) age
OFFSET 0
$$;
COMMENT ON FUNCTION demo.member IS 'who lives in households p_lo to p_hi - 1';

CREATE FUNCTION demo.person(
	p_lo bigint,
	p_hi bigint
) RETURNS TABLE (
	p bigint,
	home bigint,
	code bigint,
	short text,
	member text,
	age int,
	is_male boolean,
	birth date,
	native int,
	name text,
	spelling text,
	initials text
)
LANGUAGE sql STABLE
AS $$
SELECT
	m.p,
	m.home,
	m.code,
	m.short,
	m.member,
	m.age,
	m.is_male,
	n.birth,
	demo.native((m.code / 1000000)::int, n.birth, m.p) AS native,
	sn.name || g1.ch || coalesce(g2.ch, '') AS name,
	sn.spelling || g1.spelling || coalesce(g2.spelling, '') AS spelling,
	sn.initials || g1.initials || coalesce(g2.initials, '') AS initials
FROM demo.member(p_lo, p_hi) m
CROSS JOIN demo.setting
CROSS JOIN LATERAL (
	SELECT
		(setting.today - make_interval(years => m.age))::date
			- demo.h(m.p, 11, 365) AS birth,
		-- men's line 30, women who married in 31, the head's mother 32
		CASE
			WHEN m.member = 'm' THEN 32
			WHEN m.kind IN ('S', 'A') OR m.member IN ('c', 'd') THEN 30
			WHEN m.member = 'f' AND NOT m.head_is_male THEN 31
			WHEN m.is_male THEN 30
			ELSE 31
		END AS line
	OFFSET 0
) n
CROSS JOIN LATERAL (
	SELECT
		CASE WHEN m.is_male THEN 0 ELSE 1 END
			+ CASE WHEN n.birth < '1985-01-01' THEN 0 ELSE 2 END AS era,
		CASE
			WHEN demo.h(m.p, 14, 2000) = 0 THEN 8
			WHEN demo.h(m.p, 15, 4000) = 0 THEN 9
		END AS odd
	OFFSET 0
) e
JOIN demo.surname sn ON sn.slot
	= demo.h(m.home, n.line, (SELECT count(*)::int FROM demo.surname))
JOIN demo.given g1 ON g1.kind = e.era
	AND g1.slot = demo.h(m.p, 16, 40) * demo.h(m.p, 17, 40) / 40
LEFT JOIN demo.given g2 ON g2.kind = coalesce(e.odd, e.era)
	AND g2.slot = CASE WHEN e.odd IS NOT NULL THEN demo.h(m.p, 18, 3)
		WHEN demo.h(m.p, 19, 7) > 0 THEN demo.h(m.p, 18, 40) END
$$;
COMMENT ON FUNCTION demo.person IS 'the same with dates and names';

CREATE FUNCTION demo.residents(
	p_lo bigint,
	p_hi bigint
) RETURNS bigint
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
SET work_mem = '256MB'
SET jit = off
AS $$
	WITH people AS MATERIALIZED (
		SELECT
			q.*,
			q.native || to_char(q.birth, 'YYYYMMDD')
				|| lpad((((coalesce(u.last, 0) + q.n) * 167
					+ demo.h(q.birth - '1900-01-01', q.native, 499)) % 499 * 2
					+ CASE WHEN q.is_male THEN 1 ELSE 2 END)::text, 3, '0')
				AS body
		FROM (
			SELECT
				p.*,
				(p.code / 1000000)::int AS county,
				row_number() OVER (PARTITION BY p.native, p.birth, p.is_male
					ORDER BY p.p)::int AS n
			FROM demo.person(p_lo / 55 * 20, (p_hi + 54) / 55 * 20) p
			WHERE p.p >= p_lo AND p.p < p_hi
		) q
		LEFT JOIN demo.used u ON u.native = q.native AND u.birth = q.birth
			AND u.is_male = q.is_male
	), homes AS (
		INSERT INTO household (county, id, div, head)
		SELECT county, home + 1, code, p + 1
		FROM people
		WHERE member = 'h'
	), registered AS (
		INSERT INTO resident (county, id, id_no, old_id_no, name, initials,
			spelling, sex, birth, native, hukou, div, address, phone,
			household, kin, died, died_source)
		SELECT
			county,
			p + 1,
			body || idcard_check_digit(body),
			CASE WHEN birth < '1985-01-01' AND demo.h(p, 22, 30) = 0
				THEN left(body, 6) || substr(body, 9) END,
			name,
			initials,
			spelling,
			CASE WHEN is_male THEN '1' ELSE '2' END,
			birth,
			native,
			CASE WHEN demo.h(home, 23, 10) = 0 OR code % 1000 < 200
				THEN '1' ELSE '2' END,
			code,
			short || demo.h(home, 24, 300) + 1 || '号',
			CASE WHEN age > 15 AND demo.h(p, 25, 10) > 0
				THEN '13' || demo.h(p, 26, 10) || '0000'
					|| lpad(demo.h(p, 27, 10000)::text, 4, '0') END,
			home + 1,
			CASE member
				WHEN 'h' THEN '02'
				WHEN 'w' THEN CASE WHEN is_male THEN '11' ELSE '12' END
				WHEN 'f' THEN '51'
				WHEN 'm' THEN '52'
				ELSE CASE WHEN is_male THEN '20' ELSE '30' END
			END,
			CASE WHEN age > 64 AND demo.h(p, 28, 80) = 0
				THEN setting.today - demo.h(p, 29, 300) END,
			CASE WHEN age > 64 AND demo.h(p, 28, 80) = 0
				THEN (1 + demo.h(p, 30, 6))::text END
		FROM people
		CROSS JOIN demo.setting
	), numbers AS (
		INSERT INTO identity (id_no, county, resident)
		SELECT body || idcard_check_digit(body), county, p + 1
		FROM people
	), accounts AS (
		INSERT INTO account (county, id, resident, div, number, bank, holder,
			since)
		SELECT
			county,
			p + 1,
			p + 1,
			code,
			b.prefix || lpad((p + 1)::text, 9, '0')
				|| demo.luhn_digit(b.luhn, p + 1),
			b.name,
			people.name,
			setting.today - 30 - demo.h(p, 33, 2000)
		FROM people
		JOIN demo.bank b ON b.slot = demo.h(p, 34, 3)
		CROSS JOIN demo.setting
		WHERE age > 15 AND demo.h(p, 35, 7) > 0
	), given_out AS (
		INSERT INTO demo.used AS u (native, birth, is_male, last)
		SELECT native, birth, is_male, max(n)
		FROM people
		GROUP BY native, birth, is_male
		ON CONFLICT (native, birth, is_male)
			DO UPDATE SET last = u.last + excluded.last
	)
	SELECT count(*) FROM people
$$;

CREATE TABLE demo.index AS
SELECT
	c.relname AS name,
	replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') AS definition
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('zhen.resident'::regclass, 'zhen.account'::regclass)
	AND NOT i.indisprimary
	AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid);

CREATE FUNCTION demo.index_drop()
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
	one text;
BEGIN
	FOR one IN SELECT name FROM demo.index LOOP
		EXECUTE format('DROP INDEX zhen.%I', one);
	END LOOP;
END
$$;
COMMENT ON FUNCTION demo.index_drop IS
	'a big load is half as long when these come afterwards';

CREATE FUNCTION demo.index_make(p_name name)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
SET maintenance_work_mem = '256MB'
AS $$
BEGIN
	EXECUTE definition FROM demo.index WHERE name = p_name;
END
$$;

CREATE FUNCTION demo.count_on()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM setval('household_id', (SELECT max(id) FROM household));
	PERFORM setval('resident_id', (SELECT max(id) FROM resident));
	PERFORM setval('account_id', (SELECT max(id) FROM account));
	ANALYZE household, resident, identity, account;
END
$$;

CREATE FUNCTION demo.operators()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	o demo.operator;
BEGIN
	FOR o IN SELECT * FROM demo.operator LOOP
		PERFORM operator_add(o.role, o.name, o.div,
			string_to_array(o.duties, ','));
		UPDATE operator SET note = o.note WHERE role = o.role;
		EXECUTE format('COMMENT ON ROLE %I IS %L', o.role, demo.mark());
	END LOOP;
END
$$;
COMMENT ON FUNCTION demo.operators IS
	'who can log in; column note of table operator says for what';

CREATE FUNCTION demo.pensioners(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enrolment (county, programme, resident, div, since)
	SELECT
		r.county,
		'pension',
		r.id,
		r.div,
		greatest(201101, month_of((r.birth + interval '60 years')::date))
	FROM resident r
	CROSS JOIN demo.setting
	WHERE r.county = p_county
		AND r.birth < setting.today - interval '60 years'
		AND demo.h(r.id, 40, 12) > 0
$$;
COMMENT ON FUNCTION demo.pensioners IS 'most people from 60';

CREATE FUNCTION demo.helped()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	SELECT
		r.county,
		'aid',
		r.id,
		r.div,
		month_of(c.certified),
		jsonb_build_object(
			'category', CASE WHEN r.birth < setting.today
				- interval '1 year' * CASE r.sex WHEN '1' THEN 50 ELSE 40 END
				THEN '1' ELSE (2 + demo.h(r.id, 42, 6))::text END,
			'certified', c.certified,
			'paid_pension', 600 + demo.h(r.id, 43, 500),
			'paid_medical', 200 + demo.h(r.id, 44, 200))
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT setting.today - 60 - demo.h(r.id, 41, 1200) AS certified
	) c
	WHERE r.birth BETWEEN setting.today - interval '58 years'
			AND setting.today - interval '30 years'
		AND demo.h(r.id, 45, CASE WHEN r.div / 1000 = setting.town / 1000
			THEN 40 ELSE 200 END) = 0
$$;
COMMENT ON FUNCTION demo.helped IS 'people whose insurance is subsidised';

CREATE FUNCTION demo.pay(
	p_programme text,
	p_month int
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	made batch;
BEGIN
	SET LOCAL SESSION AUTHORIZATION wang;
	PERFORM batch_compute(p_programme, p_month);
	SELECT * INTO made FROM batch
	WHERE programme = p_programme AND month = p_month;
	PERFORM batch_submit(made.county, made.id);
	SET LOCAL SESSION AUTHORIZATION li;
	PERFORM batch_approve(made.county, made.id);
	RESET SESSION AUTHORIZATION;
END
$$;
COMMENT ON FUNCTION demo.pay IS
	'a month of the demo town, as its operators would do it';

CREATE FUNCTION demo.name(p_seed bigint)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT s.name || a.ch || b.ch
	FROM demo.surname s, demo.given a, demo.given b
	WHERE s.slot = demo.h(p_seed, 50, 900)
		AND a.kind = demo.h(p_seed, 51, 4) AND a.slot = demo.h(p_seed, 52, 40)
		AND b.kind = a.kind AND b.slot = demo.h(p_seed, 53, 40)
$$;

CREATE FUNCTION demo.staff()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO staff (county, name, div, office_div, role, kind, since)
	VALUES
		(371002, '王丽娟', 371002001000, 371002001000, 'wang', 'window',
			'2011-03-01'),
		(371002, '李建军', 371002001000, 371002001000, 'li', 'window',
			'2010-07-01'),
		(371002, '赵玉梅', 371002001001, 371002001000, 'zhao', 'community',
			'2012-05-01'),
		(371002, '孙涛', 371002100000, 371002100000, 'sun', 'window',
			'2015-09-01');
	INSERT INTO staff (county, name, div, office_div, kind, since)
	SELECT o.county, demo.name(o.div + n), o.div, o.div, 'window',
		date '2010-07-01' + demo.h(o.div, 54, 4000)
	FROM office o
	CROSS JOIN generate_series(1, 2) n
	WHERE NOT EXISTS (SELECT FROM staff s WHERE s.div = o.div)
	UNION ALL
	SELECT v.county, demo.name(v.div), v.div, v.div / 1000 * 1000,
		CASE v.mode WHEN 'station' THEN 'community' ELSE 'coordinator' END,
		date '2011-01-01' + demo.h(v.div, 54, 4000)
	FROM station v
	WHERE demo.h(v.div, 55, 10) < 8
		AND NOT EXISTS (SELECT FROM staff s WHERE s.div = v.div);
	UPDATE staff SET is_established = demo.h(id, 57, 10) < 9,
		born = 1962 + demo.h(id, 58, 35),
		source = 1 + demo.h(id, 59, 4),
		education = (ARRAY['20', '30', '30', '40', '60', '70'])[1
			+ demo.h(id, 60, 6)]
	WHERE kind = 'window' OR demo.h(id, 61, 2) = 0;
	UPDATE staff SET is_established = false WHERE kind <> 'window';
	INSERT INTO office_post (county, div, since, posts, basis)
	SELECT o.county, o.div, '2010-01-01', 1 + demo.h(o.div, 62, 3),
		'演示值'
	FROM office o;
	INSERT INTO office_load (county, div, year, people, workload)
	SELECT r.county, r.div / 1000 * 1000, 2026,
		count(*) * 140, count(*) * 9
	FROM resident r
	GROUP BY r.county, r.div / 1000 * 1000;
	UPDATE station v SET is_staffed = true
	FROM staff s
	WHERE s.county = v.county AND s.div = v.div;
$$;
COMMENT ON FUNCTION demo.staff IS 'two villages in ten have no coordinator';

CREATE FUNCTION demo.allowances()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO allowance (county, month, staff, div, amount, because,
		accrued_by)
	SELECT d.county, m, d.staff, d.div, d.amount, d.because, 'demo'
	FROM generate_series(202605, 202610) m
	CROSS JOIN LATERAL allowance_due(m) d;
	INSERT INTO allowance_payment (county, month, staff, div, amount, paid_on,
		voucher, paid_by)
	SELECT a.county, a.month, a.staff, a.div, a.amount,
		month_first(month_add(a.month, 1)) + 9,
		format('%s-%s', a.month, a.div / 1000), 'demo'
	FROM allowance a
	CROSS JOIN demo.setting
	WHERE a.month < 202611 - CASE WHEN a.div / 1000 = setting.town / 1000
		THEN 3 ELSE demo.h(a.div / 1000, 56, 7) END;
$$;
COMMENT ON FUNCTION demo.allowances IS
	'half a year; each office is some months behind, the demo town three';

CREATE FUNCTION demo.visits()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO visit (county, staff, div, visited_on, village, purpose,
		people, transport, phone, meal, state, claimed_at, checked_by,
		checked_at, paid_on, voucher)
	SELECT
		s.county,
		s.id,
		s.div,
		month_first(v.month) + v.day,
		s.div,
		(1 + demo.h(v.seed, 61, 6))::text,
		demo.name(v.seed) || '家',
		demo.h(v.seed, 62, 25),
		demo.h(v.seed, 63, 5),
		demo.h(v.seed, 64, 2) * 15,
		v.state,
		CASE WHEN v.state <> 'logged' THEN v.closed END,
		CASE WHEN v.state IN ('approved', 'paid') THEN 'demo' END,
		CASE WHEN v.state IN ('approved', 'paid') THEN v.closed + 3 END,
		CASE WHEN v.state = 'paid' THEN v.closed + 9 END,
		CASE WHEN v.state = 'paid'
			THEN format('%s-%s-B', v.month, s.office_div / 1000) END
	FROM staff s
	CROSS JOIN demo.setting
	CROSS JOIN (
		VALUES
			(202608, 'paid'),
			(202609, 'approved'),
			(202610, 'claimed'),
			(202611, 'logged')
	) m (month, state)
	CROSS JOIN generate_series(1, 3) n
	CROSS JOIN LATERAL (
		SELECT
			m.month,
			m.state,
			month_last(m.month) AS closed,
			s.id * 1000 + m.month % 100 * 10 + n AS seed,
			n * 6 - 1 - demo.h(s.id * 1000 + m.month + n, 60, 5) AS day
	) v
	WHERE s.kind IN ('coordinator', 'community')
		AND (s.office_div = setting.town OR demo.h(s.id, 65, 12) = 0)
$$;
COMMENT ON FUNCTION demo.visits IS
	'every coordinator of the demo town, elsewhere one in twelve';

CREATE FUNCTION demo.case_plan()
RETURNS TABLE (
	resident bigint,
	town bigint,
	matter text,
	day date,
	due date,
	state text,
	seed bigint
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT q.id, q.town, q.matter, q.day, q.due,
		CASE WHEN demo.h(q.id, 72, 12) = 0 THEN 'returned'
			WHEN q.due < setting.today AND demo.h(q.id, 73, 14) > 0
				OR demo.h(q.id, 74, 3) = 0 THEN 'done'
			WHEN demo.h(q.id, 75, 2) = 0 THEN 'working'
			ELSE 'accepted' END,
		q.id
	FROM demo.setting
	CROSS JOIN LATERAL (
		SELECT p.*, matter_due(p.matter, p.day) AS due
		FROM (
			SELECT r.id, r.div / 1000 * 1000 AS town,
				(ARRAY['1', '2', '3', '6', '7', '10'])[1 + demo.h(r.id, 70, 6)]
					AS matter,
				workday_add(setting.today - 1 - demo.h(r.id, 71, 45), 1) AS day,
				row_number() OVER (PARTITION BY r.div / 1000
					ORDER BY demo.h(r.id, 76, 1000000), r.id) AS n
			FROM resident r
			WHERE r.died IS NULL AND demo.h(r.id, 77, 40) = 0
				AND r.birth < setting.today - interval '18 years'
		) p
		WHERE p.n <= CASE WHEN p.town = setting.town THEN 40 ELSE 3 END
		OFFSET 0
	) q
$$;
COMMENT ON FUNCTION demo.case_plan IS
	'who came to their office when for what: forty to that of the demo town,
three to each other';

CREATE FUNCTION demo.cases()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO service_case (county, div, number, matter, way, resident, name,
		phone, accepted_by, accepted_at, accepted_on, holder, due_on, state,
		result, reason, closed_by, closed_at, closed_on, stars)
	SELECT r.county, c.town,
		format('%s-%s-%s', c.town / 1000, to_char(c.day, 'YYYYMMDD'),
			lpad(row_number() OVER (PARTITION BY c.town, c.day
				ORDER BY c.seed)::text, 4, '0')),
		c.matter, (1 + demo.h(c.seed, 78, 10) / 8)::text, r.id, r.name, r.phone,
		o.role, c.day + time '09:30', c.day, o.role,
		CASE WHEN c.state <> 'returned' THEN c.due END, c.state,
		CASE c.state WHEN 'done' THEN '已办理' END,
		CASE c.state WHEN 'returned' THEN '缺居民身份证' END,
		CASE c.state WHEN 'done' THEN o.role END,
		CASE c.state WHEN 'done' THEN d.day + time '15:00' END,
		CASE c.state WHEN 'done' THEN d.day END,
		CASE WHEN c.state = 'done' AND demo.h(c.seed, 79, 3) > 0
			THEN 5 - demo.h(c.seed, 80, 8) / 5 - demo.h(c.seed, 81, 12) / 11
			END
	FROM demo.case_plan() c
	JOIN resident r ON r.county = c.town / 1000000 AND r.id = c.resident
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (SELECT CASE WHEN c.town = setting.town THEN 'wang'
		ELSE 'demo' END AS role) o
	CROSS JOIN LATERAL (SELECT least(workday_add(c.day, 1), setting.today)
		AS day) d;
	INSERT INTO case_counter (county, office, day, last)
	SELECT county, div, accepted_on, count(*)
	FROM service_case
	GROUP BY county, div, accepted_on;
	INSERT INTO case_material (county, case_id, item, div, name, form, copies,
		is_required, is_shown, shown_by, shown_at)
	SELECT c.county, c.id, m.item, c.div, m.name, m.form_name, m.copies,
		m.is_required, s.is_shown, CASE WHEN s.is_shown THEN c.accepted_by END,
		CASE WHEN s.is_shown THEN c.accepted_at END
	FROM service_case c
	JOIN matter_material_list m ON m.matter = c.matter
	CROSS JOIN LATERAL (SELECT c.state <> 'returned' OR m.name <> '居民身份证'
		AS is_shown) s;
	INSERT INTO case_step (county, case_id, div, kind, content, done_by, done_at)
	SELECT county, id, div, CASE state WHEN 'returned' THEN 'return'
		ELSE 'accept' END, reason, accepted_by, accepted_at
	FROM service_case
	UNION ALL
	SELECT county, id, div, 'finish', result, closed_by, closed_at
	FROM service_case
	WHERE state = 'done';
$$;
COMMENT ON FUNCTION demo.cases IS 'what offices have accepted and done';

CREATE FUNCTION demo.enquiries()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO enquiry (county, div, asked_at, topic, question, answer,
		is_satisfied, answered_by)
	SELECT 371002, setting.town,
		workday_add(setting.today - 1 - demo.h(n, 82, 20), 1) + time '10:00'
			+ make_interval(mins => n),
		t.topic, t.question, t.answer,
		CASE WHEN demo.h(n, 83, 3) > 0 THEN demo.h(n, 84, 9) > 0 END, 'wang'
	FROM generate_series(1, 30) n
	CROSS JOIN demo.setting
	JOIN (VALUES
		(0, '1', '灵活就业怎样缴养老保险', '带身份证来窗口登记，每月或按年缴'),
		(1, '2', '公积金怎样提取', '到住房公积金管理中心，带身份证和购房合同'),
		(2, '3', '养老金什么时候到账', '每月发放，到账请查存折'),
		(3, '6', '有没有电工培训', '下一期已登记意向，开班电话通知'),
		(4, '8', '社保卡丢了怎么办', '先电话挂失，再带身份证来补办')
	) t (slot, topic, question, answer) ON t.slot = demo.h(n, 85, 5)
$$;
COMMENT ON FUNCTION demo.enquiries IS 'what the window of the demo town was asked';

CREATE FUNCTION demo.moved()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO former_place (county, resident, div, since, until, name,
		initials)
	SELECT r.county, r.id, v.places[1 + demo.h(r.id, 50, cardinality(v.places))],
		setting.today - 4000, setting.today - demo.h(r.id, 51, 1500), r.name,
		r.initials
	FROM resident r
	CROSS JOIN demo.setting
	JOIN (
		SELECT code / 1000000 AS county, array_agg(code ORDER BY code) AS places
		FROM demo.village
		WHERE hi > lo
		GROUP BY 1
	) v ON v.county = r.county
	WHERE demo.h(r.id, 52, 100) = 0
$$;
COMMENT ON FUNCTION demo.moved IS 'one of a hundred lived elsewhere in the county';

CREATE FUNCTION demo.families()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO former_household (county, resident, since, until, household,
		head, kin, name, place, div, why, kept_by)
	SELECT DISTINCT ON (r.county, r.id)
		r.county, r.id, setting.today - 7000,
		setting.today - 300 - demo.h(r.id, 70, 1500), p.household, p.id,
		by_sex(r.sex, '20', '30'), r.name, r.div, r.div, '1', 'demo'
	FROM resident r
	CROSS JOIN demo.setting
	JOIN resident p ON p.county = r.county AND p.div = r.div
		AND p.kin = '02' AND p.died IS NULL
		AND left(p.name, 1) = left(r.name, 1)
		AND p.birth BETWEEN r.birth - interval '33 years'
			AND r.birth - interval '22 years'
	WHERE r.kin = '02' AND r.birth BETWEEN setting.today - interval '40 years'
			AND setting.today - interval '22 years'
		AND demo.h(r.id, 71, 3) > 0
	ORDER BY r.county, r.id, demo.h(p.id, 72, 1000), p.id;
	SELECT count(household_look_all(d.county))
	FROM division d
	WHERE d.level = 'county';
$$;
COMMENT ON FUNCTION demo.families IS
	'young heads who left the household of somebody of their name; heads who died';

CREATE FUNCTION demo.credit_code(
	p_kind text,
	p_county int,
	n bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT body || c
	FROM (
		SELECT p_kind || p_county || 'YY' || lpad(n::text, 6, '0')
			|| substr('0X987654321', ((SELECT sum(weight
				* (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXY',
					substr('YY' || lpad(n::text, 6, '0'), i::int, 1)) - 1))
				FROM unnest(ARRAY[3, 7, 9, 10, 5, 8, 4, 2])
					WITH ORDINALITY w (weight, i)) % 11)::int + 1, 1) AS body
	) b, string_to_table('0123456789ABCDEFGHJKLMNPQRTUWXY', NULL) c
	WHERE credit_code_is_valid(body || c)
$$;
COMMENT ON FUNCTION demo.credit_code IS
	'valid in form; no registry gives numbers that begin with YY';

CREATE FUNCTION demo.employers()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO employer (county, name, initials, spelling, kind, credit_code,
		no_code_reason, legal_person, phone, div, established_on)
	SELECT e.county, e.name, pinyin_place_initials(e.name),
		pinyin_place_spelling(e.name), e.kind,
		CASE WHEN e.registry IS NOT NULL
			THEN demo.credit_code(e.registry, e.county, e.n) END,
		CASE WHEN e.registry IS NULL THEN '未办执照的小店' END,
		demo.name(e.div * 10 + e.n), '0631-0000' || lpad((e.n % 1000)::text, 3, '0'),
		e.div, setting.today - 1000 - demo.h(e.n, 80, 4000)
	FROM (
		SELECT d.county, d.code AS div, k.kind, k.registry,
			row_number() OVER (ORDER BY d.code, i) AS n,
			format('%s%s%s(演示)', division_short(d.name),
				(ARRAY['兴隆', '顺达', '海润', '鑫源', '宏泰', '永和'])
					[1 + demo.h(d.code + i, 81, 6)], k.suffix) AS name
		FROM division d
		CROSS JOIN demo.setting
		CROSS JOIN generate_series(1, 3) i
		CROSS JOIN LATERAL (
			SELECT (ARRAY['1 91 水产食品有限公司', '1 91 服装有限公司',
				'1 91 渔具有限公司', '4 92 百货商店', '4  小吃店',
				'5 93 果蔬专业合作社'])[1 + demo.h(d.code + i, 82, 6)] AS word
		) w
		CROSS JOIN LATERAL (
			SELECT left(word, 1) AS kind, nullif(split_part(word, ' ', 2), '')
				AS registry, split_part(word, ' ', 3) AS suffix
		) k
		WHERE d.level = 'village'
			AND (d.parent = setting.town OR demo.h(d.code + i, 83, 9) = 0)
	) e
	CROSS JOIN demo.setting
	ORDER BY e.n;
	INSERT INTO employer_contribution (county, employer, month, div, people,
		amount, paid_on, kept_by)
	SELECT e.county, e.id, m, e.div, p.people, p.people * 905.5,
		month_first(month_add(m, 1)) + 4, 'demo'
	FROM employer e
	CROSS JOIN generate_series(202605, 202610) m
	CROSS JOIN LATERAL (
		SELECT 1 + demo.h(e.id, 84, CASE e.kind WHEN '1' THEN 60 ELSE 5 END)
			AS people
	) p
	WHERE m < 202611 - CASE WHEN demo.h(e.id, 85, 8) = 0
		THEN 1 + demo.h(e.id, 86, 6) ELSE 0 END
	ORDER BY m, e.id;
$$;
COMMENT ON FUNCTION demo.employers IS
	'three in each village of the demo town; one of eight has stopped paying';

CREATE FUNCTION demo.details(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO resident_detail (county, resident, div, since, nation,
		education, marital, health, political, standing, hukou, hukou_where,
		hukou_address)
	SELECT
		r.county,
		r.id,
		r.div,
		setting.today - 100 - demo.h(r.id, 70, 3000) % life.days,
		CASE WHEN demo.h(r.id, 71, 60) = 0 THEN '11' ELSE '01' END,
		CASE
			WHEN life.age < 7 THEN '90'
			WHEN life.age < 13 THEN '80'
			ELSE (ARRAY['20', '30', '40', '60', '70', '70', '70', '80'])
				[1 + demo.h(r.id, 72, 8)]
		END,
		CASE
			WHEN life.age < 24 THEN '10'
			WHEN life.age > 74 AND demo.h(r.id, 73, 2) = 0 THEN '30'
			WHEN demo.h(r.id, 73, 14) = 1 THEN '40'
			ELSE '20'
		END,
		CASE
			WHEN demo.h(r.id, 74, 40) = 0 THEN '64'
			WHEN life.age > 60 AND demo.h(r.id, 75, 4) = 0 THEN '31'
			ELSE '10'
		END,
		CASE
			WHEN life.age > 20 AND demo.h(r.id, 76, 12) = 0 THEN '01'
			ELSE '13'
		END,
		CASE
			WHEN life.age BETWEEN 7 AND 18 THEN '31'
			WHEN life.age > 60 THEN CASE r.hukou WHEN '1' THEN '80' ELSE '27' END
			WHEN life.age > 18 THEN
				(ARRAY['24', '24', '27', '27', '51', '54', '17', '70'])
					[1 + demo.h(r.id, 77, 8)]
		END,
		r.hukou,
		CASE WHEN demo.h(r.id, 78, 25) = 0 THEN '3' ELSE '1' END,
		CASE WHEN demo.h(r.id, 78, 25) = 0 THEN '外市（演示）' END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT
			extract(year FROM age(setting.today, r.birth))::int AS age,
			greatest(1, setting.today - 100 - r.birth) AS days
	) life
	WHERE r.county = p_county AND demo.h(r.id, 79, 4) > 0
		AND r.birth < setting.today - 200
	ORDER BY r.id;
	INSERT INTO resident_employment (county, resident, div, since, state,
		employer_name)
	SELECT
		r.county,
		r.id,
		r.div,
		setting.today - 30 - demo.h(r.id, 80, 1500),
		work.state,
		CASE WHEN work.state IN ('11', '14') THEN
			format('%s演示第%s厂', division_short(division_name(r.div)),
				demo.h(r.id, 82, 9) + 1) END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT (ARRAY['11', '11', '11', '12', '12', '13', '15', '16', '16',
			'21', '22', '14'])[1 + demo.h(r.id, 81, 12)] AS state
	) work
	WHERE r.county = p_county AND demo.h(r.id, 83, 5) > 0 AND r.died IS NULL
		AND r.birth BETWEEN setting.today - interval '60 years'
			AND setting.today - interval '22 years'
	ORDER BY r.id;
$$;
COMMENT ON FUNCTION demo.details IS
	'three of four have their details, four of five in working age their work';

CREATE FUNCTION demo.papers(p_county int)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	INSERT INTO resident_certificate (county, resident, div, since, until, kind,
		number, issuer, grade)
	SELECT r.county, r.id, r.div, date '2012-03-01' + demo.h(r.id, 84, 4000),
		CASE WHEN c.kind = '11' THEN date '2022-03-01' + demo.h(r.id, 84, 4000)
			END,
		c.kind,
		CASE c.kind WHEN '11' THEN r.id_no || '43'
			ELSE r.county || lpad(r.id::text, 10, '0') END,
		CASE c.kind WHEN '11' THEN '区残联（演示）'
			ELSE '区人力资源和社会保障局（演示）' END,
		CASE WHEN c.kind = '11' THEN '肢体三级' END
	FROM resident r
	CROSS JOIN demo.setting
	CROSS JOIN LATERAL (
		SELECT CASE demo.h(r.id, 85, 40)
			WHEN 0 THEN '11' WHEN 1 THEN '21' WHEN 2 THEN '22' WHEN 3 THEN '31'
			END AS kind
	) c
	WHERE r.county = p_county AND c.kind IS NOT NULL
		AND r.birth BETWEEN setting.today - interval '75 years'
			AND setting.today - interval '35 years'
	ORDER BY r.id;
	INSERT INTO resident_contact (county, resident, div, since, name, kin,
		phone)
	SELECT r.county, r.id, r.div, setting.today - demo.h(r.id, 86, 900), m.name,
		CASE m.sex WHEN '1' THEN '20' ELSE '30' END, m.phone
	FROM resident r
	JOIN resident m ON m.county = r.county AND m.household = r.household
		AND m.kin IN ('20', '30') AND m.phone IS NOT NULL
	CROSS JOIN demo.setting
	WHERE r.county = p_county AND r.kin = '02' AND demo.h(r.id, 87, 4) = 0
	ORDER BY r.id, m.id;
	INSERT INTO resident_category (county, resident, div, since, category,
		evidence, confirmed_by)
	SELECT e.county, e.resident, e.div, (e.extra ->> 'certified')::date,
		e.extra ->> 'category', '身份证、户口簿、申请表（演示）',
		o.name
	FROM enrolment e
	JOIN office o ON o.county = e.county AND o.div = e.div / 1000 * 1000
	WHERE e.county = p_county AND e.programme = 'aid'
	UNION ALL
	SELECT r.county, r.id, r.div, date '2006-01-01' + demo.h(r.id, 88, 900),
		(21 + demo.h(r.id, 89, 2))::text, '下岗证（演示）', '旧台账'
	FROM resident r
	WHERE r.county = p_county AND demo.h(r.id, 90, 400) = 0
		AND r.birth BETWEEN '1962-01-01' AND '1982-12-31' AND r.died IS NULL
	ORDER BY 1, 2, 4;
	INSERT INTO survival_check (county, resident, div, since, year, way,
		checked_by)
	SELECT r.county, r.id, r.div,
		least(make_date(y, 1, 5) + demo.h(r.id, 91, 340), setting.today),
		y, (1 + demo.h(r.id + y, 92, 4))::text, 'demo'
	FROM enrolment e
	JOIN resident r ON r.county = e.county AND r.id = e.resident
	CROSS JOIN demo.setting
	CROSS JOIN generate_series(2025, 2026) y
	WHERE e.county = p_county AND e.programme = 'pension'
		AND e.since < y * 100 + 1
		AND demo.h(r.id + y, 93, 100) < CASE y WHEN 2025 THEN 96 ELSE 70 END
		AND (r.died IS NULL OR r.died > make_date(y, 12, 31))
	ORDER BY r.id, y;
$$;
COMMENT ON FUNCTION demo.papers IS
	'certificates, contacts, categories (old ones too) and who was seen alive';

CREATE FUNCTION demo.completeness()
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
SET session_replication_role = replica
AS $$
	SELECT completeness_keep(d.code, division_last(d.code))
	FROM division d
	CROSS JOIN demo.setting
	WHERE d.code = setting.town / 1000000 * 1000000;
	UPDATE completeness SET month = 202610,
		complete = greatest(complete - people / 100, 0);
	INSERT INTO completeness (county, div, month, people, complete, waived,
		gaps, counted_at, counted_by)
	SELECT c.county, c.div, m, c.people,
		greatest(c.complete - (202610 - m) * c.people
			* (1 + demo.h(c.div / 1000, 71, 3)) / 100, 0),
		0, c.gaps, month_last(m), 'demo'
	FROM completeness c
	CROSS JOIN generate_series(202606, 202609) m;
	UPDATE completeness SET counted_at = month_last(month), counted_by = 'demo';
$$;
COMMENT ON FUNCTION demo.completeness IS
	'the demo town''s county was better each month; this month isn''t counted yet';

CREATE OR REPLACE FUNCTION zhen.demo_plan(p_residents bigint)
RETURNS TABLE (
	step int,
	label text,
	sql text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT row_number() OVER (ORDER BY p.place, p.n)::int, p.label, p.sql
	FROM (
		VALUES
			(1, 0::bigint, '操作员', 'SELECT demo.operators()'),
			(2, 0, '村居', format('SELECT demo.settle(%s)', p_residents)),
			(6, 0, '统计', 'SELECT demo.count_on()'),
			(8, 0, '统计', 'ANALYZE zhen.enrolment'),
			(9, 0, '迁移', 'SELECT demo.moved()'),
			(9, 0, '家庭', 'SELECT demo.families()'),
			(9, 0, '单位', 'SELECT demo.employers()'),
			(9, 1, '工作人员', 'SELECT demo.staff()'),
			(9, 2, '补贴', 'SELECT demo.allowances()'),
			(9, 3, '走访', 'SELECT demo.visits()'),
			(9, 4, '办件', 'SELECT demo.cases(), demo.enquiries()'),
			(9, 89, '统计', 'ANALYZE zhen.batch, zhen.entitlement, zhen.payment, zhen.staff, zhen.allowance, zhen.visit, zhen.former_place, zhen.household, zhen.former_household, zhen.employer, zhen.employer_contribution, zhen.service_case, zhen.enquiry'),
			(10, 0, '统计', 'ANALYZE zhen.resident_detail, zhen.resident_employment,
				zhen.resident_certificate, zhen.resident_contact,
				zhen.resident_category, zhen.survival_check'),
			(10, 1, '月末数', 'SELECT figure_keep_due()'),
			(10, 2, '完整率', 'SELECT demo.completeness()'),
			(10, 3, '留痕', 'SELECT audit_adopt_all(), audit_adopt(''station'')'),
			(11, 0, '收尾', 'DROP SCHEMA demo CASCADE')
		UNION ALL
		SELECT 3, 0, '索引', 'SELECT demo.index_drop()'
		WHERE p_residents >= 500000
		UNION ALL
		SELECT
			4,
			n,
			format('居民 %s', least(n + setting.step, p_residents)),
			format('SELECT demo.residents(%s, %s)', n,
				least(n + setting.step, p_residents))
		FROM demo.setting
		CROSS JOIN LATERAL generate_series(0, p_residents - 1,
			setting.step) AS n
		UNION ALL
		SELECT 5, 0, '索引', format('SELECT demo.index_make(%L)', name)
		FROM demo.index
		WHERE p_residents >= 500000
		UNION ALL
		SELECT 7, d.code, p.title || ' ' || d.name,
			format('SELECT demo.pensioners(%s)', d.county)
		FROM programme p, division d
		WHERE p.code = 'pension' AND d.level = 'county'
		UNION ALL
		SELECT 9, d.code, '台账 ' || d.name, format(
			'SELECT demo.details(%1$s), demo.papers(%1$s)', d.county)
		FROM division d
		WHERE d.level = 'county'
		UNION ALL
		SELECT 7, 999999999999, p.title, 'SELECT demo.helped()'
		FROM programme p
		WHERE p.code = 'aid'
		UNION ALL
		SELECT 8, m, format('%s %s', p.title, m),
			format('SELECT demo.pay(%L, %s)', p.code, m)
		FROM programme p, generate_series(202609, 202610) m
		WHERE p.code IN ('pension', 'aid')
	) p (place, n, label, sql);
$$;
COMMENT ON FUNCTION zhen.demo_plan IS
	'the steps of a demo of so many residents, in order: a label and a statement';
REVOKE ALL ON FUNCTION zhen.demo_plan FROM PUBLIC;
ALTER FUNCTION zhen.demo_plan OWNER TO zhen_owner;

-- A person of a household: number, name, birth, account, all from their number.

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

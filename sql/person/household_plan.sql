-- What a change of a household would make of its people: who is meant by what
-- was typed, and what each will be to the head; the screens show it before
-- anything is saved. For functions of the owner, and for those of
-- household_change.sql, which do it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION household_member(
	p_county int,
	p_household bigint
) RETURNS TABLE (
	no int,
	id bigint,
	name text,
	sex text,
	birth date,
	kin text,
	died date,
	div bigint
)
LANGUAGE sql STABLE ROWS 5
SET search_path = zhen, pg_temp
AS $$
	SELECT
		(row_number() OVER (ORDER BY r.kin <> '02', r.died IS NOT NULL, r.kin,
			r.birth, r.id))::int,
		r.id, r.name, r.sex, r.birth, r.kin, r.died, r.div
	FROM resident r
	WHERE r.county = p_county AND r.household = p_household
		AND r.next_id IS NULL
$$;
COMMENT ON FUNCTION household_member IS
	'who is in it, numbered as the screens do';

CREATE FUNCTION household_own(
	p_county int,
	p_household bigint
) RETURNS household
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	own household;
BEGIN
	SELECT * INTO own FROM household h
	WHERE h.county = p_county AND h.id = p_household
		AND h.div BETWEEN scope_lo() AND scope_hi();
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '管辖范围内没有这一户，请在“家庭”(1131)里重新查询';
	END IF;
	RETURN own;
END
$$;
COMMENT ON FUNCTION household_own IS 'a household in scope, or a refusal';

CREATE FUNCTION household_pick(
	p_county int,
	p_household bigint,
	p_members text,
	p_column text
) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	word text;
	hits bigint[];
	picked bigint[] := '{}';
BEGIN
	FOREACH word IN ARRAY regexp_split_to_array(btrim(translate(p_members,
		'０１２３４５６７８９，、；　', '0123456789    '), ' ,;'), '[ ,;]+') LOOP
		SELECT array_agg(m.id ORDER BY m.no) INTO hits
		FROM household_member(p_county, p_household) m
		WHERE word IN (m.no::text, m.name)
			OR word IN ('全部', '*') AND m.died IS NULL;
		IF hits IS NULL OR cardinality(hits) > 1 AND word NOT IN ('全部', '*') THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_column,
				MESSAGE = format('“%s”不能确定是哪一个人，请输下面的序号，例如 2 3', word);
		END IF;
		picked := picked || hits;
	END LOOP;
	IF cardinality(picked)
		<> (SELECT count(DISTINCT p) FROM unnest(picked) p) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_column,
			MESSAGE = '同一个人输了两次，请删去一个';
	END IF;
	RETURN picked;
END
$$;
COMMENT ON FUNCTION household_pick IS
	'members by number or whole name, in the order typed; 全部 are the living';

CREATE FUNCTION kin_read(p_kin text)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	code_read text := (SELECT c.code FROM code c
		WHERE c.set = 'kin' AND p_kin IN (c.code, c.name));
BEGIN
	IF code_read IS NULL OR code_read = '02' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kins',
			MESSAGE = format('没有“%s”这种关系，请输代码或全称，例如 20 或 儿子',
				p_kin);
	END IF;
	RETURN code_read;
END
$$;
COMMENT ON FUNCTION kin_read IS 'a kinship by its code or name';

CREATE FUNCTION household_plan(
	p_county int,
	p_household bigint,
	p_members bigint[],
	p_to bigint,
	p_kin text
) RETURNS TABLE (
	no int,
	id bigint,
	name text,
	kin text
)
LANGUAGE sql STABLE ROWS 5
SET search_path = zhen, pg_temp
AS $$
	WITH member AS (
		SELECT m.*, m.id = h.head AS is_head, p.n
		FROM household_member(p_county, p_household) m
		JOIN household h ON h.county = p_county AND h.id = p_household
		LEFT JOIN unnest(p_members) WITH ORDINALITY p (id, n) ON p.id = m.id
	), base AS (
		SELECT
			f.*,
			(SELECT m.sex FROM member m WHERE m.is_head) AS head_sex,
			(SELECT count(*) FROM member m
				WHERE kin_class(m.kin) = 'child') AS children
		FROM member f
		WHERE f.n = 1
	), own AS (
		SELECT
			m.*,
			CASE
				WHEN m.n = 1 THEN '02'
				WHEN m.kin = '02' AND m.is_head IS NOT TRUE THEN NULL
				ELSE kin_through(b.head_sex, b.kin, b.sex, b.children = 1, m.kin,
					m.sex, m.birth < b.birth)
			END AS towards,
			b.sex AS first_sex
		FROM member m
		CROSS JOIN base b
		WHERE m.n IS NOT NULL
	)
	SELECT
		o.no,
		o.id,
		o.name,
		CASE
			WHEN p_to IS NULL THEN o.towards
			WHEN o.n = 1 THEN p_kin
			ELSE kin_through(o.first_sex, kin_back(p_kin, t.sex), t.sex,
				1 = (SELECT count(*) FROM own c
					WHERE kin_class(c.towards) = 'child')
					+ (kin_class(kin_back(p_kin, t.sex)) = 'child')::int,
				o.towards, o.sex, o.birth < t.birth)
		END
	FROM own o
	LEFT JOIN resident t ON t.county = p_county AND t.id = p_to
	ORDER BY o.n
$$;
COMMENT ON FUNCTION household_plan IS
	'what members will be to the first of them as their head, or, if there is a
head to go to, to that one, to whom the first is p_kin; null where it has to be
asked';

CREATE FUNCTION household_draft(
	p_county int,
	p_household bigint,
	p_members bigint[],
	p_to bigint,
	p_kin text,
	p_kins text
) RETURNS TABLE (
	no int,
	id bigint,
	name text,
	kin text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	words text[] := regexp_split_to_array(btrim(translate(
		coalesce(p_kins, ''), '０１２３４５６７８９＝，、；　', '0123456789=    '),
		' ,;'), '[ ,;]+');
	open text[] := ARRAY(SELECT w FROM unnest(words) w
		WHERE w <> '' AND w !~ '=');
	said text;
	used int := 0;
BEGIN
	FOR no, id, name, kin IN
		SELECT * FROM household_plan(p_county, p_household, p_members, p_to, p_kin)
	LOOP
		SELECT split_part(w, '=', 2) INTO said
		FROM unnest(words) w
		WHERE w ~ '=' AND split_part(w, '=', 1) IN (no::text, name);
		IF said IS NOT NULL THEN
			kin := kin_read(said);
		ELSIF kin IS NULL AND used < cardinality(open) THEN
			used := used + 1;
			kin := kin_read(open[used]);
		END IF;
		RETURN NEXT;
	END LOOP;
	IF used < cardinality(open) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kins',
			MESSAGE = format('要问的只有 %s 个人，多了“%s”；改别人的请写 序号=关系',
				used, open[used + 1]);
	END IF;
END
$$;
COMMENT ON FUNCTION household_draft IS
	'the plan with what the operator says: the asked ones in order, others as
number=kinship';

CREATE FUNCTION household_goal(
	p_county int,
	p_household bigint,
	p_head_id_no text
) RETURNS resident
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	chief resident;
BEGIN
	SELECT r.* INTO chief
	FROM resident r
	JOIN household h ON h.county = r.county AND h.id = r.household
	WHERE r.county = p_county AND r.id_no = p_head_id_no
		AND r.next_id IS NULL
		AND h.div BETWEEN scope_lo() AND scope_hi();
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'head_id_no',
			MESSAGE = '管辖范围内没有这位户主，请核对身份证号；别的所的请由该所办理';
	END IF;
	IF chief.kin <> '02' OR chief.died IS NOT NULL
		OR chief.household = p_household THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'head_id_no',
			MESSAGE = format('%s%s，请输另一户在世户主的身份证号', chief.name, CASE
				WHEN chief.household = p_household THEN '就在本户'
				WHEN chief.died IS NOT NULL THEN '已死亡'
				ELSE '不是户主' END);
	END IF;
	RETURN chief;
END
$$;
COMMENT ON FUNCTION household_goal IS
	'the living head of another household in scope, or a refusal';

CREATE FUNCTION household_preview(
	p_county int,
	p_household bigint,
	p_members text,
	p_head_id_no text,
	p_kin text,
	p_kins text,
	p_is_all boolean,
	OUT said text,
	OUT unsure text,
	OUT problem text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	own household;
	picked bigint[];
BEGIN
	IF p_members IS NULL THEN
		RETURN;
	END IF;
	own := household_own(p_county, p_household);
	picked := household_pick(own.county, own.id, p_members, 'members');
	IF p_is_all THEN
		picked := picked || ARRAY(SELECT m.id
			FROM household_member(own.county, own.id) m
			WHERE m.id <> ALL (picked) ORDER BY m.no);
	END IF;
	SELECT
		string_agg(format('%s %s', d.name,
			coalesce(code_name('kin', d.kin), '？')), '，'),
		string_agg(d.name, '、') FILTER (WHERE d.kin IS NULL)
	INTO said, unsure
	FROM household_draft(own.county, own.id, picked,
		CASE WHEN p_head_id_no IS NOT NULL THEN
			(household_goal(own.county, own.id, p_head_id_no)).id END,
		p_kin, p_kins) d;
EXCEPTION WHEN SQLSTATE 'ZH001' OR SQLSTATE 'ZH403' THEN
	problem := SQLERRM;
END
$$;
COMMENT ON FUNCTION household_preview IS
	'what a change would make of the people, whose kinship has to be asked, or
why it can''t be done; only of households in scope';
GRANT EXECUTE ON FUNCTION household_preview TO zhen_window;

CREATE FUNCTION household_suggest(
	p_county int,
	p_household bigint
) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT m.no::text
	FROM household h
	JOIN household_member(h.county, h.id) m
		ON m.died IS NULL AND m.id IS DISTINCT FROM h.head
	WHERE h.county = p_county AND h.id = p_household
		AND h.div BETWEEN scope_lo() AND scope_hi()
	ORDER BY m.birth > current_date - interval '18 years',
		CASE kin_class(m.kin) WHEN 'head' THEN 0 WHEN 'spouse' THEN 1
			WHEN 'child' THEN 2 ELSE 3 END,
		m.birth, m.id
	LIMIT 1
$$;
COMMENT ON FUNCTION household_suggest IS
	'who might become the head: the spouse, then the eldest child, then the
eldest; minors last';
GRANT EXECUTE ON FUNCTION household_suggest TO zhen_window;

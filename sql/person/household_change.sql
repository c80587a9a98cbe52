-- What is done to households: another head, people who leave to a household
-- of their own or to another one, all of it to another village. Each is one
-- function in one transaction. They run as the owner, because all members
-- count, also those that live elsewhere, and hold to the scope themselves.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION household_apply(
	p_county int,
	p_home bigint,
	p_place bigint,
	p_ids bigint[],
	p_kins text[],
	p_why text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	said text;
BEGIN
	SELECT string_agg(r.name, '、' ORDER BY r.id) INTO said
	FROM unnest(p_ids, p_kins) k (id, kin)
	JOIN resident r ON r.county = p_county AND r.id = k.id
	WHERE k.kin IS NULL;
	IF said IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kins',
			MESSAGE = format('请输%s与户主的关系，例如 儿子 或 20', said);
	END IF;
	SELECT string_agg(format('%s（%s）', r.name, division_path(r.div)), '、')
	INTO said
	FROM resident r
	WHERE r.county = p_county AND r.id = ANY (p_ids)
		AND r.div NOT BETWEEN lo AND hi;
	IF said IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'members',
			MESSAGE = format('%s不在您的管辖范围，请由当地办理', said);
	END IF;
	PERFORM code_check('household_why', p_why, 'why');
	PERFORM set_config('zhen.household_why', p_why, true);
	-- Who stops being a spouse comes before who becomes one; a head who leaves
	-- comes last, so that the others leave a household that has a head.
	FOR step IN 1..3 LOOP
		UPDATE resident r SET household = p_home, kin = k.kin,
			div = coalesce(p_place, r.div)
		FROM unnest(p_ids, p_kins) k (id, kin)
		WHERE r.county = p_county AND r.id = k.id
			AND step = CASE WHEN r.kin = '02' AND r.household <> p_home THEN 3
				WHEN kin_class(k.kin) = 'spouse' THEN 2
				ELSE 1 END
			AND (r.household, r.kin) IS DISTINCT FROM (p_home, k.kin);
	END LOOP;
	PERFORM set_config('zhen.household_why', '', true);
END
$$;
COMMENT ON FUNCTION household_apply IS
	'puts people of the scope into a household, each with a kinship to its head';

CREATE FUNCTION household_head_change(
	county int,
	household bigint,
	chief text,
	kins text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own household := household_own($1, $2);
	picked bigint[] := household_pick($1, $2, $3, 'chief');
	d record;
	wanted resident;
BEGIN
	PERFORM FROM household h WHERE h.county = $1 AND h.id = $2 FOR UPDATE;
	SELECT * INTO wanted FROM resident r
	WHERE r.county = $1 AND r.id = picked[1];
	IF cardinality(picked) <> 1 OR wanted.died IS NOT NULL
		OR wanted.id = own.head AND wanted.kin = '02' AND own.fault IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'chief',
			MESSAGE = CASE WHEN cardinality(picked) <> 1 THEN '新户主只能是一个人，请重新输入'
				WHEN wanted.died IS NOT NULL THEN wanted.name || '已死亡，请选在世的人'
				ELSE wanted.name || '已经是户主，请选别的人' END;
	END IF;
	SELECT array_agg(p.id) AS ids, array_agg(p.kin) AS kins INTO d
	FROM household_draft($1, $2, picked || ARRAY(
		SELECT m.id FROM household_member($1, $2) m
		WHERE m.id <> wanted.id ORDER BY m.no), NULL, NULL, $4) p;
	PERFORM set_config('zhen.household_why', '4', true);
	UPDATE household h SET head = wanted.id
	WHERE h.county = $1 AND h.id = $2;
	PERFORM household_apply($1, $2, NULL, d.ids, d.kins, '4');
	RETURN format('户主已换为%s，%s 人的关系已改好', wanted.name,
		cardinality(d.ids) - 1);
END
$$;
COMMENT ON FUNCTION household_head_change IS
	'another head, and what the others are to them';
GRANT EXECUTE ON FUNCTION household_head_change TO zhen_window;

CREATE FUNCTION household_leaving(
	p_own household,
	p_members bigint[]
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_own.head = ANY (p_members) AND EXISTS (
		SELECT FROM resident r
		WHERE r.county = p_own.county AND r.household = p_own.id
			AND r.died IS NULL AND r.next_id IS NULL
			AND r.id <> ALL (p_members)) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'members',
			MESSAGE = '户主要离开时，请先给留下的人换户主，再办这一项';
	END IF;
	IF EXISTS (SELECT FROM resident r
		WHERE r.county = p_own.county AND r.id = ANY (p_members)
			AND r.died IS NOT NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'members',
			MESSAGE = '已死亡的人留在原户，请只输在世的人';
	END IF;
END
$$;
COMMENT ON FUNCTION household_leaving IS
	'refuses to leave people behind without a head';

CREATE FUNCTION household_split(
	county int,
	household bigint,
	members text,
	why text,
	kins text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own household := household_own($1, $2);
	picked bigint[] := household_pick($1, $2, $3, 'members');
	d record;
	made household;
BEGIN
	PERFORM FROM household h WHERE h.county = $1 AND h.id = $2 FOR UPDATE;
	PERFORM household_leaving(own, picked);
	SELECT array_agg(p.id) AS ids, array_agg(p.kin) AS kins INTO d
	FROM household_draft($1, $2, picked, NULL, NULL, $5) p;
	IF own.head = ANY (picked) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'members',
			MESSAGE = '户主在内就是整户，不用分户；要搬家请按“迁村”';
	END IF;
	INSERT INTO household AS h (county, div, head)
	SELECT $1, r.div, r.id FROM resident r
	WHERE r.county = $1 AND r.id = picked[1]
	RETURNING h.* INTO made;
	PERFORM household_apply($1, made.id, NULL, d.ids, d.kins, $4);
	RETURN format('已另立一户，户主%s，共 %s 人', r.name, cardinality(picked))
		|| CASE WHEN household_fault(made) = '5'
			THEN '；新户只有未成年人，请在该户写明备注' ELSE '' END
	FROM resident r
	WHERE r.county = $1 AND r.id = picked[1];
END
$$;
COMMENT ON FUNCTION household_split IS
	'the first of the members becomes head of a new household with the others';
GRANT EXECUTE ON FUNCTION household_split TO zhen_window;

CREATE FUNCTION household_join(
	county int,
	household bigint,
	members text,
	head_id_no text,
	kin text,
	why text,
	kins text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own household := household_own($1, $2);
	picked bigint[] := household_pick($1, $2, $3, 'members');
	chief resident := household_goal($1, $2, $4);
	d record;
BEGIN
	PERFORM FROM household h
	WHERE h.county = $1 AND h.id IN ($2, chief.household)
	ORDER BY h.id FOR UPDATE;
	PERFORM household_leaving(own, picked);
	PERFORM code_check('kin', $5, 'kin');
	IF coalesce($5, '02') = '02' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'kin',
			MESSAGE = '请选头一个人与那边户主的关系，不能是“户主”';
	END IF;
	SELECT array_agg(p.id) AS ids, array_agg(p.kin) AS kins INTO d
	FROM household_draft($1, $2, picked, chief.id, $5, $7) p;
	PERFORM household_apply($1, chief.household, h.div, d.ids, d.kins, $6)
	FROM household h
	WHERE h.county = $1 AND h.id = chief.household;
	RETURN format('%s 人已转入%s户', cardinality(picked), chief.name);
END
$$;
COMMENT ON FUNCTION household_join IS
	'members go to the household of another head, where they live from now on;
with all of them the two households are one';
GRANT EXECUTE ON FUNCTION household_join TO zhen_window;

CREATE FUNCTION household_move(
	county int,
	household bigint,
	village bigint,
	address text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	own household := household_own($1, $2);
	gone bigint;
	left_there bigint;
BEGIN
	IF $3 / 1000000 <> $1 OR $3 = own.div OR NOT EXISTS (
		SELECT FROM division d WHERE d.code = $3 AND d.level = 'village') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
			MESSAGE = '请选本县区的另一个村居；迁往外县区的另办转移';
	END IF;
	UPDATE resident r SET div = $3, address = $4
	WHERE r.county = $1 AND r.household = $2 AND r.div = own.div
		AND r.died IS NULL AND r.next_id IS NULL;
	GET DIAGNOSTICS gone = ROW_COUNT;
	UPDATE household h SET div = $3
	WHERE h.county = $1 AND h.id = $2 AND h.div <> $3;
	SELECT count(*) INTO left_there FROM resident r
	WHERE r.county = $1 AND r.household = $2 AND r.div <> $3
		AND r.died IS NULL AND r.next_id IS NULL;
	RETURN format('全户 %s 人已迁到%s', gone, division_path($3)) || CASE
		WHEN left_there > 0 THEN format('；另有 %s 人本来住在别处，没有动', left_there)
		ELSE '' END;
END
$$;
COMMENT ON FUNCTION household_move IS
	'everybody who lives where the household is moves with it, inside the county';
GRANT EXECUTE ON FUNCTION household_move TO zhen_window;

CREATE FUNCTION household_remark(
	county int,
	household bigint,
	remark text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	PERFORM household_own($1, $2);
	UPDATE household h SET remark = nullif(btrim($3), '')
	WHERE h.county = $1 AND h.id = $2;
	PERFORM household_look($1, $2);
	RETURN '备注已记下';
END
$$;
COMMENT ON FUNCTION household_remark IS 'such as why minors live alone';
GRANT EXECUTE ON FUNCTION household_remark TO zhen_window;

-- People who moved: where they were, they can still be read, without their
-- numbers; where they are, they are written. Who needs a number in full says
-- why, and is on record.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE former_place (
	county county_code NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	since timestamptz NOT NULL,
	until timestamptz NOT NULL DEFAULT clock_timestamp(),
	name person_name NOT NULL,
	initials text COLLATE "C" NOT NULL,
	CONSTRAINT former_place_until_key PRIMARY KEY (county, resident, until),
	CONSTRAINT former_place_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT former_place_div_fk FOREIGN KEY (div) REFERENCES division (code),
	CONSTRAINT former_place_county_check CHECK (county = div / 1000000),
	CONSTRAINT former_place_since_check CHECK (since <= until)
) PARTITION BY LIST (county);
CREATE INDEX former_place_name ON former_place (name, div);
CREATE INDEX former_place_initials ON former_place (initials, div);
COMMENT ON TABLE former_place IS '居民曾在的村居';
COMMENT ON COLUMN former_place.county IS '县区';
COMMENT ON COLUMN former_place.resident IS '居民';
COMMENT ON COLUMN former_place.div IS '曾在村居';
COMMENT ON COLUMN former_place.since IS '从何时起';
COMMENT ON COLUMN former_place.until IS '迁出时间';
COMMENT ON COLUMN former_place.name IS '当时的姓名';
COMMENT ON COLUMN former_place.initials IS '当时姓名的拼音首字母';
COMMENT ON CONSTRAINT former_place_until_key ON former_place IS
	'同一时刻不能重复迁出，请重试';
COMMENT ON CONSTRAINT former_place_resident_fk ON former_place IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT former_place_div_fk ON former_place IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT former_place_county_check ON former_place IS
	'县区应为村居代码的前六位，请核对';
COMMENT ON CONSTRAINT former_place_since_check ON former_place IS
	'迁出应在迁入之后，请核对';
SELECT scope_guard('former_place');
GRANT SELECT ON former_place TO zhen_operator;
SELECT audit_attach('former_place');

CREATE FUNCTION former_place_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO former_place (county, resident, div, since, name, initials)
	SELECT OLD.county, OLD.id, OLD.div, coalesce(max(f.until), OLD.created_at),
		OLD.name, OLD.initials
	FROM former_place f
	WHERE f.county = OLD.county AND f.resident = OLD.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION former_place_keep IS
	'a move leaves its trace, so that any day''s place is known';
CREATE TRIGGER former_place_keep AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION former_place_keep();

CREATE FUNCTION moved_resident(
	p_county int,
	p_resident bigint
) RETURNS resident
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	found resident := resident_here(p_county, p_resident);
	one record;
BEGIN
	IF (found.div NOT BETWEEN lo AND hi) IS NOT TRUE THEN
		RETURN NULL;
	END IF;
	FOR one IN
		SELECT s.county, s.id, s.div FROM resident_rows(found.county, found.id) s
	LOOP
		IF one.div BETWEEN lo AND hi OR EXISTS (
			SELECT FROM former_place f
			WHERE f.county = one.county AND f.resident = one.id
				AND f.div BETWEEN lo AND hi) THEN
			RETURN found;
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION moved_resident IS
	'somebody who was in the operator''s scope and isn''t now, by any of their
rows, unmasked: for functions of the owner; else nobody';

CREATE FUNCTION merged_card(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	sex_name text,
	age int,
	birth date,
	born text,
	hukou_name text,
	place text,
	address text,
	phone text,
	account text,
	account_bank text,
	died date,
	moved text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	h resident := resident_here(p_county, p_resident);
	was text;
BEGIN
	IF (h.div BETWEEN scope_lo() AND scope_hi()) IS NOT TRUE
		OR (h.county, h.id) = (p_county, p_resident) THEN
		RETURN;
	END IF;
	SELECT r.closed_as INTO was
	FROM resident r
	WHERE r.county = p_county AND r.id = p_resident;
	RETURN QUERY
	SELECT
		h.county::int, h.id, h.name::text, h.id_no::text,
		code_name('sex', h.sex),
		extract(year FROM age(coalesce(h.died, current_date), h.birth))::int,
		h.birth,
		concat(code_name('sex', h.sex), ' ', h.birth),
		code_name('hukou', h.hukou),
		format('%s（%s）', division_path(h.div),
			CASE was WHEN 'merged' THEN '此份已合并，请查人打开现在的档案'
				ELSE '已迁到此处，请查人打开现在的档案' END),
		h.address::text, h.phone::text, a.number::text, a.bank::text, h.died,
		CASE was WHEN 'merged' THEN '已合并' ELSE '已迁入' END
	FROM (SELECT) x
	LEFT JOIN account a ON a.county = h.county AND a.resident = h.id
		AND a.is_current;
END
$$;
COMMENT ON FUNCTION merged_card IS
	'the card of a row that was closed in favour of one in scope: that person''s';

CREATE FUNCTION moved_card(
	p_county int,
	p_resident bigint
) RETURNS TABLE (
	county int,
	resident bigint,
	name text,
	id_no text,
	sex_name text,
	age int,
	birth date,
	born text,
	hukou_name text,
	place text,
	address text,
	phone text,
	account text,
	account_bank text,
	died date,
	moved text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	r resident;
	looks boolean;
BEGIN
	IF p_resident IS NULL THEN
		RETURN;
	END IF;
	r := moved_resident(p_county, p_resident);
	IF r.id IS NULL THEN
		RETURN QUERY SELECT * FROM merged_card(p_county, p_resident);
	ELSE
		looks := audit_has_look(r.county, 'resident', r.id);
		RETURN QUERY
		SELECT
			r.county::int, r.id, r.name::text,
			CASE WHEN looks THEN r.id_no::text ELSE mask_idcard(r.id_no) END,
			code_name('sex', r.sex),
			extract(year FROM age(coalesce(r.died, current_date), r.birth))::int,
			NULL::date,
			code_name('sex', r.sex) || CASE WHEN r.died IS NULL
				THEN format('（%s 岁）', extract(year FROM age(r.birth)))
				ELSE '—' || r.died END,
			code_name('hukou', r.hukou),
			'已迁至 ' || division_path(r.div / 1000 * 1000),
			NULL::text,
			CASE WHEN looks THEN r.phone::text ELSE mask_phone(r.phone) END,
			(SELECT CASE WHEN looks THEN a.number::text
					ELSE mask_account(a.number) END
				FROM account a
				WHERE a.county = r.county AND a.resident = r.id
					AND a.is_current),
			NULL::text,
			r.died,
			'已迁出';
	END IF;
END
$$;
COMMENT ON FUNCTION moved_card IS
	'the card, as the view has it, of somebody who was in scope and moved away:
without birthday, address and bank, the numbers masked unless look_full() has
been asked; of a row that was closed for one in scope, as that; else no row';
GRANT EXECUTE ON FUNCTION moved_card TO zhen_operator;

CREATE FUNCTION moved_search(
	p_finder text,
	p_needle text,
	p_limit int
) RETURNS TABLE (
	county int,
	id bigint,
	id_no text,
	name text,
	sex text,
	birth date,
	age int,
	village_name text,
	town_name text,
	phone text,
	hukou_name text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
	lo bigint := scope_lo();
	hi bigint := scope_hi();
	letters text := lower(p_needle);
	rows refcursor;
	one record;
	h resident;
	is_here boolean;
	seen text[] := '{}';
BEGIN
	IF p_finder = 'resident_by_id_no' THEN
		OPEN rows FOR
		SELECT i.county, i.resident FROM identity i WHERE i.id_no = p_needle;
	ELSIF p_finder = 'resident_by_name' THEN
		OPEN rows FOR
		SELECT c.county, c.id AS resident
		FROM resident c
		WHERE c.next_id IS NOT NULL AND c.name >= p_needle
			AND c.name < text_after(p_needle) AND c.div BETWEEN lo AND hi
			AND c.county BETWEEN lo / 1000000 AND hi / 1000000
		UNION ALL
		SELECT f.county, f.resident
		FROM former_place f
		WHERE f.name >= p_needle AND f.name < text_after(p_needle)
			AND f.div BETWEEN lo AND hi
			AND f.county BETWEEN lo / 1000000 AND hi / 1000000;
	ELSIF p_finder = 'resident_by_initials' THEN
		OPEN rows FOR
		SELECT c.county, c.id AS resident
		FROM resident c
		WHERE c.next_id IS NOT NULL AND c.initials >= letters
			AND c.initials < text_after(letters) AND c.div BETWEEN lo AND hi
			AND c.county BETWEEN lo / 1000000 AND hi / 1000000
		UNION ALL
		SELECT f.county, f.resident
		FROM former_place f
		WHERE f.initials >= letters AND f.initials < text_after(letters)
			AND f.div BETWEEN lo AND hi
			AND f.county BETWEEN lo / 1000000 AND hi / 1000000;
	ELSE
		RETURN;
	END IF;
	WHILE p_limit > 0 LOOP
		FETCH rows INTO one;
		EXIT WHEN NOT FOUND;
		h := resident_here(one.county, one.resident);
		is_here := h.div BETWEEN lo AND hi;
		CONTINUE WHEN is_here IS NULL
			OR concat(h.county, ' ', h.id) = ANY (seen)
			OR p_finder = 'resident_by_id_no' AND NOT is_here
				AND moved_resident(h.county, h.id) IS NULL;
		seen := seen || concat(h.county, ' ', h.id);
		RETURN QUERY
		SELECT
			line.county,
			line.id,
			CASE WHEN is_here THEN line.id_no ELSE mask_idcard(line.id_no) END,
			line.name,
			line.sex,
			CASE WHEN is_here THEN line.birth END,
			line.age,
			CASE WHEN is_here THEN line.village_name ELSE '已迁出' END,
			CASE WHEN is_here THEN line.town_name ELSE '→' || line.town_name END,
			CASE WHEN is_here THEN line.phone ELSE mask_phone(line.phone) END,
			line.hukou_name
		FROM resident_line(h) line
		WHERE NOT is_here OR NOT CASE p_finder
			WHEN 'resident_by_id_no' THEN h.id_no = p_needle
			WHEN 'resident_by_name' THEN starts_with(h.name, p_needle)
			ELSE starts_with(h.initials, letters) END;
		IF FOUND THEN
			p_limit := p_limit - 1;
		END IF;
	END LOOP;
	CLOSE rows;
END
$$;
COMMENT ON FUNCTION moved_search IS
	'those who were in scope and moved away, as lines of resident_search(), by
the name they had then or their whole number, masked; and who is in scope, by a
name or number that they have no more since two rows were merged. Of names the
row that is found says that they were in scope: nothing has to be planned to ask
that again';
GRANT EXECUTE ON FUNCTION moved_search TO zhen_operator;

CREATE FUNCTION look_full(
	county int,
	resident bigint,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	why text := btrim(look_full.reason);
	r resident := moved_resident(look_full.county, look_full.resident);
BEGIN
	IF r.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '只有从本处迁出的人才能查看全号，请由现在的服务所办理';
	END IF;
	IF coalesce(length(why), 0) < 2 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'reason',
			MESSAGE = '请写明为什么要看全号，会记录在案';
	END IF;
	PERFORM audit_look(r.county, r.div, 'resident',
		jsonb_build_object('county', r.county, 'id', r.id),
		'{id_no,phone}', why);
	PERFORM audit_look(r.county, r.div, 'account', jsonb_build_object(
			'county', a.county, 'id', a.id, 'resident', r.id), '{number}', why)
	FROM account a
	WHERE a.county = r.county AND a.resident = r.id AND a.is_current;
	RETURN format('已记录在案，10 分钟内显示%s的全号', r.name);
END
$$;
COMMENT ON FUNCTION look_full IS
	'puts on record, where the person is now, that the operator looks at the
numbers of somebody who moved away from their scope, and why; when that is
committed, moved_card() shows them for ten minutes';
GRANT EXECUTE ON FUNCTION look_full TO zhen_operator;

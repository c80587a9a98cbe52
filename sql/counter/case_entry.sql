-- Accepting a case: what the screen at the window reads and saves.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION case_missing(
	p_county int,
	p_case bigint
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT string_agg(item::text, ' ' ORDER BY item)
	FROM case_material
	WHERE county = p_county AND case_id = p_case AND NOT is_shown
$$;
COMMENT ON FUNCTION case_missing IS 'the items not handed in, by number';
GRANT EXECUTE ON FUNCTION case_missing TO zhen_operator;

CREATE VIEW case_entry
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.id,
	c.number,
	c.matter,
	c.way,
	coalesce(c.id_no, r.id_no) AS id_no,
	c.name,
	c.phone,
	c.employer,
	c.agent_name,
	c.agent_id_no,
	c.agent_kin,
	case_missing(c.county, c.id) AS missing,
	c.note,
	c.version
FROM service_case c
LEFT JOIN resident r ON r.county = c.county AND r.id = c.resident;
COMMENT ON VIEW case_entry IS '受理办件';
GRANT SELECT ON case_entry TO zhen_operator;
GRANT INSERT, UPDATE ON case_entry TO zhen_window, zhen_coordinator;

CREATE FUNCTION case_person_notice(
	p_id_no text,
	p_name text
) RETURNS TABLE (severity text, message text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE WHEN r.died IS NOT NULL OR p_name <> r.name
			THEN 'warning' ELSE 'info' END,
		format('%s，%s%s%s', r.name, division_name(r.div),
			coalesce('，' || r.phone, ''), CASE
			WHEN r.died IS NOT NULL THEN format('，%s 死亡，请核对', r.died)
			WHEN p_name <> r.name THEN '，与输入的姓名不同，请核对证件'
			ELSE '' END)
	FROM resident r
	WHERE r.id_no = p_id_no
	UNION ALL
	SELECT 'info', '本处没有登记此人，请输姓名和电话，照样可以受理'
	WHERE p_id_no IS NOT NULL
		AND NOT EXISTS (SELECT FROM resident WHERE id_no = p_id_no)
$$;
COMMENT ON FUNCTION case_person_notice IS 'who that is, among those in scope';
GRANT EXECUTE ON FUNCTION case_person_notice TO zhen_operator;

CREATE FUNCTION case_promise_notice(p_matter text)
RETURNS TABLE (severity text, message text)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT 'info', format(concat('%s，材料齐全的 %s 前办结', '；由' || m.decided_by || '决定'), m.days_name,
		matter_due(m.code, current_date))
	FROM matter_list m
	WHERE m.code = p_matter
$$;
COMMENT ON FUNCTION case_promise_notice IS 'what can be promised today';
GRANT EXECUTE ON FUNCTION case_promise_notice TO zhen_operator;

CREATE FUNCTION items_of(
	p_text text,
	p_matter text,
	p_field text
) RETURNS int[]
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	wanted int[];
	wrong text;
BEGIN
	IF p_text !~ '^[0-9 ,，、.;；]{0,60}$' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
			MESSAGE = format('“%s”应为材料的序号，如 2 4；都有的空着', p_text);
	END IF;
	SELECT array_agg(m.item), string_agg(n, '、') FILTER (WHERE m.item IS NULL)
	INTO wanted, wrong
	FROM regexp_split_to_table(p_text, '[^0-9]+') n
	LEFT JOIN matter_material_list m ON m.matter = p_matter
		AND m.item::text = ltrim(n, '0')
	WHERE n <> '';
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
			MESSAGE = format('材料清单上没有第 %s 项，请看清单再输', wrong);
	END IF;
	RETURN coalesce(wanted, '{}');
END
$$;
COMMENT ON FUNCTION items_of IS 'numbers of a checklist as they are typed';

CREATE FUNCTION case_number(
	p_county int,
	p_office bigint,
	p_day date
) RETURNS text
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO case_counter AS k (county, office, day, last)
	VALUES (p_county, p_office, p_day, 1)
	ON CONFLICT (county, office, day) DO UPDATE SET last = k.last + 1
	RETURNING format('%s-%s-%s', p_office / 1000, to_char(p_day, 'YYYYMMDD'),
		lpad(last::text, greatest(4, length(last::text)), '0'))
$$;
COMMENT ON FUNCTION case_number IS
	'the office''s next number of the day; another window waits for the row, so
that nobody gets the same one';

CREATE FUNCTION case_log(
	p_case service_case,
	p_kind text,
	p_content text DEFAULT NULL
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO case_step (county, case_id, div, kind, content)
	VALUES (p_case.county, p_case.id, p_case.div, p_kind,
		left(p_content, 200))
$$;

CREATE FUNCTION case_person(
	p_id_no text,
	p_name text,
	p_county int
) RETURNS resident
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found resident;
BEGIN
	SELECT * INTO found
	FROM resident r
	WHERE r.county = p_county AND r.id_no = p_id_no AND r.next_id IS NULL
		AND r.div BETWEEN scope_lo() AND scope_hi();
	IF p_name <> found.name THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'name',
			MESSAGE = format('此身份证号登记的是%s，请核对证件', found.name);
	END IF;
	IF found.id IS NULL AND p_name IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'name',
			MESSAGE = '请输姓名；登记过的人只输身份证号就行';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION case_person IS
	'the person of that number in scope, or none; for functions of the owner';

CREATE FUNCTION case_lack(
	p_matter text,
	p_missing int[]
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT '缺' || string_agg(m.name, '、' ORDER BY m.item)
	FROM matter_material_list m
	WHERE m.matter = p_matter AND m.is_required AND m.item = ANY (p_missing)
$$;
COMMENT ON FUNCTION case_lack IS 'what can''t be done without, by name, or null';

CREATE FUNCTION case_materials(
	p_case service_case,
	p_missing int[]
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO case_material (county, case_id, item, div, name, form,
		copies, is_required, is_shown, shown_by, shown_at)
	SELECT p_case.county, p_case.id, m.item, p_case.div, m.name,
		m.form_name, m.copies, m.is_required, m.item <> ALL (p_missing),
		CASE WHEN m.item <> ALL (p_missing) THEN session_user END,
		CASE WHEN m.item <> ALL (p_missing) THEN now() END
	FROM matter_material_list m
	WHERE m.matter = p_case.matter
$$;
COMMENT ON FUNCTION case_materials IS 'the checklist of the day goes with the case';

CREATE FUNCTION case_place(p_matter text)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one matter_list;
BEGIN
	SELECT * INTO one FROM matter_list WHERE code = p_matter;
	IF one.code IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'matter',
			MESSAGE = '没有这个事项，请按 F4 从列表中选择';
	END IF;
	IF one.accepted_by IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'matter',
			MESSAGE = format('“%s”：%s', one.title,
				coalesce(one.note, '不作为办件受理，请选别的事项'));
	END IF;
	IF NOT EXISTS (SELECT FROM matter_steps_mine(p_matter, 'accept')) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'matter',
			MESSAGE = format('“%s”由%s受理，请转告当事人', one.title,
				one.accepted_by);
	END IF;
	RETURN operator_place();
END
$$;
COMMENT ON FUNCTION case_place IS
	'where the operator accepts such a matter, or a refusal: the levels are rows';

CREATE FUNCTION case_entry_insert()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case;
	who resident;
	missing int[] := items_of(NEW.missing, NEW.matter, 'missing');
	lack text := case_lack(NEW.matter, missing);
BEGIN
	PERFORM code_check('case_way', NEW.way, 'way');
	PERFORM code_check('case_agent', NEW.agent_kin, 'agent_kin');
	one.div := case_place(NEW.matter);
	one.county := one.div / 1000000;
	who := case_person(NEW.id_no, NEW.name, one.county);
	INSERT INTO service_case (county, div, number, matter, way, resident,
		id_no, name, phone, employer, agent_name, agent_id_no, agent_kin,
		note, due_on, state, reason)
	VALUES (one.county, one.div, case_number(one.county,
		CASE WHEN one.div % 1000000 = 0 THEN one.div
			ELSE one.div / 1000 * 1000 END, current_date),
		NEW.matter, NEW.way, who.id,
		CASE WHEN who.id IS NULL THEN NEW.id_no END,
		coalesce(NEW.name, who.name), coalesce(NEW.phone, who.phone),
		NEW.employer, NEW.agent_name, NEW.agent_id_no, NEW.agent_kin, NEW.note,
		CASE WHEN lack IS NULL THEN matter_due(NEW.matter, current_date) END,
		CASE WHEN lack IS NULL THEN 'accepted' ELSE 'returned' END,
		lack)
	RETURNING * INTO one;
	PERFORM case_materials(one, missing);
	PERFORM case_log(one, CASE WHEN lack IS NULL THEN 'accept'
		ELSE 'return' END, lack);
	NEW.county := one.county;
	NEW.id := one.id;
	NEW.number := one.number;
	NEW.name := one.name;
	NEW.version := one.version;
	RETURN NEW;
END
$$;
CREATE TRIGGER case_entry_insert INSTEAD OF INSERT ON case_entry
FOR EACH ROW EXECUTE FUNCTION case_entry_insert();

CREATE FUNCTION case_entry_update()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one service_case;
BEGIN
	SELECT * INTO one
	FROM service_case c
	WHERE c.county = OLD.county AND c.id = OLD.id
	FOR UPDATE;
	IF one.version <> OLD.version THEN
		RETURN NULL;
	END IF;
	IF one.closed_at IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '这件已经办结，不能再改';
	END IF;
	IF session_user NOT IN (one.holder, one.accepted_by) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('这件由%s办理，请先接手再改',
				operator_name(one.holder));
	END IF;
	IF (NEW.matter, NEW.id_no, NEW.name, NEW.missing, NEW.number, NEW.id,
		NEW.county) IS DISTINCT FROM (OLD.matter, OLD.id_no, OLD.name,
		OLD.missing, OLD.number, OLD.id, OLD.county) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '事项、申请人和材料受理后不能改；受理错了请撤回后重新受理';
	END IF;
	PERFORM code_check('case_way', NEW.way, 'way');
	PERFORM code_check('case_agent', NEW.agent_kin, 'agent_kin');
	UPDATE service_case c
	SET way = NEW.way, phone = NEW.phone, employer = NEW.employer,
		agent_name = NEW.agent_name, agent_id_no = NEW.agent_id_no,
		agent_kin = NEW.agent_kin, note = NEW.note, version = c.version + 1
	WHERE c.county = one.county AND c.id = one.id
	RETURNING c.version INTO NEW.version;
	RETURN NEW;
END
$$;
CREATE TRIGGER case_entry_update INSTEAD OF UPDATE ON case_entry
FOR EACH ROW EXECUTE FUNCTION case_entry_update();

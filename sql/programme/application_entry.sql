-- Applying: what the form of a programme with steps saves is an application,
-- until it is approved. Behind its view stand triggers with the owner's rights,
-- so that nobody writes these tables otherwise.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION application_guard()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF current_user <> 'zhen_owner' AND NOT session_is_superuser()
		AND programme_has_steps(NEW.programme) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这个项目要申请审批，请从它的登记画面受理申请';
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION application_guard IS
	'nobody is enrolled past the steps; what functions of the owner carry over,
at a move or a merge, has been through them';
CREATE TRIGGER application_guard BEFORE INSERT ON enrolment
FOR EACH ROW EXECUTE FUNCTION application_guard();

CREATE FUNCTION application_log(
	p_one application,
	p_kind text,
	p_content text DEFAULT NULL
) RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	INSERT INTO application_step (county, application, div, round, step, kind,
		content)
	VALUES (p_one.county, p_one.id, p_one.div, p_one.round, p_one.step, p_kind,
		left(p_content, 200))
$$;

CREATE FUNCTION application_ask(
	p_one application,
	OUT reason text,
	OUT amount numeric,
	OUT needs int[]
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET jit = off
AS $$
DECLARE
	month int := least(coalesce(p_one.until, 999912),
		greatest(p_one.since, month_of(current_date)));
BEGIN
	EXECUTE format('SELECT coalesce(reason, CASE WHEN amount IS NULL
			THEN ''金额算不出，请核对登记的栏目'' END), amount, needs
		FROM %I($1, $1, $2, $2, $3, $4)', 'apply_' || p_one.programme)
	INTO reason, amount, needs
	USING p_one.county::int, p_one.div::bigint, month, p_one.id;
	IF needs IS NULL THEN
		reason := '此人的档案已合并，请撤回，在现在的档案上重新申请';
	END IF;
EXCEPTION WHEN data_exception THEN
	reason := '算不出来，请核对登记的栏目';
END
$$;
COMMENT ON FUNCTION application_ask IS
	'by the programme''s conditions, in its first month or this one: why not, or
how much; and which materials this person needs, null if that can''t be told';

CREATE FUNCTION application_money(
	p_programme text,
	p_amount numeric
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('%s %s 元', CASE p.definition ->> 'period'
			WHEN 'once' THEN '一次' WHEN 'quarter' THEN '每季'
			WHEN 'year' THEN '每年' ELSE '每月' END, yuan_text(p_amount))
	FROM programme p
	WHERE p.code = p_programme
$$;
COMMENT ON FUNCTION application_money IS 'how much, and how often';

CREATE FUNCTION application_find(p_one application)
RETURNS application
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	found record;
BEGIN
	SELECT * INTO found FROM application_ask(p_one);
	p_one.amount := CASE WHEN found.reason IS NULL THEN found.amount END;
	p_one.finding := coalesce('不符合：' || found.reason,
		'符合条件，' || application_money(p_one.programme, found.amount));
	UPDATE application SET finding = p_one.finding, amount = p_one.amount
	WHERE county = p_one.county AND id = p_one.id;
	UPDATE application_material m SET is_needed = m.item = ANY (found.needs)
	WHERE m.county = p_one.county AND m.application = p_one.id
		AND m.is_needed <> (m.item = ANY (found.needs));
	RETURN p_one;
END
$$;
COMMENT ON FUNCTION application_find IS 'keeps what application_ask() tells';

CREATE FUNCTION application_materials(p_one application)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	UPDATE application_material m
	SET is_needed = false
	WHERE m.county = p_one.county AND m.application = p_one.id;
	INSERT INTO application_material AS m (county, application, item, div, name,
		form, is_needed)
	SELECT p_one.county, p_one.id, n, p_one.div, x ->> 'name', x ->> 'form',
		true
	FROM programme_version v
	CROSS JOIN jsonb_array_elements(v.definition -> 'materials')
		WITH ORDINALITY e (x, n)
	WHERE v.programme = p_one.programme
		AND v.version = p_one.programme_version
	ON CONFLICT (county, application, item) DO UPDATE SET
		name = EXCLUDED.name,
		form = EXCLUDED.form,
		is_needed = true,
		is_shown = m.is_shown AND m.name = EXCLUDED.name,
		shown_by = CASE WHEN m.name = EXCLUDED.name THEN m.shown_by END,
		shown_on = CASE WHEN m.name = EXCLUDED.name THEN m.shown_on END;
$$;
COMMENT ON FUNCTION application_materials IS
	'the checklist of its version; what has come stays so, by its name';

CREATE FUNCTION application_free(
	p_programme text,
	p_person resident,
	p_since int,
	p_until int
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	other record;
BEGIN
	IF p_person.next_id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
			MESSAGE = '此人的档案已结（迁出或合并），请查人打开现在的档案';
	END IF;
	SELECT a.number INTO other
	FROM application a
	WHERE a.county = p_person.county AND a.resident = p_person.id
		AND a.programme = p_programme AND a.closed_on IS NULL;
	IF other.number IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
			MESSAGE = format('此人在这个项目已有申请 %s 没有办完，请打开它办理',
				other.number);
	END IF;
	SELECT e.since, e.until INTO other
	FROM enrolment e
	WHERE e.county = p_person.county AND e.resident = p_person.id
		AND e.programme = p_programme
		AND e.since <= coalesce(p_until, 999912)
		AND coalesce(e.until, 999912) >= p_since
	LIMIT 1;
	IF other.since IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('此人在这个项目已有 %s 至 %s 的登记，请打开原登记修改',
				other.since, coalesce(other.until::text, '今'));
	END IF;
END
$$;
COMMENT ON FUNCTION application_free IS
	'no other application is open, and no enrolment for these months';

CREATE FUNCTION application_make(
	p_programme text,
	p_person resident,
	p_row jsonb,
	p_own text[]
) RETURNS application
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application;
	place bigint := operator_place();
BEGIN
	PERFORM duty_require('受理申请', 'window');
	one := jsonb_populate_record(one, p_row - p_own);
	PERFORM application_free(p_programme, p_person, one.since, one.until);
	INSERT INTO application (county, div, number, programme,
		programme_version, resident, since, until, extra, note)
	SELECT p_person.county, p_person.div, case_number(p_person.county::int,
			CASE WHEN place % 1000000 = 0 THEN place
				ELSE place / 1000 * 1000 END, current_date),
		p_programme, p.version, p_person.id, one.since, one.until,
		enrolment_pack(p_row, p_own), one.note
	FROM programme p
	WHERE p.code = p_programme
	RETURNING * INTO one;
	PERFORM application_materials(one);
	PERFORM application_log(one, 'accept');
	RETURN application_find(one);
END
$$;
COMMENT ON FUNCTION application_make IS
	'accepts what the form says; the materials are looked at next';

CREATE FUNCTION application_insert()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	person resident;
	made application;
	is_granted boolean := EXISTS (SELECT FROM application a
		WHERE a.county = NEW.county AND a.id = NEW.id
			AND a.programme = TG_ARGV[0] AND a.resident = NEW.resident
			AND a.state = 'approved' AND NOT EXISTS (SELECT FROM enrolment e
				WHERE e.county = a.county AND e.id = a.id));
BEGIN
	SELECT * INTO person
	FROM resident r
	WHERE r.id = NEW.resident AND r.county = coalesce(NEW.county, r.county)
		AND (r.div BETWEEN scope_lo() AND scope_hi() OR session_is_superuser())
	FOR NO KEY UPDATE;
	IF person.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	NEW.county := person.county;
	IF programme_has_steps(TG_ARGV[0]) AND NOT is_granted THEN
		made := application_make(TG_ARGV[0], person, to_jsonb(NEW),
			TG_ARGV[1]::text[]);
		NEW.id := made.id;
		NEW.version := made.version;
		RETURN NEW;
	END IF;
	INSERT INTO enrolment (county, id, programme, resident, div, since, until,
		extra, note, version)
	VALUES (NEW.county, CASE WHEN is_granted THEN NEW.id
			ELSE nextval('enrolment_id') END,
		TG_ARGV[0], NEW.resident, person.div, NEW.since, NEW.until,
		enrolment_pack(to_jsonb(NEW), TG_ARGV[1]::text[]), NEW.note,
		CASE WHEN is_granted THEN NEW.version ELSE 1 END)
	RETURNING id, version INTO NEW.id, NEW.version;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION application_insert IS
	'behind the view of a programme that has or had steps: an application, or,
of one that was approved, its enrolment';

CREATE FUNCTION application_change(
	p_one application,
	p_row jsonb,
	p_own text[]
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	was application := p_one;
BEGIN
	PERFORM duty_require('修改申请', 'window');
	IF p_one.state NOT IN ('lacking', 'returned') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('申请 %s 正在审核，不能修改；要改请由审核人退回',
				p_one.number);
	END IF;
	p_one := jsonb_populate_record(p_one, p_row - p_own);
	IF (p_one.county, p_one.id, p_one.resident)
		IS DISTINCT FROM (was.county, was.id, was.resident) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'resident',
			MESSAGE = '申请不能改给别的人，请给那个人另办';
	END IF;
	UPDATE application SET
		since = p_one.since,
		until = p_one.until,
		extra = enrolment_pack(p_row, p_own),
		note = p_one.note,
		holder = session_user,
		version = was.version + 1
	WHERE county = was.county AND id = was.id
	RETURNING * INTO p_one;
	PERFORM application_log(p_one, 'change');
	PERFORM application_find(p_one);
	RETURN p_one.version;
END
$$;
COMMENT ON FUNCTION application_change IS
	'what was asked for is mended as long as nobody looks at it';

CREATE FUNCTION application_update()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one application;
BEGIN
	SELECT * INTO one
	FROM application a
	WHERE a.county = OLD.county AND a.id = OLD.id AND a.closed_on IS NULL
	FOR UPDATE;
	IF one.version = OLD.version THEN
		NEW.version := application_change(one, to_jsonb(NEW),
			TG_ARGV[1]::text[]);
		RETURN NEW;
	END IF;
	PERFORM enrolment_longer(e, NEW.until)
	FROM enrolment e
	WHERE e.county = OLD.county AND e.id = OLD.id
		AND NOT session_is_superuser();
	UPDATE enrolment SET
		resident = NEW.resident,
		since = NEW.since,
		until = NEW.until,
		extra = enrolment_pack(to_jsonb(NEW), TG_ARGV[1]::text[]),
		note = NEW.note
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION application_update IS
	'behind the same view; nothing when the version has moved on';

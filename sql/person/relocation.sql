-- People who move to where another office is in charge 迁移: one side asks, the
-- old one to send or the new one to take, and the other side, or the city,
-- confirms. Until then nothing has changed; then the person is there, at once
-- and nowhere else. Within a county the row goes along; to another county a row
-- of the same number is opened there and the old one is closed in its favour.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE relocation_id;

CREATE TABLE relocation (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('relocation_id'),
	resident bigint NOT NULL,
	name person_name NOT NULL,
	div div_code NOT NULL,
	to_div div_code NOT NULL,
	way text COLLATE "C" NOT NULL,
	whole boolean NOT NULL DEFAULT false,
	carries boolean NOT NULL DEFAULT true,
	state text COLLATE "C" NOT NULL DEFAULT 'asked',
	reason line_text NOT NULL,
	asked_by name NOT NULL DEFAULT session_user,
	asked_at timestamptz NOT NULL DEFAULT now(),
	answer line_text,
	decided_by name,
	decided_at timestamptz,
	people int,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT relocation_id_key PRIMARY KEY (county, id),
	CONSTRAINT relocation_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT relocation_to_div_fk FOREIGN KEY (to_div)
		REFERENCES division (code),
	CONSTRAINT relocation_county_check CHECK (county = div / 1000000),
	CONSTRAINT relocation_way_check CHECK (way IN ('in', 'out')),
	CONSTRAINT relocation_state_check CHECK (
		state IN ('asked', 'done', 'refused', 'withdrawn')
	),
	CONSTRAINT relocation_decided_by_check CHECK (
		state = 'withdrawn' OR decided_by <> asked_by
	)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX relocation_open ON relocation (county, resident)
WHERE state = 'asked';
CREATE INDEX relocation_to ON relocation (to_div, asked_at);
CREATE INDEX relocation_from ON relocation (div, asked_at);
COMMENT ON TABLE relocation IS '迁移：由一方申请，另一方或市里确认';
COMMENT ON COLUMN relocation.county IS '迁出县区';
COMMENT ON COLUMN relocation.id IS '编号';
COMMENT ON COLUMN relocation.resident IS '居民';
COMMENT ON COLUMN relocation.name IS '申请时的姓名';
COMMENT ON COLUMN relocation.div IS '迁出村居';
COMMENT ON COLUMN relocation.to_div IS '迁往村居';
COMMENT ON COLUMN relocation.way IS '申请的一方：in 迁入地申请调入，out 迁出地迁出';
COMMENT ON COLUMN relocation.whole IS '全家一起';
COMMENT ON COLUMN relocation.carries IS '参保由迁入地接续';
COMMENT ON COLUMN relocation.state IS
	'状态：asked 待确认，done 已迁移，refused 不同意，withdrawn 已撤回';
COMMENT ON COLUMN relocation.reason IS '事由';
COMMENT ON COLUMN relocation.asked_by IS '申请人';
COMMENT ON COLUMN relocation.asked_at IS '申请时间';
COMMENT ON COLUMN relocation.answer IS '不同意的原因';
COMMENT ON COLUMN relocation.decided_by IS '确认人';
COMMENT ON COLUMN relocation.decided_at IS '确认时间';
COMMENT ON COLUMN relocation.people IS '迁移人数';
COMMENT ON COLUMN relocation.version IS '版本';
COMMENT ON CONSTRAINT relocation_id_key ON relocation IS '此编号已有，请重试';
COMMENT ON CONSTRAINT relocation_resident_fk ON relocation IS
	'没有这个居民，请重新查人';
COMMENT ON CONSTRAINT relocation_to_div_fk ON relocation IS
	'没有这个村居，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT relocation_county_check ON relocation IS
	'县区应为村居代码的前六位，请核对';
COMMENT ON CONSTRAINT relocation_way_check ON relocation IS
	'申请应由迁入地或迁出地提出，请重新办理';
COMMENT ON CONSTRAINT relocation_state_check ON relocation IS
	'没有这种状态，请重新打开';
COMMENT ON CONSTRAINT relocation_decided_by_check ON relocation IS
	'申请人不能自己确认，请由对方或市里确认';
ALTER TABLE relocation ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON relocation USING (
	div + 0 >= (SELECT scope_lo()) AND div - 0 <= (SELECT scope_hi())
	OR to_div + 0 >= (SELECT scope_lo()) AND to_div - 0 <= (SELECT scope_hi())
);
COMMENT ON POLICY scope ON relocation IS '迁出地和迁入地都看得到';
SELECT audit_attach('relocation');

CREATE FUNCTION relocation_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER relocation_before BEFORE UPDATE ON relocation
FOR EACH ROW EXECUTE FUNCTION relocation_before();

CREATE FUNCTION relocation_enrolments(
	p_from resident,
	p_to resident,
	p_carries boolean
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one enrolment;
	first int;
BEGIN
	FOR one IN
		SELECT *
		FROM enrolment e
		WHERE e.county = p_from.county AND e.resident = p_from.id
			AND coalesce(e.until, 219912) >= month_of(current_date)
		FOR NO KEY UPDATE
	LOOP
		SELECT greatest(month_of(current_date), month_add(one.since, 1),
			month_add(max(e.month), 1)) INTO first
		FROM entitlement e
		WHERE e.resident = p_from.id AND e.county = p_from.county
			AND e.programme = one.programme;
		CONTINUE WHEN one.until < first;
		UPDATE enrolment SET until = month_add(first, -1)
		WHERE county = one.county AND id = one.id;
		INSERT INTO enrolment (county, programme, resident, div, since, until,
			extra, note)
		SELECT p_to.county, one.programme, p_to.id, p_to.div, first, one.until,
			one.extra, one.note
		WHERE p_carries;
	END LOOP;
END
$$;
COMMENT ON FUNCTION relocation_enrolments IS
	'the old county pays up to the last month that it has computed, at least up to
the one before the move; the new one goes on from there, if it takes them';

CREATE FUNCTION relocation_row(
	p_from resident,
	p_div bigint,
	p_household bigint,
	p_kin text
) RETURNS resident
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	back resident;
	made resident;
	names text := (
		SELECT string_agg(quote_ident(attname), ', ')
		FROM pg_attribute
		WHERE attrelid = 'resident'::regclass AND attnum > 0
			AND NOT attisdropped AND attgenerated = '');
BEGIN
	SELECT * INTO back
	FROM resident_rows(p_from.county, p_from.id) s
	WHERE s.county = p_div / 1000000 AND s.closed_as = 'moved'
	ORDER BY s.closed_at DESC
	LIMIT 1;
	made := jsonb_populate_record(p_from, jsonb_build_object(
		'county', p_div / 1000000, 'id', coalesce(back.id, p_from.id),
		'div', p_div, 'household', p_household, 'kin', p_kin, 'address', NULL,
		'version', 1, 'created_at', coalesce(back.created_at, now()),
		'updated_at', now()));
	DELETE FROM identity i WHERE i.id_no = p_from.id_no;
	IF back.id IS NOT NULL THEN
		EXECUTE format('UPDATE resident SET (%1$s) = (SELECT %1$s
			FROM (SELECT ($1).*) m) WHERE county = $2 AND id = $3', names)
		USING made, back.county::int, back.id;
		RETURN made;
	END IF;
	IF EXISTS (SELECT FROM resident r
		WHERE r.county = made.county AND r.id = made.id) THEN
		made.id := nextval('resident_id');
	END IF;
	EXECUTE format('INSERT INTO resident (%1$s) SELECT %1$s
		FROM (SELECT ($1).*) m', names)
	USING made;
	RETURN made;
END
$$;
COMMENT ON FUNCTION relocation_row IS
	'the person''s row in another county, with all that the old one says but the
address: a new one of the same number, or the one they had there before';

CREATE FUNCTION relocation_away(
	p_from resident,
	p_div bigint,
	p_household bigint,
	p_kin text,
	p_carries boolean
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	there resident := relocation_row(p_from, p_div, p_household, p_kin);
BEGIN
	UPDATE resident SET
		closed_as = 'moved',
		closed_at = now(),
		next_county = there.county,
		next_id = there.id
	WHERE county = p_from.county AND id = p_from.id;
	PERFORM identity_point(there.county, there.id);
	PERFORM household_look(p_from.county, p_from.household);
	UPDATE household SET head = there.id
	WHERE county = there.county AND id = p_household AND head IS NULL;
	UPDATE account SET is_current = false
	WHERE county = there.county AND resident = there.id AND is_current;
	INSERT INTO account (county, resident, div, number, bank, holder)
	SELECT there.county, there.id, there.div, a.number, a.bank, a.holder
	FROM account a
	WHERE a.county = p_from.county AND a.resident = p_from.id AND a.is_current;
	PERFORM relocation_enrolments(p_from, there, p_carries);
	IF p_carries THEN
		PERFORM contribution_move(p_from, there);
	END IF;
END
$$;
COMMENT ON FUNCTION relocation_away IS
	'to another county: the account goes along, and stays where it was too, for
what the old county still pays';

CREATE FUNCTION relocation_home(
	p_from resident,
	p_div bigint
) RETURNS bigint
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	home bigint;
BEGIN
	IF EXISTS (SELECT FROM household h WHERE h.county = p_from.county
			AND h.id = p_from.household AND h.head = p_from.id)
		AND EXISTS (SELECT FROM resident m WHERE m.county = p_from.county
			AND m.household = p_from.household AND m.id <> p_from.id
			AND m.next_id IS NULL) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'whole',
			MESSAGE = format('%s是户主，家里还有别人，请申请全家一起迁移，'
				'或先把其他人改到新户主名下', p_from.name);
	END IF;
	INSERT INTO household (county, div)
	VALUES (p_div / 1000000, p_div)
	RETURNING id INTO home;
	RETURN home;
END
$$;
COMMENT ON FUNCTION relocation_home IS
	'a new household for who moves alone, and leaves nobody without a head';

CREATE FUNCTION relocation_do(p_relocation relocation)
RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	person resident;
	one resident;
	home bigint;
	moved int := 0;
BEGIN
	SELECT * INTO person FROM resident r
	WHERE r.county = p_relocation.county AND r.id = p_relocation.resident;
	IF NOT p_relocation.whole THEN
		home := relocation_home(person, p_relocation.to_div);
	ELSIF p_relocation.to_div / 1000000 <> person.county THEN
		INSERT INTO household (county, div)
		VALUES (p_relocation.to_div / 1000000, p_relocation.to_div)
		RETURNING id INTO home;
	END IF;
	FOR one IN
		SELECT r.*
		FROM resident r
		JOIN household h ON h.county = r.county AND h.id = r.household
		WHERE r.county = person.county AND r.next_id IS NULL
			AND r.household = person.household
			AND (p_relocation.whole OR r.id = person.id)
		ORDER BY r.id <> h.head, r.id
		FOR UPDATE OF r
	LOOP
		IF p_relocation.to_div / 1000000 <> one.county THEN
			PERFORM relocation_away(one, p_relocation.to_div, home,
				CASE WHEN p_relocation.whole THEN one.kin ELSE '02' END,
				p_relocation.carries);
		ELSE
			UPDATE resident SET
				div = p_relocation.to_div,
				address = NULL,
				household = coalesce(home, household),
				kin = CASE WHEN p_relocation.whole THEN kin ELSE '02' END
			WHERE county = one.county AND id = one.id;
			UPDATE household SET head = one.id
			WHERE county = one.county AND id = home;
		END IF;
		moved := moved + 1;
	END LOOP;
	RETURN moved;
END
$$;
COMMENT ON FUNCTION relocation_do IS
	'moves the person, or the household with its head first, and tells how many';

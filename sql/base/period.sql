-- What holds of a person from a day on, and what held before. Every table of
-- such rows has the columns of "period" and is told to period_attach(), which
-- keeps the same rules for all: rows of one thing never overlap; one that was
-- wrong is corrected, and stays beside the new one as it was; and each is where
-- its person is. So any day can be asked about, and what was believed of it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE period_id;
GRANT USAGE ON SEQUENCE period_id TO zhen_window, zhen_coordinator;

CREATE TABLE period (
	county county_code NOT NULL,
	resident bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('period_id'),
	div div_code NOT NULL,
	since date NOT NULL,
	until date,
	is_removed boolean NOT NULL DEFAULT false,
	replaced_by bigint,
	replaced_at timestamptz,
	version int NOT NULL DEFAULT 1
);
COMMENT ON TABLE period IS '各种期间共有的列，本身没有行';
COMMENT ON COLUMN period.county IS '县区';
COMMENT ON COLUMN period.resident IS '居民';
COMMENT ON COLUMN period.id IS '编号';
COMMENT ON COLUMN period.div IS '村居（随居民变动）';
COMMENT ON COLUMN period.since IS '开始日期';
COMMENT ON COLUMN period.until IS '截止日期（当天还算；空为至今）';
COMMENT ON COLUMN period.is_removed IS '已删去（登错了的，留着备查）';
COMMENT ON COLUMN period.replaced_by IS '更正成了哪个编号（本行是更正前的样子）';
COMMENT ON COLUMN period.replaced_at IS '更正时间';
COMMENT ON COLUMN period.version IS '版本';

CREATE FUNCTION period_words(
	p_since date,
	p_until date
) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT p_since || ' 至 ' || coalesce(p_until::text, '今')
$$;
GRANT EXECUTE ON FUNCTION period_words TO zhen_operator;

CREATE FUNCTION period_keep(
	p_table text,
	p_old jsonb
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	EXECUTE format('INSERT INTO %1$I
		SELECT * FROM jsonb_populate_record(NULL::%1$I, $1)', p_table)
	USING p_old || jsonb_build_object('id', nextval('period_id'),
		'is_removed', true, 'replaced_by', p_old -> 'id',
		'replaced_at', clock_timestamp());
END
$$;
COMMENT ON FUNCTION period_keep IS
	'what is about to be corrected stays, as a row of its own';

CREATE FUNCTION period_life(
	p_person resident,
	p_since date
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_since < p_person.birth THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s早于出生日期 %s，请核对', p_since, p_person.birth);
	ELSIF p_since > p_person.died THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s已于 %s 死亡，请核对日期；死亡登记有误的先更正它',
				p_person.name, p_person.died);
	ELSIF p_since > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s还没有到，请核对', p_since);
	END IF;
END
$$;
COMMENT ON FUNCTION period_life IS 'nothing begins before birth or after death';

CREATE FUNCTION period_apart(
	p_table text,
	p_row period,
	p_same jsonb
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	other record;
BEGIN
	EXECUTE format('SELECT t.since, t.until
		FROM %I t
		WHERE t.county = $1 AND t.resident = $2 AND t.id <> $3
			AND NOT t.is_removed
			AND t.since <= coalesce($5, ''infinity'')
			AND coalesce(t.until, ''infinity'') >= $4
			AND to_jsonb(t) @> $6
		LIMIT 1', p_table)
	INTO other
	USING p_row.county, p_row.resident, p_row.id, p_row.since, p_row.until,
		p_same;
	IF other.since IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('与已有的 %s 重叠，请先改那一行的起止日期',
				period_words(other.since, other.until));
	END IF;
END
$$;
COMMENT ON FUNCTION period_apart IS
	'of the same thing no two rows hold at once; the person is locked by now';

CREATE FUNCTION period_succeed(
	p_table text,
	p_row period,
	p_same jsonb
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	EXECUTE format('UPDATE %I t SET until = $3 - 1
		WHERE t.county = $1 AND t.resident = $2 AND NOT t.is_removed
			AND t.until IS NULL AND t.since < $3 AND to_jsonb(t) @> $4',
		p_table)
	USING p_row.county, p_row.resident, p_row.since, p_same;
END
$$;
COMMENT ON FUNCTION period_succeed IS
	'what begins ends what was until then: nobody has to close it by hand';

CREATE FUNCTION period_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	aside text[] := '{div,version,is_removed}';
	new_row jsonb := to_jsonb(NEW);
	old_row jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) END;
	same jsonb;
	its resident;
	one text;
BEGIN
	IF TG_OP = 'INSERT' AND NEW.replaced_by IS NOT NULL THEN
		RETURN NEW;
	END IF;
	PERFORM fresh_require();
	SELECT * INTO its
	FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident
		AND r.next_id IS NULL
	FOR NO KEY UPDATE;
	IF TG_OP = 'UPDATE' AND old_row - 'div' = new_row - 'div' THEN
		NEW.div := its.div;
		RETURN NEW;
	END IF;
	IF (its.div BETWEEN scope_lo() AND scope_hi() OR session_is_superuser())
		IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		IF OLD.replaced_by IS NOT NULL THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH403',
				MESSAGE = '这是更正前的样子，留着备查，请改更正后的那一行';
		END IF;
		IF old_row - aside - 'until' <> new_row - aside - 'until'
			OR OLD.until IS NOT NULL AND OLD.until IS DISTINCT FROM NEW.until THEN
			PERFORM period_keep(TG_ARGV[0], old_row);
		END IF;
		NEW.version := OLD.version + 1;
	END IF;
	NEW.div := its.div;
	IF NOT NEW.is_removed THEN
		FOREACH one IN ARRAY TG_ARGV[2]::text[] LOOP
			PERFORM code_check(split_part(one, '=', 2),
				new_row ->> split_part(one, '=', 1), split_part(one, '=', 1));
		END LOOP;
		PERFORM period_life(its, NEW.since);
		SELECT coalesce(jsonb_object_agg(k, new_row -> k), '{}') INTO same
		FROM unnest(TG_ARGV[1]::text[]) k;
		IF TG_OP = 'INSERT' AND TG_ARGV[3]::boolean AND NEW.until IS NULL THEN
			PERFORM period_succeed(TG_ARGV[0],
				jsonb_populate_record(NULL::period, new_row), same);
		END IF;
		PERFORM period_apart(TG_ARGV[0],
			jsonb_populate_record(NULL::period, new_row), same);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION period_before IS
	'the rules of all periods. The arguments: the table, the columns that tell
things apart, columns with their code sets, and whether a row ends the one
before it. The person is locked, so that two that overlap can''t be made at once,
and what others saved until then is looked at, which a repeatable read wouldn''t;
an end that is set where none was is no correction';

CREATE FUNCTION period_attach(
	p_table regclass,
	p_apart text[] DEFAULT '{}',
	p_codes text[] DEFAULT '{}',
	p_succeeds boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	part text;
BEGIN
	FOREACH part IN ARRAY ARRAY[
		'ADD CONSTRAINT %1$s_id_key PRIMARY KEY (county, id)',
		'ADD CONSTRAINT %1$s_resident_fk FOREIGN KEY (county, resident)
			REFERENCES resident (county, id)',
		'ADD CONSTRAINT %1$s_county_check CHECK (county = div / 1000000)',
		'ADD CONSTRAINT %1$s_until_check CHECK (until >= since)'] LOOP
		EXECUTE format('ALTER TABLE %1$s ' || part, p_table);
	END LOOP;
	EXECUTE format('CREATE INDEX %1$s_resident ON %1$s (county, resident)',
		p_table);
	FOREACH part IN ARRAY ARRAY[
		'%1$s_id_key ON %1$s IS ''此编号已有，请重试''',
		'%1$s_resident_fk ON %1$s IS ''没有这个居民，请先登记''',
		'%1$s_county_check ON %1$s IS ''县区应与村居一致，请重新查人''',
		'%1$s_until_check ON %1$s IS ''截止日期早于开始日期，请核对'''] LOOP
		EXECUTE format('COMMENT ON CONSTRAINT ' || part, p_table);
	END LOOP;
	EXECUTE format('CREATE TRIGGER period_before BEFORE INSERT OR UPDATE ON %1$s
		FOR EACH ROW EXECUTE FUNCTION period_before(%1$L, %2$L, %3$L, %4$L)',
		p_table, p_apart, p_codes, p_succeeds);
	PERFORM scope_guard(p_table);
	PERFORM audit_attach(p_table);
	EXECUTE format('GRANT SELECT ON %s TO zhen_operator', p_table);
END
$$;
COMMENT ON FUNCTION period_attach IS
	'makes a table with the columns of "period" one of periods. Rows that agree
in the columns p_apart, of the same person, don''t overlap; p_codes are column=set;
with p_succeeds what is still open ends the day before a new row begins';

CREATE FUNCTION period_tables()
RETURNS SETOF regclass
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT t.tgrelid::regclass
	FROM pg_trigger t
	WHERE t.tgfoid = 'period_before'::regproc AND t.tgparentid = 0
	ORDER BY t.tgrelid
$$;
COMMENT ON FUNCTION period_tables IS 'those that period_attach() was told of';

CREATE FUNCTION period_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one regclass;
BEGIN
	FOR one IN SELECT period_tables() LOOP
		EXECUTE format('UPDATE %s SET div = $1
			WHERE county = $2 AND resident = $3', one)
		USING NEW.div, NEW.county, NEW.id;
	END LOOP;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION period_follow IS 'periods go where the person goes';
CREATE TRIGGER period_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION period_follow();

-- A coordinator's visits week by week: a week is a record whose rows are its
-- visits, so that all of them are typed on one screen and saved at once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION week_of(p_date date)
RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
	SELECT p_date - (extract(isodow FROM p_date)::int - 1)
$$;
COMMENT ON FUNCTION week_of IS 'the Monday before that day, or the day itself';
GRANT EXECUTE ON FUNCTION week_of TO zhen_operator;

CREATE VIEW visit_week
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.id AS staff,
	w.week::date AS week,
	w.week::date AS monday,
	w.week::date + 6 AS sunday,
	1 AS version
FROM staff s
CROSS JOIN generate_series(week_of(current_date)::timestamp
	- interval '52 weeks', week_of(current_date), interval '1 week') w (week)
WHERE s.id = staff_me();
COMMENT ON VIEW visit_week IS '本人的一周走访：今年来的每一周';
GRANT SELECT ON visit_week TO zhen_operator;
GRANT UPDATE ON visit_week TO zhen_coordinator;

CREATE VIEW visit_day
WITH (security_invoker = true)
AS
SELECT
	v.county,
	staff_me() AS staff,
	week_of(v.visited_on) AS week,
	v.id,
	v.version,
	extract(isodow FROM v.visited_on)::int::text AS weekday,
	v.village,
	v.purpose,
	v.people,
	v.note,
	v.transport,
	v.phone,
	v.meal,
	visit_state_name(v.state) AS state_name
FROM visit_entry v;
COMMENT ON VIEW visit_day IS '一周走访里的一行';
COMMENT ON COLUMN visit_day.weekday IS '星期几';
GRANT SELECT ON visit_day TO zhen_operator;
GRANT INSERT, UPDATE ON visit_day TO zhen_coordinator;

CREATE FUNCTION visit_day_date(
	p_monday date,
	p_weekday text
) RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM code_check('weekday', p_weekday, 'weekday');
	IF p_monday + p_weekday::int - 1 > current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'weekday',
			MESSAGE = format('%s 还没有到，请核对是哪一周、星期几',
				p_monday + p_weekday::int - 1);
	END IF;
	RETURN p_monday + p_weekday::int - 1;
END
$$;
GRANT EXECUTE ON FUNCTION visit_day_date TO zhen_operator;

CREATE FUNCTION visit_day_insert()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO visit_entry (visited_on, village, purpose, people, note,
		transport, phone, meal)
	VALUES (visit_day_date(week_of(NEW.week), NEW.weekday), NEW.village,
		NEW.purpose, NEW.people, NEW.note, NEW.transport, NEW.phone, NEW.meal)
	RETURNING id, version INTO NEW.id, NEW.version;
	RETURN NEW;
END
$$;
CREATE TRIGGER visit_day_insert INSTEAD OF INSERT ON visit_day
FOR EACH ROW EXECUTE FUNCTION visit_day_insert();

CREATE FUNCTION visit_day_update()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE visit_entry SET
		visited_on = visit_day_date(OLD.week, NEW.weekday),
		village = NEW.village,
		purpose = NEW.purpose,
		people = NEW.people,
		note = NEW.note,
		transport = NEW.transport,
		phone = NEW.phone,
		meal = NEW.meal
	WHERE county = OLD.county AND id = OLD.id AND version = OLD.version
	RETURNING version INTO NEW.version;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER visit_day_update INSTEAD OF UPDATE ON visit_day
FOR EACH ROW EXECUTE FUNCTION visit_day_update();

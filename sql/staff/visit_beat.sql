-- What a visit may claim beyond the limit of each: within the own beat, where one
-- worked on that day, and no more in a day than the limits by day.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION visit_day_limit(
	p_visit visit,
	p_kind text,
	p_label text,
	p_amount numeric,
	p_before numeric
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	most claim_limit;
BEGIN
	SELECT * INTO most FROM claim_limit
	WHERE kind = p_kind AND since <= month_of(p_visit.visited_on)
	ORDER BY since DESC
	LIMIT 1;
	IF most.per = 'day' AND p_amount > 0 AND p_before > 0
		AND p_before + p_amount > most.amount THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_kind,
			MESSAGE = format('%s一天最多 %s 元，%s 已经登记 %s 元，请改小或空着',
				p_label, most.amount, p_visit.visited_on, p_before);
	END IF;
END
$$;

CREATE FUNCTION visit_beat()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	beat bigint;
	phone numeric;
	meal numeric;
BEGIN
	PERFORM FROM staff s WHERE s.county = NEW.county AND s.id = NEW.staff
	FOR UPDATE;
	beat := staff_place_on(NEW.county, NEW.staff, NEW.visited_on);
	IF NEW.village NOT BETWEEN beat AND division_last(beat) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'village',
			MESSAGE = format('那天您负责的是%s，不能报到别处走访的费用；请核对村居和日期',
				division_path(beat));
	END IF;
	SELECT coalesce(sum(v.phone), 0), coalesce(sum(v.meal), 0)
	INTO phone, meal
	FROM visit v
	WHERE v.county = NEW.county AND v.staff = NEW.staff
		AND v.visited_on = NEW.visited_on AND v.id <> NEW.id;
	PERFORM visit_day_limit(NEW, 'phone', '通讯费', NEW.phone, phone);
	PERFORM visit_day_limit(NEW, 'meal', '误餐费', NEW.meal, meal);
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION visit_beat IS
	'the person''s row is locked, so that two visits at once don''t both have the
rest of the day''s limit';
CREATE TRIGGER visit_beat
BEFORE INSERT OR UPDATE OF visited_on, village, phone, meal ON visit
FOR EACH ROW EXECUTE FUNCTION visit_beat();

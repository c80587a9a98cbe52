-- Allowances in batches: a member of the staff is a resident too, so a programme
-- whose rules ask for what they accrued pays it like any subsidy, with the same
-- approval, bank files and answers. What such a payment says is paid here too.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION staff_resident_set(
	county int,
	staff bigint,
	id_no text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one staff;
	who resident;
	other staff;
BEGIN
	PERFORM duty_require('登记发放账户', 'reviewer', 'supervisor');
	one := staff_in_scope(staff_resident_set.staff);
	PERFORM staff_other_person(one.county, one.id);
	SELECT r.* INTO who FROM resident r
	WHERE r.county = one.county
		AND r.id_no = upper(btrim(staff_resident_set.id_no))
		AND r.div BETWEEN scope_lo() AND scope_hi()
		AND r.closed_as IS NULL;
	IF who.id IS NULL OR who.name <> one.name THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = format('管辖范围内没有叫%s、身份证号是这个的居民；请核对，'
				'没有登记的先办居民登记，住在别处的请县区办理', one.name);
	END IF;
	SELECT s.* INTO other FROM staff s
	WHERE s.county = one.county AND s.resident = who.id AND s.id <> one.id
		AND daterange(s.since, s.until, '[]')
			&& daterange(one.since, one.until, '[]');
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = format('此人已由%s发补贴，不能两处都发；'
				'兼岗请登记在兼岗里（/3301）', division_name(other.office_div));
	END IF;
	UPDATE staff s SET resident = who.id, version = s.version + 1
	WHERE s.county = one.county AND s.id = one.id;
	RETURN format('%s 的补贴以后可以随批次发放', one.name);
END
$$;
COMMENT ON FUNCTION staff_resident_set IS
	'which resident in the operator''s scope somebody of the staff is: it tells
nothing of others. Nobody is two of the staff on one day, so that nobody is paid
by two offices';
GRANT EXECUTE ON FUNCTION staff_resident_set TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION allowance_paid()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	paying text[] := ARRAY(SELECT p.code FROM programme p
		WHERE p.definition ->> 'amount' ~ '\yaccrued\y');
BEGIN
	IF NOT EXISTS (SELECT FROM added a WHERE a.programme = ANY (paying)) THEN
		RETURN NULL;
	END IF;
	INSERT INTO allowance_payment (county, month, staff, div, amount, voucher,
		batch, part, line)
	SELECT y.county, y.month, y.staff, y.div, -y.amount,
		format('批次 %s 冲正', p.batch), p.batch, y.part + 1, y.line
	FROM added p
	JOIN staff s ON s.county = p.county AND s.resident = p.resident
	JOIN allowance_settled y ON y.county = s.county AND y.staff = s.id
		AND y.month = p.month AND y.batch = p.batch
	WHERE p.programme = ANY (paying) AND p.amount < 0 AND NOT EXISTS (
		SELECT FROM added x
		WHERE x.county = p.county AND x.programme = p.programme
			AND x.month = p.month AND x.resident = p.resident
			AND x.part = p.part + 1);
	INSERT INTO allowance_payment (county, month, staff, div, amount, voucher,
		batch, part, line)
	SELECT a.county, a.month, a.staff, a.div, a.amount,
		format('批次 %s', p.batch), p.batch, allowance_part(a.county::int,
			a.month::int, a.staff, a.line), a.line
	FROM added p
	JOIN staff s ON s.county = p.county AND s.resident = p.resident
	JOIN allowance a ON a.county = s.county AND a.staff = s.id
		AND a.month = p.month
	WHERE p.programme = ANY (paying) AND p.amount > 0 AND NOT EXISTS (
		SELECT FROM allowance_settled y
		WHERE y.county = a.county AND y.month = a.month AND y.staff = a.staff
			AND y.line = a.line)
		AND NOT EXISTS (SELECT FROM added x
			WHERE x.county = p.county AND x.programme = p.programme
				AND x.month = p.month AND x.resident = p.resident
				AND (x.part, x.amount) = (p.part - 1, -p.amount));
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION allowance_paid IS
	'what a programme that pays what staff accrued has paid is no arrears any more,
and is arrears again when it is reversed and not sent anew at once. As much sent
anew is for what it was for: what was accrued since stays owed';
CREATE TRIGGER allowance_paid AFTER INSERT ON payment
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION allowance_paid();

CREATE FUNCTION allowance_lock(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM programme p WHERE p.code = p_batch.programme
		AND p.definition ->> 'amount' ~ '\yaccrued\y') THEN
		RETURN;
	END IF;
	PERFORM FROM staff s
	WHERE s.county = p_batch.county AND s.resident IN (
		SELECT e.resident FROM entitlement e
		WHERE e.county = p_batch.county AND e.programme = p_batch.programme
			AND e.month = p_batch.month AND e.batch = p_batch.id)
	ORDER BY s.id
	FOR UPDATE;
	PERFORM FROM allowance a
	JOIN staff s ON s.county = a.county AND s.id = a.staff
	WHERE a.county = p_batch.county AND a.month = p_batch.month
		AND s.resident IN (
		SELECT e.resident FROM entitlement e
		WHERE e.county = p_batch.county AND e.programme = p_batch.programme
			AND e.month = p_batch.month AND e.batch = p_batch.id)
	ORDER BY a.staff, a.line
	FOR UPDATE OF a;
END
$$;
COMMENT ON FUNCTION allowance_lock IS
	'what staff in the batch accrued in its month is paid by nobody else, and nothing
is added to it, until the end of the transaction';

-- Set-off (抵扣): what somebody owes of a programme is taken from the months of it
-- that they are due later, no more of each than the share that holds in it, oldest
-- debt first, until it is paid to the cent. What a batch takes is worked out with
-- it, approved with it, and then recorded as money that came back: the payment
-- stays what is due, the bank gets it less the cut.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE setoff_limit (
	since month_code NOT NULL,
	share numeric(5,4) NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT setoff_limit_since_key PRIMARY KEY (since),
	CONSTRAINT setoff_limit_share_check CHECK (share > 0 AND share < 1),
	CONSTRAINT setoff_limit_source_check CHECK (length(source) >= 2)
);
COMMENT ON TABLE setoff_limit IS '每月最多抵扣应发的多少，按起始月份';
COMMENT ON COLUMN setoff_limit.since IS '从哪个月的待遇起';
COMMENT ON COLUMN setoff_limit.share IS '占应发的比例';
COMMENT ON COLUMN setoff_limit.source IS '出处';
COMMENT ON COLUMN setoff_limit.is_demo IS '演示值，未经核实';
COMMENT ON COLUMN setoff_limit.version IS '版本';
COMMENT ON CONSTRAINT setoff_limit_since_key ON setoff_limit IS
	'这个月份的比例已有，请直接修改';
COMMENT ON CONSTRAINT setoff_limit_share_check ON setoff_limit IS
	'比例应大于 0、小于 1，例如 0.2，请重新输入';
COMMENT ON CONSTRAINT setoff_limit_source_check ON setoff_limit IS
	'请写明出处：哪个文件第几条';
SELECT shared_guard('setoff_limit');
GRANT SELECT ON setoff_limit TO zhen_operator;
GRANT
	INSERT (since, share, source, is_demo),
	UPDATE (share, source, is_demo)
ON setoff_limit TO zhen_admin;

INSERT INTO setoff_limit (since, share, source, is_demo)
VALUES (200901, 0.2, '未核实，演示值', true);
SELECT audit_attach('setoff_limit');

CREATE TABLE setoff (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	resident bigint NOT NULL,
	correction bigint NOT NULL,
	div div_code NOT NULL,
	amount yuan NOT NULL,
	CONSTRAINT setoff_correction_key
		PRIMARY KEY (county, batch, resident, correction),
	CONSTRAINT setoff_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id),
	CONSTRAINT setoff_correction_fk FOREIGN KEY (county, correction)
		REFERENCES recovery (county, correction),
	CONSTRAINT setoff_amount_check CHECK (amount > 0)
) PARTITION BY LIST (county);
CREATE INDEX setoff_of ON setoff (county, correction);
COMMENT ON TABLE setoff IS '批次里从谁的应发里抵扣哪一笔多发的';
COMMENT ON COLUMN setoff.county IS '县区';
COMMENT ON COLUMN setoff.batch IS '批次';
COMMENT ON COLUMN setoff.resident IS '居民';
COMMENT ON COLUMN setoff.correction IS '抵哪个更正的';
COMMENT ON COLUMN setoff.div IS '村居';
COMMENT ON COLUMN setoff.amount IS '金额';
COMMENT ON CONSTRAINT setoff_correction_key ON setoff IS
	'这个批次已经抵过这一笔，请重新计算';
COMMENT ON CONSTRAINT setoff_batch_fk ON setoff IS
	'没有这个批次，请重新计算';
COMMENT ON CONSTRAINT setoff_correction_fk ON setoff IS
	'没有这个追回计划，请重新计算';
COMMENT ON CONSTRAINT setoff_amount_check ON setoff IS
	'抵扣应大于零，请重新计算';
SELECT scope_guard('setoff');
GRANT SELECT ON setoff TO zhen_operator;
CREATE TRIGGER setoff_removed AFTER DELETE ON setoff
REFERENCING OLD TABLE AS removed
FOR EACH STATEMENT EXECUTE FUNCTION entitlement_removed();
SELECT audit_attach('setoff', 'div', '{batch}');

CREATE FUNCTION setoff_share(p_month int)
RETURNS numeric
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT l.share
	FROM setoff_limit l
	WHERE l.since <= p_month
	ORDER BY l.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION setoff_share IS
	'how much of a month may be set off; null, none, before there was any rule';

CREATE FUNCTION setoff_limit_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	taken int;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF NEW.share = OLD.share THEN
			RETURN NEW;
		END IF;
	END IF;
	SELECT max(b.month) INTO taken
	FROM setoff s
	JOIN batch b ON b.county = s.county AND b.id = s.batch;
	IF taken >= NEW.since THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			COLUMN = CASE TG_OP WHEN 'INSERT' THEN 'since' ELSE 'share' END,
			MESSAGE = format('到 %s 已经按定了的比例抵扣过，请从 %s 起另加一条',
				taken, month_add(taken, 1));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION setoff_limit_before IS
	'by what something was taken stays: another share begins with a later month';
CREATE TRIGGER setoff_limit_before BEFORE INSERT OR UPDATE ON setoff_limit
FOR EACH ROW EXECUTE FUNCTION setoff_limit_before();

CREATE FUNCTION setoff_due(p_batch batch)
RETURNS TABLE (
	resident bigint,
	correction bigint,
	div bigint,
	amount numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	WITH debt AS MATERIALIZED (
		SELECT r.correction, (h).id AS here, c.resident,
			r.owed - coalesce((SELECT sum(m.amount) FROM recovery_money m
				WHERE m.county = r.county AND m.correction = r.correction), 0)
			- coalesce((SELECT sum(s.amount)
				FROM setoff s
				JOIN batch b ON b.county = s.county AND b.id = s.batch
				WHERE s.county = r.county AND s.correction = r.correction
					AND b.state <> 'paid' AND b.id <> p_batch.id), 0) AS rest
		FROM recovery r
		JOIN correction c ON c.county = r.county AND c.id = r.correction
		CROSS JOIN LATERAL resident_here(c.county::int, c.resident) h
		WHERE r.county = p_batch.county AND r.way = 'setoff'
			AND r.checked_by IS NOT NULL AND r.reason IS NULL
			AND month_of(r.first_on) <= p_batch.month
			AND c.programme = p_batch.programme
			AND (h).county = r.county AND (h).died IS NULL
	), part AS (
		SELECT e.resident, d.correction, e.div, greatest(d.rest, 0) AS rest,
			trunc(e.amount * setoff_share(p_batch.month), 2) AS most,
			coalesce(sum(greatest(d.rest, 0)) OVER (PARTITION BY e.resident
				ORDER BY d.correction ROWS BETWEEN UNBOUNDED PRECEDING
				AND 1 PRECEDING), 0) AS before
		FROM debt d
		JOIN entitlement e ON e.county = p_batch.county
			AND e.programme = p_batch.programme AND e.month = p_batch.month
			AND e.resident IN (d.here, d.resident)
		WHERE e.batch = p_batch.id
	)
	SELECT p.resident, p.correction, p.div, least(p.rest, p.most - p.before)
	FROM part p
	WHERE least(p.rest, p.most - p.before) > 0
$$;
COMMENT ON FUNCTION setoff_due IS
	'what a batch takes of whom for which debt: of what is left of it when other
batches that aren''t paid yet have taken theirs';

CREATE FUNCTION setoff_lock(p_batch batch)
RETURNS void
LANGUAGE sql
SET search_path = zhen, pg_temp
AS $$
	SELECT
	FROM correction c
	WHERE c.county = p_batch.county AND c.id IN (
		SELECT d.correction FROM setoff_due(p_batch) d
		UNION
		SELECT s.correction FROM setoff s
		WHERE s.county = p_batch.county AND s.batch = p_batch.id)
	ORDER BY c.id
	FOR UPDATE
$$;
COMMENT ON FUNCTION setoff_lock IS
	'keeps the debts of a batch from other batches and from who takes money in';

CREATE FUNCTION setoff_fill(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM setoff_lock(p_batch);
	INSERT INTO setoff (county, batch, resident, correction, div, amount)
	SELECT p_batch.county, p_batch.id, d.resident, d.correction, d.div, d.amount
	FROM setoff_due(p_batch) d;
END
$$;
COMMENT ON FUNCTION setoff_fill IS 'what a batch that is computed takes';

CREATE FUNCTION setoff_recheck(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	changed record;
BEGIN
	PERFORM setoff_lock(p_batch);
	SELECT r.name, d.amount, s.amount AS was INTO changed
	FROM setoff_due(p_batch) d
	FULL JOIN (
		SELECT * FROM setoff x
		WHERE x.county = p_batch.county AND x.batch = p_batch.id
	) s ON s.resident = d.resident AND s.correction = d.correction
	JOIN resident r ON r.county = p_batch.county
		AND r.id = coalesce(d.resident, s.resident)
	WHERE d.amount IS DISTINCT FROM s.amount
	ORDER BY r.id
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = format('提交以后%s的抵扣变了（算的是 %s 元，现在是 %s 元），'
				'请按 F11 退回重算', changed.name, yuan_text(changed.was),
				yuan_text(changed.amount));
	END IF;
END
$$;
COMMENT ON FUNCTION setoff_recheck IS
	'what a batch takes is what it would take now, or a refusal';

CREATE FUNCTION setoff_take(p_batch batch)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	PERFORM setoff_recheck(p_batch);
	INSERT INTO recovery_money (county, correction, div, way, amount, on_date,
		voucher, batch)
	SELECT s.county, s.correction, r.div, 'setoff', s.amount, current_date,
		format('批次 %s', s.batch), s.batch
	FROM setoff s
	JOIN recovery r ON r.county = s.county AND r.correction = s.correction
	WHERE s.county = p_batch.county AND s.batch = p_batch.id
	ORDER BY s.correction;
END
$$;
COMMENT ON FUNCTION setoff_take IS
	'what a batch takes is money that came back, when it is paid';

CREATE FUNCTION verify_setoff(p_county int)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT format('抵扣 批次 %s 居民 %s：名单 %s 元，台账 %s 元，追回 %s 元',
		b.id, x.resident, yuan_text(x.taken), yuan_text(x.cut),
		yuan_text(x.back))
	FROM (
		SELECT batch, resident, sum(taken) AS taken, sum(cut) AS cut,
			sum(back) AS back
		FROM (
			SELECT s.batch, s.resident, s.amount AS taken, 0 AS cut, 0 AS back
			FROM setoff s
			WHERE s.county = p_county
			UNION ALL
			SELECT p.batch, p.resident, 0, p.cut, 0
			FROM payment p
			WHERE p.county = p_county AND p.part = 0 AND p.cut <> 0
			UNION ALL
			SELECT m.batch, s.resident, 0, 0, m.amount
			FROM recovery_money m
			LEFT JOIN setoff s ON s.county = m.county AND s.batch = m.batch
				AND s.correction = m.correction
			WHERE m.county = p_county AND m.way = 'setoff'
		) y
		GROUP BY batch, resident
	) x
	JOIN batch b ON b.county = p_county AND b.id = x.batch
	WHERE b.state = 'paid' AND (x.taken <> x.cut OR x.taken <> x.back)
	UNION ALL
	SELECT format('批次 %s：记抵扣 %s 元，名单是 %s 元', b.id, yuan_text(b.cut),
		yuan_text(s.amount))
	FROM batch b
	LEFT JOIN (
		SELECT x.batch, sum(x.amount) AS amount
		FROM setoff x
		WHERE x.county = p_county
		GROUP BY x.batch
	) s ON s.batch = b.id
	WHERE b.county = p_county AND b.cut <> coalesce(s.amount, 0)
	UNION ALL
	SELECT format('追回 %s：应追回 %s 元，却收了 %s 元', r.correction,
		yuan_text(r.owed), yuan_text(sum(m.amount)))
	FROM recovery r
	JOIN recovery_money m ON m.county = r.county
		AND m.correction = r.correction
	WHERE r.county = p_county
	GROUP BY r.correction, r.owed
	HAVING sum(m.amount) > r.owed
	LIMIT 1
$$;
COMMENT ON FUNCTION verify_setoff IS
	'for verify_county(): the first whose list, payment and money back differ, or
who paid back more than they owe';

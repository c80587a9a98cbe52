-- Holding single people (暂缓发放): with a reason, from a month on, of one
-- programme. Nothing is lost: once released, the months that were held are due
-- like any other month that wasn't paid.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE hold_id;

CREATE TABLE hold (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('hold_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	since month_code NOT NULL,
	reason line_text NOT NULL,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	released_by name,
	released_at timestamptz,
	answer line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT hold_id_key PRIMARY KEY (county, id),
	CONSTRAINT hold_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT hold_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT hold_county_check CHECK (county = div / 1000000),
	CONSTRAINT hold_reason_check CHECK (length(reason) >= 2),
	CONSTRAINT hold_released_check CHECK (
		num_nulls(released_by, released_at, answer) IN (0, 3)
	)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX hold_open ON hold (county, resident, programme)
WHERE released_at IS NULL;
COMMENT ON TABLE hold IS '暂缓发放';
COMMENT ON COLUMN hold.county IS '县区';
COMMENT ON COLUMN hold.id IS '编号';
COMMENT ON COLUMN hold.programme IS '项目';
COMMENT ON COLUMN hold.resident IS '居民';
COMMENT ON COLUMN hold.div IS '村居，随居民变动';
COMMENT ON COLUMN hold.since IS '从哪个月份起';
COMMENT ON COLUMN hold.reason IS '为什么暂缓';
COMMENT ON COLUMN hold.made_by IS '谁暂缓的';
COMMENT ON COLUMN hold.made_at IS '何时';
COMMENT ON COLUMN hold.released_by IS '谁恢复的';
COMMENT ON COLUMN hold.released_at IS '何时恢复；空为还在暂缓';
COMMENT ON COLUMN hold.answer IS '为什么恢复';
COMMENT ON COLUMN hold.version IS '版本';
COMMENT ON CONSTRAINT hold_id_key ON hold IS '此编号已有，请重试';
COMMENT ON CONSTRAINT hold_programme_fk ON hold IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT hold_resident_fk ON hold IS '没有这个居民，请重新查人';
COMMENT ON CONSTRAINT hold_county_check ON hold IS
	'县区应与村居一致，请重新查人';
COMMENT ON CONSTRAINT hold_reason_check ON hold IS
	'请写明为什么暂缓，至少两个字';
COMMENT ON CONSTRAINT hold_released_check ON hold IS
	'恢复发放应有人、时间和原因，请重新办理';
SELECT scope_guard('hold');
GRANT SELECT ON hold TO zhen_operator;
SELECT audit_attach('hold');

CREATE FUNCTION hold_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE hold SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION hold_follow IS 'a hold goes where the person goes';
CREATE TRIGGER hold_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION hold_follow();

CREATE FUNCTION hold_add(
	county int,
	resident bigint,
	programme text,
	month int,
	reason text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	its resident;
	was hold;
BEGIN
	PERFORM duty_require('暂缓发放', 'window', 'reviewer');
	SELECT * INTO its
	FROM resident r
	WHERE r.county = hold_add.county AND r.id = hold_add.resident
	FOR NO KEY UPDATE;
	PERFORM scope_require(its.div);
	IF NOT EXISTS (SELECT FROM enrolment e
		WHERE e.county = its.county AND e.resident = its.id
			AND e.programme = hold_add.programme
			AND coalesce(e.until, 999912) >= hold_add.month) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'programme',
			MESSAGE = format('%s没有登记这个项目，不用暂缓，请核对', its.name);
	END IF;
	SELECT * INTO was
	FROM hold h
	WHERE h.county = its.county AND h.resident = its.id
		AND h.programme = hold_add.programme AND h.released_at IS NULL;
	IF was.id IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'who',
			MESSAGE = format('%s从 %s 起已经暂缓（%s），不用再办', its.name,
				was.since, was.reason);
	END IF;
	INSERT INTO hold (county, programme, resident, div, since, reason)
	VALUES (its.county, hold_add.programme, its.id, its.div, hold_add.month,
		claim_text(hold_add.reason, 'reason', '请写明为什么暂缓'));
	RETURN format('%s从 %s 起暂缓发放；已提交的批次请退回重算', its.name,
		hold_add.month);
END
$$;
COMMENT ON FUNCTION hold_add IS
	'holds a person of the operator''s scope; locked, so that it is done once';
GRANT EXECUTE ON FUNCTION hold_add TO zhen_operator;

CREATE FUNCTION hold_put(
	who text,
	programme text,
	month int,
	reason text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident := resident_one(who);
BEGIN
	RETURN hold_add(its.county, its.id, programme, month, reason);
END
$$;
COMMENT ON FUNCTION hold_put IS 'the same of somebody named by number or name';
GRANT EXECUTE ON FUNCTION hold_put TO zhen_operator;

CREATE FUNCTION hold_release(
	county int,
	id bigint,
	answer text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one hold;
BEGIN
	PERFORM duty_require('恢复发放', 'window', 'reviewer');
	SELECT * INTO one
	FROM hold h
	WHERE h.county = hold_release.county AND h.id = hold_release.id
	FOR UPDATE;
	PERFORM scope_require(one.div);
	IF one.released_at IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001',
			MESSAGE = '已经恢复发放，请重新打开看看';
	END IF;
	UPDATE hold h SET
		released_by = author(),
		released_at = now(),
		answer = claim_text(hold_release.answer, 'answer', '请写明为什么恢复'),
		version = h.version + 1
	WHERE h.county = one.county AND h.id = one.id;
	RETURN format('已恢复，暂缓过的月份到“应补未补”（2126）补算');
END
$$;
COMMENT ON FUNCTION hold_release IS
	'pays on; what was held is due, and is computed with its own months';
GRANT EXECUTE ON FUNCTION hold_release TO zhen_operator;

CREATE VIEW hold_list
WITH (security_invoker = true)
AS
SELECT
	h.county,
	h.id,
	h.programme,
	p.title,
	h.resident,
	r.name,
	r.id_no,
	h.div,
	division_name(h.div) AS village_name,
	h.since,
	h.reason,
	operator_name(h.made_by) AS maker,
	h.made_at::date AS made_on,
	h.released_at::date AS released_on,
	h.answer,
	CASE WHEN h.released_at IS NULL THEN 'open' ELSE 'released' END AS state,
	CASE WHEN h.released_at IS NULL THEN '暂缓' ELSE '已恢复' END AS state_name
FROM hold h
JOIN programme p ON p.code = h.programme
LEFT JOIN resident r ON r.county = h.county AND r.id = h.resident;
COMMENT ON VIEW hold_list IS '暂缓发放一览';
GRANT SELECT ON hold_list TO zhen_operator;

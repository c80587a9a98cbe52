-- What is left in the account of somebody who died goes to their heirs (继承):
-- once, to whom and by which evidence, asked for by one person and approved by
-- another. Until months paid after the death are taken back, nothing goes out.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE payout_id;
GRANT USAGE ON SEQUENCE payout_id TO zhen_window;

CREATE TABLE payout (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('payout_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	div div_code NOT NULL,
	died date NOT NULL,
	total yuan NOT NULL,
	note line_text,
	state line_text NOT NULL DEFAULT 'waiting',
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	checked_by name,
	checked_at timestamptz,
	reason line_text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT payout_id_key PRIMARY KEY (county, id),
	CONSTRAINT payout_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT payout_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT payout_county_check CHECK (county = div / 1000000),
	CONSTRAINT payout_total_check CHECK (total > 0),
	CONSTRAINT payout_state_check CHECK (
		state IN ('waiting', 'approved', 'returned')
		AND (state = 'waiting') = (checked_by IS NULL)
		AND (state = 'returned') = (reason IS NOT NULL)
	),
	CONSTRAINT payout_checked_by_check CHECK (checked_by <> made_by)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX payout_once ON payout (county, programme, resident)
WHERE state <> 'returned';
COMMENT ON TABLE payout IS '个人账户余额退给继承人';
COMMENT ON COLUMN payout.county IS '县区';
COMMENT ON COLUMN payout.id IS '编号';
COMMENT ON COLUMN payout.programme IS '项目';
COMMENT ON COLUMN payout.resident IS '去世的人';
COMMENT ON COLUMN payout.div IS '村居';
COMMENT ON COLUMN payout.died IS '死亡日期';
COMMENT ON COLUMN payout.total IS '账户余额';
COMMENT ON COLUMN payout.note IS '备注';
COMMENT ON COLUMN payout.state IS
	'状态：waiting 待批准，approved 已批准，returned 已退回';
COMMENT ON COLUMN payout.made_by IS '申请人';
COMMENT ON COLUMN payout.made_at IS '申请时间';
COMMENT ON COLUMN payout.checked_by IS '批准人';
COMMENT ON COLUMN payout.checked_at IS '批准时间';
COMMENT ON COLUMN payout.reason IS '退回原因';
COMMENT ON COLUMN payout.version IS '版本';
COMMENT ON CONSTRAINT payout_id_key ON payout IS '此编号已有，请重试';
COMMENT ON CONSTRAINT payout_programme_fk ON payout IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT payout_resident_fk ON payout IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT payout_county_check ON payout IS
	'县区应与村居一致，请重新查人';
COMMENT ON CONSTRAINT payout_total_check ON payout IS
	'账户里没有余额，请核对是谁，不用办理继承';
COMMENT ON CONSTRAINT payout_state_check ON payout IS
	'状态与批准、退回不一致，请重新打开';
COMMENT ON CONSTRAINT payout_checked_by_check ON payout IS
	'申请和批准不能是同一个人，请另一位复核人员办理';
SELECT scope_guard('payout');
GRANT SELECT ON payout TO zhen_operator;
GRANT
	INSERT (county, programme, resident, note),
	UPDATE (note)
ON payout TO zhen_window;

CREATE SEQUENCE heir_id;
GRANT USAGE ON SEQUENCE heir_id TO zhen_window;

CREATE TABLE heir (
	county county_code NOT NULL,
	payout bigint NOT NULL,
	id bigint NOT NULL DEFAULT nextval('heir_id'),
	div div_code NOT NULL,
	name person_name NOT NULL,
	id_no id_no NOT NULL,
	kin line_text NOT NULL,
	amount yuan NOT NULL,
	evidence line_text NOT NULL,
	account_number line_text,
	is_removed boolean NOT NULL DEFAULT false,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT heir_id_key PRIMARY KEY (county, payout, id),
	CONSTRAINT heir_payout_fk FOREIGN KEY (county, payout)
		REFERENCES payout (county, id),
	CONSTRAINT heir_amount_check CHECK (amount > 0),
	CONSTRAINT heir_evidence_check CHECK (length(btrim(evidence)) >= 2)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX heir_id_no ON heir (county, payout, id_no)
WHERE NOT is_removed;
COMMENT ON TABLE heir IS '继承人';
COMMENT ON COLUMN heir.county IS '县区';
COMMENT ON COLUMN heir.payout IS '哪一次继承';
COMMENT ON COLUMN heir.id IS '编号';
COMMENT ON COLUMN heir.div IS '村居，随去世的人';
COMMENT ON COLUMN heir.name IS '姓名';
COMMENT ON COLUMN heir.id_no IS '身份证号';
COMMENT ON COLUMN heir.kin IS '与去世的人的关系';
COMMENT ON COLUMN heir.amount IS '金额';
COMMENT ON COLUMN heir.evidence IS '凭什么：看了哪些材料';
COMMENT ON COLUMN heir.account_number IS '账号';
COMMENT ON COLUMN heir.is_removed IS '已删去';
COMMENT ON COLUMN heir.version IS '版本';
COMMENT ON CONSTRAINT heir_id_key ON heir IS '此编号已有，请重试';
COMMENT ON CONSTRAINT heir_payout_fk ON heir IS '没有这次继承，请先登记';
COMMENT ON CONSTRAINT heir_amount_check ON heir IS '金额应大于零，请核对';
COMMENT ON CONSTRAINT heir_evidence_check ON heir IS
	'请写明看了哪些材料，例如 户口簿、公证书';
SELECT scope_guard('heir');
GRANT SELECT ON heir TO zhen_operator;
GRANT
	INSERT (county, payout, name, id_no, kin, amount, evidence, account_number),
	UPDATE (name, id_no, kin, amount, evidence, account_number, is_removed)
ON heir TO zhen_window;

CREATE FUNCTION payout_due(
	p_county int,
	p_programme text,
	p_resident bigint,
	OUT died date,
	OUT div bigint,
	OUT total numeric
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident;
	late text;
BEGIN
	SELECT * INTO its FROM resident r
	WHERE r.county = p_county AND r.id = p_resident;
	IF its.died IS NULL THEN
		PERFORM contribution_refuse('resident', format('%s没有死亡登记，'
			'请先登记死亡', coalesce(its.name, '此人')));
	END IF;
	SELECT string_agg(month::text, '、' ORDER BY month) INTO late
	FROM (
		SELECT p.month FROM payment p
		WHERE p.county = p_county AND p.programme = p_programme
			AND p.resident = p_resident AND p.month > month_of(its.died)
		GROUP BY p.month
		HAVING sum(p.amount) > 0
	) m;
	IF late IS NOT NULL THEN
		PERFORM contribution_refuse('resident', format('死亡以后还发了 %s 的待遇，'
			'请先在 2110 申请冲正', late));
	END IF;
	died := its.died;
	div := its.div;
	total := account_left(p_county, p_programme, p_resident,
		month_of(current_date));
END
$$;
COMMENT ON FUNCTION payout_due IS
	'what goes to the heirs, or a refusal that says what comes first';

CREATE FUNCTION payout_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	due record;
BEGIN
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF OLD.state <> 'waiting' THEN
			RAISE EXCEPTION USING ERRCODE = 'ZH403',
				MESSAGE = '已经批准或退回，不能再改；退回的请重新申请';
		END IF;
		RETURN NEW;
	END IF;
	PERFORM FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident
	FOR NO KEY UPDATE;
	IF EXISTS (SELECT FROM payout p WHERE p.county = NEW.county
		AND p.programme = NEW.programme AND p.resident = NEW.resident
		AND p.state <> 'returned') THEN
		PERFORM contribution_refuse('resident',
			'此人这个项目的余额已经申请退过，请在 2305 打开原来的看');
	END IF;
	due := payout_due(NEW.county, NEW.programme, NEW.resident);
	NEW.died := due.died;
	NEW.div := due.div;
	NEW.total := due.total;
	IF NOT session_is_superuser() THEN
		PERFORM scope_require(NEW.div);
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION payout_before IS 'the amount is the account''s, not typed';
CREATE TRIGGER payout_before BEFORE INSERT OR UPDATE ON payout
FOR EACH ROW EXECUTE FUNCTION payout_before();

CREATE FUNCTION heir_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its payout;
BEGIN
	SELECT * INTO its FROM payout p
	WHERE p.county = NEW.county AND p.id = NEW.payout
	FOR NO KEY UPDATE;
	IF NOT session_is_superuser() THEN
		PERFORM scope_require(its.div);
	END IF;
	IF its.state <> 'waiting' THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '已经批准或退回，继承人不能再改；退回的请重新申请';
	END IF;
	IF EXISTS (SELECT FROM resident r WHERE r.county = its.county
		AND r.id = its.resident AND r.id_no = NEW.id_no) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = '这是去世的人自己的身份证号，请输继承人的';
	ELSIF NOT NEW.is_removed AND EXISTS (SELECT FROM heir h
		WHERE h.county = NEW.county AND h.payout = NEW.payout
			AND h.id_no = NEW.id_no AND h.id <> NEW.id AND NOT h.is_removed) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'id_no',
			MESSAGE = '这个继承人已经登记，请核对身份证号';
	END IF;
	PERFORM code_check('kin', NEW.kin, 'kin');
	NEW.div := its.div;
	NEW.version := CASE TG_OP WHEN 'UPDATE' THEN OLD.version + 1 ELSE 1 END;
	RETURN NEW;
END
$$;
CREATE TRIGGER heir_before BEFORE INSERT OR UPDATE ON heir
FOR EACH ROW EXECUTE FUNCTION heir_before();

SELECT audit_attach('payout');
SELECT audit_attach('heir');

-- A payment that was wrong is corrected by further parts of it, never changed:
-- a reversal (冲正) takes back exactly the part before it, a reissue (补发) pays
-- anew what was reversed. So the parts of a month make one line, and what they
-- add up to is nothing or one amount. Asked for by one person, approved by
-- another.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE correction_id;

CREATE TABLE correction (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('correction_id'),
	programme text COLLATE "C" NOT NULL,
	month month_code NOT NULL,
	resident bigint NOT NULL,
	part smallint NOT NULL,
	div div_code NOT NULL,
	batch bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	note line_text NOT NULL,
	was yuan NOT NULL,
	amount yuan NOT NULL,
	owed yuan NOT NULL DEFAULT 0,
	account bigint,
	state text COLLATE "C" NOT NULL DEFAULT 'open',
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	checked_by name,
	checked_at timestamptz,
	reason line_text,
	reissued smallint,
	file int,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT correction_id_key PRIMARY KEY (county, id),
	CONSTRAINT correction_payment_fk
		FOREIGN KEY (county, programme, month, resident, part)
		REFERENCES payment (county, programme, month, resident, part),
	CONSTRAINT correction_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id),
	CONSTRAINT correction_kind_check CHECK (
		kind IN ('1', '2', '3', '4', '5') AND (kind = '5') = (part % 2 = 1)
	),
	CONSTRAINT correction_amount_check CHECK (
		amount >= 0 AND (kind = '1') = (amount = 0)
		AND (amount = 0) = (account IS NULL)
	),
	CONSTRAINT correction_owed_check CHECK (
		owed BETWEEN 0 AND was
		AND (owed = 0 OR kind IN ('1', '4') AND state = 'approved')
	),
	CONSTRAINT correction_note_check CHECK (length(note) >= 2),
	CONSTRAINT correction_state_check CHECK (
		CASE state
			WHEN 'open' THEN num_nulls(checked_by, reason, reissued, file) = 4
			WHEN 'returned' THEN num_nonnulls(checked_by, reason) = 2
				AND num_nulls(reissued, file) = 2
			WHEN 'approved' THEN checked_by IS NOT NULL
				AND (reissued IS NULL) = (amount = 0)
				AND (file IS NULL OR reissued IS NOT NULL)
			ELSE false
		END
	),
	CONSTRAINT correction_checked_by_check CHECK (checked_by <> made_by),
	CONSTRAINT correction_county_check CHECK (county = div / 1000000)
) PARTITION BY LIST (county);
CREATE UNIQUE INDEX correction_open
ON correction (county, programme, month, resident) WHERE state = 'open';
CREATE UNIQUE INDEX correction_approved
ON correction (county, programme, month, resident, part)
WHERE state = 'approved';
CREATE INDEX correction_recent ON correction (id);
CREATE INDEX correction_batch ON correction (county, batch, resident);
COMMENT ON TABLE correction IS '发放更正：申请、批准、退回';
COMMENT ON COLUMN correction.county IS '县区';
COMMENT ON COLUMN correction.id IS '更正编号';
COMMENT ON COLUMN correction.programme IS '项目';
COMMENT ON COLUMN correction.month IS '所属月份';
COMMENT ON COLUMN correction.resident IS '居民';
COMMENT ON COLUMN correction.part IS '更正发放台账的第几笔';
COMMENT ON COLUMN correction.div IS '发放时的村居';
COMMENT ON COLUMN correction.batch IS '批次';
COMMENT ON COLUMN correction.kind IS '更正原因';
COMMENT ON COLUMN correction.note IS '情况说明';
COMMENT ON COLUMN correction.was IS '原发金额；已经冲正的为零';
COMMENT ON COLUMN correction.amount IS '补发金额；只冲正的为零';
COMMENT ON COLUMN correction.owed IS
	'批准后本人应退回的：钱已送银行又没有退回的';
COMMENT ON COLUMN correction.account IS '补发到哪个账户';
COMMENT ON COLUMN correction.state IS
	'状态：open 待批准，approved 已批准，returned 已退回';
COMMENT ON COLUMN correction.made_by IS '申请人';
COMMENT ON COLUMN correction.made_at IS '申请时间';
COMMENT ON COLUMN correction.checked_by IS '复核人';
COMMENT ON COLUMN correction.checked_at IS '复核时间';
COMMENT ON COLUMN correction.reason IS '退回原因';
COMMENT ON COLUMN correction.reissued IS '补发是台账的第几笔';
COMMENT ON COLUMN correction.file IS '编入本批次的第几个补发文件';
COMMENT ON COLUMN correction.version IS '版本';
COMMENT ON CONSTRAINT correction_id_key ON correction IS '此更正编号已有，请重试';
COMMENT ON CONSTRAINT correction_payment_fk ON correction IS
	'台账里没有这一笔，请从批次名单或个人总览重新打开';
COMMENT ON CONSTRAINT correction_batch_fk ON correction IS
	'没有这个批次，请从批次名单或个人总览重新打开';
COMMENT ON CONSTRAINT correction_kind_check ON correction IS
	'更正原因与这一笔不符：已冲正的只能补发，没有冲正的应先冲正，请重新选择';
COMMENT ON CONSTRAINT correction_amount_check ON correction IS
	'补发应有金额和账户，只冲正的应没有，请重新申请';
COMMENT ON CONSTRAINT correction_owed_check ON correction IS
	'应退回的不应比原发的多，请重新申请';
COMMENT ON CONSTRAINT correction_note_check ON correction IS
	'请写明情况，让复核人知道为什么更正';
COMMENT ON CONSTRAINT correction_state_check ON correction IS
	'更正的状态与复核情况不符，请重新打开看看';
COMMENT ON CONSTRAINT correction_checked_by_check ON correction IS
	'申请和批准不能是同一个人，请另一位复核人员办理';
COMMENT ON CONSTRAINT correction_county_check ON correction IS
	'县区应为区划代码的前六位，请核对';
SELECT scope_guard('correction');
GRANT SELECT ON correction TO zhen_operator;

CREATE FUNCTION correction_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	kept correction;
BEGIN
	IF TG_OP = 'INSERT' AND NEW.state = 'open' THEN
		RETURN NEW;
	END IF;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		kept := NEW;
		kept.version := OLD.version;
		IF OLD.state = 'open' THEN
			kept.state := OLD.state;
			kept.checked_by := OLD.checked_by;
			kept.checked_at := OLD.checked_at;
			kept.owed := OLD.owed;
			kept.reason := OLD.reason;
			kept.reissued := OLD.reissued;
		ELSIF OLD.state = 'approved' AND OLD.file IS NULL THEN
			kept.file := OLD.file;
		ELSE
			kept := NULL;
		END IF;
		IF kept IS NOT DISTINCT FROM OLD THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '更正先申请、再由另一人批准或退回，办过的不能再改；请重新申请';
END
$$;
COMMENT ON FUNCTION correction_before IS
	'begins open, is checked once, and goes into a bank file once';
CREATE TRIGGER correction_before BEFORE INSERT OR UPDATE OR DELETE ON correction
FOR EACH ROW EXECUTE FUNCTION correction_before();

CREATE FUNCTION payment_follows()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET random_page_cost = 1.1
SET jit = off
AS $$
DECLARE
	wrong record;
BEGIN
	SELECT (b.div, b.batch, b.employer IS NULL)
			IS NOT DISTINCT FROM (a.div, a.batch, a.employer IS NULL)
		AND (a.amount > 0 OR (-b.amount, -b.cut, b.account_number, b.holder,
			b.employer) IS NOT DISTINCT FROM (a.amount, a.cut,
			a.account_number, a.holder, a.employer)) AS follows
	INTO wrong
	FROM (SELECT * FROM added WHERE part > 0) a
	LEFT JOIN payment b ON b.county = a.county AND b.programme = a.programme
		AND b.month = a.month AND b.resident = a.resident
		AND b.part = a.part - 1
	WHERE NOT ((b.div, b.batch, b.employer IS NULL)
				IS NOT DISTINCT FROM (a.div, a.batch, a.employer IS NULL)
			AND (a.amount > 0 OR (-b.amount, -b.cut, b.account_number,
				b.holder, b.employer) IS NOT DISTINCT FROM (a.amount, a.cut,
				a.account_number, a.holder, a.employer)))
		OR NOT EXISTS (
			SELECT FROM correction c
			WHERE c.county = a.county AND c.batch = a.batch
				AND c.resident = a.resident AND c.programme = a.programme
				AND c.month = a.month AND c.state = 'approved'
				AND CASE WHEN a.amount < 0 THEN c.part = a.part - 1
					ELSE c.reissued = a.part AND c.amount = a.amount
						AND a.cut = CASE WHEN c.kind IN ('2', '3')
							THEN -b.cut ELSE 0 END END)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = '23514',
			TABLE = 'payment', CONSTRAINT = 'payment_follows',
			MESSAGE = CASE WHEN wrong.follows THEN
				'这笔更正没有批准，请用 2110 申请，由另一人批准' ELSE
				'冲正应与前一笔完全相反，补发应在冲正以后；请用 2110 申请更正' END;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION payment_follows IS
	'each part is about the one before it, which never changes: a reversal is
its opposite, and both were approved';
DO $$
DECLARE
	one regclass;
BEGIN
	FOR one IN
		SELECT 'payment'::regclass
		UNION ALL
		SELECT inhrelid FROM pg_inherits WHERE inhparent = 'payment'::regclass
	LOOP
		EXECUTE format('CREATE TRIGGER payment_follows AFTER INSERT ON %s
			REFERENCING NEW TABLE AS added
			FOR EACH STATEMENT EXECUTE FUNCTION payment_follows()', one);
	END LOOP;
END
$$;

CREATE FUNCTION correction_state_name(p_state text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT CASE p_state
		WHEN 'open' THEN '待批准'
		WHEN 'approved' THEN '已批准'
		WHEN 'returned' THEN '已退回'
		ELSE p_state
	END
$$;
GRANT EXECUTE ON FUNCTION correction_state_name TO zhen_operator;

SELECT audit_attach('correction');

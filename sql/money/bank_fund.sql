-- Which fund pays a programme, and its authorisation: a batch that was approved
-- is paid only when a third person has taken the sum from that fund, which must
-- have it. Where no fund is named, approval pays.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE programme_fund (
	county county_code NOT NULL,
	div div_code NOT NULL,
	programme text COLLATE "C" NOT NULL,
	since date NOT NULL,
	until date,
	payer div_code NOT NULL,
	class line_text NOT NULL,
	source line_text NOT NULL,
	purpose line_text NOT NULL,
	id bigint NOT NULL DEFAULT nextval('bank_row_id'),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT programme_fund_programme_key
		PRIMARY KEY (county, div, programme, since),
	CONSTRAINT programme_fund_id_key UNIQUE (county, id),
	CONSTRAINT programme_fund_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT programme_fund_payer_fk FOREIGN KEY (county, payer)
		REFERENCES office (county, div),
	CONSTRAINT programme_fund_county_check CHECK (county = div / 1000000),
	CONSTRAINT programme_fund_until_check CHECK (until >= since)
);
COMMENT ON TABLE programme_fund IS
	'项目由哪笔经费开支；没有写的审批后直接发放';
COMMENT ON COLUMN programme_fund.county IS '县区';
COMMENT ON COLUMN programme_fund.div IS '服务所；县区的管到没有另写的所';
COMMENT ON COLUMN programme_fund.programme IS '项目';
COMMENT ON COLUMN programme_fund.since IS '从哪天起';
COMMENT ON COLUMN programme_fund.until IS '到哪天止';
COMMENT ON COLUMN programme_fund.payer IS '谁的经费：服务所';
COMMENT ON COLUMN programme_fund.class IS '经费类别';
COMMENT ON COLUMN programme_fund.source IS '来源';
COMMENT ON COLUMN programme_fund.purpose IS '用途';
COMMENT ON COLUMN programme_fund.id IS '编号';
COMMENT ON COLUMN programme_fund.version IS '版本';
COMMENT ON CONSTRAINT programme_fund_programme_key ON programme_fund IS
	'这里这个项目从这天起的经费已有，请改起始日';
COMMENT ON CONSTRAINT programme_fund_id_key ON programme_fund IS
	'此编号已有，请重试';
COMMENT ON CONSTRAINT programme_fund_programme_fk ON programme_fund IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT programme_fund_payer_fk ON programme_fund IS
	'没有这个服务所，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT programme_fund_county_check ON programme_fund IS
	'县区应为区划代码的前六位，请核对';
COMMENT ON CONSTRAINT programme_fund_until_check ON programme_fund IS
	'截止日早于起始日，请核对';
SELECT scope_guard('programme_fund');
GRANT SELECT ON programme_fund TO zhen_operator;
GRANT
	INSERT (county, div, programme, since, until, payer, class, source, purpose),
	UPDATE (until)
ON programme_fund TO zhen_admin;

CREATE TABLE batch_fund (
	county county_code NOT NULL,
	batch bigint NOT NULL,
	div div_code NOT NULL,
	entry bigint NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT batch_fund_batch_key PRIMARY KEY (county, batch),
	CONSTRAINT batch_fund_batch_fk FOREIGN KEY (county, batch)
		REFERENCES batch (county, id),
	CONSTRAINT batch_fund_entry_fk FOREIGN KEY (county, entry)
		REFERENCES fund_entry (county, id)
);
COMMENT ON TABLE batch_fund IS '批次的经费授权：由哪一笔已定未付开支';
COMMENT ON COLUMN batch_fund.county IS '县区';
COMMENT ON COLUMN batch_fund.batch IS '批次';
COMMENT ON COLUMN batch_fund.div IS '服务所所在区划';
COMMENT ON COLUMN batch_fund.entry IS '经费台账的哪一笔';
COMMENT ON COLUMN batch_fund.made_by IS '授权人';
COMMENT ON COLUMN batch_fund.made_at IS '授权时间';
COMMENT ON CONSTRAINT batch_fund_batch_key ON batch_fund IS
	'这个批次已经授权，不能重复';
COMMENT ON CONSTRAINT batch_fund_batch_fk ON batch_fund IS
	'没有这个批次，请重新打开发放批次';
COMMENT ON CONSTRAINT batch_fund_entry_fk ON batch_fund IS
	'经费台账里没有这一笔，请核对';
SELECT scope_guard('batch_fund');
GRANT SELECT ON batch_fund TO zhen_operator;

CREATE FUNCTION programme_fund_of(p_batch batch)
RETURNS programme_fund
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT f
	FROM programme_fund f
	WHERE f.county = p_batch.county AND f.programme = p_batch.programme
		AND f.div IN (p_batch.div, p_batch.county * 1000000::bigint)
		AND current_date BETWEEN f.since AND coalesce(f.until, 'infinity')
	ORDER BY f.div DESC, f.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION programme_fund_of IS 'the fund that pays a batch, or null';

CREATE FUNCTION batch_authorise(
	county int,
	batch bigint
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
	one batch;
	fund programme_fund;
	made bigint;
BEGIN
	PERFORM duty_require('授权经费', 'reviewer', 'supervisor');
	one := batch_lock(batch_authorise.county, batch_authorise.batch);
	PERFORM batch_state_require(one, 'approved');
	IF session_user IN (one.made_by, one.submitted_by, one.checked_by) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这个批次是您经办或审批的，请第三个人授权经费';
	END IF;
	PERFORM batch_recheck(one);
	fund := programme_fund_of(one);
	IF fund.class IS NOT NULL THEN
		INSERT INTO fund_entry (county, div, year, class, source, kind, amount,
			on_date, payee, thing, purpose)
		SELECT one.county, fund.payer, extract(year FROM current_date),
			fund.class, fund.source, 'committed', one.total, current_date,
			format('批次 %s 的 %s 人', one.id, one.people),
			format('%s %s', p.title, one.month), fund.purpose
		FROM programme p
		WHERE p.code = one.programme
		RETURNING id INTO made;
		INSERT INTO batch_fund (county, batch, div, entry)
		VALUES (one.county, one.id, one.div, made);
	END IF;
	PERFORM batch_pay(one);
	UPDATE batch b SET state = 'paid'
	WHERE b.county = one.county AND b.id = one.id;
	RETURN format('批次 %s 已授权：经费台账第 %s 笔定下 %s 元，%s 人记入发放台账。'
		'按 F12 取银行文件', one.id, made, yuan_text(one.total), one.people);
END
$$;
COMMENT ON FUNCTION batch_authorise IS
	'takes the sum of an approved batch from its fund and pays it, once, by
another than who made and approved it; what the fund hasn''t is refused';
GRANT EXECUTE ON FUNCTION batch_authorise TO zhen_operator;

SELECT audit_attach('programme_fund');
SELECT audit_attach('batch_fund');

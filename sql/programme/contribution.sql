-- What people pay into an insurance by the year (缴费): of any programme whose
-- rates say how. "tier_X" is what a year of tier X costs, "match_X" what the
-- government adds, and there may be "pay_from" and "pay_before" (ages),
-- "arrears_match" (the share of the match that late years get), "years" (how
-- many years whoever was near that age at the start may pay up), "household" (1:
-- families pay together, and need no enrolment) and "interest". A ledger that
-- nobody changes: a mistake is taken back by a row that names it.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE contribution_id;
GRANT USAGE ON SEQUENCE contribution_id TO zhen_window;

CREATE TABLE contribution (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('contribution_id'),
	programme text COLLATE "C" NOT NULL,
	resident bigint NOT NULL,
	made_for bigint NOT NULL,
	div div_code NOT NULL,
	year int NOT NULL,
	kind line_text NOT NULL,
	tier line_text,
	amount yuan NOT NULL,
	match yuan NOT NULL DEFAULT 0,
	collective yuan NOT NULL DEFAULT 0,
	month month_code NOT NULL,
	paid_on date NOT NULL,
	voucher line_text,
	corrects bigint,
	reason line_text,
	other_county county_code,
	made_by name NOT NULL DEFAULT author(),
	made_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT contribution_id_key PRIMARY KEY (county, id),
	CONSTRAINT contribution_corrects_key UNIQUE (county, corrects),
	CONSTRAINT contribution_programme_fk FOREIGN KEY (programme)
		REFERENCES programme (code),
	CONSTRAINT contribution_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT contribution_corrects_fk FOREIGN KEY (county, corrects)
		REFERENCES contribution (county, id),
	CONSTRAINT contribution_county_check CHECK (county = div / 1000000),
	CONSTRAINT contribution_year_check CHECK (year BETWEEN 1949 AND 2199),
	CONSTRAINT contribution_tier_check CHECK (
		(kind IN ('1', '2')) = (tier IS NOT NULL)
	),
	CONSTRAINT contribution_amount_check CHECK (
		CASE WHEN kind = '6' THEN match = 0 AND collective = 0
			WHEN (kind = '5') = (corrects IS NULL)
			THEN greatest(amount, match, collective) <= 0
			ELSE least(amount, match, collective) >= 0 END
	),
	CONSTRAINT contribution_reason_check CHECK (
		(corrects IS NULL) = (reason IS NULL)
	),
	CONSTRAINT contribution_other_county_check CHECK (
		other_county <> county AND (kind <> '6' OR other_county IS NOT NULL)
	)
) PARTITION BY LIST (county);
CREATE INDEX contribution_resident
ON contribution (county, resident, programme);
CREATE INDEX contribution_made_for ON contribution (county, made_for)
WHERE made_for <> resident;
COMMENT ON TABLE contribution IS '缴费和个人账户的账：只增不改，错了用红字冲正';
COMMENT ON COLUMN contribution.county IS '县区';
COMMENT ON COLUMN contribution.id IS '编号';
COMMENT ON COLUMN contribution.programme IS '项目';
COMMENT ON COLUMN contribution.resident IS '居民，合并后随留下的档案';
COMMENT ON COLUMN contribution.made_for IS '登记时的档案';
COMMENT ON COLUMN contribution.div IS '村居，随居民变动';
COMMENT ON COLUMN contribution.year IS '哪一年的';
COMMENT ON COLUMN contribution.kind IS
	'种类：1 缴费，2 补缴，3 利息，4 领取期利息，5 退给继承人，6 转移前已领';
COMMENT ON COLUMN contribution.tier IS '档次';
COMMENT ON COLUMN contribution.amount IS '个人缴费、利息；退的和冲正的为负';
COMMENT ON COLUMN contribution.match IS '政府补贴';
COMMENT ON COLUMN contribution.collective IS '集体补助';
COMMENT ON COLUMN contribution.month IS '从哪个月起算数；冲正的同原来那一笔';
COMMENT ON COLUMN contribution.paid_on IS '缴费日期';
COMMENT ON COLUMN contribution.voucher IS '收据号';
COMMENT ON COLUMN contribution.corrects IS '冲正哪一笔';
COMMENT ON COLUMN contribution.reason IS '为什么冲正';
COMMENT ON COLUMN contribution.other_county IS '转移接续的：转往或转自哪个县区';
COMMENT ON COLUMN contribution.made_by IS '登记人';
COMMENT ON COLUMN contribution.made_at IS '登记时间';
COMMENT ON COLUMN contribution.version IS '版本';
COMMENT ON CONSTRAINT contribution_id_key ON contribution IS '此编号已有，请重试';
COMMENT ON CONSTRAINT contribution_corrects_key ON contribution IS
	'这一笔已经冲正过，不能重复';
COMMENT ON CONSTRAINT contribution_programme_fk ON contribution IS
	'没有这个项目，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT contribution_resident_fk ON contribution IS
	'没有这个居民，请先登记';
COMMENT ON CONSTRAINT contribution_corrects_fk ON contribution IS
	'没有要冲正的这一笔，请核对编号';
COMMENT ON CONSTRAINT contribution_county_check ON contribution IS
	'县区应与村居一致，请重新查人';
COMMENT ON CONSTRAINT contribution_year_check ON contribution IS
	'年份应为四位，请核对';
COMMENT ON CONSTRAINT contribution_tier_check ON contribution IS
	'缴费要有档次，请按 F4 选';
COMMENT ON CONSTRAINT contribution_amount_check ON contribution IS
	'金额的正负与种类不符，请重新登记';
COMMENT ON CONSTRAINT contribution_reason_check ON contribution IS
	'冲正要写明原因，请补上';
COMMENT ON CONSTRAINT contribution_other_county_check ON contribution IS
	'转移应在两个县区之间，请重新办理迁移';
SELECT scope_guard('contribution');
GRANT SELECT ON contribution TO zhen_operator;
GRANT INSERT (county, programme, resident, year, tier, collective, paid_on,
	voucher)
ON contribution TO zhen_window;

CREATE FUNCTION contribution_rate(
	p_programme text,
	p_name text,
	p_month int
) RETURNS numeric
LANGUAGE sql STABLE
AS $$
	SELECT r.value
	FROM zhen.rate r
	WHERE r.programme = p_programme AND r.name = p_name AND r.since <= p_month
	ORDER BY r.since DESC
	LIMIT 1
$$;
COMMENT ON FUNCTION contribution_rate IS 'a rate in a month, or null';
GRANT EXECUTE ON FUNCTION contribution_rate TO zhen_operator;

CREATE VIEW contribution_tier
WITH (security_invoker = true)
AS
SELECT
	r.programme,
	substr(r.name, 6) AS tier,
	r.since,
	lead(r.since) OVER (PARTITION BY r.programme, r.name ORDER BY r.since)
		AS before,
	r.value AS amount,
	coalesce(contribution_rate(r.programme, 'match_' || substr(r.name, 6),
		r.since), 0) AS match,
	r.source,
	r.is_demo
FROM rate r
WHERE starts_with(r.name, 'tier_');
COMMENT ON VIEW contribution_tier IS
	'缴费档次：从 since 起，到 before 的前一个月；金额小于零的已停';
GRANT SELECT ON contribution_tier TO zhen_operator;

CREATE VIEW lookup_contribution_tier
WITH (security_invoker = true)
AS
SELECT
	t.tier AS code,
	string_agg(format('%s 元', t.amount::float8), '；' ORDER BY t.programme)
		AS name,
	NULL::text AS initials,
	NULL::text AS spelling,
	string_agg(format('%s，政府补贴 %s 元', p.title,
		contribution_rate(t.programme, 'match_' || t.tier,
			month_of(current_date))::float8), '；' ORDER BY t.programme) AS note
FROM contribution_tier t
JOIN programme p ON p.code = t.programme
WHERE month_of(current_date) >= t.since
	AND month_of(current_date) < coalesce(t.before, 999999) AND t.amount >= 0
GROUP BY t.tier
ORDER BY length(t.tier), t.tier;
COMMENT ON VIEW lookup_contribution_tier IS '现行的缴费档次';
GRANT SELECT ON lookup_contribution_tier TO zhen_operator;

CREATE VIEW lookup_contribution_programme
WITH (security_invoker = true)
AS
SELECT l.*
FROM lookup_programme l
WHERE EXISTS (SELECT FROM contribution_tier t WHERE t.programme = l.code)
ORDER BY l.code;
COMMENT ON VIEW lookup_contribution_programme IS '要缴费的项目';
GRANT SELECT ON lookup_contribution_programme TO zhen_operator;

CREATE FUNCTION contribution_first(p_programme text)
RETURNS int
LANGUAGE sql STABLE
AS $$
	SELECT min(t.since)::int
	FROM zhen.contribution_tier t
	WHERE t.programme = p_programme
$$;
COMMENT ON FUNCTION contribution_first IS 'the month the scheme began in';
GRANT EXECUTE ON FUNCTION contribution_first TO zhen_operator;

CREATE FUNCTION contribution_paid(
	p_county int,
	p_programme text,
	p_resident bigint,
	p_year int DEFAULT NULL
) RETURNS int
LANGUAGE sql STABLE
AS $$
	SELECT count(*)::int
	FROM zhen.contribution c
	WHERE c.county = p_county AND c.programme = p_programme
		AND c.resident = p_resident AND c.kind IN ('1', '2')
		AND (p_year IS NULL OR c.year = p_year) AND c.corrects IS NULL
		AND NOT EXISTS (SELECT FROM zhen.contribution x
			WHERE x.county = c.county AND x.corrects = c.id)
$$;
COMMENT ON FUNCTION contribution_paid IS
	'how many years somebody has paid, or whether this one';
GRANT EXECUTE ON FUNCTION contribution_paid TO zhen_operator;

CREATE FUNCTION contribution_refuse(
	p_field text,
	p_message text
) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = p_field,
		MESSAGE = p_message;
END
$$;
GRANT EXECUTE ON FUNCTION contribution_refuse TO zhen_operator;

CREATE FUNCTION contribution_early(
	c contribution,
	p_first int,
	p_old date
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	years numeric := contribution_rate(c.programme, 'years', p_first);
	start date := month_first(p_first);
BEGIN
	IF years IS NULL OR p_old IS NULL OR c.year < p_first / 100 - years THEN
		PERFORM contribution_refuse('year', format('这个项目从 %s 年开始，'
			'%s 年不能补缴，请核对年份', p_first / 100, c.year));
	ELSIF p_old >= years_after(start, years) THEN
		PERFORM contribution_refuse('year', format('开始时（%s）距领取年龄还有 '
			'%s 年以上，不用补缴以前的年份，按年缴费就够', p_first, years));
	ELSIF contribution_paid(c.county, c.programme, c.resident) >= years THEN
		PERFORM contribution_refuse('year', format('累计已缴满 %s 年，'
			'不用再补缴以前的年份', years));
	END IF;
END
$$;
COMMENT ON FUNCTION contribution_early IS
	'years before the scheme began are for those whom it left too few';

CREATE FUNCTION contribution_age(
	c contribution,
	p_birth date,
	p_first int
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	at int := greatest(p_first, c.year * 100 + 12);
	young numeric := contribution_rate(c.programme, 'pay_from', at);
	too_old numeric := contribution_rate(c.programme, 'pay_before', at);
	old date := years_after(p_birth, too_old);
BEGIN
	IF years_after(p_birth, young) > make_date(c.year, 12, 31) THEN
		PERFORM contribution_refuse('year', format('%s 年底还未满 %s 周岁，'
			'不用缴费', c.year, young));
	ELSIF old <= month_first(p_first) THEN
		PERFORM contribution_refuse('resident', format('项目开始（%s）时已满 %s 周岁，'
			'不用缴费，请直接登记领取', p_first, too_old));
	ELSIF old <= make_date(c.year, 1, 1) THEN
		PERFORM contribution_refuse('year', format('%s 已满 %s 周岁，'
			'%s 年不再缴费', old, too_old, c.year));
	END IF;
	IF c.year < p_first / 100 THEN
		PERFORM contribution_early(c, p_first, old);
	END IF;
END
$$;
COMMENT ON FUNCTION contribution_age IS
	'of what ages a year is paid for: of who was old enough at its end, and not
too old at its beginning';

CREATE FUNCTION contribution_reckon(c contribution)
RETURNS contribution
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	first int := contribution_first(c.programme);
	paid_year int := extract(year FROM c.paid_on);
	at int;
BEGIN
	IF first IS NULL THEN
		PERFORM contribution_refuse('programme',
			'这个项目没有缴费档次，请按 F4 选要缴费的项目');
	ELSIF c.paid_on > current_date THEN
		PERFORM contribution_refuse('paid_on', '缴费日期还没有到，请核对');
	ELSIF c.year > paid_year + 1 THEN
		PERFORM contribution_refuse('year', format('%s 年缴的，最多预缴 %s 年的，'
			'请核对年份', paid_year, paid_year + 1));
	END IF;
	c.month := month_of(c.paid_on);
	c.kind := CASE WHEN c.year < paid_year THEN '2' ELSE '1' END;
	at := greatest(first,
		least(greatest(c.month, c.year * 100 + 1), c.year * 100 + 12));
	c.amount := contribution_rate(c.programme, 'tier_' || c.tier, at);
	IF c.amount IS NULL OR c.amount < 0 THEN
		PERFORM contribution_refuse('tier', format('%s 年没有“%s”这个档次，'
			'请按 F4 选', c.year, c.tier));
	END IF;
	c.match := round(coalesce(contribution_rate(c.programme,
		'match_' || c.tier, at), 0) * CASE c.kind WHEN '2' THEN coalesce(
		contribution_rate(c.programme, 'arrears_match', at), 1) ELSE 1 END, 2);
	c.collective := coalesce(c.collective, 0);
	RETURN c;
END
$$;
COMMENT ON FUNCTION contribution_reckon IS
	'kind, amount and match of what is being paid: by the rates of the year that
it is for';

CREATE FUNCTION contribution_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	its resident;
BEGIN
	NEW.made_for := NEW.resident;
	IF NEW.other_county IS NOT NULL THEN
		RETURN NEW;
	END IF;
	SELECT * INTO its
	FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident AND r.next_id IS NULL
	FOR NO KEY UPDATE;
	IF (its.div BETWEEN scope_lo() AND scope_hi() OR session_is_superuser())
		IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	NEW.div := its.div;
	IF NEW.kind IS NOT NULL THEN
		RETURN NEW;
	END IF;
	PERFORM fresh_require();
	NEW := contribution_reckon(NEW);
	IF greatest(make_date(NEW.year, 1, 1), NEW.paid_on) > its.died THEN
		PERFORM contribution_refuse('year', format('%s已于 %s 死亡，请核对',
			its.name, its.died));
	END IF;
	PERFORM contribution_age(NEW, its.birth,
		contribution_first(NEW.programme));
	IF contribution_paid(NEW.county, NEW.programme, NEW.resident, NEW.year) > 0
	THEN
		PERFORM contribution_refuse('year', format('%s %s 年已经缴过，'
			'缴错了的请先冲正（2302）', its.name, NEW.year));
	ELSIF coalesce(contribution_rate(NEW.programme, 'household', NEW.month), 0)
		= 0 AND NOT EXISTS (
		SELECT FROM enrolment e
		WHERE e.county = NEW.county AND e.resident = NEW.resident
			AND e.programme = NEW.programme
			AND coalesce(e.until, 999912) >= NEW.month) THEN
		PERFORM contribution_refuse('resident', format('%s还没有参保登记，'
			'请先在他的卡片上办理参保', its.name));
	END IF;
	RETURN NEW;
END
$$;
COMMENT ON FUNCTION contribution_before IS
	'the person is locked, so that a year can''t be paid twice at once. Rows that
come with their kind are made by functions of the owner; operators can''t say it';
CREATE TRIGGER contribution_before BEFORE INSERT ON contribution
FOR EACH ROW EXECUTE FUNCTION contribution_before();

CREATE FUNCTION contribution_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NEW.closed_as IS NOT DISTINCT FROM OLD.closed_as THEN
		UPDATE contribution SET div = NEW.div
		WHERE county = NEW.county AND resident = NEW.id;
	ELSIF NEW.closed_as = 'merged' AND NEW.next_county = NEW.county THEN
		UPDATE contribution c SET resident = k.id, div = k.div
		FROM resident k
		WHERE c.county = NEW.county AND c.resident = NEW.id
			AND k.county = NEW.county AND k.id = NEW.next_id;
	ELSIF OLD.closed_as = 'merged' AND NEW.closed_as IS NULL THEN
		UPDATE contribution SET resident = NEW.id, div = NEW.div
		WHERE county = NEW.county AND made_for = NEW.id;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION contribution_follow IS
	'what was paid goes where the person goes, and to the row that stays when two
become one; back when they are two again';
CREATE TRIGGER contribution_follow
AFTER UPDATE OF div, closed_as, next_id ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div
	OR NEW.closed_as IS DISTINCT FROM OLD.closed_as)
EXECUTE FUNCTION contribution_follow();

SELECT audit_attach('contribution');

-- Posts that one person holds at once, each with its share of their time. Above
-- a threshold there is a warning; above all of the time there is none left: then
-- it takes a reason and another person, and until they agree it doesn't count.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE staff_rule (
	since date NOT NULL,
	warn_share int NOT NULL,
	tenure_months int NOT NULL,
	source line_text NOT NULL,
	is_demo boolean NOT NULL DEFAULT false,
	CONSTRAINT staff_rule_since_key PRIMARY KEY (since),
	CONSTRAINT staff_rule_warn_share_check CHECK (
		warn_share BETWEEN 1 AND 100
	),
	CONSTRAINT staff_rule_tenure_months_check CHECK (
		tenure_months BETWEEN 0 AND 240
	)
);
COMMENT ON TABLE staff_rule IS '兼岗和轮岗的标准，按起始日期';
COMMENT ON COLUMN staff_rule.since IS '从哪天起';
COMMENT ON COLUMN staff_rule.warn_share IS '兼岗合计超过百分之几要提醒';
COMMENT ON COLUMN staff_rule.tenure_months IS '一个地方至少待几个月';
COMMENT ON COLUMN staff_rule.source IS '出处';
COMMENT ON COLUMN staff_rule.is_demo IS '演示值，未经核实';
COMMENT ON CONSTRAINT staff_rule_since_key ON staff_rule IS
	'这一天的标准已有，请改起始日期';
COMMENT ON CONSTRAINT staff_rule_warn_share_check ON staff_rule IS
	'提醒的比例应为 1 至 100，请重新输入';
COMMENT ON CONSTRAINT staff_rule_tenure_months_check ON staff_rule IS
	'月数应为 0 至 240，请重新输入';
SELECT shared_guard('staff_rule');
GRANT SELECT ON staff_rule TO zhen_operator;
GRANT INSERT, UPDATE ON staff_rule TO zhen_admin;

INSERT INTO staff_rule (since, warn_share, tenure_months, source, is_demo)
VALUES ('2009-01-01', 80, 24, '未核实，演示值', true);

CREATE FUNCTION staff_rule_on(p_on date)
RETURNS staff_rule
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r FROM staff_rule r WHERE r.since <= p_on
	ORDER BY r.since DESC LIMIT 1
$$;
GRANT EXECUTE ON FUNCTION staff_rule_on TO zhen_operator;

CREATE SEQUENCE staff_duty_id;
GRANT USAGE ON SEQUENCE staff_duty_id TO zhen_reviewer, zhen_supervisor;

CREATE TABLE staff_duty (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('staff_duty_id'),
	staff bigint NOT NULL,
	div div_code NOT NULL,
	post line_text NOT NULL,
	share int NOT NULL,
	since date NOT NULL,
	until date,
	reason line_text,
	state text COLLATE "C" NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	made_at timestamptz NOT NULL DEFAULT now(),
	checked_by name,
	checked_at timestamptz,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT staff_duty_id_key PRIMARY KEY (county, id),
	CONSTRAINT staff_duty_staff_fk FOREIGN KEY (county, staff)
		REFERENCES staff (county, id),
	CONSTRAINT staff_duty_share_check CHECK (share BETWEEN 1 AND 100),
	CONSTRAINT staff_duty_until_check CHECK (until >= since),
	CONSTRAINT staff_duty_checked_by_check CHECK (checked_by <> made_by),
	CONSTRAINT staff_duty_state_check CHECK (
		state IN ('waiting', 'returned', 'approved')
	)
);
CREATE INDEX staff_duty_staff ON staff_duty (county, staff);
COMMENT ON TABLE staff_duty IS '兼岗：一个人同时担任的岗位和各占多少时间';
COMMENT ON COLUMN staff_duty.county IS '县区';
COMMENT ON COLUMN staff_duty.id IS '编号';
COMMENT ON COLUMN staff_duty.staff IS '工作人员';
COMMENT ON COLUMN staff_duty.div IS '登记时所在村居或镇街';
COMMENT ON COLUMN staff_duty.post IS '岗位';
COMMENT ON COLUMN staff_duty.share IS '占工作时间的百分之几';
COMMENT ON COLUMN staff_duty.since IS '从哪天起';
COMMENT ON COLUMN staff_duty.until IS '到哪天止';
COMMENT ON COLUMN staff_duty.reason IS '合计超过百分之百的理由';
COMMENT ON COLUMN staff_duty.state IS
	'状态：waiting 待批准，returned 不同意，approved 有效';
COMMENT ON COLUMN staff_duty.made_by IS '登记人';
COMMENT ON COLUMN staff_duty.made_at IS '登记时间';
COMMENT ON COLUMN staff_duty.checked_by IS '批准人';
COMMENT ON COLUMN staff_duty.checked_at IS '批准时间';
COMMENT ON COLUMN staff_duty.version IS '版本';
COMMENT ON CONSTRAINT staff_duty_id_key ON staff_duty IS '此编号已有，请重试';
COMMENT ON CONSTRAINT staff_duty_staff_fk ON staff_duty IS
	'没有这个工作人员，请按 F4 从列表中选择';
COMMENT ON CONSTRAINT staff_duty_share_check ON staff_duty IS
	'占用时间应为 1 至 100，请重新输入';
COMMENT ON CONSTRAINT staff_duty_until_check ON staff_duty IS
	'截止日早于起始日，请核对';
COMMENT ON CONSTRAINT staff_duty_checked_by_check ON staff_duty IS
	'自己登记的不能自己批准，请另一位办理';
COMMENT ON CONSTRAINT staff_duty_state_check ON staff_duty IS
	'没有这种状态，请重新打开';
SELECT scope_guard('staff_duty');
GRANT SELECT ON staff_duty TO zhen_operator;
GRANT
	INSERT (staff, post, share, since, until, reason),
	UPDATE (until)
ON staff_duty TO zhen_reviewer, zhen_supervisor;

CREATE FUNCTION staff_in_scope(p_staff bigint)
RETURNS staff
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff;
BEGIN
	SELECT * INTO one FROM staff s
	WHERE s.county BETWEEN scope_county_lo() AND scope_county_hi()
		AND s.id = p_staff AND s.div BETWEEN scope_lo() AND scope_hi()
	FOR UPDATE;
	IF one.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'staff',
			MESSAGE = '管辖范围内没有这个工作人员，请按 F4 从列表中选择';
	END IF;
	RETURN one;
END
$$;
COMMENT ON FUNCTION staff_in_scope IS
	'locks a member of the staff whom the operator sees, or refuses; for functions
of the owner';

CREATE FUNCTION staff_duty_load(
	p_county int,
	p_staff bigint,
	p_since date,
	p_until date
) RETURNS int
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(max(t.load), 0)::int
	FROM (
		SELECT sum(d.share) AS load
		FROM (
			SELECT p_since AS day
			UNION
			SELECT x.since FROM staff_duty x
			WHERE x.county = p_county AND x.staff = p_staff
				AND x.state = 'approved' AND x.since > p_since
				AND x.since <= coalesce(p_until, 'infinity')
		) on_day
		JOIN staff_duty d ON d.county = p_county AND d.staff = p_staff
			AND d.state = 'approved'
			AND on_day.day BETWEEN d.since AND coalesce(d.until, 'infinity')
		GROUP BY on_day.day
	) t
$$;
COMMENT ON FUNCTION staff_duty_load IS
	'the greatest share of their time that somebody''s posts take on a day of the
period; it can only grow on a day when one begins';
GRANT EXECUTE ON FUNCTION staff_duty_load TO zhen_operator;

CREATE FUNCTION staff_duty_notice(
	p_staff text,
	p_share text,
	p_since date,
	p_until date
) RETURNS TABLE (
	severity text,
	message text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		'warning',
		format('合计占 %s%%，', t.load) || CASE WHEN t.load > 100
			THEN '超过全部工作时间：要写明理由，由另一位批准后才算数'
			ELSE format('超过 %s%%，请核对忙不忙得过来', r.warn_share) END
	FROM staff s
	CROSS JOIN LATERAL staff_rule_on(p_since) r
	CROSS JOIN LATERAL (
		SELECT p_share::int + staff_duty_load(s.county, s.id, p_since, p_until)
			AS load
	) t
	WHERE s.county BETWEEN scope_county_lo() AND scope_county_hi()
		AND s.id = p_staff::bigint AND t.load > r.warn_share
$$;
COMMENT ON FUNCTION staff_duty_notice IS
	'warns while a post is typed that would take too much of somebody''s time';
GRANT EXECUTE ON FUNCTION staff_duty_notice TO zhen_operator;

CREATE FUNCTION staff_duty_new(INOUT p_duty staff_duty)
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff := staff_in_scope(p_duty.staff);
	load int;
BEGIN
	p_duty.county := one.county;
	p_duty.div := one.div;
	PERFORM code_check('staff_post', p_duty.post, 'post');
	IF p_duty.since < one.since OR coalesce(p_duty.until, p_duty.since)
		> coalesce(one.until, 'infinity') THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'since',
			MESSAGE = format('%s %s 到岗，兼岗应在到岗之后、离岗之前', one.name,
				one.since);
	END IF;
	load := p_duty.share + staff_duty_load(one.county, one.id, p_duty.since,
		p_duty.until);
	p_duty.reason := nullif(btrim(p_duty.reason), '');
	IF load > 100 AND p_duty.reason IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'reason',
			MESSAGE = format('%s 的岗位合计占 %s%%，超过全部工作时间；'
				'请改小，或写明理由送另一位批准', one.name, load);
	END IF;
	p_duty.state := CASE WHEN load > 100 THEN 'waiting' ELSE 'approved' END;
END
$$;
COMMENT ON FUNCTION staff_duty_new IS
	'a post that leaves time over holds at once, another waits. The row of the
person is locked, so that two posts at once can''t both have the rest';

CREATE FUNCTION staff_duty_before()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		RETURN staff_duty_new(NEW);
	END IF;
	NEW.version := OLD.version + 1;
	IF NEW.until IS DISTINCT FROM OLD.until
		AND coalesce(NEW.until, 'infinity') > coalesce(OLD.until, 'infinity')
	THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
			MESSAGE = '兼岗只能提前结束；要延长请另登记一行';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER staff_duty_before BEFORE INSERT OR UPDATE ON staff_duty
FOR EACH ROW EXECUTE FUNCTION staff_duty_before();

CREATE FUNCTION staff_duty_check(
	p_county int,
	p_id bigint,
	p_state text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one staff_duty := record_lock(NULL::staff_duty, p_county, p_id,
		'这项兼岗', 'staff_state', 'waiting');
BEGIN
	PERFORM duty_require('批准兼岗', 'reviewer', 'supervisor');
	PERFORM staff_other_person(one.county, one.staff);
	PERFORM other_require(one.made_by);
	UPDATE staff_duty SET state = p_state, checked_by = session_user,
		checked_at = now()
	WHERE county = p_county AND id = p_id;
	RETURN CASE p_state WHEN 'approved' THEN '已批准，从起始日起算数'
		ELSE '已退回，这项兼岗不算数' END;
END
$$;
COMMENT ON FUNCTION staff_duty_check IS
	'decides about a post beyond all of the time, once, by another person';

CREATE FUNCTION staff_duty_approve(
	county int,
	id bigint
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT staff_duty_check(county, id, 'approved')
$$;
COMMENT ON FUNCTION staff_duty_approve IS 'more than all of the time, for a reason';

CREATE FUNCTION staff_duty_return(
	county int,
	id bigint
) RETURNS text
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT staff_duty_check(county, id, 'returned')
$$;
COMMENT ON FUNCTION staff_duty_return IS 'not so';
GRANT EXECUTE ON FUNCTION staff_duty_approve, staff_duty_return
TO zhen_reviewer, zhen_supervisor;

CREATE VIEW staff_duty_list
WITH (security_invoker = true)
AS
SELECT
	d.county,
	d.id,
	d.staff,
	s.staff_name,
	s.place_name,
	s.office_name,
	s.office_div,
	d.div,
	d.post,
	d.share,
	CASE WHEN d.state = 'approved' AND current_date
			BETWEEN d.since AND coalesce(d.until, 'infinity')
		THEN staff_duty_load(d.county, d.staff, current_date, current_date)
	END AS load,
	d.since,
	d.until,
	d.reason,
	d.state,
	CASE WHEN d.state = 'approved' AND d.until < current_date THEN '已结束'
		ELSE code_name('staff_state', d.state) END AS state_name,
	operator_name(d.made_by) AS maker,
	operator_name(d.checked_by) AS checker,
	d.state = 'waiting' AND d.made_by <> session_user
		AND s.role IS DISTINCT FROM session_user AS may_check
FROM staff_duty d
JOIN staff_list s ON s.county = d.county AND s.staff = d.staff;
COMMENT ON VIEW staff_duty_list IS '兼岗';
GRANT SELECT ON staff_duty_list TO zhen_operator;

CREATE VIEW todo_staff_duty
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN d.state <> 'waiting' THEN 'done'
		WHEN d.may_check THEN 'mine'
		ELSE 'sent' END AS turn,
	'staff_duty' AS screen,
	d.county::int AS county,
	d.id AS key,
	NULL::int AS month,
	d.state,
	'兼岗超过全部时间' AS what,
	d.staff_name::text AS whom,
	NULL::numeric AS amount,
	d.state_name,
	d.maker,
	to_char(greatest(x.made_at, x.checked_at), 'YYYY-MM-DD HH24:MI') AS at
FROM staff_duty_list d
JOIN staff_duty x ON x.county = d.county AND x.id = d.id
WHERE d.reason IS NOT NULL AND (session_user IN (x.made_by, x.checked_by)
	OR d.may_check AND (operator_has_duty('reviewer')
		OR operator_has_duty('supervisor')));
COMMENT ON VIEW todo_staff_duty IS '待办：超过全部工作时间的兼岗';
GRANT SELECT ON todo_staff_duty TO zhen_operator;

CREATE VIEW lookup_staff
WITH (security_invoker = true)
AS
SELECT
	s.id::text AS code,
	s.name::text AS name,
	pinyin_initials(s.name) AS initials,
	pinyin_spelling(s.name) AS spelling,
	division_name(s.div) AS note
FROM staff s
WHERE s.until IS NULL OR s.until >= current_date
ORDER BY s.office_div, s.div, s.id;
COMMENT ON VIEW lookup_staff IS '本人管辖的在岗工作人员';
GRANT SELECT ON lookup_staff TO zhen_operator;

SELECT audit_attach('staff_duty');

-- What is missing or doubtful in the ledgers 台账, person by person. A rule is a
-- row: its predicate is SQL over a person, compiled with the others into the view
-- gap by gap_rule_set(). It runs with the operator's rights, but adding one is
-- programming: only administrators of the city may.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE gap_rule (
	code text COLLATE "C" NOT NULL,
	title line_text NOT NULL,
	kind text COLLATE "C" NOT NULL,
	predicate text NOT NULL,
	of_dead boolean NOT NULL DEFAULT false,
	form text COLLATE "C" NOT NULL DEFAULT 'resident',
	waive_months int NOT NULL DEFAULT 6,
	is_active boolean NOT NULL DEFAULT true,
	CONSTRAINT gap_rule_code_key PRIMARY KEY (code),
	CONSTRAINT gap_rule_code_check CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$'),
	CONSTRAINT gap_rule_kind_check CHECK (kind IN ('missing', 'doubtful')),
	CONSTRAINT gap_rule_form_check CHECK (form ~ '^[a-z][a-z0-9_]{0,62}$'),
	CONSTRAINT gap_rule_waive_months_check CHECK (
		waive_months BETWEEN 1 AND 120
	)
);
COMMENT ON TABLE gap_rule IS '台账核查规则：缺什么、什么可疑';
COMMENT ON COLUMN gap_rule.code IS '代码';
COMMENT ON COLUMN gap_rule.title IS '给操作员看的说法';
COMMENT ON COLUMN gap_rule.kind IS 'missing 缺，doubtful 疑';
COMMENT ON COLUMN gap_rule.predicate IS 'SQL 条件，真即列出；能用的栏目见 gap_person()';
COMMENT ON COLUMN gap_rule.of_dead IS '查已去世的人，不查在世的';
COMMENT ON COLUMN gap_rule.form IS '回车打开哪个画面去补';
COMMENT ON COLUMN gap_rule.waive_months IS '补不了的，过几个月再列出';
COMMENT ON COLUMN gap_rule.is_active IS '在用';
COMMENT ON CONSTRAINT gap_rule_code_key ON gap_rule IS
	'此规则已有，请直接修改';
COMMENT ON CONSTRAINT gap_rule_code_check ON gap_rule IS
	'规则代码应以小写字母开头，只含小写字母、数字和下划线';
COMMENT ON CONSTRAINT gap_rule_kind_check ON gap_rule IS
	'类别应为 missing（缺）或 doubtful（疑）';
COMMENT ON CONSTRAINT gap_rule_form_check ON gap_rule IS
	'画面名称应以小写字母开头，请核对';
COMMENT ON CONSTRAINT gap_rule_waive_months_check ON gap_rule IS
	'暂缓的月数应为 1 至 120';
SELECT shared_guard('gap_rule');
GRANT SELECT ON gap_rule TO zhen_operator;

CREATE TABLE gap_waived (
	county county_code NOT NULL,
	resident bigint NOT NULL,
	rule text COLLATE "C" NOT NULL,
	div div_code NOT NULL,
	reason line_text NOT NULL,
	until date NOT NULL,
	waived_by name NOT NULL DEFAULT author(),
	waived_at timestamptz NOT NULL DEFAULT now(),
	version int NOT NULL DEFAULT 1,
	CONSTRAINT gap_waived_rule_key PRIMARY KEY (county, resident, rule),
	CONSTRAINT gap_waived_resident_fk FOREIGN KEY (county, resident)
		REFERENCES resident (county, id),
	CONSTRAINT gap_waived_rule_fk FOREIGN KEY (rule) REFERENCES gap_rule (code),
	CONSTRAINT gap_waived_county_check CHECK (county = div / 1000000),
	CONSTRAINT gap_waived_reason_check CHECK (length(btrim(reason)) >= 2)
) PARTITION BY LIST (county);
CREATE INDEX gap_waived_div ON gap_waived (div, until);
COMMENT ON TABLE gap_waived IS '台账暂缓：现在补不了的，写明理由，到期再列出';
COMMENT ON COLUMN gap_waived.county IS '县区';
COMMENT ON COLUMN gap_waived.resident IS '居民';
COMMENT ON COLUMN gap_waived.rule IS '哪条规则';
COMMENT ON COLUMN gap_waived.div IS '村居，随居民变动';
COMMENT ON COLUMN gap_waived.reason IS '为什么现在补不了';
COMMENT ON COLUMN gap_waived.until IS '暂缓到哪一天';
COMMENT ON COLUMN gap_waived.waived_by IS '办理人';
COMMENT ON COLUMN gap_waived.waived_at IS '办理时间';
COMMENT ON COLUMN gap_waived.version IS '版本';
COMMENT ON CONSTRAINT gap_waived_rule_key ON gap_waived IS
	'此人的这一项已暂缓，请重新打开待完善';
COMMENT ON CONSTRAINT gap_waived_resident_fk ON gap_waived IS
	'没有这个居民，请重新查人';
COMMENT ON CONSTRAINT gap_waived_rule_fk ON gap_waived IS
	'没有这条规则，请重新打开待完善';
COMMENT ON CONSTRAINT gap_waived_county_check ON gap_waived IS
	'县区应与村居一致，请重新打开待完善';
COMMENT ON CONSTRAINT gap_waived_reason_check ON gap_waived IS
	'请写明为什么现在补不了，至少两个字';
SELECT scope_guard('gap_waived');
GRANT SELECT ON gap_waived TO zhen_operator;
GRANT
	INSERT (county, resident, rule, div, reason, until),
	UPDATE (reason, until)
ON gap_waived TO zhen_window;

CREATE FUNCTION gap_waived_before()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	SELECT r.div INTO NEW.div
	FROM resident r
	WHERE r.county = NEW.county AND r.id = NEW.resident;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'resident',
			MESSAGE = '管辖范围内没有这个人，请重新查人';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		IF (NEW.reason, NEW.until) IS DISTINCT FROM (OLD.reason, OLD.until) THEN
			NEW.waived_by := author();
			NEW.waived_at := now();
		END IF;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER gap_waived_before BEFORE INSERT OR UPDATE ON gap_waived
FOR EACH ROW EXECUTE FUNCTION gap_waived_before();

CREATE FUNCTION gap_waived_follow()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE gap_waived SET div = NEW.div
	WHERE county = NEW.county AND resident = NEW.id;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION gap_waived_follow IS 'it goes where the person goes';
CREATE TRIGGER gap_waived_follow AFTER UPDATE OF div ON resident
FOR EACH ROW WHEN (NEW.div <> OLD.div)
EXECUTE FUNCTION gap_waived_follow();

CREATE FUNCTION gap_person()
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT $sql$(
		SELECT
			r.county::int AS county, r.div::bigint AS div, r.id AS resident,
			r.name::text COLLATE "C" AS name, r.id_no::text COLLATE "C" AS id_no,
			r.old_id_no::text AS old_id_no, r.sex, r.birth,
			extract(year FROM age(current_date, r.birth))::int AS age,
			r.hukou::text AS hukou, r.address::text AS address,
			r.phone::text AS phone, r.kin::text AS kin, r.died,
			r.household,
			(SELECT a.holder::text COLLATE "C" FROM account a
				WHERE a.county = r.county AND a.resident = r.id
					AND a.is_current) AS account_holder,
			EXISTS (SELECT FROM enrolment e
				WHERE e.county = r.county AND e.resident = r.id
					AND e.state = 'open') AS is_enrolled,
			(SELECT h.head FROM household h
				WHERE h.county = r.county AND h.id = r.household) AS head,
			EXISTS (SELECT FROM household h
				JOIN resident m ON m.county = h.county AND m.id = h.head
				WHERE h.county = r.county AND h.id = r.household
					AND m.county = r.county AND m.household = r.household
					AND m.died IS NULL) AS has_head
		FROM resident r
		WHERE r.next_id IS NULL
	) AS person$sql$
$$;
COMMENT ON FUNCTION gap_person IS
	'FROM: a person as the predicates see them. What a predicate doesn''t name
isn''t looked up';

CREATE FUNCTION gap_compile()
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	rules text;
BEGIN
	SELECT string_agg(format(E'CASE WHEN died IS %s NULL AND (%s\n) THEN %L END',
		CASE WHEN of_dead THEN 'NOT' ELSE '' END, predicate, code), E',\n'
		ORDER BY code)
	INTO rules
	FROM gap_rule
	WHERE is_active;
	EXECUTE format('CREATE OR REPLACE VIEW gap
		WITH (security_invoker = true) AS
		SELECT person.county, person.div, person.resident, person.name,
			found.rule
		FROM %s
		CROSS JOIN LATERAL unnest(ARRAY[%s]::text[]) AS found (rule)
		WHERE found.rule IS NOT NULL
			AND NOT EXISTS (
				SELECT FROM gap_waived w
				WHERE w.county = person.county
					AND w.resident = person.resident
					AND w.rule = found.rule AND w.until >= current_date)',
		gap_person(), rules);
END
$$;
COMMENT ON FUNCTION gap_compile IS
	'makes the view of all rules; again after an upgrade that changes a person';

CREATE FUNCTION gap_rule_set(
	p_code text,
	p_title text,
	p_kind text,
	p_predicate text,
	p_form text DEFAULT 'resident',
	p_of_dead boolean DEFAULT false,
	p_waive_months int DEFAULT 6,
	p_is_active boolean DEFAULT true
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT (operator_has_duty('admin') AND scope_is_all()
		OR session_is_superuser()) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '改核查规则要有市级的管理职责，请联系市管理员';
	END IF;
	PERFORM compile_try('predicate', p_predicate,
		format(E'SELECT 1 FROM %s WHERE false AND (%s\n)', gap_person(),
			p_predicate));
	INSERT INTO gap_rule (code, title, kind, predicate, form, of_dead,
		waive_months, is_active)
	VALUES (p_code, p_title, p_kind, p_predicate, p_form, p_of_dead,
		p_waive_months, p_is_active)
	ON CONFLICT (code) DO UPDATE SET
		title = EXCLUDED.title,
		kind = EXCLUDED.kind,
		predicate = EXCLUDED.predicate,
		form = EXCLUDED.form,
		of_dead = EXCLUDED.of_dead,
		waive_months = EXCLUDED.waive_months,
		is_active = EXCLUDED.is_active;
	PERFORM gap_compile();
	RETURN format('规则 %s（%s）已%s', p_code, p_title,
		CASE WHEN p_is_active THEN '启用' ELSE '停用' END);
END
$$;
COMMENT ON FUNCTION gap_rule_set IS
	'a rule, new or changed; a predicate that isn''t SQL over a person is refused,
and all stays as it was';
GRANT EXECUTE ON FUNCTION gap_rule_set TO zhen_admin;

INSERT INTO gap_rule (code, title, kind, predicate, of_dead)
VALUES
	('account', '在册，没有账户', 'missing',
		'is_enrolled AND account_holder IS NULL', false),
	('address', '没有住址', 'missing', 'address IS NULL', false),
	('hukou', '没有户口性质', 'missing', 'hukou IS NULL', false),
	('phone', '没有电话', 'missing', 'age >= 16 AND phone IS NULL', false),
	('head', '户主已去世或不在本户', 'missing', 'age >= 16 AND NOT has_head', false),
	('age', '超过 110 岁，仍登记在世', 'doubtful', 'age > 110', false),
	('dead', '已去世，项目还在册', 'doubtful', 'is_enrolled', true),
	('holder', '户名与姓名不一致', 'doubtful', 'account_holder <> name', false),
	('kin', '写的是户主，户主却是别人', 'doubtful',
		'kin = ''02'' AND head <> resident', false),
	('name', '姓名里有 〓 或 ?', 'doubtful',
		'translate(name, ''?？□〓'' || chr(65533), '''') <> name', false),
	('number', '旧的 15 位号码与现号不符', 'doubtful',
		'old_id_no IS NOT NULL AND idcard_upgrade(old_id_no) IS DISTINCT FROM id_no',
		false),
	('sex', '性别与身份证号不一致', 'doubtful', 'sex <> idcard_sex(id_no)', false);
INSERT INTO gap_rule (code, title, kind, form, predicate)
VALUES ('survival', '生存认证过期', 'missing', 'survival', $$
	EXISTS (SELECT FROM enrolment e
		JOIN survival_rule u ON u.programme = e.programme
		WHERE e.county = person.county AND e.resident = person.resident
			AND e.state = 'open')
	AND NOT EXISTS (SELECT FROM survival_check s
		WHERE s.county = person.county AND s.resident = person.resident
			AND NOT s.is_removed
			AND s.year >= extract(year FROM current_date) - 1)$$);
SELECT gap_compile();
COMMENT ON VIEW gap IS '台账缺漏：每人每项一行，暂缓的除外';
GRANT SELECT ON gap TO zhen_operator;

CREATE VIEW lookup_gap_rule
WITH (security_invoker = true)
AS
SELECT
	g.code,
	g.title::text AS name,
	pinyin_place_initials(g.title) AS initials,
	pinyin_place_spelling(g.title) AS spelling,
	CASE g.kind WHEN 'missing' THEN '缺' ELSE '疑' END AS note
FROM gap_rule g
WHERE g.is_active
ORDER BY g.kind DESC, g.code;
COMMENT ON VIEW lookup_gap_rule IS '台账核查规则';
GRANT SELECT ON lookup_gap_rule TO zhen_operator;

CREATE VIEW gap_list
WITH (security_invoker = true)
AS
SELECT
	g.county,
	g.div,
	g.resident,
	g.resident AS id,
	g.name,
	g.rule,
	u.title AS gap,
	CASE u.kind WHEN 'missing' THEN '缺' ELSE '疑' END AS kind_name,
	u.form,
	r.id_no,
	r.address,
	r.phone
FROM gap g
JOIN gap_rule u ON u.code = g.rule
JOIN resident r ON r.county = g.county AND r.id = g.resident;
COMMENT ON VIEW gap_list IS '待完善一览';
GRANT SELECT ON gap_list TO zhen_operator;

CREATE VIEW card_gaps
WITH (security_invoker = true)
AS
SELECT g.county, g.resident, g.rule, g.kind_name, g.gap, g.form
FROM gap_list g;
COMMENT ON VIEW card_gaps IS '一个人的台账缺什么，给总览用';
GRANT SELECT ON card_gaps TO zhen_operator;

CREATE VIEW gap_waived_list
WITH (security_invoker = true)
AS
SELECT
	w.county,
	w.div,
	w.resident,
	w.rule,
	r.name,
	u.title AS gap,
	w.reason,
	w.until,
	operator_name(w.waived_by) AS waived_by_name
FROM gap_waived w
JOIN gap_rule u ON u.code = w.rule
JOIN resident r ON r.county = w.county AND r.id = w.resident
WHERE w.until >= current_date;
COMMENT ON VIEW gap_waived_list IS '暂缓的一览，到期的不再列';
GRANT SELECT ON gap_waived_list TO zhen_operator;

CREATE FUNCTION gap_waive(
	p_county int,
	p_resident bigint,
	p_rule text,
	p_reason text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	ends date := (current_date + make_interval(months => (
		SELECT u.waive_months FROM gap_rule u WHERE u.code = p_rule)))::date;
BEGIN
	UPDATE gap_waived SET reason = btrim(p_reason), until = ends
	WHERE county = p_county AND resident = p_resident AND rule = p_rule;
	IF NOT FOUND THEN
		INSERT INTO gap_waived (county, resident, rule, reason, until)
		VALUES (p_county, p_resident, p_rule, btrim(p_reason), ends);
	END IF;
	RETURN format('已暂缓到 %s，到期再列出', ends);
END
$$;
COMMENT ON FUNCTION gap_waive IS
	'takes a person off the list for a time, with the reason why it can''t be got';
GRANT EXECUTE ON FUNCTION gap_waive TO zhen_window;

CREATE FUNCTION gap_unwaive(
	p_county int,
	p_resident bigint,
	p_rule text
) RETURNS text
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE gap_waived SET until = current_date - 1
	WHERE county = p_county AND resident = p_resident AND rule = p_rule
		AND until >= current_date;
	RETURN CASE WHEN FOUND THEN '已收回，回到待完善'
		ELSE '已经不在暂缓中' END;
END
$$;
COMMENT ON FUNCTION gap_unwaive IS 'puts them back on the list at once';
GRANT EXECUTE ON FUNCTION gap_unwaive TO zhen_window;

SELECT audit_attach('gap_rule');
SELECT audit_attach('gap_waived');

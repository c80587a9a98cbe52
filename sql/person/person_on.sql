-- A person as they were on a day, and what the card shows of their periods.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION person_place_on(
	p_county int,
	p_resident bigint,
	p_day date
) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	RETURN (
		SELECT coalesce((
			SELECT f.div
			FROM former_place f
			WHERE f.county = p_county AND f.resident = p_resident
				AND f.until >= p_day + 1
			ORDER BY f.until
			LIMIT 1), r.div)
		FROM resident r
		WHERE r.county = p_county AND r.id = p_resident
			AND r.next_id IS NULL AND r.div BETWEEN scope_lo() AND scope_hi()
			AND p_day >= r.birth);
END
$$;
COMMENT ON FUNCTION person_place_on IS
	'where somebody who is in scope now was at the end of a day; before the first
move that is known, the place that they moved from. Asked as the owner, because
it may have been another office''s';
GRANT EXECUTE ON FUNCTION person_place_on TO zhen_operator;

CREATE FUNCTION person_life_on(
	r resident,
	p_day date
) RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE
		WHEN p_day < r.birth THEN '尚未出生'
		WHEN p_day > r.died THEN format('已死亡（%s，%s）', r.died,
			coalesce(code_name('died_source', r.died_source), '来源没有登记'))
		ELSE format('在世，%s 岁', extract(year FROM age(p_day, r.birth)))
	END
$$;
GRANT EXECUTE ON FUNCTION person_life_on TO zhen_operator;

CREATE FUNCTION person_on(
	p_county int,
	p_resident bigint,
	p_day date
) RETURNS TABLE (
	name text,
	id_no text,
	life text,
	place bigint,
	hukou text,
	hukou_where text,
	hukou_place text,
	nation text,
	education text,
	marital text,
	health text,
	political text,
	standing text,
	employment text,
	employer_name text,
	categories text[],
	certificates text[],
	account text,
	account_bank text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT
		r.name::text,
		r.id_no::text,
		person_life_on(r, p_day),
		person_place_on(r.county, r.id, p_day),
		CASE WHEN p_day >= r.birth THEN coalesce(d.hukou, r.hukou)::text END,
		d.hukou_where::text,
		nullif(concat_ws(' ', division_path(d.hukou_div), d.hukou_address), ''),
		d.nation::text,
		d.education::text,
		d.marital::text,
		d.health::text,
		d.political::text,
		d.standing::text,
		w.state::text,
		w.employer_name::text,
		ARRAY(
			SELECT c.category::text
			FROM resident_category c
			WHERE c.county = p_county AND c.resident = p_resident
				AND NOT c.is_removed AND lived.day BETWEEN c.since
					AND coalesce(c.until, 'infinity')
			ORDER BY c.since, c.id),
		ARRAY(
			SELECT c.kind || ' ' || c.number
			FROM resident_certificate c
			WHERE c.county = p_county AND c.resident = p_resident
				AND NOT c.is_removed AND lived.day BETWEEN c.since
					AND coalesce(c.until, 'infinity')
			ORDER BY c.since, c.id),
		a.number::text,
		a.bank::text
	FROM resident r
	CROSS JOIN LATERAL (
		SELECT CASE WHEN r.died IS NULL OR p_day <= r.died THEN p_day END AS day
	) lived
	LEFT JOIN resident_detail d ON d.county = p_county
		AND d.resident = p_resident
		AND NOT d.is_removed AND least(p_day, r.died) BETWEEN d.since
			AND coalesce(d.until, 'infinity')
	LEFT JOIN resident_employment w ON w.county = p_county
		AND w.resident = p_resident AND NOT w.is_removed
		AND lived.day BETWEEN w.since AND coalesce(w.until, 'infinity')
	LEFT JOIN LATERAL (
		SELECT x.number, x.bank
		FROM account x
		WHERE x.county = p_county AND x.resident = p_resident
			AND x.since <= lived.day AND coalesce(x.until, 'infinity') > lived.day
		ORDER BY x.id DESC
		LIMIT 1
	) a ON true
	WHERE r.county = p_county AND r.id = p_resident;
END
$$;
COMMENT ON FUNCTION person_on IS
	'the person at the end of a day, as codes, by what is known today. What ends
with life is empty after it, the rest stays as it was then; nothing holds before
birth. Nobody out of scope';
GRANT EXECUTE ON FUNCTION person_on TO zhen_operator;

CREATE FUNCTION person_on_lines(
	p_who text,
	p_day date
) RETURNS TABLE (
	n int,
	label text,
	value text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT l.n::int, l.label, l.value
	FROM resident_one(p_who) r
	CROSS JOIN LATERAL person_on(r.county, r.id, p_day) p
	CROSS JOIN LATERAL (
		VALUES
			(1, '姓名', p.name),
			(2, '身份证号', p.id_no),
			(3, '生存状况', p.life),
			(4, '居住地', division_path(p.place)),
			(5, '户口性质', code_name('hukou', p.hukou)),
			(6, '户籍', concat_ws('：', code_name('hukou_where', p.hukou_where),
				p.hukou_place)),
			(7, '民族', code_name('nation', p.nation)),
			(8, '文化程度', code_name('education', p.education)),
			(9, '婚姻状况', code_name('marital', p.marital)),
			(10, '健康状况', code_name('health', p.health)),
			(11, '政治面貌', code_name('political', p.political)),
			(12, '个人身份', code_name('standing', p.standing)),
			(13, '就业状态', concat_ws('：',
				code_name('employment_state', p.employment), p.employer_name)),
			(14, '困难类别', (
				SELECT string_agg(category_name(r.county, c), '、' ORDER BY i)
				FROM unnest(p.categories) WITH ORDINALITY x (c, i))),
			(15, '证件', (
				SELECT string_agg(concat(code_name('certificate',
						split_part(c, ' ', 1)), ' ', split_part(c, ' ', 2)), '、'
					ORDER BY i)
				FROM unnest(p.certificates) WITH ORDINALITY x (c, i))),
			(16, '银行账户', concat_ws(' ', p.account_bank, p.account))
	) l (n, label, value)
	WHERE p_who IS NOT NULL AND p_day IS NOT NULL
$$;
COMMENT ON FUNCTION person_on_lines IS 'the same in words, a line each';
GRANT EXECUTE ON FUNCTION person_on_lines TO zhen_operator;

CREATE VIEW card_certificates
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.resident,
	c.id,
	code_name('certificate', c.kind) AS kind_name,
	c.number,
	c.issuer,
	c.grade,
	c.since,
	c.until,
	CASE WHEN c.until < current_date THEN '已失效'
		WHEN c.until < current_date + 60 THEN '快到期'
		ELSE '有效' END AS state_name
FROM resident_certificate c
WHERE NOT c.is_removed;
COMMENT ON VIEW card_certificates IS '一个人的证件';
GRANT SELECT ON card_certificates TO zhen_operator;

CREATE VIEW card_contacts
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.resident,
	c.id,
	c.name,
	code_name('kin', c.kin) AS kin_name,
	c.phone,
	c.note
FROM resident_contact c
WHERE NOT c.is_removed AND coalesce(c.until, 'infinity') >= current_date;
COMMENT ON VIEW card_contacts IS '一个人现在的联系人和其他电话';
GRANT SELECT ON card_contacts TO zhen_operator;

CREATE VIEW card_categories
WITH (security_invoker = true)
AS
SELECT
	c.county,
	c.resident,
	c.id,
	category_name(c.county, c.category) AS category_name,
	c.since,
	c.until,
	c.evidence,
	c.confirmed_by,
	CASE WHEN c.until < current_date THEN '已退出' ELSE '在册' END AS state_name
FROM resident_category c
WHERE NOT c.is_removed;
COMMENT ON VIEW card_categories IS '一个人的困难类别';
GRANT SELECT ON card_categories TO zhen_operator;

CREATE VIEW card_employment
WITH (security_invoker = true)
AS
SELECT
	w.county,
	w.resident,
	w.id,
	code_name('employment_state', w.state) AS employment_name,
	w.employer,
	w.employer_name,
	w.place,
	w.note,
	w.since,
	w.until
FROM resident_employment w
WHERE NOT w.is_removed;
COMMENT ON VIEW card_employment IS '一个人的就业经过';
GRANT SELECT ON card_employment TO zhen_operator;

CREATE VIEW card_survival
WITH (security_invoker = true)
AS
SELECT
	s.county,
	s.resident,
	s.id,
	s.year,
	s.since AS checked_on,
	code_name('survival_way', s.way) AS way_name,
	operator_name(s.checked_by) AS checker,
	s.note
FROM survival_check s
WHERE NOT s.is_removed;
COMMENT ON VIEW card_survival IS '一个人的生存认证';
GRANT SELECT ON card_survival TO zhen_operator;

CREATE VIEW card_accounts
WITH (security_invoker = true)
AS
SELECT
	a.county,
	a.resident,
	a.id,
	a.number,
	a.bank,
	a.holder,
	a.since,
	a.until,
	CASE WHEN a.is_current THEN '现用' ELSE '已停用' END AS state_name,
	a.is_current
FROM account a;
COMMENT ON VIEW card_accounts IS '一个人的银行账户，现用和用过的';
GRANT SELECT ON card_accounts TO zhen_operator;

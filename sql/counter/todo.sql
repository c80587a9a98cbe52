-- What waits for an operator (待办), what they did and others go on with (已办),
-- and what is over (已结). Each subject has a view todo_SUBJECT of the columns
-- that todo_list() gives; a new one is found by its name.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW todo_change
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN c.state IN ('approved', 'withdrawn') THEN 'done'
		WHEN c.turn = 'check' OR c.state = 'returned'
			AND c.made_by = session_user THEN 'mine'
		ELSE 'sent' END AS turn,
	'review' AS screen,
	c.county::int AS county,
	c.id AS key,
	NULL::int AS month,
	c.state AS state,
	c.what::text AS what,
	c.title::text AS whom,
	c.amount::numeric AS amount,
	c.state_name AS state_name,
	c.maker AS maker,
	greatest(c.made, c.checked) AS at
FROM review_list c
WHERE c.turn IS NOT NULL OR session_user IN (c.made_by, c.checked_by);
COMMENT ON VIEW todo_change IS '待办：送复核的改动';
GRANT SELECT ON todo_change TO zhen_operator;

CREATE VIEW todo_batch
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN b.state = 'paid' THEN 'done'
		WHEN b.state = 'submitted' AND m.is_maker
			OR b.state = 'approved' AND (m.is_maker
				OR b.checked_by = session_user) THEN 'sent'
		ELSE 'mine' END AS turn,
	'batch' AS screen,
	b.county::int AS county,
	b.id AS key,
	b.month::int AS month,
	b.state AS state,
	p.title || ' ' || b.month AS what,
	b.people || ' 人' AS whom,
	b.total::numeric AS amount,
	batch_state_name(b.state) AS state_name,
	operator_name(b.made_by) AS maker,
	to_char(greatest(b.made_at, b.submitted_at, b.checked_at),
		'YYYY-MM-DD HH24:MI') AS at
FROM batch b
JOIN programme p ON p.code = b.programme
CROSS JOIN LATERAL (
	SELECT session_user IN (b.made_by, b.submitted_by) AS is_maker
) m
WHERE m.is_maker OR b.checked_by = session_user
		AND b.state IN ('approved', 'paid')
	OR b.state IN ('submitted', 'approved') AND operator_has_duty('reviewer')
	OR b.state = 'approved' AND operator_has_duty('supervisor');
COMMENT ON VIEW todo_batch IS '待办：发放批次';
GRANT SELECT ON todo_batch TO zhen_operator;

CREATE VIEW todo_claim
WITH (security_invoker = true)
AS
SELECT
	CASE WHEN c.state = 'paid' THEN 'done'
		WHEN m.is_own AND c.state <> 'returned' THEN 'sent'
		ELSE 'mine' END AS turn,
	'claim' AS screen,
	c.county::int AS county,
	c.staff AS key,
	c.month,
	c.state,
	'走访报销 ' || c.month AS what,
	c.staff_name::text AS whom,
	c.total::numeric AS amount,
	c.state_name,
	c.staff_name::text AS maker,
	to_char(coalesce(c.paid_on, c.claimed_on), 'YYYY-MM-DD') AS at
FROM claim_list c
CROSS JOIN LATERAL (SELECT c.role = session_user AS is_own) m
WHERE c.state <> 'logged' AND (m.is_own AND c.state <> 'approved'
	OR c.state IN ('claimed', 'approved') AND (operator_has_duty('reviewer')
		OR operator_has_duty('supervisor')));
COMMENT ON VIEW todo_claim IS '待办：走访报销';
GRANT SELECT ON todo_claim TO zhen_operator;

CREATE FUNCTION todo_list(p_turn text)
RETURNS TABLE (
	screen text,
	county int,
	key bigint,
	month int,
	state text,
	what text,
	whom text,
	amount numeric,
	state_name text,
	maker text,
	at text
)
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one name;
BEGIN
	FOR one IN
		SELECT relname FROM pg_class
		WHERE relnamespace = 'zhen'::regnamespace AND relkind = 'v'
			AND starts_with(relname, 'todo_')
		ORDER BY relname
	LOOP
		RETURN QUERY EXECUTE format('
			SELECT screen, county, key, month, state, what, whom, amount,
				state_name, maker, at
			FROM %I
			WHERE turn = $1
			ORDER BY at DESC
			LIMIT 200', one)
		USING p_turn;
	END LOOP;
END
$$;
COMMENT ON FUNCTION todo_list IS
	'mine: what waits for the operator; sent: what they did and others go on
with; done: what is over. The newest 200 of each subject';
GRANT EXECUTE ON FUNCTION todo_list TO zhen_operator;

CREATE VIEW lookup_place
WITH (security_invoker = true)
AS
SELECT d.code, d.name, d.initials, d.spelling, d.note
FROM division_choice d
WHERE d.level IN ('town', 'county', 'city')
	AND d.div >= (SELECT scope_lo())
	AND division_last(d.div) <= (SELECT scope_hi())
ORDER BY d.div;
COMMENT ON VIEW lookup_place IS '本人管辖的镇街、县区和市';
GRANT SELECT ON lookup_place TO zhen_operator;

CREATE VIEW lookup_guarded
WITH (security_invoker = true)
AS
SELECT
	t.tbl::text AS code,
	table_words(t.tbl) AS name,
	pinyin_place_initials(table_words(t.tbl)) AS initials,
	pinyin_place_spelling(table_words(t.tbl)) AS spelling,
	t.tbl::text AS note
FROM audit_table t
WHERE t.part IS NULL AND review_place(t.tbl::text::regclass) IS NOT NULL
	AND NOT starts_with(t.tbl, 'review_')
ORDER BY t.tbl;
COMMENT ON VIEW lookup_guarded IS '复核规则能管的表';
GRANT SELECT ON lookup_guarded TO zhen_admin;

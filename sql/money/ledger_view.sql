-- What people see of the ledger: balances by programme, office, fund and month,
-- the lines behind them, and the entry with its cause.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE VIEW ledger_line_list
WITH (security_invoker = true)
AS
SELECT
	l.county::int AS county,
	l.entry,
	l.cause,
	l.step,
	r.name::text AS cause_name,
	l.account,
	a.name::text AS account_name,
	l.programme,
	coalesce(p.title::text, code_name('fund', l.fund)) AS programme_title,
	l.fund,
	l.for_month::int AS for_month,
	l.div::bigint AS div,
	operator_office_name(l.div) AS office_name,
	l.month::int AS month,
	l.amount::numeric AS amount,
	CASE WHEN l.amount > 0 THEN l.amount::numeric END AS debit,
	CASE WHEN l.amount < 0 THEN -l.amount::numeric END AS credit,
	CASE WHEN e.is_opening THEN '期初 ' ELSE '' END || s.title AS what,
	e.made_at::date AS made_on
FROM ledger_line l
JOIN ledger_entry e ON e.county = l.county AND e.id = l.entry
JOIN ledger_account a ON a.code = l.account
JOIN ledger_source s ON s.source = e.source
JOIN ledger_rule r ON r.cause = l.cause AND r.step = l.step
LEFT JOIN programme p ON p.code = l.programme;
COMMENT ON VIEW ledger_line_list IS '分录，和它们的凭证、科目、项目';
GRANT SELECT ON ledger_line_list TO zhen_operator;

CREATE VIEW ledger_entry_list
WITH (security_invoker = true)
AS
SELECT
	e.county::int AS county,
	e.id AS entry,
	e.div::bigint AS div,
	operator_office_name(e.div) AS office_name,
	e.month::int AS month,
	CASE WHEN e.is_opening THEN '期初 ' ELSE '' END || s.title AS what,
	CASE WHEN NOT e.is_opening THEN e.ref END AS ref,
	e.is_opening,
	s.screen::text AS screen,
	(SELECT min(l.for_month)::int FROM ledger_line l
		WHERE l.county = e.county AND l.entry = e.id) AS for_month,
	operator_name(e.made_by) AS maker,
	to_char(e.made_at, 'YYYY-MM-DD HH24:MI') AS made
FROM ledger_entry e
JOIN ledger_source s ON s.source = e.source;
COMMENT ON VIEW ledger_entry_list IS '记账凭证';
GRANT SELECT ON ledger_entry_list TO zhen_operator;

CREATE VIEW lookup_ledger_account
WITH (security_invoker = true)
AS
SELECT
	a.code,
	a.name::text AS name,
	pinyin_place_initials(a.name) AS initials,
	pinyin_place_spelling(a.name) AS spelling,
	a.note::text AS note
FROM ledger_account a
ORDER BY a.code;
COMMENT ON VIEW lookup_ledger_account IS '会计科目';
GRANT SELECT ON lookup_ledger_account TO zhen_operator;

CREATE VIEW ledger_account_list
WITH (security_invoker = true)
AS
SELECT
	a.code,
	a.name::text AS name,
	CASE a.kind WHEN 'asset' THEN '资产' WHEN 'liability' THEN '负债'
		WHEN 'income' THEN '收入' WHEN 'expense' THEN '支出'
		ELSE '预算控制' END AS kind_name,
	CASE a.side WHEN 1 THEN '借' ELSE '贷' END AS side_name,
	a.side::int AS side,
	a.note::text AS note
FROM ledger_account a;
COMMENT ON VIEW ledger_account_list IS '会计科目';
GRANT SELECT ON ledger_account_list TO zhen_operator;

CREATE VIEW lookup_ledger_by
WITH (security_invoker = true)
AS
SELECT v.code, v.name, pinyin_place_initials(v.name) AS initials,
	pinyin_place_spelling(v.name) AS spelling, v.note
FROM (VALUES
	('1', '科目', '只按科目'),
	('2', '项目', '每个项目的各科目'),
	('3', '服务所', '每个服务所的各科目'),
	('4', '经费类别', '每类经费的各科目'),
	('5', '账期', '每个月的各科目')
) v (code, name, note);
COMMENT ON VIEW lookup_ledger_by IS '余额按什么分';
GRANT SELECT ON lookup_ledger_by TO zhen_operator;

CREATE FUNCTION ledger_balances(
	p_by text,
	p_account text,
	p_programme text,
	p_div bigint,
	p_fund text,
	p_from int,
	p_to int
) RETURNS TABLE (
	key text,
	name text,
	account text,
	account_name text,
	opening numeric,
	debit numeric,
	credit numeric,
	closing numeric
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		s.key,
		CASE coalesce(p_by, '1')
			WHEN '2' THEN coalesce((SELECT g.title::text FROM programme g
				WHERE g.code = s.key), '（不属于项目）')
			WHEN '3' THEN operator_office_name(s.key::bigint)
			WHEN '4' THEN code_name('fund', s.key)
			WHEN '5' THEN s.key
			ELSE a.kind_name
		END,
		a.code,
		a.name,
		s.opening * a.side,
		s.debit,
		s.credit,
		(s.opening + s.debit - s.credit) * a.side
	FROM (
		SELECT
			CASE coalesce(p_by, '1') WHEN '2' THEN l.programme
				WHEN '3' THEN l.div::text WHEN '4' THEN l.fund
				WHEN '5' THEN l.month::text ELSE l.account END AS key,
			l.account,
			coalesce(sum(l.amount) FILTER (WHERE l.month < p_from), 0)
				AS opening,
			coalesce(sum(l.amount) FILTER (WHERE l.amount > 0
				AND (l.month < p_from) IS NOT TRUE), 0) AS debit,
			coalesce(sum(-l.amount) FILTER (WHERE l.amount < 0
				AND (l.month < p_from) IS NOT TRUE), 0) AS credit
		FROM ledger_line l
		WHERE (p_account IS NULL OR l.account = p_account)
			AND (p_programme IS NULL OR l.programme = p_programme)
			AND (p_div IS NULL OR l.div = p_div)
			AND (p_fund IS NULL OR l.fund = p_fund)
			AND (p_to IS NULL OR l.month <= p_to)
		GROUP BY 1, 2
	) s
	JOIN ledger_account_list a ON a.code = s.account
	ORDER BY s.key, a.code
$$;
COMMENT ON FUNCTION ledger_balances IS
	'what stood, came and went by account and one of: 2 programme, 3 office, 4
fund, 5 month; a balance is positive on the side that its account has';
GRANT EXECUTE ON FUNCTION ledger_balances TO zhen_operator;

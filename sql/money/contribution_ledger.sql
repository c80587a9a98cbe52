-- What is booked of what people pay in: into their accounts, where the programme
-- has any (a rate "account_months"), else as income; what the government adds is
-- owed by it; interest; and what heirs are owed. Where the person moves within the
-- county, it is booked over to the new office; to another county, an account is
-- owed by the old one to the new, less what the old one has paid of it, while a
-- premium stays where it was paid.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

SELECT ledger_attach('contribution', '缴费和个人账户', 'contribution',
	'card', $$
	SELECT r.county, r.div / 1000 * 1000 AS div, r.programme, g.fund,
		r.month AS for_month, c.cause, r.resident AS ref,
		month_of(r.paid_on) AS on_month, c.amount
	FROM %s r
	JOIN programme g ON g.code = r.programme
	CROSS JOIN LATERAL (
		SELECT EXISTS (SELECT FROM rate x
			WHERE x.programme = r.programme AND x.name = 'account_months')
	) a (has_account)
	CROSS JOIN LATERAL (SELECT r.other_county IS NOT NULL) o (is_other)
	CROSS JOIN LATERAL (VALUES
		(CASE WHEN a.has_account THEN 'account_paid' ELSE 'premium_paid' END,
			r.kind IN ('1', '2') AND NOT o.is_other, r.amount + r.collective),
		(CASE WHEN a.has_account THEN 'account_match'
			ELSE 'premium_match' END, r.kind IN ('1', '2') AND NOT o.is_other,
			r.match),
		('account_interest', r.kind IN ('3', '4') AND NOT o.is_other, r.amount),
		('account_heir', r.kind = '5', -r.amount),
		(CASE WHEN r.kind = '6' AND r.amount > 0 AND r.corrects IS NULL
			THEN 'account_drawn' ELSE 'account_moved' END,
			a.has_account AND o.is_other, r.amount + r.match + r.collective)
	) c (cause, holds, amount)
	WHERE c.holds
$$);

-- An account goes along to another county and back: as much is in it, each year
-- counts once, and both ledgers say so. By hand, for 转甲 (in since 2015): paid
-- 100 + 100, matched 30 + 30, interest 5: 265 saved; 265 / 139 = 1.91 a month was
-- drawn once: 263.09 are left. The premium of 30 stays where it was paid.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT min(code) AS there FROM division WHERE county = 371082 AND level = 'village' \gset
INSERT INTO household (county, id, div, head)
VALUES (371002, 9200000, 371002001001, 9200001);
INSERT INTO resident (county, id, id_no, name, div, household, kin)
SELECT 371002, 9200001, b || idcard_check_digit(b), '转甲', 371002001001, 9200000, '02'
FROM (VALUES ('11010119650101702')) v (b);
INSERT INTO enrolment (county, programme, resident, div, since, extra)
VALUES (371002, 'pension', 9200001, 371002001001, 201501, '{"way": "1"}');
INSERT INTO contribution (county, programme, resident, year, kind, tier, amount,
	match, month, paid_on)
VALUES (371002, 'pension', 9200001, 2015, '1', '100', 100, 30, 201506, '2015-06-01'),
	(371002, 'pension', 9200001, 2016, '1', '100', 100, 30, 201606, '2016-06-01'),
	(371002, 'pension', 9200001, 2017, '1', '100', 100, 30, 201706, '2017-06-01'),
	(371002, 'pension', 9200001, 2015, '3', NULL, 5, 0, 201512, '2016-01-01'),
	(371002, 'rcms', 9200001, 2026, '1', '1', 30, 200, 202511, '2025-11-01');
INSERT INTO contribution (county, programme, resident, year, kind, tier, amount,
	match, month, paid_on, corrects, reason)
SELECT county, programme, resident, year, kind, tier, -amount, -match, month,
	'2017-06-02', id, '重了'
FROM contribution WHERE resident = 9200001 AND year = 2017;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder)
SELECT 371002, 'pension', 202610, 9200001, 371002001001, min(id), 104.91,
	'6228480099000001', '转甲'
FROM batch WHERE county = 371002 AND programme = 'pension' AND month = 202610;

CREATE FUNCTION pg_temp.booked(p_county int) RETURNS text LANGUAGE sql
SECURITY DEFINER AS $$
	SELECT string_agg(account || ' ' || amount, ', ' ORDER BY account)
	FROM (
		SELECT l.account, sum(l.amount) AS amount
		FROM zhen.ledger_line l
		JOIN zhen.ledger_entry e ON e.county = l.county AND e.id = l.entry
		WHERE e.source = 'contribution' AND l.county = p_county
			AND e.ref = 9200001
		GROUP BY l.account
		HAVING sum(l.amount) <> 0) x
$$;
CREATE FUNCTION pg_temp.account(p_county int) RETURNS text LANGUAGE sql
SECURITY DEFINER AS $$
	SELECT concat_ws(' ', zhen.account_saved(p_county, 'pension', 9200001, 202611),
		zhen.account_left(p_county, 'pension', 9200001, 202611),
		zhen.contribution_paid(p_county, 'pension', 9200001),
		zhen.contribution_paid(p_county, 'rcms', 9200001, 2026))
$$;
CREATE FUNCTION pg_temp.move(p_from int, p_div bigint) RETURNS void LANGUAGE sql AS $$
	SELECT zhen.relocation_do(r) FROM (
		SELECT (jsonb_populate_record(NULL::zhen.relocation, jsonb_build_object(
			'county', p_from, 'resident', 9200001, 'to_div', p_div, 'whole', false,
			'carries', true))).*) r
$$;

SELECT is(pg_temp.account(371002), '265.00 263.09 2 1', 'before');
SELECT is(pg_temp.booked(371002), '1003 230.00, 1202 260.00, 2101 -265.00, '
	|| '4101 -30.00, 4102 -200.00, 5103 5.00', 'paid, matched, interest');
SELECT lives_ok(format('SELECT pg_temp.move(371002, %s)', :there), 'moves away');
SELECT is(pg_temp.account(371082), '265.00 263.09 2 1', 'as much is in it there');
SELECT is(pg_temp.account(371002), '0.00 0 0 0', 'and nothing here any more');
SELECT is(account_saved(371002, 'pension', 9200001, 202610), 265.00,
	'of a month before the move it is what it was');
SELECT is(pg_temp.booked(371082), '1203 263.09, 2101 -263.09',
	'the new county is owed what is left');
SELECT is(pg_temp.booked(371002), '1003 230.00, 1202 260.00, 1203 -263.09, '
	|| '4101 -30.00, 4102 -200.00, 5001 -1.91, 5103 5.00',
	'the old one owes it, less what it has paid of it');
SELECT is(string_agg(kind_name || remark, ' ' ORDER BY kind), concat_ws(' ',
	'缴费（转入）转自环翠区', '缴费（转入）转自环翠区', '利息（转入）转自环翠区',
	'转移前已领（转入）转自环翠区'), 'said so there')
FROM contribution_list l
JOIN contribution c USING (county, id)
WHERE l.county = 371082 AND l.resident = 9200001 AND l.programme = 'pension';
SELECT is(string_agg(DISTINCT remark, ' ' ORDER BY remark),
	'已冲正 已转出 转往荣成市 重了', 'and here')
FROM contribution_list
WHERE county = 371002 AND resident = 9200001 AND kind_name LIKE '缴费%';
SELECT is(concat_ws(' ', years, own, matched, interest, drawn, balance),
	'2 200.00 60.00 5.00 1.91 263.09', 'the account there')
FROM account_list WHERE county = 371082 AND resident = 9200001 AND programme = 'pension';
SELECT is_empty(format('SELECT verify_ledger(%s)', c), 'the ledger is what the record says')
FROM (VALUES (371002), (371082)) v (c);
SET LOCAL SESSION AUTHORIZATION zhou;
SELECT throws_ok(format('SELECT contribution_correct(371082, %s, ''错了'')', id), 'ZH001',
	'这是迁来以前已经领取的，不能冲正，请联系原来的县区', 'what was drawn there stays')
FROM contribution WHERE county = 371082 AND resident = 9200001 AND kind = '6';
SELECT throws_ok(format('SELECT contribution_correct(371082, %s, ''错了'')', id), 'ZH001',
	'这是从环翠区转来的，钱不是本县区收的，不能在这里冲正，请联系环翠区', 'so does what was paid elsewhere')
FROM contribution WHERE county = 371082 AND resident = 9200001 AND kind = '1' AND year = 2015;
SELECT is_empty('SELECT FROM contribution_list WHERE county = 371082
	AND resident = 9200001 AND is_open', 'none of it is shown as open');
RESET SESSION AUTHORIZATION;

SELECT lives_ok('SELECT pg_temp.move(371082, 371002001001)', 'moves back');
SELECT is(pg_temp.account(371002), '265.00 263.09 2 1', 'it is here again, once');
SELECT is(account_saved(371002, 'pension', 9200001, 202610), 265.00,
	'of a month before it left it is still what it was');
SELECT is(pg_temp.account(371082), '0.00 0 0 0', 'and not there');
SELECT is(pg_temp.booked(371082), NULL, 'that county owes nothing and is owed nothing');
SELECT is(pg_temp.booked(371002), '1003 230.00, 1202 260.00, 2101 -263.09, '
	|| '4101 -30.00, 4102 -200.00, 5001 -1.91, 5103 5.00', 'nor this one');
SELECT is_empty(format('SELECT verify_ledger(%s)', c), 'the ledgers say so')
FROM (VALUES (371002), (371082)) v (c);
SET LOCAL SESSION AUTHORIZATION wang;
SELECT throws_ok($$ INSERT INTO contribution (county, programme, resident, year, tier,
	paid_on, other_county) VALUES (371002, 'pension', 9200001, 2026, '100',
	current_date, 371082) $$, '42501', NULL, 'nobody writes that something moved');
SELECT throws_ok($$ SELECT contribution_move(r, r) FROM resident r LIMIT 1 $$, '42501',
	NULL, 'nor moves it by hand');
RESET SESSION AUTHORIZATION;

-- Moves when this month is computed here, and then when it is paid, too: it stays
-- what it was. 265 / 139 = 1.91 was drawn in October and in November: 261.18 are left.
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount, because)
SELECT 371002, 'pension', 202611, 9200001, 371002001001, min(id), 104.91, 'x'
FROM batch WHERE county = 371002 AND programme = 'pension' AND month = 202610;
SELECT lives_ok(format('SELECT pg_temp.move(371002, %s)', :there), 'moves when computed');
SELECT is(account_saved(371002, 'pension', 9200001, 202611), 265.00, 'it comes out as before');
SELECT is(account_saved(371002, 'pension', 9200001, 202612), 0.00, 'but not the next');
SELECT is(account_left(371002, 'pension', 9200001, 202611), 0.00, 'nothing is left here');
SELECT is(pg_temp.account(371082), '265.00 263.09 2 1', 'all of it there');
SELECT lives_ok('SELECT pg_temp.move(371082, 371002001001)', 'and back');
SELECT is(string_agg(account_saved(371002, 'pension', 9200001, m)::text, ' ' ORDER BY m),
	'265.00 265.00 265.00', 'each month counts it once')
FROM unnest('{202610,202611,202612}'::int[]) m;
SELECT is(account_left(371002, 'pension', 9200001, 202611), 263.09, 'as much is in it');
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder)
SELECT county, programme, month, resident, div, batch, amount, '6228480099000001', '转甲'
FROM entitlement WHERE county = 371002 AND month = 202611 AND resident = 9200001;
SELECT lives_ok(format('SELECT pg_temp.move(371002, %s)', :there), 'moves when paid');
SELECT is(account_saved(371002, 'pension', 9200001, 202611), 265.00, 'it comes out as before');
SELECT is(account_drawn(371002, 'pension', 9200001, 202612), 3.82, 'and so does what was drawn');
SELECT is(pg_temp.account(371082), '265.00 261.18 2 1', 'less both months');
SELECT is(account_left(371002, 'pension', 9200001, 202612), 0.00, 'nothing is left here');
SELECT lives_ok('SELECT pg_temp.move(371082, 371002001001)', 'and back');
SELECT is(account_left(371002, 'pension', 9200001, m), 261.18, 'drawn once, says ' || m)
FROM unnest('{202611,202612}'::int[]) m;
SELECT is(account_saved(371002, 'pension', 9200001, 202612), 265.00, 'the next month, too');
SELECT is(account_left(371082, 'pension', 9200001, 202612), 0.00, 'nothing is left there');
SELECT is_empty(format('SELECT verify_ledger(%s)', c), 'the ledgers say so')
FROM (VALUES (371002), (371082)) v (c);
SELECT * FROM finish();
ROLLBACK;

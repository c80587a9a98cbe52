-- Papers: sums of a batch by village, of a month by office and programme, what the
-- bank pays, and the notices. Six people of two villages of a town whose demo has
-- no batch; the sums are worked out by hand:
--   month   甲 (1)   乙 (1)   丙 (1)   丁 (1)   戊 (2)   己 (2)   all
--   202609  100.00   100.00   100.00     -       50.25    60.00*  410.25
--   202610  100.00   120.50     -      80.00     50.25    60.00   410.75
-- * in a batch made in October, after September was paid.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE TEMP TABLE who (n int, id bigint);
GRANT SELECT ON who TO PUBLIC;
CREATE FUNCTION pg_temp.person(p_n int, p_name text, p_div bigint)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	body text := '37100219700101' || lpad((900 + p_n)::text, 3, '0');
	made bigint := nextval('resident_id');
	home bigint;
BEGIN
	INSERT INTO household (county, div, head) VALUES (371002, p_div, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household)
	VALUES (371002, made, body || idcard_check_digit(body), p_name, p_div, home);
	INSERT INTO account (county, resident, div, number, holder)
	VALUES (371002, made, p_div, '62284800000000090' || lpad(p_n::text, 2, '0'),
		p_name);
	INSERT INTO enrolment (county, programme, resident, div, since, until)
	VALUES (371002, 'aid', made, p_div, CASE p_n WHEN 4 THEN 202610 ELSE 202609
		END, CASE p_n WHEN 5 THEN 202610 END);
	INSERT INTO who VALUES (p_n, made);
	RETURN made;
END
$$;
SELECT lives_ok($$ SELECT pg_temp.person(n, name, 371002002001 + (n > 4)::int)
	FROM (VALUES (1, '试甲'), (2, '试乙'), (3, '试丙'), (4, '试丁'), (5, '试戊'),
		(6, '试己')) v (n, name) $$, 'six people');
INSERT INTO batch (county, id, programme, programme_version, month, div, state,
	made_by, made_at, submitted_by, checked_by, people, total)
SELECT 371002, id, 'aid', 1, month, 371002002000, 'paid', 'wang', made_at, 'wang',
	'li', people, total
FROM (VALUES (-30, 202609, '2026-09-20'::timestamptz, 4, 350.25),
	(-20, 202610, '2026-10-20', 5, 410.75), (-10, 202609, '2026-10-25', 1, 60))
	v (id, month, made_at, people, total);
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount,
	because)
SELECT 371002, 'aid', month, r.id, r.div, batch, amount, format('凭证 %s 元', amount)
FROM (VALUES (1, 202609, -30, 100), (2, 202609, -30, 100), (3, 202609, -30, 100),
	(5, 202609, -30, 50.25), (6, 202609, -10, 60), (1, 202610, -20, 100),
	(2, 202610, -20, 120.5), (4, 202610, -20, 80), (5, 202610, -20, 50.25),
	(6, 202610, -20, 60)) v (n, month, batch, amount)
JOIN who USING (n)
JOIN resident r ON r.county = 371002 AND r.id = who.id;
INSERT INTO left_out (county, batch, resident, div, reason)
SELECT 371002, -20, id, 371002002001, '补贴已满 36 个月' FROM who WHERE n = 3;
INSERT INTO payment (county, programme, month, resident, div, batch, amount,
	account_number, holder)
SELECT e.county, e.programme, e.month, e.resident, e.div, e.batch, e.amount,
	a.number, a.holder
FROM entitlement e
JOIN account a ON a.county = e.county AND a.resident = e.resident
WHERE e.county = 371002 AND e.batch < 0;
SELECT operator_add(role, name, div, duties::text[])
FROM (VALUES ('try_win', '窗口', 371002002000, '{window}'),
	('try_sup', '主管', 371002002000, '{supervisor}'),
	('try_far', '别处', 371002001000, '{window}'),
	('try_coo', '协管', 371002002001, '{coordinator}')) v (role, name, div, duties);

SET LOCAL SESSION AUTHORIZATION try_win;
SELECT results_eq($$ SELECT village_name, nth, name, months, amount
	FROM paper_due(371002, -20, 'aid', 202610, 202610, NULL)
	ORDER BY village, nth $$,
	$$ VALUES ('东山居委会', 1::bigint, '试丁', '202610', 80::numeric),
		('东山居委会', 2, '试乙', '202610', 120.5),
		('东山居委会', 3, '试甲', '202610', 100),
		('鲸园居委会', 1, '试己', '202610', 60),
		('鲸园居委会', 2, '试戊', '202610', 50.25) $$,
	'a batch, numbered village by village');
SELECT is((SELECT sum(amount) FROM paper_due(371002, -20, 'aid', 202610, 202610,
	371002002001)), 300.5, 'one village');
SELECT is((SELECT sum(amount) FROM paper_due(NULL, NULL, 'aid', 202609, 202610,
	NULL)), 821.00, 'two months, from all batches');
SELECT results_eq($$ SELECT months, month_count, amount
	FROM paper_due(NULL, NULL, 'aid', 202609, 202610, 371002002001)
	WHERE name = '试甲' $$, $$ VALUES ('202609-202610', 2::bigint, 200::numeric) $$,
	'somebody of both');
SELECT ok(bool_and(id_shown ~ '^371002\*{8}9'), 'nobody''s date of birth')
FROM paper_due(371002, -20, 'aid', 202610, 202610, NULL);
SELECT is(paper_of(371002, -20, 'aid', 202610, 202610), concat_ws('  ',
	'就业援助社保补贴', '2026 年 10 月', '批次 -20（已发放）',
	operator_office_name(371002002000)), 'what the list is of');
SELECT results_eq($$ SELECT people, amount, fresh, stopped, changed, back
	FROM paper_sums(202610) WHERE programme = 'aid' $$,
	$$ VALUES (5::bigint, 410.75::numeric, 1::bigint, 1::bigint, 1::bigint,
		60::numeric) $$, 'the month to be signed: 丁 is new, 丙 stopped, 乙 another');
SELECT results_eq($$ SELECT state_name, people, amount, fresh, stopped, back
	FROM paper_sums(202611) WHERE programme = 'aid' $$,
	$$ VALUES ('未核算', NULL::bigint, NULL::numeric, NULL::bigint, NULL::bigint,
		NULL::numeric) $$, 'nobody stops with a month that isn''t computed');
SELECT results_eq($$ SELECT * FROM paper_sums_of(202611, 'aid') $$,
	$$ VALUES (0::numeric, 0::numeric, 0::numeric, '其中 1 项尚未核算') $$,
	'which is said');
SELECT is((SELECT missing FROM paper_sums_of(202610, 'aid')), NULL,
	'of one that is, nothing is');
SELECT results_eq($$ SELECT nth, holder, account, amount
	FROM paper_bank(371002, -20) ORDER BY nth LIMIT 2 $$,
	$$ VALUES (1::bigint, '试丁', '6228480000000009004', 80::numeric),
		(2, '试乙', '6228480000000009002', 120.5) $$, 'who takes the file sees accounts');

-- The notices.
SELECT is((SELECT string_agg(concat_ws(' ', kind, month, was, will, why), '; '
		ORDER BY month)
	FROM notice_list n JOIN who ON who.id = n.resident WHERE who.n = 2),
	'approved 202609 100.00; changed 202610 100.00 120.50 原来是：凭证 100 元',
	'approved, then another amount');
SELECT is((SELECT concat_ws(' ', month, decision, why)
	FROM notice_list n JOIN who ON who.id = n.resident
	WHERE who.n = 3 AND kind = 'stopped'),
	'202610 就业援助社保补贴从 2026 年 10 月起停发。 补贴已满 36 个月',
	'stopped, with the reason of the batch');
SELECT is((SELECT concat_ws(' ', month, why)
	FROM notice_list n JOIN who ON who.id = n.resident
	WHERE who.n = 5 AND kind = 'stopped'), '202611 登记的截止月份是 202610',
	'stopped by the register');
SELECT is((SELECT concat_ws(' ', money, amount)
	FROM notice_list n JOIN who ON who.id = n.resident
	WHERE who.n = 2 AND kind = 'changed'), '每月 120.50 元 120.50',
	'how much, how often');
SELECT is((SELECT string_agg(label, '|') FROM who CROSS JOIN LATERAL
	notice_lines(371002, who.id, 'aid', 'changed', 202610)
	WHERE who.n = 2 AND label <> ''), '怎么算的|原因|依据|异议',
	'what the slip gives reasons for');
SELECT is((SELECT string_agg(piece, '') FROM who CROSS JOIN LATERAL
	notice_lines(371002, who.id, 'aid', 'changed', 202610) WHERE who.n = 2),
	concat('凭证 120.5 元原来是：凭证 100 元',
	'就业促进法第五十二、五十三条；灵活就业社保补贴办法',
	remedy_text('aid', current_date, 371002002001)), 'and what it says');
SELECT is((SELECT count(*) FROM notice_find(NULL, 'aid', 202610) n
	JOIN who ON who.id = n.resident), 3::bigint, 'of a month: 乙, 丙 and 丁');
SELECT throws_ok($$ SELECT notice_find(NULL, 'aid', NULL) $$, 'ZH001',
	'请输身份证号，或者选项目和月份', 'neither a person nor a month');
SELECT throws_ok($$ SELECT notice_find('371002199001011239', NULL, NULL) $$, 'ZH001',
	'管辖范围内没有这个人，请核对身份证号', 'nobody of that number');
RESET SESSION AUTHORIZATION;
INSERT INTO application (county, div, number, programme, programme_version,
	resident, since, state, reason, closed_on)
SELECT 371002, 371002002001, 'TRY-1', 'aid', 1, id, 202611, 'refused',
	'家庭有经商收入，不符合第五十二条', current_date
FROM who WHERE n = 3;
INSERT INTO correction (county, programme, month, resident, part, div, batch, kind,
	note, was, amount, made_by)
SELECT 371002, 'aid', 202609, id, 0, 371002002001, -30, '1', '9 月 3 日已就业', 100,
	0, 'wang'
FROM who WHERE n = 3;
UPDATE correction SET state = 'approved', checked_by = 'li', checked_at = now()
WHERE county = 371002 AND batch = -30;
SET LOCAL SESSION AUTHORIZATION try_win;
SELECT is((SELECT string_agg(concat_ws(' ', kind, heading, amount, screen, why),
		'; ' ORDER BY kind)
	FROM notice_list n JOIN who ON who.id = n.resident
	WHERE who.n = 3 AND kind IN ('refused', 'recovery')),
	concat('recovery 待遇追回告知书 100.00 recovery ', code_name('correction', '1'),
		'：9 月 3 日已就业; refused 不予批准告知书 notice ',
		'家庭有经商收入，不符合第五十二条'), 'to be given back, and refused');
SELECT throws_ok($$ UPDATE remedy SET days = 5 $$, '42501', NULL,
	'the window doesn''t shorten the time to object');

SET LOCAL SESSION AUTHORIZATION try_sup;
SELECT results_eq($$ SELECT account FROM paper_bank(371002, -20) ORDER BY nth
	LIMIT 1 $$, $$ VALUES ('****9004') $$, 'others see the last digits');
SET LOCAL SESSION AUTHORIZATION try_coo;
SELECT is((SELECT sum(amount) FROM paper_due(371002, -20, 'aid', 202610, 202610,
	NULL)), 300.5, 'a village sees its own');
SELECT is((SELECT count(*) FROM notice_find(NULL, 'aid', 202610) n
	JOIN who ON who.id = n.resident), 2::bigint,
	'and its own people''s notices, but for what the town''s batch left out');
SET LOCAL SESSION AUTHORIZATION try_far;
SELECT is((SELECT count(*) FROM paper_due(371002, -20, 'aid', 202610, 202610,
	NULL)), 0::bigint, 'another town: nobody');
SELECT is((SELECT count(*) FROM paper_bank(371002, -20)), 0::bigint, 'no account');
SELECT is((SELECT count(*) FROM notice_list n JOIN who ON who.id = n.resident),
	0::bigint, 'no notice');
RESET SESSION AUTHORIZATION;

-- The account of an amount, as the notice has it: 744 + 323 = 1067, two thirds.
SELECT is(notice_sum('round((849.00 + coalesce(317.00, 0)) * 0.66666667, 2)'),
	'(849.00 + 317.00) × 0.66666667', 'a sum as people write it');
SELECT is(notice_sum('103 + round(5000 / 139, 2)'), '103 + (5000 ÷ 139)',
	'and one with a part that is rounded');
SELECT is(notice_sum('CASE WHEN 3 > 2 THEN 55 END'), NULL,
	'what only programmers read isn''t shown');
SET LOCAL SESSION AUTHORIZATION wang;
SELECT results_eq($$ SELECT a.nth, left(a.content, 22) FROM resident r
	CROSS JOIN LATERAL notice_account(371002, r.id, 'aid', 202610, 711.33) a
	WHERE r.county = 371002 AND r.id_no = '371002199103110455' ORDER BY a.nth $$,
	$$ VALUES (1, '(744.00 + 323.00) × 0.'), (2, '其中 0.66666667：2008 年 1') $$,
	'the sum and its rate, since when');
SELECT is_empty($$ SELECT FROM resident r
	CROSS JOIN LATERAL notice_account(371002, r.id, 'aid', 202610, 700) a
	WHERE r.county = 371002 AND r.id_no = '371002199103110455' $$,
	'no account of an amount that it doesn''t give');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$ SELECT piece FROM paper_lines('一二三四，五六ab七', 8) $$,
	$$ VALUES ('一二三四，'), ('五六ab七') $$,
	'8 columns are 4 signs; a comma stays with its line');
SELECT is_empty($$ SELECT FROM paper_lines('', 8) $$, 'nothing is no line');
SELECT matches(remedy_text('aid', '2010-06-01', 371002001001), '60 日.* 3 个月',
	'the law of that day');
SELECT matches(remedy_text('aid', '2026-06-01', 371002001001),
	'60 日内向本级人民政府.* 6 个月', 'and that of now');
SELECT * FROM finish();
ROLLBACK;

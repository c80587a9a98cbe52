-- A month from compute to bank file: who may do what, what is refused, and
-- what nobody can undo. With a programme of its own, so that what the demo
-- data hold doesn't matter.
BEGIN;
SET LOCAL search_path = zhen, tap;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE FUNCTION pg_temp.person(
	p_n int,
	p_name text,
	p_account text,
	p_n_share numeric
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	body text := '11010119500101' || lpad(p_n::text, 3, '0');
	made bigint := nextval('resident_id');
	home bigint;
BEGIN
	INSERT INTO household (county, div, head)
	VALUES (371002, 371002001001, made)
	RETURNING id INTO home;
	INSERT INTO resident (county, id, id_no, name, div, household)
	VALUES (371002, made, body || idcard_check_digit(body), p_name,
		371002001001, home);
	IF p_account IS NOT NULL THEN
		INSERT INTO account (county, resident, div, number, holder)
		VALUES (371002, made, 371002001001, p_account, p_name);
	END IF;
	INSERT INTO enrolment (county, programme, resident, div, since, extra)
	VALUES (371002, 'try', made, 371002001001, 201001,
		jsonb_build_object('share', p_n_share));
	RETURN made;
END
$$;
SELECT alike(programme_load('{"programme": "try", "title": "试验", "form": "try",
	"table": "enrol_try", "basis": "试验", "fund": "project",
	"require": [{"sql": "died IS NULL", "reason": "已死亡"}],
	"amount": "100 / share", "because": "format(''份额 %s'', share)",
	"fields": [{"name": "share", "sql": "numeric(12,2)"}]}'),
	'%第 1 版%', 'a programme to try');
CREATE TEMP TABLE who AS
SELECT n, pg_temp.person(n, name, account, share) AS id
FROM (VALUES
	(1, '甲一', '6228480000000000011', 1),
	(2, '䶮二', '6228480000000000012', 3),
	(3, '丙三', NULL, 1),
	(4, '丁四', '6228480000000000014', 1)
) v (n, name, account, share);
UPDATE resident SET died = '2009-01-01'
WHERE county = 371002 AND id = (SELECT id FROM who WHERE n = 4);
CREATE TEMP TABLE b (id bigint);
GRANT ALL ON who, b TO PUBLIC;
SELECT lives_ok($$SELECT operator_add('try_both', '双职', 371002001000,
	'{window,reviewer}')$$, 'somebody with both duties');

SET SESSION AUTHORIZATION li;
SELECT throws_ok($$SELECT batch_compute(programme => 'try', month => 201012)$$,
	'ZH403', NULL, 'a reviewer computes nothing');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$SELECT batch_compute('tried', 201012)$$, 'ZH001',
	'没有这个项目，请按 F4 从列表中选择', 'an unknown programme');
SELECT throws_ok($$SELECT batch_compute('try', 219912)$$, 'ZH001',
	'不能提前办理以后的月份，请改为本月或以前', 'a month to come');
SELECT throws_ok($$SELECT batch_compute('try', 201013)$$, 'ZH001', NULL,
	'a month that isn''t');
SELECT throws_ok($$SELECT batch_compute('try', NULL)$$, 'ZH001', NULL,
	'no month');
SELECT alike(batch_compute(programme => 'try', month => 201012),
	'%应发 2 人 133.33 元，未列入 2 人%', 'computes');
INSERT INTO b SELECT batch FROM batch_list
WHERE programme = 'try' AND month = 201012;
SELECT is(count(*), 1::bigint, 'one batch') FROM b;
SELECT is(string_agg(concat_ws(' ', name, amount, because), '；'
	ORDER BY amount), '䶮二 33.33 份额 3.00；甲一 100.00 份额 1.00',
	'who is due what and why')
FROM batch_people WHERE batch = (SELECT id FROM b);
SELECT is(string_agg(concat_ws(' ', name, why), '；' ORDER BY why),
	'丁四 已死亡；丙三 没有银行账户，请在居民登记里补上账号',
	'who is left out and why')
FROM batch_left WHERE batch = (SELECT id FROM b);
SELECT alike(batch_compute('try', 201012), '%应发 2 人 133.33 元%', 'again');
SELECT is(count(*), 1::bigint, 'it is still the same batch')
FROM batch_list WHERE programme = 'try' AND month = 201012;
SELECT throws_ok($$SELECT batch_approve(371002, id) FROM b$$, 'ZH403', NULL,
	'a window operator approves nothing');

SET SESSION AUTHORIZATION li;
SELECT throws_ok($$SELECT batch_approve(371002, id) FROM b$$, 'ZH001', NULL,
	'a draft isn''t approved');
SELECT throws_ok($$SELECT batch_submit(371002, id) FROM b$$, 'ZH403', NULL,
	'a reviewer submits nothing');
SET SESSION AUTHORIZATION sun;
SELECT is_empty($$SELECT * FROM batch_list WHERE batch IN (SELECT id FROM b)$$,
	'another office doesn''t see it');
SELECT throws_ok($$SELECT batch_submit(371002, id) FROM b$$, 'ZH403', NULL,
	'nor submit it');
SELECT alike(batch_compute('try', 201012), '%应发 0 人%',
	'it computes its own people');
SELECT throws_ok($$SELECT batch_submit(county, batch) FROM batch_list
	WHERE programme = 'try'$$, 'ZH001', NULL, 'an empty batch isn''t submitted');
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$SELECT batch_submit(371002, -1)$$, 'ZH403', NULL,
	'no such batch');
SELECT alike(batch_submit(county => 371002, batch => id), '%2 人，133.33 元%',
	'submits') FROM b;
SELECT throws_ok($$SELECT batch_submit(371002, id) FROM b$$, 'ZH001', NULL,
	'not twice');
SELECT throws_ok($$SELECT batch_compute('try', 201012)$$, 'ZH001', NULL,
	'what is submitted isn''t computed anew');

SET SESSION AUTHORIZATION li;
SELECT throws_ok($$SELECT batch_return(371002, id, '  ') FROM b$$, 'ZH001',
	'请写明退回原因，让经办人知道改什么', 'returning takes a reason');
SELECT alike(batch_return(county => 371002, batch => id, reason => '丙三补账号'),
	'%已退回：丙三补账号', 'returns') FROM b;
SELECT is(state || reason, 'returned丙三补账号', 'with its reason')
FROM batch_list WHERE batch = (SELECT id FROM b);
RESET SESSION AUTHORIZATION;
INSERT INTO account (county, resident, div, number, holder)
SELECT 371002, id, 371002001001, '6228480000000000013', '丙三|三'
FROM who WHERE n = 3;

SET SESSION AUTHORIZATION wang;
SELECT alike(batch_compute('try', 201012), '%应发 3 人 233.33 元，未列入 1 人%',
	'computes anew');
SELECT alike(batch_submit(371002, id), '%3 人%', 'submits again') FROM b;
RESET SESSION AUTHORIZATION;
UPDATE enrolment SET extra = '{"share": 2}', note = '提交后改的'
WHERE county = 371002 AND resident = (SELECT id FROM who WHERE n = 1);
SET SESSION AUTHORIZATION li;
SELECT throws_like($$SELECT batch_approve(371002, id) FROM b$$,
	'%有 1 人情况变了（甲一：金额应为 50.00）%',
	'who changed after it was submitted stops it');
RESET SESSION AUTHORIZATION;
UPDATE enrolment SET extra = '{"share": 1}'
WHERE county = 371002 AND resident = (SELECT id FROM who WHERE n = 1);
SET SESSION AUTHORIZATION li;
SELECT alike(batch_approve(county => 371002, batch => id), '%3 人，233.33 元%',
	'another person approves') FROM b;
SELECT throws_ok($$SELECT batch_approve(371002, id) FROM b$$, 'ZH001', NULL,
	'once');
SELECT throws_ok($$SELECT batch_return(371002, id, '错') FROM b$$, 'ZH001', NULL,
	'what is paid isn''t returned');
SELECT is(sum(amount), 233.33, 'payments') FROM payment
WHERE batch = (SELECT id FROM b);
SELECT is(account_number || holder, '6228480000000000013丙三|三',
	'to the account of that day')
FROM payment WHERE resident = (SELECT id FROM who WHERE n = 3);
SELECT throws_ok($$UPDATE payment SET amount = 1$$, '42501', NULL,
	'no operator changes payments');
SELECT throws_ok($$DELETE FROM payment$$, '42501', NULL, 'or removes them');
SELECT throws_ok($$INSERT INTO payment SELECT * FROM payment$$, '42501', NULL,
	'or adds to them');
SELECT throws_ok($$UPDATE entitlement SET amount = 1$$, '42501', NULL,
	'or changes what is due');
SELECT throws_ok($$UPDATE batch SET state = 'paid'$$, '42501', NULL,
	'or a batch');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$UPDATE payment SET amount = 1$$, 'ZH403', NULL,
	'not even the owner changes a payment');
SELECT throws_ok($$DELETE FROM payment$$, 'ZH403', NULL, 'or removes one');
SELECT throws_ok($$TRUNCATE payment CASCADE$$, 'ZH403', NULL, 'or all');
SELECT throws_ok($$INSERT INTO payment SELECT * FROM payment
	WHERE programme = 'try'$$, '23505', NULL, 'nobody is paid twice');
SELECT throws_ok($$UPDATE batch SET state = 'draft' WHERE programme = 'try'
	AND state = 'paid'$$, 'ZH403', NULL, 'a paid batch stays paid');
SELECT throws_ok($$DELETE FROM batch WHERE programme = 'try'$$, 'ZH403', NULL,
	'a batch isn''t removed');

-- The bank file: 丙三's account name would break its line apart
SET SESSION AUTHORIZATION wang;
SELECT is(array_agg(regexp_replace(line_text, '[0-9]{17}[0-9X]', 'ID')),
	'{2|133.33,1|甲一|ID|6228480000000000011|100.00,'
	'2|䶮二|ID|6228480000000000012|33.33}', 'the bank file')
FROM bank_file(371002, (SELECT id FROM b));
SELECT is(array_agg(regexp_replace(line_text, '[0-9]{17}[0-9X]', 'ID')),
	'{1|100.00,1|甲一|ID|6228480000000000011|100.00}',
	'without the line that GBK can''t hold it balances')
FROM bank_file(county => 371002, batch => (SELECT id FROM b),
	refused => '{3}');
SELECT results_eq(
	$$SELECT line, resident FROM bank_refusal
		WHERE batch = (SELECT id FROM b) ORDER BY line$$,
	$$SELECT CASE n WHEN 2 THEN 3 END, id FROM who WHERE n IN (2, 3) ORDER BY n$$,
	'who isn''t in the file is on record');
SELECT is(state_name, '未入银行', 'and shows on their card') FROM card_payments
WHERE resident = (SELECT id FROM who WHERE n = 2);
SET SESSION AUTHORIZATION sun;
SELECT throws_ok($$SELECT bank_file(371002, id) FROM b$$, 'ZH403', NULL,
	'another office gets no file');

-- A late person is paid by a batch of their own
RESET SESSION AUTHORIZATION;
INSERT INTO who SELECT 5, pg_temp.person(5, '戊五', '6228480000000000015', 0);
INSERT INTO who SELECT 6, pg_temp.person(6, '己六', '6228480000000000016', 4);
SET SESSION AUTHORIZATION try_both;
SELECT alike(batch_compute('try', 201012), '%应发 1 人 25.00 元，未列入 2 人%',
	'only who isn''t in a batch yet; one person''s error stops nobody');
SELECT alike(why, '算不出来（%）%', 'and is told') FROM batch_left
WHERE resident = (SELECT id FROM who WHERE n = 5);
SELECT alike(batch_submit(county, batch), '%1 人%', 'submits')
FROM batch_list WHERE programme = 'try' AND state = 'draft';
SELECT throws_ok($$SELECT batch_approve(county, batch) FROM batch_list
	WHERE programme = 'try' AND state = 'submitted'$$, 'ZH403',
	'这个批次是您经办的，请另一位复核人员审批', 'maker is not checker');
SELECT throws_ok($$SELECT batch_return(county, batch, '错') FROM batch_list
	WHERE programme = 'try' AND state = 'submitted'$$, 'ZH403', NULL,
	'nor returns it to themselves');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$UPDATE batch SET state = 'paid', checked_by = made_by
	WHERE programme = 'try' AND state = 'submitted'$$, '23514', NULL,
	'nor by the owner''s hand');
SELECT throws_ok($$UPDATE batch SET state = 'draft'
	WHERE programme = 'try' AND state = 'submitted'$$, 'ZH001', NULL,
	'states go their way only');
UPDATE account SET is_current = false
WHERE county = 371002 AND resident = (SELECT id FROM who WHERE n = 6);
SET SESSION AUTHORIZATION li;
SELECT throws_like($$SELECT batch_approve(county, batch) FROM batch_list
	WHERE programme = 'try' AND state = 'submitted'$$, '%没有银行账户%',
	'an account that went away stops it too');
SET SESSION AUTHORIZATION wang;
SELECT is(batch_compute('try', 201011) ~ '应发 3 人', true,
	'another month is another batch');
RESET SESSION AUTHORIZATION;
UPDATE operator SET is_disabled = true WHERE role = 'wang';
SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$SELECT batch_compute('try', 201010)$$, 'ZH403', NULL,
	'who is disabled does nothing');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$SELECT batch_compute('try', 201010)$$, 'ZH403', NULL,
	'nor does who is no operator');
SELECT is(sum((new ->> 'rows')::int), 3::bigint, 'payments are in the trace')
FROM audit
WHERE tbl = 'payment' AND new ->> 'batch' IN (
	SELECT id::text FROM batch WHERE programme = 'try');
SELECT is_empty('SELECT * FROM verify()', 'the chains hold');
SELECT * FROM finish();
ROLLBACK;

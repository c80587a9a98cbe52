-- People move between towns and counties: one side asks, the other confirms; a
-- person is in one place, and paid once.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

-- 一 is alone and was paid in September and October in 环翠楼; 荣成 asks for her.
SELECT r.id AS one, r.id_no AS one_no, r.name AS one_name, r.div AS one_div,
	r.created_at, a.number AS one_account, r.household AS one_home
FROM resident r
JOIN account a ON a.county = r.county AND a.resident = r.id AND a.is_current
WHERE r.div / 1000 = 371002001 AND r.died IS NULL AND r.phone IS NOT NULL
	AND 1 = (SELECT count(*) FROM resident m WHERE m.county = r.county
		AND m.household = r.household)
	AND 2 = (SELECT count(*) FROM payment p WHERE p.county = r.county
		AND p.resident = r.id AND p.programme = 'pension')
ORDER BY r.id LIMIT 1 \gset
SELECT min(code) AS village FROM division WHERE county = 371082 AND level = 'village' \gset
SELECT min(id) AS neighbour FROM resident WHERE county = 371002 AND div = 371002100007 \gset
SELECT id_no AS neighbour_no FROM resident WHERE county = 371002 AND id = :neighbour \gset

INSERT INTO resident_contact (county, resident, div, since, name, phone)
VALUES (371002, :one, :one_div, '2020-01-01', '老邻居', '13800000008');

SET SESSION AUTHORIZATION zhou;
SELECT is(message, '现在环翠区 环翠楼街道：申请迁入', 'of others'' people no more than the town')
FROM relocation_notice(:'one_no');
SELECT throws_ok(format('SELECT relocation_ask(%L, %s, %L)', n, v, r), e, m, m)
FROM (VALUES
	('371082199001010018', :village, 'x', 'ZH001',
		'全市都没有登记过这个号码，请核对；确实没有的直接登记（1101）'),
	('000000', :village, 'x', 'ZH001',
		'全市都没有登记过这个号码，请核对；确实没有的直接登记（1101）'),
	(:'one_no', 371082001000, 'x', 'ZH001', '没有这个村居，请按 F4 从列表中选择'),
	(:'one_no', :village, '  ', 'ZH001', '请写明为什么迁移，供对方确认'),
	(:'one_no', 371003001006, 'x', 'ZH403',
		'此人不在您的管辖范围，只能申请迁入您管的村居，请重新选择')
) v (n, v, r, e, m);
SELECT is(relocation_ask(:'one_no', :village, '随女儿住'),
	'已申请迁入，等环翠区 环翠楼街道确认；结果看迁移（1141）', 'asked for');
SELECT throws_ok(format('SELECT relocation_ask(%L, %s, ''再来'')', :'one_no', :village), 'ZH001',
	'此人已有一件迁移待确认，请到迁移（1141）办理或撤回', 'once');
SELECT is(concat_ws('|', name, id_no, from_place, state_name, can),
	concat_ws('|', mask_idcard(:'one_no'), '环翠区 环翠楼街道', '待确认', 'wait'),
	'the new side knows a number and a town')
FROM relocation_list() WHERE resident = :one;
SELECT id AS asked FROM relocation_list() WHERE resident = :one \gset
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH403', NULL,
	'and can''t confirm for the other');
SELECT is_empty(format('SELECT * FROM resident WHERE id = %s', :one), 'nothing has changed');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
SELECT is_empty(format('SELECT * FROM relocation_list() WHERE resident = %s', :one),
	'of no business to a third');
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH403', NULL, 'to confirm');
SELECT throws_ok(format('SELECT relocation_withdraw(371002, %s)', :asked), 'ZH403', NULL, 'or withdraw');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH403', NULL,
	'nor to a coordinator');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT is(concat_ws('|', name, id_no, can, note), concat_ws('|', :'one_name', :'one_no', 'confirm', '随女儿住'),
	'the old side sees who and why') FROM relocation_list() WHERE resident = :one;
SELECT throws_ok(format('SELECT relocation_refuse(371002, %s, '''')', :asked), 'ZH001',
	'请写明为什么不同意，让申请的人知道', 'no without a reason isn''t one');
SELECT lives_ok(format('SELECT relocation_refuse(371002, %s, ''仍住本地'')', :asked), 'no');
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH001',
	'这件迁移现在是“不同意”，不能再办，请重新打开看看', 'is final');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT is(note, '仍住本地', 'the new side reads why') FROM relocation_list('refused') WHERE resident = :one;
SELECT lives_ok(format('SELECT relocation_ask(%L, %s, ''户口已迁'')', :'one_no', :village), 'it asks again');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :one \gset
SELECT lives_ok(format('SELECT relocation_withdraw(371002, %s)', :asked), 'withdraws');
SELECT lives_ok(format('SELECT relocation_ask(%L, %s, ''户口已迁'')', :'one_no', :village), 'and again');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :one \gset
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT is(relocation_confirm(371002, :asked), format('已迁移：%s 等 1 人到%s，参保由迁入地接续',
	:'one_name', division_path(:village)), 'confirmed');
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH001', NULL, 'once');

-- Where she was.
SELECT is_empty(format('SELECT * FROM resident WHERE id = %s', :one), 'no resident any more');
SELECT is(id_no || village_name || town_name, mask_idcard(:'one_no') || '已迁出'
	|| '→' || (SELECT name FROM division WHERE code = :village / 1000 * 1000), 'found: ' || needle)
FROM (VALUES (:'one_no'), (:'one_name')) n (needle), resident_search(needle, 2000) s
WHERE s.id = :one;
SELECT is(concat_ws('|', name, id_no, account, moved),
	concat_ws('|', :'one_name', mask_idcard(:'one_no'), mask_account(:'one_account'), '已迁出'),
	'the card, masked') FROM moved_card(371002, :one);
SELECT alike(look_full(371002, :one, '退汇核对'), '已记录在案%', 'a look, for a reason');
SELECT is_empty(format('SELECT * FROM card_changes(371002, %s)', :one), 'nothing of what changes there');
SELECT is_empty(format('SELECT * FROM card_rows(371002, %s)', :one), 'nor of her rows');
SELECT is_empty(format('SELECT * FROM card_payments_elsewhere(371002, %s)', :one), 'nor of payments there');
SELECT is_empty(format('SELECT * FROM card_elsewhere(%s, %s)', c, :one), 'nor of papers, here or there')
FROM unnest('{371002,371082}'::int[]) c;
SELECT is(count(*), 2::bigint, 'her payments here') FROM card_payments
WHERE county = 371002 AND resident = :one;
UPDATE resident SET phone = '13800000009' WHERE id = :one;
SELECT throws_ok(format('UPDATE enrolment SET until = 202612 WHERE resident = %s', :one), 'ZH403', NULL,
	'her enrolment is no longer changed here');
SELECT throws_ok(format('INSERT INTO resident_entry (id_no, name, hukou, village)
	VALUES (%L, ''重来'', ''1'', 371002001001)', :'one_no'), 'ZH001', NULL, 'nor she registered');
RESET SESSION AUTHORIZATION;
SELECT is(div::bigint, 371082000000 + 0, 'the look is on record where she is')
FROM (SELECT div / 1000000 * 1000000 AS div FROM audit WHERE op = 'LOOK' AND tbl = 'resident'
	ORDER BY seq DESC LIMIT 1) x;

-- Where she is.
SELECT is(count(*), 1::bigint, 'in one place') FROM resident WHERE id_no = :'one_no' AND next_id IS NULL;
SELECT is(concat(county, ' ', resident), concat('371082 ', :one), 'of the same number')
FROM identity WHERE id_no = :'one_no';
SET SESSION AUTHORIZATION zhou;
SELECT is(concat_ws('|', name, id_no, village), concat_ws('|', :'one_name', :'one_no', :village), 'her entry')
FROM resident_entry WHERE id = :one;
SELECT is(count(*), 1::bigint, 'found once') FROM resident_search(:'one_no');
SELECT is(number::text, :'one_account', 'her account') FROM account WHERE resident = :one AND is_current;
SELECT is(string_agg(concat(county, ' ', since, '-', until), ', ' ORDER BY county), '371082 202611-',
	'goes on from the month of the move') FROM enrolment WHERE resident = :one;
SELECT is(count(*), 2::bigint, 'what she was paid elsewhere') FROM card_payments_elsewhere(371082, :one);
SELECT is(array_agg(concat(said, ' ', place)), '{老邻居 13800000008 环翠区 环翠楼街道（已迁出）}',
	'who can be asked, from elsewhere') FROM card_elsewhere(371082, :one) WHERE what = '联系人';
SELECT ok(count(*) > 0, 'her trace from elsewhere') FROM card_changes(371082, :one)
WHERE change ~ '结档原因：空→moved';
SELECT is(h.head, :one::bigint, 'a household of her own') FROM resident r
JOIN household h ON h.county = r.county AND h.id = r.household WHERE r.id = :one;
SELECT is(concat_ws('|', name, state_name, from_place), concat_ws('|', :'one_name', '已迁移', '环翠区 环翠楼街道'),
	'and what happened') FROM relocation_list() WHERE id = :asked;

-- Money: the old county pays what is before, the new one from then on, and no
-- month twice, whatever is typed.
UPDATE enrolment SET since = 202608 WHERE resident = :one;
RESET SESSION AUTHORIZATION;
SELECT is(string_agg(concat(since >= 201101, '-', until), ', '), 't-202610', 'the old enrolment has ended')
FROM enrolment WHERE resident = :one AND county = 371002;
SELECT count((batch_make(p, m, d)).id) AS made FROM programme p,
	(VALUES (202608, 371002001000), (202611, 371002001000), (202608, 371082000000),
		(202609, 371082000000), (202611, 371082000000)) v (m, d) WHERE p.code = 'pension' \gset
SELECT is(string_agg(concat(month, ' ', county), ', ' ORDER BY month),
	'202608 371002, 202609 371002, 202610 371002, 202611 371082', 'each month in one county')
FROM entitlement WHERE resident = :one AND programme = 'pension' AND month >= 202608;
SELECT is(array_agg(DISTINCT reason::text), '{本月已在此人环翠区的另一份档案里列入，不重复发放}',
	'with the reason') FROM left_out WHERE county = 371082 AND resident = :one;
SELECT throws_ok(format('INSERT INTO entitlement (county, programme, month, resident, div, batch,
		amount, because) SELECT 371082, programme, month, resident, %s, batch, 1, ''''
	FROM entitlement WHERE county = 371002 AND resident = %s AND month = 202609', :village, :one),
	'ZH001', NULL, 'not even by the owner''s hand');

-- Back, by the old side's own row; the city may confirm for it.
SET SESSION AUTHORIZATION gao;
SELECT lives_ok(format('SELECT relocation_ask(%L, %s, ''回来了'', carries => false)', :'one_no', :one_div),
	'the city asks');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :one \gset
SELECT throws_ok(format('SELECT relocation_confirm(371082, %s)', :asked), 'ZH403',
	'这件迁移是您申请的，请由对方或市里另一位确认', 'and doesn''t confirm itself');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT lives_ok(format('SELECT relocation_confirm(371082, %s)', :asked), 'who takes her back does');
SELECT is(concat_ws('|', r.id_no, r.div, r.address), concat_ws('|', :'one_no', :one_div), 'her old row is open')
FROM resident r WHERE r.id = :one;
SELECT is(count(*), 1::bigint, 'one account') FROM account WHERE resident = :one AND is_current;
SELECT is(max(since), min(since), 'nothing went on that wasn''t wanted') FROM enrolment
WHERE resident = :one AND programme = 'pension';
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT is(moved || id_no, '已迁出' || mask_idcard(:'one_no'), 'and 荣成 reads her masked')
FROM moved_card(371082, :one);
RESET SESSION AUTHORIZATION;
SELECT is(string_agg(county || closed_as, ' '), '371082moved', 'one row is closed')
FROM resident WHERE id = :one AND next_id IS NOT NULL;
SELECT is(created_at::text, :'created_at', 'registered when she was') FROM resident
WHERE county = 371002 AND id = :one;

-- A family goes together: the head alone can't, the household can.
SELECT h.head AS head, h.id AS home, r.id_no AS head_no, (SELECT count(*) FROM resident m
	WHERE m.county = 371002 AND m.household = h.id) AS people
FROM household h JOIN resident r ON r.county = h.county AND r.id = h.head
WHERE h.county = 371002 AND h.div / 1000 = 371002001
	AND (SELECT count(*) FROM resident m WHERE m.county = 371002 AND m.household = h.id) > 3
ORDER BY h.id LIMIT 1 \gset
SELECT array_agg(id || kin::text ORDER BY id) AS family FROM resident
WHERE county = 371002 AND household = :home \gset
SET SESSION AUTHORIZATION wang;
SELECT alike(relocation_ask(:'head_no', :village, '一个人走'), '已申请迁出，%', 'the head is sent');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :head \gset
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT throws_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'ZH001', NULL,
	'and leaves nobody without a head');
SELECT lives_ok(format('SELECT relocation_refuse(371002, %s, ''请全家迁'')', :asked), 'refused');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT lives_ok(format('SELECT relocation_ask(%L, %s, ''全家走'', whole => true)', :'head_no', :village), 'all of them');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :head \gset
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhou;
SELECT lives_ok(format('SELECT relocation_confirm(371002, %s)', :asked), 'go');
SELECT is(array_agg(m.id || m.kin::text ORDER BY m.id), :'family', 'and are a family there')
FROM resident r JOIN resident m ON m.county = r.county AND m.household = r.household
WHERE r.id = :head;
SELECT is(h.head, :head::bigint, 'with their head') FROM resident r
JOIN household h ON h.county = r.county AND h.id = r.household WHERE r.id = :head;
RESET SESSION AUTHORIZATION;

-- From town to town the row goes along.
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT relocation_ask(%L, 371002100208, ''x'')', :'neighbour_no'), 'ZH001',
	'两个村居都归您管，请在居民登记（1101）里直接改村居', 'within one''s own towns no asking');
SELECT throws_ok(format('SELECT relocation_ask(%L, 371002100007, ''x'')', :'neighbour_no'), 'ZH001',
	'此人现在就在这个村居，请核对迁往哪里', 'nor to where one is');
SELECT lives_ok(format('SELECT relocation_ask(%L, 371002001001, ''搬走了'', whole => true)', :'neighbour_no'), 'sent');
SELECT id AS asked FROM relocation_list('asked') WHERE resident = :neighbour \gset
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT alike(relocation_confirm(371002, :asked), '已迁移：%参保随人走', 'taken');
SELECT is(div::bigint, 371002001001, 'here') FROM resident WHERE id = :neighbour;
SELECT is(count(*), 1::bigint, 'told once') FROM relocation_list() WHERE resident = :neighbour;
UPDATE resident_entry SET village = 371002001003 WHERE id = :neighbour;
SELECT is(count(*), 2::bigint, 'a new village is told too') FROM relocation_list() WHERE resident = :neighbour;
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION sun;
SELECT is(moved, '已迁出', 'read where they were') FROM moved_card(371002, :neighbour);
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION wang;
SELECT throws_ok(q, '42501', NULL, q)
FROM unnest(ARRAY[
	'SELECT * FROM relocation',
	'INSERT INTO relocation (county) VALUES (371002)',
	'UPDATE relocation SET state = ''done''',
	'SELECT relocation_do(NULL)',
	'SELECT relocation_row(NULL, 371082001001, 1, ''02'')',
	'UPDATE resident SET next_county = 371082'
]) q;
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM verify()', 'all of it is on record');
SELECT * FROM finish();
ROLLBACK;

-- Two rows become one person: who asks and who decides, what goes along, that
-- nobody is paid twice, and that taking it back leaves all as it was.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT no_plan();

-- Two people of 环翠楼 who were paid in September and October, each alone in the
-- household; :one is the lower number.
CREATE TEMP TABLE two AS
SELECT row_number() OVER (ORDER BY r.id) AS n, r.*
FROM resident r
JOIN household h ON h.county = r.county AND h.id = r.household AND h.head = r.id
WHERE r.div / 1000 = 371002001 AND r.died IS NULL
	AND 1 = (SELECT count(*) FROM resident m
		WHERE m.county = r.county AND m.household = r.household)
	AND 2 = (SELECT count(*) FROM payment p
		WHERE p.county = r.county AND p.resident = r.id AND p.programme = 'pension')
	AND 1 = (SELECT count(*) FROM enrolment e WHERE e.county = r.county AND e.resident = r.id)
ORDER BY r.id LIMIT 3;
SELECT min(id) FILTER (WHERE n = 1) AS one, min(id) FILTER (WHERE n = 2) AS two,
	min(id) FILTER (WHERE n = 3) AS three,
	min(id_no) FILTER (WHERE n = 2) AS two_no,
	min(name) FILTER (WHERE n = 2) AS two_name
FROM two \gset
-- The first has no account and its pension from October only; the second has
-- another programme too.
INSERT INTO duplicate (county, resident, div, other_county, other, other_div, why)
SELECT a.county, a.id, a.div, b.county, b.id, b.div, 'told'
FROM two a, two b WHERE a.n = 1 AND b.n = 2;
UPDATE account SET is_current = false WHERE county = 371002 AND resident = :one;
UPDATE enrolment SET since = 202610 WHERE county = 371002 AND resident = :one;
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT county, 'aid', id, div, 202601, '{"category": "1", "certified": "2026-01-01", "paid_pension": 100, "paid_medical": 50}'
FROM two WHERE n = 2;

INSERT INTO resident_contact (county, resident, div, since, name, phone)
SELECT county, id, div, '2020-02-02', '老邻居', '13800000008' FROM two WHERE n = 2;

CREATE FUNCTION pg_temp.state() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', 'resident', to_jsonb(r) - 'version' - 'updated_at')
	FROM zhen.resident r WHERE county = 371002 AND id IN (SELECT id FROM two)
	UNION ALL SELECT concat_ws(' ', 'household', to_jsonb(h) - 'version')
	FROM zhen.household h WHERE county = 371002 AND id IN (SELECT household FROM two)
	UNION ALL SELECT concat_ws(' ', 'account', to_jsonb(a))
	FROM zhen.account a WHERE county = 371002 AND resident IN (SELECT id FROM two)
	UNION ALL SELECT concat_ws(' ', 'enrolment', to_jsonb(e) - 'version')
	FROM zhen.enrolment e WHERE county = 371002 AND resident IN (SELECT id FROM two)
	UNION ALL SELECT concat_ws(' ', 'identity', to_jsonb(i))
	FROM zhen.identity i WHERE (county, resident) IN (SELECT county, id FROM two)
$$;
CREATE FUNCTION pg_temp.money() RETURNS text LANGUAGE sql AS $$
	SELECT concat((SELECT concat(count(*), ' ', sum(amount)) FROM zhen.payment), ', ',
		(SELECT concat(count(*), ' ', sum(amount)) FROM zhen.entitlement), ', ',
		(SELECT count(*) FROM zhen.resident))
$$;
CREATE TEMP TABLE was AS SELECT * FROM pg_temp.state() s;
SELECT pg_temp.money() AS money \gset
\set pair 371002, :one, 371002, :two

-- Who asks and who decides.
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT merge_ask(%s, ''x'')', :'pair'), 'ZH403', NULL,
	'not from another office');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION zhao;
SELECT throws_ok(format('SELECT merge_ask(%s, ''x'')', :'pair'), 'ZH403', NULL,
	'not a coordinator');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(format('SELECT merge_ask(%s, ''  '')', :'pair'), 'ZH001',
	'请写明凭什么认定是同一人，供复核', 'not without a reason');
SELECT throws_ok(format('SELECT merge_accept(%s)', :'pair'), 'ZH403', NULL,
	'the window doesn''t decide');
SELECT is(merge_ask(:pair, '本人来说是两次登记'), '已提出合并，留下左边，请复核人员核对后办理',
	'asked for');
SELECT throws_ok(format('SELECT merge_ask(%s, ''x'')', :'pair'), 'ZH001',
	'这一对现在是“待复核”，不能这样办理，请重新打开看看', 'once');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION li;
SELECT lives_ok(format('SELECT merge_refuse(%s, ''看不清'')', :'pair'), 'the reviewer gives it back');
SELECT lives_ok(format('SELECT merge_ask(%s, ''自己提'')', :'pair'), 'and asks');
SELECT throws_ok(format('SELECT merge_accept(%s)', :'pair'), 'ZH403',
	'这次合并是您提出的，请另一位复核人员办理', 'but not both');
SELECT lives_ok(format('SELECT merge_refuse(%s, ''撤回'')', :'pair'), 'and takes it back');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT lives_ok(format('SELECT merge_ask(%s, ''两次登记'')', :'pair'), 'asked again');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION li;
SELECT alike(merge_accept(:pair), '已合并，%', 'merged by another');
SELECT throws_ok(format('SELECT merge_accept(%s)', :'pair'), 'ZH001', NULL, 'once');

-- One person now.
SELECT is_empty(format('SELECT * FROM resident WHERE id = %s', :two), 'a row less');
SELECT results_eq(format('SELECT * FROM resident_same(371002, %s)', :two),
	format('VALUES (371002, %s::bigint), (371002, %s::bigint)', :one, :two), 'yet both are known');
SELECT is(array_agg(id), ARRAY[:one]::bigint[], 'found by the other number')
FROM resident_search(:'two_no');
SELECT is(array_agg(id) @> ARRAY[:one]::bigint[], true, 'and by the other name')
FROM resident_search(:'two_name', 2000);
SELECT is(name || moved, (SELECT r.name || '已合并' FROM resident r WHERE id = :one),
	'the closed row''s card is that of the person') FROM moved_card(371002, :two);
SELECT is(count(*), (SELECT people FROM batch b WHERE b.county = 371002 AND b.id = p.batch)::bigint,
	'lists of batches are as long as they were')
FROM batch_people p
WHERE county = 371002 AND batch IN (SELECT batch FROM entitlement WHERE resident = :two
	AND month = 202610 AND programme = 'pension') GROUP BY batch;
SELECT is(count(*), 2::bigint, 'the payments of the other row')
FROM card_payments_elsewhere(371002, :one);
SELECT is(resident || closed, :two || '已合并', 'whose row it is')
FROM card_rows(371002, :one);
SELECT is(array_agg(concat_ws('|', place, said)), '{环翠区 环翠楼街道（已合并）|老邻居 13800000008}',
	'and who can be asked under it') FROM card_elsewhere(371002, :one) WHERE what = '联系人';
SELECT ok(count(*) FILTER (WHERE c.change ~ '结档原因：空→merged') = 1, 'in the trace of the person')
FROM card_changes(371002, :one) c;
SELECT is(string_agg(concat(programme, ' ', until), ', ' ORDER BY programme, since),
	'aid , pension 202609, pension ', 'what each was enrolled in, without overlap')
FROM enrolment WHERE resident = :one;
SELECT is((SELECT number FROM account WHERE resident = :one AND is_current),
	(SELECT number FROM account WHERE resident = :two AND is_current), 'is paid into this account');
SELECT throws_ok(q, e, NULL, q)
FROM (VALUES
	(format('INSERT INTO enrolment (county, programme, resident, div, since)
		VALUES (371002, ''aid'', %s, 371002001001, 202601)', :two), '42501'),
	(format('UPDATE resident SET next_id = NULL WHERE id = %s', :two), '42501'),
	(format('UPDATE resident SET closed_as = ''merged'', next_county = 371002, next_id = 1
		WHERE id = %s', :one), '42501'),
	(format('SELECT merge_do(r, r) FROM resident r WHERE id = %s', :one), '42501'),
	('SELECT resident_rows(371002, 1)', '42501'),
	('SELECT identity_point(371002, 1)', '42501')
) v (q, e);
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(format('INSERT INTO enrolment (county, programme, resident, div, since)
	VALUES (371002, ''aid'', %s, 371002001001, 202501)', :two), 'ZH403', NULL,
	'nobody enrols a closed row');
SELECT throws_ok(format('INSERT INTO resident_entry (id_no, name, hukou, village)
	VALUES (%L, ''重来'', ''1'', 371002001001)', :'two_no'), 'ZH001', NULL,
	'nor registers its number');
UPDATE resident SET phone = '13800000009' WHERE id = :two;
RESET SESSION AUTHORIZATION;
SELECT isnt(phone::text, '13800000009', 'nor writes it') FROM resident
WHERE county = 371002 AND id = :two;
SELECT is(pg_temp.money(), :'money', 'no money, no person less or more');

-- Nobody is paid twice: both were paid in October, the new row isn't again; in
-- November there is one.
SELECT batch_make(p, 202611, 371002001000) IS NOT NULL FROM programme p WHERE code = 'pension' \g /dev/null
SELECT batch_make(p, 202608, 371002001000) IS NOT NULL FROM programme p WHERE code = 'pension' \g /dev/null
SELECT is(array_agg(resident), ARRAY[:one]::bigint[], 'one is due for November')
FROM entitlement WHERE county = 371002 AND programme = 'pension' AND month = 202611
	AND resident IN (:one, :two);
SELECT is(array_agg(resident), ARRAY[:one]::bigint[],
	'months that the other row was due for and not paid are this one''s')
FROM entitlement WHERE county = 371002 AND programme = 'pension' AND month = 202608
	AND resident IN (:one, :two);
SELECT results_eq($$SELECT resident, other FROM entitled_elsewhere('pension', 202610, 371002)$$,
	format('VALUES (%1$s::bigint, %2$s::bigint), (%2$s, %1$s)', :one, :two),
	'each was due under the other row');
SELECT throws_ok(format('INSERT INTO entitlement (county, programme, month, resident, div, batch,
		amount, because)
	SELECT 371002, ''pension'', 202608, %s, div, batch, 1, '''' FROM entitlement
	WHERE programme = ''pension'' AND month = 202608 AND resident = %s', :two, :one), 'ZH001', NULL,
	'not even the owner makes anybody due twice');

-- Back.
SELECT pg_temp.money() AS money2 \gset
SET SESSION AUTHORIZATION sun;
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH403', NULL,
	'not from another office');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH403', NULL, 'not the window');
UPDATE enrolment SET note = '改过' WHERE resident = :one AND programme = 'aid';
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION li;
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH001', NULL,
	'not when somebody changed what it made');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION wang;
UPDATE enrolment SET note = NULL WHERE resident = :one AND programme = 'aid';
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION li;
SELECT throws_ok(format('SELECT merge_undo(%s, '''')', :'pair'), 'ZH001', NULL, 'not without a reason');
SELECT alike(merge_undo(:pair, '认错了人'), '已撤销，%', 'undone');
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH001', NULL, 'once');
RESET SESSION AUTHORIZATION;
SELECT set_eq('SELECT * FROM pg_temp.state()', 'SELECT * FROM was',
	'people, households, accounts, enrolments and numbers are what they were');
SELECT is(pg_temp.money(), :'money2', 'and the money') ;
SELECT is(state || ' ' || answer, 'open 认错了人', 'the pair is open again') FROM duplicate
WHERE (county, resident, other_county, other) = (:pair);

-- A payment that rests on the merge holds it.
SET SESSION AUTHORIZATION wang;
SELECT lives_ok(format('SELECT merge_ask(%s, ''两次登记'')', :'pair'), 'again');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION chen;
SELECT lives_ok(format('SELECT merge_accept(%s)', :'pair'), 'and merged');
RESET SESSION AUTHORIZATION;
INSERT INTO entitlement (county, programme, month, resident, div, batch, amount, because)
SELECT 371002, 'aid', 202608, :one, div, batch, 1, '' FROM entitlement WHERE programme = 'aid' LIMIT 1;
INSERT INTO payment (county, programme, month, resident, div, batch, amount, account_number, holder)
SELECT county, programme, month, resident, div, batch, amount, '6228480000000000000', '某'
FROM entitlement WHERE programme = 'aid' AND month = 202608 AND resident = :one;
SET SESSION AUTHORIZATION li;
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH001',
	'合并后已按并来的参保发放过待遇，不能再撤销；发错的请另行更正', 'what was paid on it');
RESET SESSION AUTHORIZATION;
-- And so does another merge.
INSERT INTO duplicate (county, resident, div, other_county, other, other_div, why)
SELECT a.county, a.id, a.div, b.county, b.id, b.div, 'told'
FROM two a, two b WHERE a.n = 1 AND b.n = 3;
SET SESSION AUTHORIZATION wang;
SELECT lives_ok(format('SELECT merge_ask(371002, %s, 371002, %s, ''三次登记'')', :three, :one),
	'a third row');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION chen;
SELECT lives_ok(format('SELECT merge_accept(371002, %s, 371002, %s)', :one, :three), 'takes over');
SELECT results_eq(format('SELECT resident FROM resident_same(371002, %s)', :two),
	format('VALUES (%s::bigint), (%s), (%s)', :three, :one, :two), 'all three are one');
SELECT is(array_agg(id), ARRAY[:three]::bigint[], 'the number leads to the last')
FROM resident_search(:'two_no');
SELECT throws_ok(format('SELECT merge_undo(%s, ''x'')', :'pair'), 'ZH001',
	'留下的档案后来又迁移或合并过，请先撤销后来的那一次', 'the last first');
SELECT throws_ok(format('SELECT merge_ask(371002, %s, 371002, %s, ''x'')', :one, :three),
	'ZH001', NULL, 'what is merged isn''t asked for');
SELECT lives_ok(format('SELECT merge_undo(371002, %s, 371002, %s, ''错了'')', :one, :three), 'back');
SELECT results_eq(format('SELECT resident FROM resident_same(371002, %s)', :two),
	format('VALUES (%s::bigint), (%s)', :one, :two), 'two are one as before');
RESET SESSION AUTHORIZATION;

-- A head with a family gives way only to somebody who can take the place.
SELECT h.head AS head, (SELECT min(m.id) FROM resident m WHERE m.county = 371002
	AND m.household = h.id AND m.id <> h.head) AS wife, h.id AS home
FROM household h
WHERE h.county = 371002 AND h.div / 1000 = 371002001
	AND (SELECT count(*) FROM resident m WHERE m.county = 371002 AND m.household = h.id) > 2
ORDER BY h.id LIMIT 1 \gset
SELECT h.head AS other_head
FROM household h
WHERE h.county = 371002 AND h.div / 1000 = 371002001 AND h.id <> :home
	AND (SELECT count(*) FROM resident m WHERE m.county = 371002 AND m.household = h.id) > 2
ORDER BY h.id LIMIT 1 \gset
SELECT throws_ok(format('SELECT merge_do(a, b) FROM resident a, resident b
	WHERE a.county = 371002 AND a.id = %s AND b.county = 371002 AND b.id = %s', :other_head, :head),
	'ZH001', NULL, 'two families can''t become one');
SELECT is(merge_do(a, b) ->> 'headed', 'true', 'who is alone joins the family')
FROM resident a, resident b
WHERE a.county = 371002 AND a.id = :three AND b.county = 371002 AND b.id = :head;
SELECT is(concat_ws(' ', h.head, r.household, r.kin), concat_ws(' ', :three, :home, '02'), 'as its head')
FROM household h, resident r
WHERE h.county = 371002 AND h.id = :home AND r.county = 371002 AND r.id = :three;
SELECT throws_ok(format('UPDATE resident SET closed_as = ''merged'', closed_at = now(),
	next_county = 371002, next_id = %s WHERE county = 371002 AND id = %s', :head, :three), 'ZH001',
	'接续的档案已经结档，请重新打开看看', 'the way never goes round');

SELECT is_empty('SELECT * FROM verify()', 'all of it is on record');
SELECT * FROM finish();
ROLLBACK;

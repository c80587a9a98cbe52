-- The trace as it is read: by operator, person and day, within one's scope.
BEGIN;
SELECT plan(16);

SELECT r.id AS person, r.id_no, r.div FROM resident r
WHERE r.div = 371002001001 AND r.phone IS NOT NULL ORDER BY r.id LIMIT 1 \gset
SET SESSION AUTHORIZATION wang;
UPDATE resident_entry SET phone = '13000000007' WHERE id = :person;
RESET SESSION AUTHORIZATION;
SELECT audit_look(371002, :div, 'resident', jsonb_build_object('id', :person),
	'{id_no}', '核对') IS NULL AS ignored \gset

CREATE TEMP TABLE seen AS
SELECT NULL::int AS county, NULL::bigint AS seq, NULL::int AS row_no LIMIT 0;
GRANT ALL ON seen TO PUBLIC;

SET SESSION AUTHORIZATION chen;
SELECT is((name, op_name, what, address),
	('王丽娟'::text, '修改'::text, '居民'::text, 'local'::text),
	'the newest of an operator: who, what, from where')
FROM trace_list('wang', '', NULL, NULL) LIMIT 1;
SELECT matches(change, '电话：.*→13000000007', 'in words')
FROM trace_list('wang', '', NULL, NULL) LIMIT 1;
SELECT is(array_agg(op_name), '{查看,修改}', 'about a person, the newest first')
FROM trace_list('', :'id_no', current_date, current_date);
SELECT is(concat_ws(' ', whom, change),
	concat_ws(' ', r.name, '查看公民身份号码，事由：核对'), 'looks only')
FROM trace_list('', :'id_no', NULL, NULL, true) t
CROSS JOIN resident r WHERE r.id = :person;
SELECT is_empty($$SELECT * FROM trace_list('', '', current_date + 1, NULL)$$,
	'from a day on');
SELECT is_empty($$SELECT * FROM trace_list('', '', NULL, current_date - 1)$$,
	'up to a day');
SELECT is_empty($$SELECT * FROM trace_list('nobody', '', NULL, NULL)$$,
	'of nobody');
SELECT is_empty($$SELECT * FROM trace_list('', '110101199001011237', NULL,
	NULL)$$, 'about nobody');
SELECT cmp_ok(count(*), '<=', 1000::bigint, 'not more than can be read')
FROM trace_list('', '', NULL, NULL);
INSERT INTO seen SELECT county, seq, row_no
FROM trace_list('wang', '', NULL, NULL) LIMIT 1;
SELECT is(array_agg(label ORDER BY n),
	'{时间,操作员,来自,客户端,操作,电话}', 'one in full')
FROM seen CROSS JOIN trace_columns(county, seq, row_no);
SELECT is(now_is, '13000000007', 'with what is there now')
FROM seen CROSS JOIN trace_columns(county, seq, row_no)
WHERE label = '电话';
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION zhou;
SELECT is_empty($$SELECT * FROM trace_list('wang', '', NULL, NULL)$$,
	'another county''s supervisor sees none of it');
SELECT is_empty(format('SELECT * FROM trace_list('''', %L, NULL, NULL)',
	:'id_no'), 'nor by the person');
SELECT is(count(*), 0::bigint, 'nor the line itself')
FROM seen CROSS JOIN trace_columns(county, seq, row_no);
RESET SESSION AUTHORIZATION;

SET SESSION AUTHORIZATION wang;
SELECT throws_ok($$SELECT * FROM trace_list('', '', NULL, NULL)$$, '42501',
	NULL, 'a window operator doesn''t');
SELECT throws_ok('SELECT * FROM trace_columns(371002, 1, 1)', '42501',
	NULL, 'nor a line');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;

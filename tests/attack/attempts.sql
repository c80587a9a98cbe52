-- What an operator of 环翠区 with psql may try, as each role of
-- tests/attack_test.py. Before each attempt stands the rule that refuses it: the
-- state and how its message begins, or "row security", by which it finds nothing
-- where a superuser finds something; "; not ROLE" leaves out whom it is granted to.
-- :victim is a resident of 荣成市, of the number :victim_id_no, in :village; :made
-- a batch that the role has made itself, :asked a correction that it has asked for;
-- :twin makes a pair with the victim, who is to move by :move; :request the key of
-- a colleague's save,
-- :own of one's own; :other a colleague's connection.
-- LISTEN and advisory locks are everybody's; catalogue.sql looks that nothing of
-- ours uses them.

## Rows of another county

row security
SELECT * FROM resident WHERE county = 371082;
row security
SELECT * FROM resident WHERE county = 371082 AND id = :victim;
row security
SELECT name, id_no, phone FROM resident WHERE div BETWEEN 371082000000 AND 371082999999;
row security
SELECT r.* FROM division d JOIN resident r ON r.div = d.code WHERE d.code / 1000000 = 371082;
row security
SELECT * FROM resident r WHERE r.county NOT IN (SELECT county FROM operator WHERE county <> 371082);
row security
SELECT * FROM account WHERE county = 371082;
row security
SELECT a.* FROM account a JOIN resident r USING (county) WHERE a.resident = r.id AND county = 371082;
row security
SELECT * FROM household WHERE county = 371082;
row security
SELECT * FROM enrolment WHERE county = 371082;
row security
SELECT * FROM entitlement WHERE county = 371082;
row security
SELECT * FROM payment WHERE county = 371082;
row security
SELECT * FROM batch WHERE county = 371082;
row security
SELECT * FROM operator WHERE county = 371082;
row security
SELECT * FROM station WHERE county = 371082;
row security
SELECT * FROM staff WHERE county = 371082;
row security
SELECT * FROM card WHERE county = 371082;
row security
SELECT * FROM gap WHERE county = 371082 AND rule = 'phone';
row security
SELECT * FROM card_family WHERE county = 371082 AND resident = :victim;
row security
SELECT * FROM card_payments WHERE county = 371082;
row security
SELECT * FROM resident_entry WHERE county = 371082;
row security
SELECT * FROM correction WHERE county = 371082;
row security
SELECT * FROM correction_list WHERE county = 371082;
row security
SELECT * FROM payment_list WHERE county = 371082;
row security
SELECT * FROM payment_part WHERE county = 371082;
row security
SELECT * FROM batch_list WHERE county = 371082;
row security
SELECT * FROM batch_people WHERE county = 371082;
row security
SELECT * FROM staff_list WHERE county = 371082;
row security
SELECT * FROM resident_by_id_no_prefix('37') r WHERE r.county = 371082;
row security
SELECT * FROM resident_by_name('王') r WHERE r.county = 371082;
row security
SELECT * FROM resident_by_initials('w') r WHERE r.county = 371082;
row security
SELECT * FROM resident_by_id_no(:'victim_id_no');
row security
WITH r AS MATERIALIZED (SELECT * FROM resident) SELECT * FROM r WHERE county = 371082;
row security
SELECT * FROM resident WHERE county = 371082 OR 1 / (id - :victim) = 1;
row security
SELECT lead(id_no) OVER () FROM resident WHERE county = 371082;
row security
SELECT 1 FROM resident WHERE county = 371082 HAVING count(*) > 0;
row security
SELECT to_jsonb(r) FROM resident r WHERE county = 371082;
row security
SELECT * FROM query_to_xml('SELECT id_no FROM resident WHERE county = 371082', false, false, '') x WHERE x::text ~ '<row';
row security
SELECT * FROM resident TABLESAMPLE SYSTEM (100) WHERE county = 371082;
row security
DECLARE c CURSOR FOR SELECT * FROM resident WHERE county = 371082; FETCH ALL FROM c;
row security
COPY (SELECT * FROM resident WHERE county = 371082) TO STDOUT;
row security
PREPARE p AS SELECT * FROM resident WHERE county = 371082; EXECUTE p;
row security or 42501 permission denied for table resident
SELECT * FROM resident WHERE county = 371082 FOR UPDATE;

row security
SELECT * FROM resident_detail WHERE county = 371082;
row security
SELECT * FROM resident_employment WHERE county = 371082;
row security
SELECT * FROM resident_certificate WHERE county = 371082;
row security
SELECT * FROM resident_contact WHERE county = 371082;
row security
SELECT * FROM resident_category WHERE county = 371082;
row security
SELECT * FROM survival_check WHERE county = 371082;
row security
SELECT * FROM person_detail WHERE county = 371082;
row security
SELECT * FROM survival_entry WHERE county = 371082;
row security
SELECT * FROM card_employment WHERE county = 371082;
row security
SELECT * FROM card_certificates WHERE county = 371082;
row security
SELECT * FROM card_accounts WHERE county = 371082;
row security
SELECT * FROM category_outdated WHERE county = 371082;
row security
SELECT * FROM person_on(371082, :victim, current_date);
row security
SELECT * FROM resident_named(:'victim_id_no');
row security
SELECT * FROM survival_due(371082000000, 2026);
ZH403 管辖范围内没有这个人 or 42501 permission denied for table survival_check
INSERT INTO survival_check (county, resident, since, year, way) VALUES (371082, :victim, current_date, 2026, '1');
ZH403 管辖范围内没有这个人 or 42501 permission denied for table resident_category
INSERT INTO resident_category (county, resident, since, category, evidence, confirmed_by) VALUES (371082, :victim, current_date, '1', '证', '所');
ZH403 管辖范围内没有这个人 or 42501 permission denied for table resident_employment
INSERT INTO resident_employment (county, resident, since, state) VALUES (371082, :victim, current_date, '12');
row security or 42501 permission denied for view person_detail
UPDATE person_detail SET died = current_date, died_source = '1' WHERE county = 371082;
ZH403 这种事务看不到 or 42501 permission denied for table resident_employment
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; INSERT INTO resident_employment (county, resident, since, state) SELECT county, id, current_date, '12' FROM resident LIMIT 1;
42501 permission denied for function period_keep
SELECT period_keep('resident_employment', '{}');
42501 permission denied for function period_succeed
SELECT period_succeed('resident_employment', NULL, '{}');
42501 permission denied for table resident_employment
UPDATE resident_employment SET replaced_by = NULL, is_removed = false;
42501 permission denied for table hard_category; not admin
INSERT INTO hard_category (province, code, name, since, basis, source) VALUES (37, '99', '某', '2020-01-01', '某', '某');
42501 permission denied for table certificate_number; not admin
INSERT INTO certificate_number (kind, since, pattern, says, source) VALUES ('21', '2020-01-01', '.', '某', '某');
42501 permission denied for table certificate_number; not admin
UPDATE certificate_number SET pattern = '.';

row security
SELECT * FROM former_place WHERE county = 371082;
ZH403 只有从本处迁出的人
SELECT look_full(371082, :victim, '事由');
42501 permission denied for function moved_resident
SELECT moved_resident(371082, :victim);
42501 permission denied for table former_place
INSERT INTO former_place (county, resident, div, since, name, initials) VALUES (371082, :victim, 371002001001, '2020-01-01', '某', 'm');

row security
SELECT * FROM former_household WHERE county = 371082;
row security
SELECT * FROM household_list WHERE county = 371082;
row security
SELECT * FROM card_household WHERE county = 371082;
42501 permission denied for table former_household
INSERT INTO former_household (county, resident, since, household, kin, name, place, div, why) VALUES (371082, :victim, '2020-01-01', 1, '20', '某', 371002001001, 371002001001, '1');
42501 permission denied for function household_split or ZH403 管辖范围内没有这一户
SELECT household_split(371082, (SELECT household FROM resident WHERE id = :victim), '2', '1', NULL);
42501 permission denied for function household_move or ZH403 管辖范围内没有这一户
SELECT household_move(371082, 1, 371002001001, NULL);
42501 permission denied for table household
UPDATE household SET head = :victim;

row security
SELECT * FROM employer WHERE county = 371082;
row security
SELECT * FROM employer_contribution WHERE county = 371082;
row security
SELECT * FROM employer_by_code('9137') e WHERE e.county = 371082;
42501 permission denied for function employer_contribute or ZH403 管辖范围内没有这个单位
SELECT employer_contribute(371082, 1, 202610, 1, 1, NULL, NULL);
42501 permission denied for table employer_contribution
UPDATE employer_contribution SET amount = 1;
42501 permission denied for function employer_account_set or ZH403 管辖范围内没有这个单位
SELECT employer_account_set(371082, (SELECT min(id) FROM employer), '6228480000000000018', '', '');
42501 permission denied for table employer_account
UPDATE employer_account SET number = '6228480000000000018';
row security
SELECT * FROM service_case WHERE county = 371082;
row security
SELECT * FROM case_material WHERE county = 371082;
row security
SELECT * FROM case_step WHERE county = 371082;
row security
SELECT * FROM case_material m JOIN matter_material x ON x.name = m.name WHERE m.county = 371082;

## What tells of them without showing them

42501 permission denied for table resident_371082
SELECT * FROM resident_371082;
42501 permission denied for table account_371082
SELECT * FROM account_371082;
42501 permission denied for table payment_371082
SELECT * FROM payment_371082;
42501 permission denied for table entitlement_371082
SELECT * FROM entitlement_371082;
42501 permission denied for table identity
SELECT * FROM identity;
42501 permission denied for table request or row security
SELECT * FROM request WHERE county = 371082;
row security
SELECT * FROM kept_draft WHERE operator = 'zhou';
42501 permission denied for table audit_chain
SELECT * FROM audit_chain;
42501 permission denied for table audit_head; not admin
SELECT * FROM audit_head;
42501 permission denied for table sign_in or row security
SELECT * FROM sign_in WHERE county = 371082;
42501 permission denied for table audit or row security
SELECT * FROM audit WHERE county = 371082;
42501 permission denied for table pg_statistic
SELECT stavalues1 FROM pg_statistic;
42501 permission denied for table pg_statistic_ext_data
SELECT * FROM pg_statistic_ext_data;
42501 permission denied for table pg_authid
SELECT rolpassword FROM pg_authid;
42501 permission denied for view pg_shadow
SELECT passwd FROM pg_shadow;
row security
SELECT * FROM pg_stats WHERE schemaname = 'zhen' AND tablename ~ '^(resident|account|payment)' AND most_common_vals IS NOT NULL;
row security
SELECT query FROM pg_stat_activity WHERE usename <> session_user AND query NOT LIKE '<%' AND query <> '';
42501 permission denied for function pg_read_file
SELECT pg_read_file('postgresql.conf');
42501 permission denied for function pg_ls_dir
SELECT pg_ls_dir('base');
42501 permission denied for function pg_current_logfile
SELECT pg_current_logfile();
42501 query would be affected by row-level security policy
SET row_security = off; SELECT count(*) FROM resident;

## Writing there

row security or 42501 permission denied for table resident
UPDATE resident SET phone = '13800000000' WHERE county = 371082 AND id = :victim;
row security or 42501 permission denied for view resident_entry
UPDATE resident_entry SET phone = '13800000000' WHERE county = 371082 AND id = :victim;
row security or 42501 permission denied for table enrolment
UPDATE enrolment SET until = since WHERE county = 371082 AND until IS NULL;
42501 permission denied for table account or row security
UPDATE account SET is_current = false WHERE county = 371082;
42501 permission denied for view or ZH403 荣成市
INSERT INTO resident_entry (id_no, name, sex, hukou, village) VALUES ('371082199108080015', '外人', '1', '1', :village);
42501 permission denied for view or ZH001 管辖范围内没有这个人
INSERT INTO enrol_pension (resident, since) VALUES (:victim, 202601);
42501 permission denied for view or ZH001 管辖范围内没有这个人
INSERT INTO enrol_aid (resident, since) VALUES (:victim, 202601);
42501 permission denied for table household or 42501 new row violates row-level security policy
INSERT INTO household (county, div) VALUES (371082, :village);
42501 permission denied for table account or ZH403 管辖范围内没有这个人
INSERT INTO account (county, resident, div, number, holder) VALUES (371082, :victim, :village, '6228480000000099999', '外人');
42501 permission denied or ZH403 您没有登记为在岗的工作人员
INSERT INTO visit_entry (visited_on, village, purpose) VALUES ('2026-01-02', :village, '1');

42501 permission denied or ZH403 管辖范围内没有这个办件
SELECT case_take(371082, id) FROM generate_series(1, 1000) id;
42501 permission denied or ZH403 管辖范围内没有这个办件
SELECT case_finish(371082, 1, '好了');
42501 permission denied or ZH403 管辖范围内没有这个办件
SELECT case_rate(371082, 1, '5');

## What nobody may write, at home or elsewhere

42501 permission denied for table payment
INSERT INTO payment SELECT * FROM payment LIMIT 1;
42501 permission denied for table payment
UPDATE payment SET amount = 9999;
42501 permission denied for table payment
UPDATE payment SET account_number = '6228480000000099999';
42501 permission denied for table payment
DELETE FROM payment;
42501 permission denied for table payment
TRUNCATE payment;
42501 permission denied for table payment
MERGE INTO payment p USING (SELECT 1 AS x) s ON p.county = 371002 WHEN MATCHED THEN DELETE;
42501 permission denied for table payment
INSERT INTO payment (county, programme, month, resident, div, batch, amount, account_number, holder, part) SELECT county, programme, month, resident, div, batch, -amount, account_number, holder, 1 FROM payment LIMIT 1;
42501 permission denied for table correction
UPDATE correction SET state = 'approved', checked_by = 'li';
42501 permission denied for table correction
UPDATE correction SET made_by = 'li';
42501 permission denied for table correction
INSERT INTO correction SELECT * FROM correction LIMIT 1;
42501 permission denied for table correction
DELETE FROM correction;
42501 permission denied for table entitlement
UPDATE entitlement SET amount = 9999;
42501 permission denied for table entitlement
INSERT INTO entitlement SELECT * FROM entitlement LIMIT 1;
42501 permission denied for table batch
UPDATE batch SET state = 'paid';
42501 permission denied for table batch
UPDATE batch SET made_by = 'li';
42501 permission denied for table batch
INSERT INTO batch (county, programme, programme_version, month, div) VALUES (371002, 'aid', 1, 202601, 371002001000);
42501 permission denied for table allowance_payment
INSERT INTO allowance_payment SELECT * FROM allowance_payment LIMIT 1;
42501 permission denied for table allowance
UPDATE allowance SET amount = 9999;
42501 permission denied for table visit or row security
UPDATE visit SET state = 'approved' WHERE county = 371082;
42501 permission denied for table resident
DELETE FROM resident;
42501 permission denied for table account
DELETE FROM account;
42501 permission denied for table enrolment
DELETE FROM enrolment;
42501 permission denied for table visit
DELETE FROM visit;
42501 permission denied for table petition
DELETE FROM petition;
42501 permission denied for table resident
UPDATE resident SET id = 1;
42501 permission denied for table resident
UPDATE resident SET version = 1;
42501 permission denied for table resident
UPDATE resident SET initials = 'x';
42501 permission denied for table account
UPDATE account SET number = '6228480000000000011';
42501 permission denied for table enrolment
UPDATE enrolment SET programme = 'aid';
42501 permission denied for table request
INSERT INTO request SELECT * FROM request;
42501 permission denied for table request
DELETE FROM request;
42501 permission denied for table rate or row security; not admin
UPDATE rate SET value = 9999;
42501 permission denied for table programme
UPDATE programme SET version = 9;
42501 permission denied for table division
UPDATE division SET code = 1;
42501 permission denied for table setting
UPDATE setting SET value = '1';
42501 permission denied for table grant_kept
DELETE FROM grant_kept;
42501 permission denied for table unguarded
INSERT INTO unguarded VALUES ('resident', 'x');

42501 permission denied for table service_case
UPDATE service_case SET state = 'done', result = '好', closed_at = now(), closed_by = session_user;
42501 permission denied for table service_case
UPDATE service_case SET accepted_by = 'wang';
42501 permission denied for table service_case
INSERT INTO service_case (county, div, number, matter, way, name, due_on) VALUES (371002, 371002001000, 'x', '1', '1', '某', '2027-01-01');
42501 permission denied for table case_material
UPDATE case_material SET is_shown = true, shown_at = now(), shown_by = session_user;
42501 permission denied for table case_step
INSERT INTO case_step (county, case_id, div, kind, done_by) VALUES (371002, 1, 371002001000, 'finish', 'wang');
42501 permission denied for table case_counter
UPDATE case_counter SET last = 0;
42501 permission denied for sequence service_case_id
SELECT setval('service_case_id', 1);
42501 permission denied for function case_number
SELECT case_number(371002, 371002001000, current_date);
42501 permission denied for function case_save
SELECT case_save(c) FROM service_case c;
42501 permission denied for function case_log
SELECT case_log(c, 'finish') FROM service_case c;
42501 permission denied for table matter_step; not admin
UPDATE matter_step SET needs_other = false;
42501 permission denied for table matter_limit; not admin
UPDATE matter_limit SET days = 250;
42501 permission denied for table workday; not admin
INSERT INTO workday (day, is_work, name, source) VALUES ('2026-11-24', false, '假', '自己');
42501 new row violates row-level or 42501 permission denied for table workday
INSERT INTO workday (day, is_work, name, source) VALUES ('2026-11-25', false, '假', '自己');
42501 permission denied for table enquiry
INSERT INTO enquiry (county, div, topic, question, answer) VALUES (371082, 371082001000, '1', '问', '答');
42501 permission denied for table enquiry
UPDATE enquiry SET answered_by = session_user;
42501 permission denied for table enquiry
DELETE FROM enquiry;
42501 permission denied for table staff
UPDATE staff SET div = 371002001000, office_div = 371002001000;
42501 permission denied for table staff_duty
UPDATE staff_duty SET share = 1, state = 'approved';
42501 permission denied for table staff_move
UPDATE staff_move SET state = 'approved';
42501 permission denied for table staff_handover
UPDATE staff_handover SET state = 'done', receiver = session_user;
42501 permission denied for function work_unowned; not reviewer, supervisor
SELECT * FROM work_unowned();
42501 permission denied for table application
UPDATE application SET holder = session_user, accepted_by = session_user;
42501 permission denied for table former_name
INSERT INTO former_name (county, div, since, until, name) VALUES (371002, 371002001000, '2010-01-01', '2011-01-01', '假');
42501 permission denied for table office; not admin
UPDATE office SET name = '假所', named_on = current_date;
row security or 42501 permission denied for table office
UPDATE office SET windows = 9 WHERE county = 371082;
42501 permission denied for function record_lock
SELECT record_lock(NULL::staff_move, 371002, 1, 'x', 'x', 'waiting');

## Another past

42501 permission denied for table completeness
UPDATE completeness SET complete = people;
42501 permission denied for table gap_waived
DELETE FROM gap_waived;
42501 permission denied for table gap_rule
UPDATE gap_rule SET predicate = 'false';
42501 or ZH403
SELECT gap_rule_set('evil', 'x', 'missing', 'pg_sleep(9) IS NULL');
42501 or ZH403
SELECT gap_waive(371082, :victim, 'phone', 'no reason at all');
42501 permission denied for table exported
UPDATE exported SET rows = 0;
42501 permission denied for table exported
DELETE FROM exported;
42501 permission denied for table exported
INSERT INTO exported (county, div, screen, title, format, file, exported_by) VALUES (371002, 371002001000, 'a', 'b', 'csv', 'c', 'somebody');
ZH403
SELECT export_end(9999999, 1, 'done');
42501 permission denied for table audit
UPDATE audit SET new = NULL;
42501 permission denied for table audit
DELETE FROM audit;
42501 permission denied for table audit
INSERT INTO audit SELECT * FROM audit LIMIT 1;
42501 permission denied for table audit
TRUNCATE audit;
42501 permission denied for table audit_chain
UPDATE audit_chain SET digest = prev;
42501 permission denied for table audit_head
UPDATE audit_head SET link = 0;
42501 permission denied for table audit_table
DELETE FROM audit_table;
42501 permission denied for table sign_in
DELETE FROM sign_in;
42501 permission denied for table login_log
DELETE FROM login_log;
42501 permission denied for function audit_close
SELECT audit_close(371002, 1);
42501 permission denied for function audit_adopt
SELECT audit_adopt('resident');
42501 permission denied for function audit_attach
SELECT audit_attach('resident');
42501 permission denied for function audit_look
SELECT audit_look(371002, 371002001001, 'resident', '{}', '{}', 'x');
42501 must be owner of table resident
ALTER TABLE resident DISABLE TRIGGER ALL;
42501 must be owner of table resident
ALTER TABLE resident DISABLE ROW LEVEL SECURITY;
42501 must be owner of relation resident
DROP TRIGGER audit_update ON resident;
42501 must be owner of table audit
DROP TABLE audit;
42501 must be owner of table resident
CREATE POLICY all_of_it ON resident USING (true);
42501 must be owner of table resident
CREATE RULE silent AS ON UPDATE TO resident DO INSTEAD NOTHING;
42501 permission denied for table resident
CREATE TRIGGER mine BEFORE UPDATE ON resident FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
42501 permission denied to set parameter "session_replication_role"
SET session_replication_role = replica;

## One's own approval, and others' work

ZH403 这个批次是您经办的 or ZH403 审批批次要由
SELECT batch_approve(371002, :made);
ZH403 这个批次是您经办的 or ZH403 退回批次要由
SELECT batch_return(371002, :made, '再看看');
ZH403 审批批次要由 or ZH403 这不在您的管辖范围
SELECT batch_approve(371082, (SELECT max(id) FROM batch) + 1);
ZH403 提交批次要由 or ZH403 这不在您的管辖范围
SELECT batch_submit(371082, 1);
ZH403 取银行文件要由 or ZH403 这不在您的管辖范围
SELECT * FROM bank_file(371082, 1);
ZH403 这个更正是您申请的 or ZH403 批准更正要由
SELECT correction_approve(371002, :asked);
ZH403 这个更正是您申请的 or ZH403 退回更正要由
SELECT correction_return(371002, :asked, '再看看');
ZH403 批准更正要由 or ZH403 这不在您的管辖范围
SELECT correction_approve(371082, (SELECT max(id) FROM correction) + 1);
ZH403 申请更正要由 or ZH403 这不在您的管辖范围
SELECT correction_ask(371082, 'aid', 201001, :victim, '1', '外人');
ZH403 申请更正要由 or ZH403 这不在您的管辖范围
SELECT * FROM correction_notice(371082, 'aid', 201001, :victim, '1');
ZH403 编制补发文件要由 or ZH403 这不在您的管辖范围
SELECT bank_supplement_make(371082, 1);
ZH403 取补发文件要由 or ZH403 这不在您的管辖范围
SELECT * FROM bank_supplement(371082, 1, 1);
ZH403 编制代发文件要由 or ZH403 这不在您的管辖范围
SELECT bank_file_make(371082, 1, 0);
ZH403 取代发文件要由 or ZH403 这不在您的管辖范围
SELECT * FROM bank_file_text(371082, 1);
ZH403 读回盘文件要由 or 42501 permission denied for table bank_heard
SELECT bank_hear(1, 'x'), (SELECT count(*) FROM bank_heard);
ZH403 读回盘文件要由 or ZH001 整个回盘文件没有读入
SELECT bank_return_read('x', '{1}', 999999);
ZH403 申请补发要由 or ZH403 这不在您的管辖范围
SELECT bank_reissue_ask(371082, 1);
ZH403 批准补发要由 or ZH403 这不在您的管辖范围
SELECT bank_reissue_approve(371082, 1);
ZH403 授权经费要由 or ZH403 这不在您的管辖范围
SELECT batch_authorise(371082, 1);
42501 permission denied for table bank_sent_line
SELECT said FROM bank_sent_line;
42501 permission denied for table bank_format or 42501 new row violates row-level security
INSERT INTO bank_format SELECT * FROM bank_format;
42501 permission denied for table bank_use or 42501 new row violates row-level security
INSERT INTO bank_use (div, since, format) VALUES (371082000000, '2026-01-01', 'plain');
42501 permission denied for table programme_fund or 42501 new row violates row-level security
INSERT INTO programme_fund (div, programme, since, payer, class, source, purpose) VALUES (371082000000, 'aid', '2026-01-01', 371082000000, 'project', '1', '1');
42501 permission denied for table bank_return_line
INSERT INTO bank_return_line SELECT * FROM bank_return_line;
42501 permission denied for table bank_return_line
UPDATE bank_return_line SET is_good = true;
42501 permission denied for function bank_make
SELECT bank_make(NULL, 0, NULL, 'gbk');
42501 permission denied for function bank_enter
SELECT bank_enter(NULL, NULL, 1, 0, 0);
42501 permission denied for function batch_pay
SELECT batch_pay(NULL);
42501 permission denied for function payment_last
SELECT payment_last(371002, 'pension', 202609, 1);
42501 permission denied for function correction_plan
SELECT correction_plan(NULL, '1');
42501 permission denied for function bank_take
SELECT bank_take(NULL, 0, '{}', NULL);
42501 permission denied for function batch_lock
SELECT batch_lock(371002, 1);
42501 permission denied for function batch_make
SELECT batch_make(NULL, 202601, 371002001000);
42501 permission denied for function batch_fill
SELECT batch_fill(NULL);
42501 permission denied for function bank_body
SELECT * FROM bank_body(NULL, 0);
42501 permission denied for function claim_step
SELECT claim_step('x', 371002, 1, 202601, 'claimed', 'paid', 'x');
ZH403
SELECT claim_approve(371082, 1, 202601);
ZH403
SELECT claim_pay(371082, 1, 202601, 'x');
ZH403
SELECT allowance_pay(371082, 1, 202610, 'x');

## One person's two rows, and where they are

42501 permission denied for table resident
UPDATE resident SET closed_as = 'merged', closed_at = now(), next_county = 371002, next_id = 1;
42501 permission denied for table resident
UPDATE resident SET next_id = NULL;
42501 permission denied for table resident
INSERT INTO resident (county, id, id_no, name, sex, birth, native, div, household, closed_as, next_county, next_id) SELECT 371002, 1, :'victim_id_no', '某', '1', now(), 1, :village, 1, 'moved', 371082, :victim;
42501 permission denied for table identity
UPDATE identity SET county = 371002 WHERE id_no = :'victim_id_no';
row security
SELECT county, resident, other, state FROM duplicate WHERE county = 371082;
42501 permission denied for table duplicate
SELECT undo FROM duplicate;
42501 permission denied for table duplicate
UPDATE duplicate SET state = 'different';
42501 permission denied for table duplicate
INSERT INTO duplicate (county, resident, div, other_county, other, other_div, why) VALUES (371082, :victim, :village, 371082, :twin, :village, 'told');
42501 permission denied for table relocation
SELECT * FROM relocation;
42501 permission denied for table relocation
UPDATE relocation SET state = 'done';
ZH403 提出合并要由 or ZH403 这不在您的管辖范围
SELECT merge_ask(371082, :victim, 371082, :twin, '占为己有');
ZH403 合并要由 or ZH403 这不在您的管辖范围
SELECT merge_accept(371082, :victim, 371082, :twin);
ZH403 退回合并要由 or ZH403 这不在您的管辖范围
SELECT merge_refuse(371082, :victim, 371082, :twin, '不让');
ZH403 撤销合并要由 or ZH403 这不在您的管辖范围
SELECT merge_undo(371082, :victim, 371082, :twin, '别人的');
ZH403 判定疑似重复要由 or ZH403 这不在您的管辖范围
SELECT pair_differ(371082, :victim, 371082, :twin, '别人的');
ZH403 重新核对要由 or ZH403 这不在您的管辖范围
SELECT pair_again(371082, :victim, 371082, :twin, '别人的');
ZH403 核对疑似重复要由 or ZH403 这不在您的管辖范围
SELECT pair_later(371082, :victim, 371082, :twin);
42501 permission denied for function merge_do
SELECT merge_do(r, r) FROM resident r LIMIT 1;
42501 permission denied for function merge_undo_do
SELECT merge_undo_do(NULL, NULL, '{}');
42501 permission denied for function duplicate_match
SELECT * FROM duplicate_match(ARRAY[:'victim_id_no'], ARRAY['王伟'], ARRAY[NULL::date]);
42501 permission denied for function duplicate_note or ZH403 这不在您的管辖范围
SELECT duplicate_note(371082, :victim);
42501 permission denied for function resident_rows
SELECT * FROM resident_rows(371082, :victim);
ZH403 申请迁移要由 or ZH403 此人不在您的管辖范围
SELECT relocation_ask(:'victim_id_no', 371003001006, '别人的');
ZH403 确认迁移要由 or ZH403 这不在您的管辖范围
SELECT relocation_confirm(371082, :move);
ZH403 确认迁移要由 or ZH403 这不在您的管辖范围
SELECT relocation_refuse(371082, :move, '别人的');
ZH403 撤回迁移要由 or ZH403 这不在您的管辖范围
SELECT relocation_withdraw(371082, :move);
42501 permission denied for function relocation_do
SELECT relocation_do(NULL);

## Becoming somebody else

42501 permission denied to set role "zhen_owner"
SET ROLE zhen_owner;
42501 permission denied to set role "zhen_keeper"
SET ROLE zhen_keeper;
42501 permission denied to set role "zhou"
SET ROLE zhou;
42501 permission denied to set session authorization
SET SESSION AUTHORIZATION zhou;
42501 must have admin option on role "zhen_owner"
GRANT zhen_owner TO SESSION_USER;
42501 must have admin option on role "zhen_reviewer"
GRANT zhen_reviewer TO SESSION_USER;
42501 must have admin option on role "zhen_admin"
GRANT zhen_admin TO SESSION_USER;
42501 must be superuser to alter superuser roles
ALTER ROLE SESSION_USER SUPERUSER;
42501 must be superuser to change bypassrls attribute
ALTER ROLE SESSION_USER BYPASSRLS;
42501 permission denied
ALTER ROLE SESSION_USER CREATEROLE;
42501 permission denied
ALTER ROLE SESSION_USER VALID UNTIL 'infinity';
42501 permission denied
ALTER ROLE zhou PASSWORD 'other';
42501 permission denied to create role
CREATE ROLE mallory LOGIN;
42501 permission denied to drop role
DROP ROLE zhou;
42501 permission denied for table operator
UPDATE operator SET scope_lo = 0, scope_hi = 999999999999;
42501 permission denied for table operator
UPDATE operator SET is_disabled = false;
42501 permission denied for table operator
INSERT INTO operator (role, name, county, home_div) VALUES ('mallory', '坏人', 371002, 371002001000); * FROM operator;
42501 permission denied for table cover_grant
INSERT INTO cover_grant SELECT * FROM cover_grant;
42501 permission denied for function operator_add or ZH403 这不在您的管辖范围
SELECT operator_add('mallory', '坏人', 371082001000, '{window}');
ZH403
SELECT cover_begin('zhou');

## The schema's own names, and code of one's own

42501 permission denied for schema zhen
CREATE TABLE zhen.mine (x int);
42501 permission denied for schema public
CREATE TABLE public.mine (x int);
42501 permission denied to create temporary tables
CREATE TEMP TABLE resident (x int);
42501 permission denied to create temporary tables
SET search_path = pg_temp, zhen; CREATE TEMP VIEW operator AS SELECT 1;
42501 permission denied for schema zhen
CREATE FUNCTION zhen.scope_hi() RETURNS bigint LANGUAGE sql AS 'SELECT 999999999999';
42501 permission denied for schema public
CREATE FUNCTION public.scope_hi() RETURNS bigint LANGUAGE sql AS 'SELECT 999999999999';
42501 permission denied for schema public
CREATE OPERATOR public.>= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = int8lt);
42501 permission denied for database
CREATE SCHEMA mine;
row security
SET search_path = public, pg_catalog; SELECT * FROM zhen.resident WHERE county = 371082;
42501 permission denied for language plpgsql
DO 'BEGIN PERFORM 1; END';
42501 permission denied to create extension "citext"
CREATE EXTENSION citext;
42501 permission denied to create extension "dblink"
CREATE EXTENSION dblink;
42501 permission denied for schema
CREATE DOMAIN zhen.mine AS text;
42501 permission denied for function setup
SELECT setup();
42501 permission denied for function partition_add
SELECT partition_add(371099);
42501 permission denied for function programme_load or ZH403 装入项目要有市级的管理职责
SELECT programme_load('{}');
42501 permission denied for function compile_try
SELECT compile_try('x', 'x', 'SELECT 1');
42501 permission denied for function scope_guard
SELECT scope_guard('resident');
42501 permission denied for function verify; not admin, auditor
SELECT verify();
42501 permission denied for function backup_roles
SELECT backup_roles();

## The server, its files and its settings

42501 must be superuser or have privileges of the pg_execute_server_program role
COPY resident TO PROGRAM 'cat';
42501 must be superuser or have privileges of the pg_write_server_files role
COPY (SELECT 1) TO '/tmp/zhen';
42501 must be superuser or have privileges of the pg_read_server_files role
COPY visit FROM '/etc/passwd';
0A000 COPY FROM not supported with row-level security or 42501 permission denied for table
COPY resident (county) FROM STDIN;
42501 permission denied for function lo_import
SELECT lo_import('/etc/passwd');
42501 permission denied for function lo_create
SELECT lo_create(0);
42501 permission denied for function lo_from_bytea
SELECT lo_from_bytea(0, '');
42704 large object 1 does not exist
SELECT lo_put(1, 0, '');
42501 permission denied for function pg_reload_conf
SELECT pg_reload_conf();
42501 permission denied for function pg_rotate_logfile
SELECT pg_rotate_logfile();
42501 must be a superuser to terminate superuser process
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :'superuser';
42501 must be a member of the role whose process is being terminated
SELECT pg_terminate_backend(:other);
42501 must be a member of the role whose query is being canceled
SELECT pg_cancel_backend(:other);
42501 permission denied to set parameter "log_statement"
SET log_statement = 'none';
42501 permission denied to set parameter "session_preload_libraries"
SET session_preload_libraries = 'x';
42501 permission denied
ALTER SYSTEM SET fsync = off;
42501 must be owner of database
ALTER DATABASE :database SET row_security = off;
42501 permission denied for table resident
LOCK TABLE resident IN ACCESS EXCLUSIVE MODE;
42501 permission denied for table audit_head; not admin
LOCK TABLE audit_head IN ACCESS SHARE MODE;
42501 must be owner of database
DROP DATABASE :database;
42501 permission denied
CREATE DATABASE mine;
42501 permission denied for tablespace or 42501 must be superuser to create tablespace or 42501 permission denied to create tablespace
CREATE TABLESPACE mine LOCATION '/tmp';
42501 permission denied to create event trigger or 42501 permission denied
CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger();
42501 permission denied
CREATE PUBLICATION mine FOR ALL TABLES;
42501 must be superuser to create subscriptions
CREATE SUBSCRIPTION mine CONNECTION 'x' PUBLICATION x;
42501 permission denied for foreign-data wrapper or 42704 foreign-data wrapper
CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw;

## Somebody else's save

ZH403
SELECT request_open(:'request', 'resident');
ZH102
SELECT request_open(:'own', 'resident', 'another digest');
42501 permission denied for table request
UPDATE request SET operator = session_user;

## Imports

42501 permission denied for table import_stage
INSERT INTO import_stage (county, import, line, key, cell) VALUES (371002, 1, 1, '', '{}');
42501 permission denied for table import_chunk
INSERT INTO import_chunk (county, import, n, line, resident, account) SELECT 371082, 1, 1, '{1}', ARRAY[:victim::bigint], '{}';
42501 permission denied for table import_row
DELETE FROM import_row;
42501 permission denied for table import_file
UPDATE import_file SET state = 'in';
42501 permission denied for table import_problem
INSERT INTO import_problem SELECT * FROM import_problem;
42501 permission denied for table import_map
SELECT * FROM import_map;
42501 permission denied for function import_judge
SELECT import_judge(NULL, 1, 1, true);
42501 permission denied for function import_tell
SELECT import_tell(NULL, '{1}', '{bad}', '{}', '{}', '{}', 0);
42501 permission denied for function undo_resident_entry
SELECT undo_resident_entry(371082, 1);
ZH403
SELECT import_undo(999999999);
ZH403
SELECT import_put(999999999, '1', '');
ZH403
SELECT import_step(999999999, 1, 1, true);
ZH403
SELECT import_take(999999999, 1, 1);
ZH403
SELECT import_settle(999999999, '{1}');
ZH403
SELECT import_refuse(999999999, 1, 'name', 'x');
ZH403 这种台账; not window
SELECT import_open('resident_entry', 'x', 'x', 'x', 'x', '{id_no}', '{x}', false);
ZH403
SELECT import_open('audit', 'x', 'x', 'x', 'x', '{county}', '{x}', false);
ZH403
SELECT import_open('setting', 'x', 'x', 'x', 'x', '{name}', '{x}', false);
ZH001
SELECT import_map_keep('resident', 'x', ARRAY[E'\u001b[2J'], '{name}');

## What must not look like what it isn't

23514
SELECT E'\u001b[2J'::line_text;
23514
SELECT E'张\u202e三'::person_name;
23514
SELECT E'\u0085'::line_text;
23514
SELECT '11010519491231002Y'::id_no;

## A second person's say

ZH403 改动要送复核，不能直接放行
SELECT review_pass_open();
42501 permission denied for table review_pass
INSERT INTO review_pass (xact) VALUES (pg_current_xact_id());
42501 permission denied for function review_pass_mark
SELECT review_pass_mark(NULL, NULL);
42501 permission denied for table review_change
UPDATE review_change SET state = 'approved';
42501 permission denied for table review_change
INSERT INTO review_change (screen, parts, state) VALUES ('x', '[]', 'approved');
ZH001 这项改动不用复核; not auditor
INSERT INTO review_change (screen, parts) VALUES ('x', '[]');
42501 permission denied for table
INSERT INTO review_change (screen, parts) VALUES ('x', '[{"relation": "operator", "values": {"role": "x"}}]');
42501 permission denied for table review_rule or 42501 permission denied for sequence; not admin
INSERT INTO review_rule (div, tbl, basis) VALUES (371002001000, 'account', 'x');
42501 new row violates row-level security policy; not coordinator, window, reviewer, supervisor, auditor
INSERT INTO review_rule (div, tbl, basis) VALUES (371082000000, 'account', 'x');
42501 permission denied for table review_rule
UPDATE review_rule SET checks = 'window';
ZH403
SELECT review_approve(371082, 1);
ZH001 “operator_password”不能送复核; not auditor
INSERT INTO review_change (screen, parts) VALUES ('x', '[{"call": "operator_password", "args": {"p_verifier": "x"}}]');
ZH001 “review_approve”不能送复核; not auditor
INSERT INTO review_change (screen, parts) VALUES ('x', '[{"call": "review_approve", "args": {"county": "371002", "id": "1"}}]');
ZH001 “pg_catalog.set_config”不能送复核; not auditor
INSERT INTO review_change (screen, parts) VALUES ('x', '[{"call": "pg_catalog.set_config", "args": {}}]');
ZH001 暂缓发放没有这样的内容; not auditor
INSERT INTO review_change (screen, parts) VALUES ('x', '[{"call": "hold_add", "args": {"county) FROM operator; --": "1"}}]');
42501 permission denied for table review_function
INSERT INTO review_function (name, title) VALUES ('operator_password', 'x');
42501 permission denied for table review_function
UPDATE review_function SET name = 'operator_password';
42501 permission denied for function review_effects
SELECT review_effects('[{"after": 0}]');
42501 permission denied for function review_called
SELECT review_called('[{"after": 0}]');

## An office's money

42501 permission denied for table fund_entry
UPDATE fund_entry SET amount = 1;
42501 permission denied for table fund_entry
INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date, corrects) VALUES (371002001000, 2026, 'work', '1', 'received', -5, '2026-01-01', 1);
42501 permission denied for table fund_overdraft
UPDATE fund_overdraft SET state = 'approved';
42501 permission denied for table fund_overdraft
INSERT INTO fund_overdraft (div, year, class, source, amount, purpose, state) VALUES (371002001000, 2026, 'work', '1', 5, 'x', 'approved');
42501 permission denied for function fund_overdraft_check
SELECT fund_overdraft_check(371002, 1, 'approved', NULL);
42501
INSERT INTO fund_use (source, purpose, since, basis) VALUES ('3', '1', '2026-01-01', 'x');
42501 permission denied for table figure_month
INSERT INTO figure_month (county, div, figure, month, value) VALUES (371002, 371002001000, 'paid', 202001, 1);
42501 permission denied for table figure_month
UPDATE figure_month SET value = 1;
42501 permission denied for table figure_now
UPDATE figure_now SET value = 1;
42501 permission denied for function figure_keep
SELECT figure_keep(202001);

## What is kept of staff

42501 permission denied for table attendance or 42501 permission denied for sequence; not reviewer, supervisor
INSERT INTO attendance (staff, month, present) VALUES (1, 202610, 21);
42501 permission denied for table assessment
UPDATE assessment SET made_by = 'li';
42501 permission denied for table staff_item
UPDATE staff_item SET staff = 2;
42501 permission denied for table allowance_condition; not admin
UPDATE allowance_condition SET share = 100;
## The ledger

42501 permission denied for table ledger_line
UPDATE ledger_line SET amount = 0;
42501 permission denied for table ledger_entry
INSERT INTO ledger_entry (county, div, month, source, ref) VALUES (371002, 371002001000, 202611, 'payment', 1);
42501 permission denied for table ledger_period
UPDATE ledger_period SET closed = 194901;
42501 permission denied for table ledger_close
DELETE FROM ledger_close;
42501 permission denied for function ledger_write
SELECT ledger_write('payment', '{}');
42501 permission denied for function ledger_open
SELECT ledger_open();
42501 permission denied for table ledger_source
UPDATE ledger_source SET events = 'SELECT 1';
42501 permission denied for table ledger_rule
UPDATE ledger_rule SET debit = '1001';
ZH403
SELECT ledger_close(371082000000, 202610);
ZH403
SELECT ledger_reopen(371082, 202610, '试试');

## Applications past their steps

42501 permission denied for table application
INSERT INTO application (county, div, number, programme, programme_version, resident, since) VALUES (371002, 371002001001, 'x', 'aid', 1, 1, 202611);
42501 permission denied for table application
UPDATE application SET state = 'approved', closed_on = current_date;
42501 permission denied for table application_material
UPDATE application_material SET is_shown = true;
42501 permission denied for table application_step
INSERT INTO application_step (county, application, div, round, step, kind) VALUES (371002, 1, 371002001001, 1, 1, 'pass');
42501 permission denied for table application_objection
UPDATE application_objection SET state = 'dismissed';
42501 permission denied for function application_approve
SELECT application_approve(NULL);
42501 permission denied for function application_next
SELECT application_next(NULL, 9);
42501 permission denied for function application_make
SELECT application_make('aid', NULL, '{}', '{}');
ZH403 管辖范围内没有这个申请 or 42501 permission denied for function
SELECT application_pass(371082, 1);
42501 permission denied for function apply_ or 42883
SELECT apply_aid(371002, 371082, 371082000000, 371082999999, 202611, NULL);
42501 permission denied for table application_level or 42501 permission denied for sequence; not admin
INSERT INTO application_level (div, programme, title, level, basis) VALUES (371002001000, 'aid', '审批', 'village', 'x');
42501 permission denied for table recovery
UPDATE recovery SET owed = 0.01;
42501 permission denied for table recovery_money
INSERT INTO recovery_money (county, correction, div, way, amount, on_date, voucher) VALUES (371002, 1, 371002001001, 'person', 5, '2026-11-01', 'x');
ZH403
SELECT recovery_plan(371082, 999999, 1, '2026-12-01', '商定');
ZH403
SELECT recovery_receive(371082, 999999, 'person', 5, '2026-11-01', 'x');
ZH403
SELECT recovery_setoff(371082, 999999, 202612, '商定');
ZH403
SELECT setoff_approve(371082, 999999);
42501 permission denied for table setoff
INSERT INTO setoff (county, batch, resident, correction, div, amount) VALUES (371002, 1, 1, 1, 371002001001, 5);
42501 permission denied for table setoff
DELETE FROM setoff;
42501 permission denied for table setoff_limit; not admin
INSERT INTO setoff_limit (since, share, source) VALUES (202611, 0.9, 'x');
42501 permission denied for table payment
UPDATE payment SET cut = amount - 0.01;
## Who is paid, held and checked

42501 permission denied for table hold
INSERT INTO hold (county, programme, resident, div, since, reason) VALUES (371002, 'pension', 1, 371002001001, 202601, 'x');
42501 permission denied for table hold
UPDATE hold SET released_by = 'x', released_at = now(), answer = 'x';
ZH403
SELECT hold_add(371082, (SELECT max(resident) FROM enrolment WHERE county = 371082), 'pension', 202601, '外人');
ZH403
SELECT hold_release(371082, 1, '外人');
42501 permission denied for table cycle
UPDATE cycle SET held = 0;
42501 permission denied for table left_out
UPDATE left_out SET rule = NULL;
42501
INSERT INTO recheck_rule (code, title, effect, next, source) VALUES ('held', 'x', 'none', 'x', 'x');
42501 permission denied for table recheck_rule or row security
UPDATE recheck_rule SET effect = 'none';
42501 permission denied for function recheck_found
SELECT * FROM recheck_found(371082, 371082000000, 371082999999, 'pension', 202601);
42501 permission denied for function cycle_due
SELECT * FROM cycle_due(371082, 'pension', 202601, 371082000000, 371082999999);
42501 permission denied for function explain_values
SELECT explain_values('{"amount": "1"}', 202601, NULL);
## Rules of the staff, and back pay

ZH403 全市共用的规则 or 42501 permission denied for table staff_rule
INSERT INTO staff_rule (since, warn_share, tenure_months, source) VALUES ('2030-01-01', 100, 0, 'x');
row security or 42501 permission denied for table allowance_rate
UPDATE allowance_rate SET amount = 9999;
42501 permission denied for table allowance
INSERT INTO allowance (county, month, staff, div, amount, because, line, corrects) VALUES (371002, 202601, 1, 371002001001, 9999, 'x', 1, 0);
## What people have paid, their accounts and hospital bills

42501 permission denied for table contribution
UPDATE contribution SET amount = 9999;
42501 permission denied for table contribution
DELETE FROM contribution;
42501 permission denied for table contribution
INSERT INTO contribution (county, programme, resident, year, kind, amount, month, paid_on) VALUES (371002, 'pension', 1, 2020, '3', 9999, 202012, '2020-12-31');
42501 permission denied for table contribution
INSERT INTO contribution (county, programme, resident, year, tier, paid_on, other_county) VALUES (371002, 'pension', 1, 2026, '100', '2026-11-01', 371082);
42501 permission denied for function contribution_move
SELECT contribution_move(r, r) FROM resident r LIMIT 1;
ZH403
SELECT heir_pay(371082, 999999, 1, 'hand', 'x');
ZH403
SELECT heir_back(371082, 999999, 1, 'x');
42501 permission denied for table heir_payment
INSERT INTO heir_payment (county, payout, heir, div, way, amount, voucher) VALUES (371002, 1, 1, 371002001001, 'hand', 5, 'x');
42501 permission denied for table heir_payment
UPDATE heir_payment SET amount = 1;
42501 permission denied for function account_interest_due
SELECT * FROM account_interest_due('pension', 2025, 371000000000, 371999999999);
42501 permission denied for table payout
UPDATE payout SET state = 'approved';
42501 permission denied for table payout
UPDATE payout SET total = 9999;
42501 permission denied for table payout
INSERT INTO payout (county, programme, resident, total, died, div) VALUES (371002, 'pension', 1, 9999, '2026-01-01', 371002001001);
42501 permission denied for table treatment
UPDATE treatment SET month = 202001;
42501 permission denied for table treatment
DELETE FROM treatment;

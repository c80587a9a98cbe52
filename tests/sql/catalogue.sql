-- What has to hold of every table, view and function, now and later, asked of
-- the catalogue: whoever adds one finds out here what it lacks.

BEGIN;
SELECT no_plan();

CREATE TEMP VIEW tables AS
SELECT c.oid, c.relname::text AS name
FROM pg_class c
WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition;
CREATE TEMP VIEW granted AS
SELECT DISTINCT table_name::text AS name, grantee::text, privilege_type::text
FROM information_schema.column_privileges
WHERE table_schema = 'zhen' AND grantee NOT IN ('zhen_owner', 'postgres');

SELECT is_empty('SELECT * FROM doctor() WHERE object !~ ''^(设置|角色) ''',
	'"zhenctl check" finds nothing wrong');
SELECT is(array_agg(c.relname::text), NULL, 'no table without an owner, a comment')
FROM pg_class c
WHERE c.relnamespace = 'zhen'::regnamespace AND c.relkind IN ('r', 'p', 'v')
	AND NOT c.relispartition
	AND (c.relowner <> 'zhen_owner'::regrole OR obj_description(c.oid) IS NULL);
SELECT is(array_agg(DISTINCT table_name::text), NULL, 'nothing is granted to PUBLIC')
FROM information_schema.role_table_grants
WHERE table_schema = 'zhen' AND grantee = 'PUBLIC';
SELECT is(array_agg(DISTINCT g.name), NULL, 'what has no row security isn''t written')
FROM granted g
JOIN tables t USING (name)
JOIN pg_class c USING (oid)
WHERE NOT c.relrowsecurity AND g.privilege_type <> 'SELECT';
SELECT is(array_agg(c.relname::text), NULL, 'a partition is granted to nobody')
FROM pg_class c
WHERE c.relnamespace = 'zhen'::regnamespace AND c.relispartition
	AND c.relkind = 'r' AND EXISTS (
		SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner);
SELECT is(array_agg(name || '.' || a.attname), NULL, 'a comment on each column')
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE col_description(t.oid, a.attnum) IS NULL;
SELECT is(array_agg(k.conname::text), NULL,
	'a constraint tells who meets it what to do next')
FROM pg_constraint k
JOIN tables t ON t.oid = k.conrelid
WHERE k.contype <> 't' AND k.conparentid = 0
	AND EXISTS (SELECT FROM granted g
		WHERE g.name = t.name AND g.privilege_type IN ('INSERT', 'UPDATE'))
	AND obj_description(k.oid, 'pg_constraint') !~ '请|应|不能重复';
SELECT is(array_agg(DISTINCT table_name::text), NULL,
	'the window changes columns and never whole rows, so that it can''t lock')
FROM information_schema.role_table_grants g
JOIN tables t ON t.name = g.table_name
WHERE g.table_schema = 'zhen' AND g.privilege_type = 'UPDATE'
	AND g.grantee NOT IN ('zhen_owner', 'zhen_admin', 'zhen_keeper');
SELECT is(array_agg(proname::text), NULL,
	'nothing rests on what anybody may use: NOTIFY, advisory locks')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace AND prosrc ~* 'notify|advisory';
SELECT is(array_agg(table_name::text), NULL, 'nobody may delete')
FROM information_schema.role_table_grants
WHERE table_schema = 'zhen' AND privilege_type IN ('DELETE', 'TRUNCATE')
	AND grantee <> 'zhen_owner';
SELECT is(array_agg(proname::text ORDER BY proname), (
	SELECT array_agg(m[1] ORDER BY m[1]) FROM regexp_matches('
		account_interest
		allowance_accrue
		allowance_back_pay
		allowance_pay
		bank_file
		bank_file_make
		bank_file_text
		bank_hear
		bank_reissue_approve
		bank_reissue_ask
		bank_return_read
		bank_supplement
		bank_supplement_make
		batch_approve
		batch_authorise
		batch_compute
		batch_return
		batch_submit
		card_changes
		card_elsewhere
		card_payments_elsewhere
		card_rows
		claim_approve
		claim_pay
		claim_return
		claim_submit
		contribution_correct
		correction_approve
		correction_ask
		correction_notice
		correction_return
		cover_begin
		cover_end
		cover_mine
		cycle_back
		cycle_open
		cycle_wrong
		draft_drop
		draft_expire
		draft_keep
		duplicate_notice
		employer_by_name_part
		employer_notice
		employer_paid_to
		employer_received
		export_begin
		export_end
		family_binding
		family_children
		fund_correct
		fund_overdraft_approve
		fund_overdraft_return
		heir_back
		heir_pay
		hold_add
		hold_release
		household_people
		identity_notice
		import_close
		import_lookup
		import_map_keep
		import_of
		import_open
		import_put
		import_refuse
		import_settle
		import_skip
		import_take
		import_undo
		import_words
		ledger_close
		ledger_reopen
		login_left
		look_full
		merge_accept
		merge_ask
		merge_refuse
		merge_undo
		moved_card
		moved_search
		on_behalf
		operator_duties
		operator_level
		operator_name
		operator_office_name
		operator_password
		operator_place
		pair_again
		pair_differ
		pair_facts
		pair_find
		pair_later
		pair_list
		pair_scan
		payout_approve
		payout_notice
		payout_return
		person_place_on
		programme_explain
		query_forget
		query_keep
		recheck_list
		query_share
		record_changed
		recovery_plan
		recovery_receive
		recovery_setoff
		refusal
		relocation_ask
		relocation_confirm
		relocation_list
		relocation_notice
		relocation_refuse
		relocation_withdraw
		request_close
		request_open
		request_own
		resident_by_name_part
		resident_by_tail
		resident_same
		review_approve
		review_maker
		review_makes
		review_mark
		review_met
		review_pass_now
		review_pass_open
		review_return
		review_shown
		review_whom
		review_withdraw
		scope_hi
		scope_is_all
		scope_lo
		session_open
		setoff_approve
		setoff_return
		slip_print
		staff_history
		staff_me
		value_used
		value_uses
	', '\w+', 'g') m),
	'definers for every operator: each asks for scope or who it is, or tells
names only')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace AND prosecdef
	AND has_function_privilege('zhen_operator', oid, 'EXECUTE');
SELECT is(array_agg(proname::text ORDER BY proname),
	'{backend_list,log_is_read,log_part,login_sweep,operator_add,'
	'operator_assign,operator_cover,operator_disable,operator_enable,operator_move,operator_passwd,operator_password}',
	'the keeper owns what makes logins, the watch what sees them')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace AND proowner <> 'zhen_owner'::regrole;
SELECT is(array_agg(m.roleid::regrole::text), NULL,
	'nobody is the owner, the keeper or the watch')
FROM pg_auth_members m
WHERE m.roleid IN ('zhen_owner'::regrole, 'zhen_keeper'::regrole,
	'zhen_watch'::regrole);
SELECT is(array_agg(proname::text), NULL, 'PUBLIC runs nothing')
FROM pg_proc
WHERE pronamespace = 'zhen'::regnamespace
	AND (proacl IS NULL OR proacl::text ~ '[{,]=X');

-- County first, so that a county can move to a server of its own: the rest of
-- this list is what is known of a person, a login or a place whatever county
-- they are in.
SELECT is(array_agg(k.conname::text ORDER BY k.conname), '{division_code_key,'
	'employer_credit_code_key,identity_id_no_key,operator_role_key,request_key_key,'
	'resident_id_no_key,staff_role_key}',
	'county leads each key of a table that has it')
FROM tables t
JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('p', 'u')
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'county'
WHERE k.conkey[1] <> a.attnum;
SELECT is(array_agg(DISTINCT k.confrelid::regclass::text
		ORDER BY k.confrelid::regclass::text),
	'{bank_format,division,figure,gap_rule,ledger_account,ledger_rule,'
	'ledger_source,matter,operator,programme}',
	'county leads each foreign key, but to what every server would have')
FROM tables t
JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
	AND k.conparentid = 0
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'county'
WHERE k.conkey[1] <> a.attnum;
CREATE TEMP TABLE whole (name text, reason text);
INSERT INTO whole
VALUES
	('request', 'a key is one over all counties'),
	('identity', 'a number is one over all counties'),
	('division', 'a row for each place'),
	('office', 'a row for each place'),
	('station', 'a row for each place'),
	('audit_head', 'a row for each county'),
	('operator', 'grows with operators'),
	('cover_grant', 'grows with operators'),
	('sign_in', 'grows with operators, and is asked for by time'),
	('staff', 'grows with villages'),
	('staff_duty', 'grows with staff'),
	('staff_move', 'grows with staff'),
	('former_name', 'grows with offices'),
	('staff_handover', 'grows with staff'),
	('staff_training', 'grows with staff'),
	('staff_contract', 'grows with staff'),
	('staff_item', 'grows with staff'),
	('assessment', 'grows with staff'),
	('attendance', 'grows with staff'),
	('allowance', 'grows with villages'),
	('allowance_payment', 'grows with villages'),
	('visit', 'grows with villages'),
	('batch', 'grows with offices'),
	('bank_use', 'grows with offices'),
	('programme_fund', 'grows with offices'),
	('batch_fund', 'grows with batches'),
	('bank_sent', 'grows with batches'),
		('employer_account', 'grows with units'),
	('bank_return', 'grows with batches'),
	('ledger_entry', 'grows with offices'),
	('ledger_line', 'grows with offices'),
	('ledger_period', 'a row for each county'),
	('ledger_close', 'grows with months'),
	('petition', 'a form names no county, and no trigger comes before the way to a partition'),
	('petition_step', 'as petition'),
	('review_change', 'as petition'),
	('review_rule', 'grows with places'),
	('office_post', 'grows with offices'),
	('office_load', 'grows with offices'),
	('fund_entry', 'grows with offices'),
	('fund_overdraft', 'grows with offices'),
	('completeness', 'grows with offices'),
	('exported', 'grows with operators'),
	('employer', 'grows with employers'),
	('import_file', 'a row for each file'),
	('import_map', 'a row for each kind of file'),
	('import_chunk', 'a row for thousands of lines'),
	('import_stage', 'is empty but while a file comes in'),
	('application_level', 'grows with places'),
	('period', 'has no rows: what period_attach() makes tables like'),
	('case_counter', 'a row for each office and day');
SELECT set_eq('SELECT name FROM tables t
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = ''county''
	WHERE NOT EXISTS (SELECT FROM pg_partitioned_table p
		WHERE p.partrelid = t.oid)',
	'SELECT name FROM whole',
	'what grows with people is partitioned by county; the rest has a reason');
SELECT is(array_agg(t.name), NULL, 'each is partitioned by county alone')
FROM pg_partitioned_table p
JOIN tables t ON t.oid = p.partrelid
WHERE pg_get_partkeydef(p.partrelid) <> 'LIST (county)';
SELECT set_eq($$SELECT name FROM tables t JOIN pg_class c USING (oid)
		WHERE NOT c.relrowsecurity
			AND NOT EXISTS (SELECT FROM unguarded u WHERE u.relation = t.name)$$,
	$$VALUES ('bank_heard'), ('case_counter'), ('grant_kept'), ('identity'), ('import_chunk'), ('import_heading'),
		('import_map'), ('import_row'), ('import_stage'), ('import_word'),
		('installed_file'), ('period'), ('printed_slip'),
		('programme_word'), ('review_pass'), ('unguarded'), ('value_use')$$,
	'row security, or a reason in "unguarded"; these are for functions only');
SELECT is(array_agg(DISTINCT g.name), NULL, 'and nobody is granted them')
FROM granted g
WHERE g.name IN ('bank_heard', 'grant_kept', 'identity', 'installed_file', 'printed_slip',
	'programme_word', 'review_pass', 'unguarded', 'value_use');

-- The server analyses and a restore makes indexes without a search path of ours.
CREATE PROCEDURE pg_temp.analyse() LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	t regclass;
BEGIN
	FOR t IN SELECT DISTINCT indrelid FROM pg_catalog.pg_index
		WHERE indexprs IS NOT NULL AND indrelid::regclass::text LIKE 'zhen.%'
	LOOP
		EXECUTE pg_catalog.format('ANALYZE %s', t);
	END LOOP;
END
$$;
SELECT lives_ok('CALL pg_temp.analyse()', 'indexes name their functions in full');

SELECT * FROM finish();
ROLLBACK;

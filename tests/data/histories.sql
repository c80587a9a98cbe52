-- The work of tests/soak/histories. Prints TAP.

SELECT setseed(:seed) \g /dev/null
SELECT operator_add(:'second', '另一复核', 371002000000, '{reviewer}') \g /dev/null
SELECT programme_load('{"programme": "try", "title": "试验", "form": "try",
	"table": "enrol_try", "basis": "试验", "fund": "project", "back": 600,
	"rates": [
		{"name": "base", "value": 100, "from": 200001, "source": "试验"},
		{"name": "first_age", "value": 60, "from": 200001, "source": "试验"}],
	"require": [{"sql": "age >= rate.first_age", "reason": "未满"}],
	"amount": "rate.base / share", "because": "''试验''",
	"fields": [{"name": "share", "sql": "numeric(12,2)"}]}') \g /dev/null

CREATE FUNCTION pg_temp.dice(n int) RETURNS int LANGUAGE sql VOLATILE AS
	'SELECT floor(random() * n)::int';
CREATE FUNCTION pg_temp.number(p_birth date, p_n bigint) RETURNS text
LANGUAGE sql AS $$
	SELECT body || zhen.idcard_check_digit(body)
	FROM (SELECT '371002' || to_char(p_birth, 'YYYYMMDD')
		|| lpad((p_n % 1000)::text, 3, '0') AS body) x
$$;
-- People of two towns, born so that most of them turn 60 on the way.
CREATE TEMP TABLE village AS
SELECT code, row_number() OVER (ORDER BY code) - 1 AS n
FROM (
	(SELECT code FROM division WHERE level = 'village'
		AND code / 1000 = 371002001 ORDER BY code LIMIT 3)
	UNION ALL
	(SELECT code FROM division WHERE level = 'village'
		AND code / 1000 = 371002100 ORDER BY code LIMIT 2)) v;
CREATE TEMP TABLE who AS
SELECT n, nextval('resident_id') AS id,
	date '1963-01-01' + pg_temp.dice(1400) AS birth,
	(SELECT code FROM village v WHERE v.n = g.n % 5) AS div
FROM generate_series(1, :people) AS g (n);
BEGIN;
INSERT INTO household (county, id, div, head)
SELECT 371002, nextval('household_id'), div, id FROM who;
INSERT INTO resident (county, id, id_no, name, div, household)
SELECT 371002, w.id, pg_temp.number(w.birth, w.n), '试' || substr('甲乙丙丁戊己庚辛壬癸',
	w.n % 10 + 1, 1), w.div, h.id
FROM who w
JOIN household h ON h.county = 371002 AND h.head = w.id;
COMMIT;
INSERT INTO account (county, resident, div, number, holder)
SELECT 371002, id, div, '6228480000' || lpad(n::text, 9, '0'), '试' FROM who;
INSERT INTO enrolment (county, programme, resident, div, since, extra)
SELECT 371002, 'try', id, div, month_add(202401, -pg_temp.dice(3)),
	jsonb_build_object('share', 1 + pg_temp.dice(3))
FROM who;

-- pay(MONTH): both offices compute; of each a batch, if there is anybody
CREATE FUNCTION pg_temp.pay(p_month int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one batch;
	maker text;
BEGIN
	FOREACH maker IN ARRAY '{wang,sun}'::text[] LOOP
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', maker);
		PERFORM zhen.batch_compute('try', p_month);
		RESET SESSION AUTHORIZATION;
		SELECT * INTO one FROM zhen.batch b WHERE b.programme = 'try'
			AND b.month = p_month AND b.state = 'draft' AND b.made_by = maker;
		CONTINUE WHEN one.people = 0;
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', maker);
		PERFORM zhen.batch_submit(one.county, one.id);
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I',
			(SELECT name FROM second));
		PERFORM zhen.batch_approve(one.county, one.id);
		RESET SESSION AUTHORIZATION;
	END LOOP;
END
$$;
CREATE TEMP TABLE second AS SELECT :'second' AS name;
GRANT SELECT ON second, who TO PUBLIC;
CREATE TEMP TABLE told (event text, at int);
CREATE FUNCTION pg_temp.happen(p_event text, p_month int, p_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = zhen, pg_temp AS $$
DECLARE
	born date;
BEGIN
	INSERT INTO told VALUES (p_event, p_month);
	CASE p_event
	WHEN 'rate' THEN
		INSERT INTO rate (programme, name, since, value, source)
		VALUES ('try', 'base', month_add(p_month, 1 - pg_temp.dice(6)),
			100 + pg_temp.dice(80), '试验')
		ON CONFLICT (programme, name, since) DO UPDATE SET value = EXCLUDED.value;
	WHEN 'death' THEN
		UPDATE resident SET died = month_first(month_add(p_month, -pg_temp.dice(7)))
			+ pg_temp.dice(28)
		WHERE county = 371002 AND id = p_id AND died IS NULL;
	WHEN 'birth' THEN
		SELECT birth + pg_temp.dice(1500) - 750 INTO born FROM who w WHERE w.id = p_id;
		UPDATE resident SET birth = born, id_no = pg_temp.number(born, w.n)
		FROM who w
		WHERE county = 371002 AND resident.id = p_id AND w.id = p_id;
	WHEN 'share' THEN
		UPDATE enrolment SET extra = jsonb_build_object('share', 1 + pg_temp.dice(4))
		WHERE county = 371002 AND resident = p_id;
	WHEN 'move' THEN
		UPDATE household SET div = v.code
		FROM village v
		WHERE county = 371002 AND head = p_id AND v.n = pg_temp.dice(5);
		UPDATE resident r SET div = h.div
		FROM household h
		WHERE r.county = 371002 AND r.id = p_id AND h.county = 371002
			AND h.head = p_id;
	WHEN 'hold' THEN
		INSERT INTO hold (county, programme, resident, div, since, reason)
		SELECT 371002, 'try', r.id, r.div, p_month, '试验'
		FROM resident r
		WHERE r.county = 371002 AND r.id = p_id
		ON CONFLICT (county, resident, programme) WHERE released_at IS NULL
		DO NOTHING;
	WHEN 'release' THEN
		UPDATE hold SET released_by = 'wang', released_at = now(), answer = '试验'
		WHERE county = 371002 AND resident = p_id AND released_at IS NULL;
	WHEN 'end' THEN
		UPDATE enrolment SET until = greatest(since, month_add(p_month, -pg_temp.dice(5)))
		WHERE county = 371002 AND resident = p_id AND until IS NULL;
	WHEN 'on' THEN
		UPDATE enrolment SET until = NULL
		WHERE county = 371002 AND resident = p_id AND until IS NOT NULL;
	END CASE;
END
$$;
-- answer(BATCH, RUN, BAD): the bank's answer, of which one in so many came back
CREATE FUNCTION pg_temp.answer(p_batch zhen.batch, p_run int, p_bad int)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	sent bigint := (SELECT s.id FROM zhen.bank_sent s WHERE s.county = p_batch.county
		AND s.batch = p_batch.id AND s.run = p_run);
	lines text[];
BEGIN
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', p_batch.made_by);
	lines := ARRAY(SELECT line_text
		FROM zhen.bank_file_text(p_batch.county::int, sent));
	RESET SESSION AUTHORIZATION;
	lines := ARRAY(SELECT said || CASE WHEN i = 1 THEN ''
		WHEN pg_temp.dice(p_bad) > 0 THEN '|成功|' ELSE '|失败|试验' END
		FROM unnest(lines) WITH ORDINALITY l (said, i) ORDER BY i);
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', p_batch.made_by);
	PERFORM zhen.bank_return_read('试验.txt', lines, sent);
	RESET SESSION AUTHORIZATION;
END
$$;
-- bank(MONTH): the bank is given what was paid, sends a tenth back, and is given it
-- again
CREATE FUNCTION pg_temp.bank(p_month int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one batch;
	failed bigint;
BEGIN
	FOR one IN SELECT * FROM zhen.batch b WHERE b.programme = 'try'
		AND b.month = p_month AND b.state = 'paid' AND NOT EXISTS (
			SELECT FROM zhen.bank_sent s WHERE s.county = b.county
				AND s.batch = b.id)
	LOOP
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', one.made_by);
		PERFORM zhen.bank_file_make(one.county, one.id, 0);
		PERFORM pg_temp.answer(one, 0, 10);
		SELECT count(*) INTO failed FROM zhen.bank_return_line r
		WHERE r.county = one.county AND r.batch = one.id AND NOT r.is_good;
		CONTINUE WHEN failed = 0;
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', one.made_by);
		PERFORM zhen.bank_reissue_ask(f.county, f.batch, f.resident)
		FROM (SELECT county, batch, resident FROM zhen.bank_failed
			WHERE batch = one.id) f;
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I',
			(SELECT name FROM second));
		PERFORM zhen.bank_reissue_approve(one.county, one.id);
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', one.made_by);
		PERFORM zhen.bank_supplement_make(one.county, one.id);
		PERFORM zhen.bank_file_make(one.county, one.id, 1);
		PERFORM pg_temp.answer(one, 1, 1000000);
	END LOOP;
END
$$;
-- setoff(MONTH): whoever owes and goes on pays by what they are due from then on
CREATE FUNCTION pg_temp.setoff(p_month int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT k.county, k.id, o.name AS maker
		FROM zhen.correction k
		CROSS JOIN LATERAL (SELECT CASE k.div / 1000 WHEN 371002001 THEN 'wang'
			ELSE 'sun' END AS name) o
		WHERE k.programme = 'try' AND k.owed > 0 AND NOT EXISTS (
			SELECT FROM zhen.recovery r WHERE r.county = k.county
				AND r.correction = k.id)
	LOOP
		BEGIN
			EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', one.maker);
			PERFORM zhen.recovery_setoff(one.county, one.id, p_month, '试验');
			EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I',
				(SELECT name FROM second));
			PERFORM zhen.setoff_approve(one.county, one.id);
		EXCEPTION WHEN SQLSTATE 'ZH001' THEN
			NULL;	-- dead or ended
		END;
		RESET SESSION AUTHORIZATION;
	END LOOP;
END
$$;
-- Corrected by the lists: what operators would mark and do
CREATE FUNCTION pg_temp.correct() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	maker text;
	one record;
	steps int := 0;
BEGIN
	FOREACH maker IN ARRAY '{wang,sun}'::text[] LOOP
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', maker);
		FOR one IN SELECT * FROM zhen.cycle_wrong('try', 202401, 202611) LOOP
			PERFORM zhen.cycle_correct(one.county, one.programme, one.month,
				one.resident, '试验');
			steps := steps + 1;
		END LOOP;
		RESET SESSION AUTHORIZATION;
	END LOOP;
	EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', (SELECT name FROM second));
	PERFORM zhen.correction_approve(c.county, c.correction)
	FROM (SELECT county, correction FROM zhen.correction_list
		WHERE programme = 'try' AND state = 'open') c;
	RESET SESSION AUTHORIZATION;
	RETURN steps;
END
$$;
CREATE PROCEDURE pg_temp.live(p_months int) LANGUAGE plpgsql AS $$
DECLARE
	month int;
	one bigint;
BEGIN
	FOR n IN 0 .. p_months - 1 LOOP
		month := zhen.month_add(202401, n);
		FOR one IN SELECT id FROM who ORDER BY id LOOP
			IF pg_temp.dice(8) = 0 THEN
				PERFORM pg_temp.happen((ARRAY['death', 'birth', 'share', 'share', 'move',
					'hold', 'release', 'end', 'on', 'birth'])[1 + pg_temp.dice(10)],
					month, one);
			END IF;
		END LOOP;
		IF pg_temp.dice(3) = 0 THEN
			PERFORM pg_temp.happen('rate', month, NULL);
		END IF;
		PERFORM pg_temp.pay(month);
		PERFORM pg_temp.bank(month);
		IF n % 3 = 1 THEN
			PERFORM pg_temp.correct();
			PERFORM pg_temp.setoff(zhen.month_add(month, 1));
		END IF;
		COMMIT;
	END LOOP;
END
$$;
CALL pg_temp.live(:months);
SELECT CASE WHEN count(DISTINCT event) = 9 THEN 'ok 1' ELSE 'not ok 1' END
	|| ' - everything happens' FROM told;

-- Settled: the corrections, and who wasn't paid
CREATE FUNCTION pg_temp.settle() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	maker text;
	one record;
	steps int := pg_temp.correct();
BEGIN
	FOREACH maker IN ARRAY '{wang,sun}'::text[] LOOP
		EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', maker);
		FOR one IN SELECT * FROM zhen.cycle_back('try') LOOP
			RESET SESSION AUTHORIZATION;
			PERFORM pg_temp.pay(one.month);
			steps := steps + 1;
			EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', maker);
		END LOOP;
		RESET SESSION AUTHORIZATION;
	END LOOP;
	RETURN steps;
END
$$;
SELECT pg_temp.happen('release', 202611, id) FROM who \g /dev/null
SELECT CASE WHEN pg_temp.settle() > 0 THEN 'ok 2' ELSE 'not ok 2' END
	|| ' - there was something to settle';
SELECT CASE WHEN n = 0 THEN 'ok 3' ELSE 'not ok 3' END
	|| format(' - and nothing is left (%s)', n)
FROM pg_temp.settle() n;

CREATE TEMP TABLE differs AS
WITH months AS (
	SELECT month_add(202401, n) AS month FROM generate_series(0, :months - 1) n
), due AS (
	SELECT w.id, m.month, coalesce((
		SELECT round((SELECT value FROM rate WHERE programme = 'try' AND name = 'base'
				AND since <= m.month ORDER BY since DESC LIMIT 1)
			/ (e.extra ->> 'share')::numeric, 2)
		FROM enrolment e
		JOIN resident r ON r.county = 371002 AND r.id = w.id
		WHERE e.county = 371002 AND e.programme = 'try' AND e.resident = w.id
			AND m.month BETWEEN e.since AND coalesce(e.until, 999912)
			AND (r.birth + interval '60 years')::date <= month_last(m.month)
			AND (r.died IS NULL OR to_char(r.died, 'YYYYMM')::int >= m.month)), 0)
		AS amount
	FROM who w CROSS JOIN months m
), paid AS (
	SELECT resident AS id, month, sum(amount) AS amount
	FROM payment WHERE programme = 'try' GROUP BY resident, month
)
SELECT id, month, coalesce(p.amount, 0) AS paid, coalesce(d.amount, 0) AS due
FROM due d FULL JOIN paid p USING (id, month)
WHERE coalesce(p.amount, 0) <> coalesce(d.amount, 0);
SELECT CASE WHEN count(*) = 0 THEN 'ok 4' ELSE 'not ok 4' END
	|| ' - recomputed from the record, everybody was paid what they are due'
	|| coalesce(format(': %s not, %s', count(*), min(differs::text)), '')
FROM differs;
SELECT CASE WHEN b.total + c.total = p.total THEN 'ok 5' ELSE 'not ok 5' END
	|| format(' - batches %s and corrections %s are what was paid', b.total, c.total)
FROM (SELECT sum(total) AS total FROM batch
		WHERE programme = 'try' AND state = 'paid') b,
	(SELECT coalesce(sum(amount - was), 0) AS total FROM correction
		WHERE programme = 'try' AND state = 'approved') c,
	(SELECT sum(amount) AS total FROM payment WHERE programme = 'try') p;
SELECT CASE WHEN count(*) = 0 THEN 'ok 6' ELSE 'not ok 6' END
	|| ' - all of it is on record' FROM verify();
-- By person: what is due is what the bank has of it, what it is still to get, less
-- what is owed; and the ledger says the same of them all.
CREATE TEMP TABLE stands AS
SELECT w.id,
	coalesce((SELECT sum(p.amount) FROM payment p WHERE p.programme = 'try'
		AND p.resident = w.id), 0) AS due,
	coalesce((SELECT sum(l.amount) FROM bank_sent_line l
		LEFT JOIN bank_return_line r USING (county, batch, resident, part)
		WHERE l.resident = w.id AND r.is_good IS DISTINCT FROM false), 0) AS got,
	coalesce((SELECT sum(p.amount - p.cut) FROM payment p
		LEFT JOIN bank_sent_line l USING (county, batch, resident, part)
		LEFT JOIN bank_return_line r USING (county, batch, resident, part)
		WHERE p.programme = 'try' AND p.resident = w.id AND p.amount > 0
			AND (l.county IS NULL OR r.is_good IS false)
			AND NOT EXISTS (SELECT FROM payment x WHERE x.county = p.county
				AND x.programme = p.programme AND x.month = p.month
				AND x.resident = p.resident AND x.part > p.part)), 0) AS to_get,
	coalesce((SELECT sum(k.owed) FROM correction k WHERE k.programme = 'try'
		AND k.resident = w.id), 0)
	- coalesce((SELECT sum(m.amount) FROM recovery_money m
		JOIN correction k ON k.county = m.county AND k.id = m.correction
		WHERE k.programme = 'try' AND k.resident = w.id), 0) AS owes
FROM who w;
SELECT CASE WHEN count(*) = 0 THEN 'ok 7' ELSE 'not ok 7' END
	|| format(' - everybody got what they are due, or owes it (%s not, %s)', count(*),
		min(s::text))
FROM stands s WHERE due <> got + to_get - owes;
SELECT CASE WHEN bool_and(l.amount = s.amount) THEN 'ok 8' ELSE 'not ok 8' END
	|| ' - which is what the ledger says: '
	|| string_agg(format('%s %s', s.account, s.amount), ', ' ORDER BY s.account)
FROM (
	SELECT v.*
	FROM (SELECT sum(due) AS due, sum(got) AS got, sum(to_get) AS to_get,
		sum(owes) AS owes FROM stands) t
	CROSS JOIN LATERAL (VALUES ('5001', t.due), ('1001', -t.got),
		('2001', -t.to_get), ('1201', t.owes), ('2004', 0)) v (account, amount)
) s
JOIN LATERAL (SELECT coalesce(sum(x.amount), 0) AS amount FROM ledger_line x
	WHERE x.programme = 'try' AND x.account = s.account) l ON true;
SELECT CASE WHEN count(*) > 0 AND bool_and(cut > 0) THEN 'ok 9' ELSE 'not ok 9' END
	|| format(' - %s months paid back by set-off', count(*))
FROM payment WHERE programme = 'try' AND part = 0 AND cut <> 0;
SELECT '1..9';

-- Every programme that ships, changed by a new version, over the people of the
-- cases and of the demo: what a dry run says, that it stores nothing, that what
-- was computed isn't changed in place, that earlier months stay as they were,
-- and that one for whom it divides by nought is named while the rest goes on.
CREATE TABLE said (n int GENERATED ALWAYS AS IDENTITY, line text);
CREATE FUNCTION said_is(p_got text, p_wanted text, p_what text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO said (line)
	SELECT CASE WHEN p_got IS NOT DISTINCT FROM p_wanted THEN 'ok # - ' || p_what
		ELSE format(E'not ok # - %s\n# got      %s\n# expected %s', p_what, p_got,
			p_wanted) END
$$;
CREATE FUNCTION said_error(p_definition jsonb) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM programme_load(p_definition);
	RETURN NULL;
EXCEPTION WHEN SQLSTATE 'ZH001' THEN
	RETURN substring(SQLERRM FROM 'from: ..');
END
$$;
CREATE FUNCTION programme_try(p_programme text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	was jsonb := (SELECT definition FROM programme WHERE code = p_programme);
	versions bigint := (SELECT count(*) FROM programme_version);
	m int;
	one bigint;
	now_is record;
	got text[];
	men bigint;
BEGIN
	SELECT month, min(enrolment) INTO m, one
	FROM cases
	WHERE programme = p_programme AND due ~ '^[0-9]' AND month <= 202611
	GROUP BY month
	ORDER BY count(*) FILTER (WHERE sex = '1') > 0 DESC, count(*) DESC, month DESC
	LIMIT 1;
	SELECT count(d.amount) AS n, coalesce(sum(d.amount), 0) AS total,
		count(d.amount) FILTER (WHERE r.sex = '1') AS men,
		coalesce(sum(d.amount) FILTER (WHERE r.sex = '1'), 0) AS to_men,
		sum(d.amount) FILTER (WHERE d.enrolment = one) AS to_one
	INTO now_is
	FROM unnest(compile_month(p_programme, m)) d
	JOIN resident r ON r.county = d.county AND r.id = d.resident;

	got := ARRAY(SELECT compile_preview(was || jsonb_build_object('from', m,
		'amount', format('(%s) * 2', was ->> 'amount')), m));
	PERFORM said_is(array_to_string(got[1:2], E'\n'),
		format(E'试算 %s：每月由 %s 人 %s 元变为 %s 人 %s 元\n'
			'新列入 0 人，不再列入 0 人，增加 %2$s 人，减少 0 人', m, now_is.n,
			yuan_text(now_is.total), now_is.n, yuan_text(2 * now_is.total)),
		p_programme || ': twice as much for everybody');
	PERFORM said_is(cardinality(got)::text, (2 + least(10, now_is.n))::text,
		p_programme || ': ten of them by name');
	got := ARRAY(SELECT compile_preview(was || jsonb_build_object('from', m,
		'stop', coalesce(was -> 'stop', '[]')
			|| '[{"sql": "sex = ''1''", "reason": "试停"}]'), m));
	PERFORM said_is(array_to_string(got[1:2], E'\n'),
		format(E'试算 %s：每月由 %s 人 %s 元变为 %s 人 %s 元\n'
			'新列入 0 人，不再列入 %s 人，增加 0 人，减少 0 人', m, now_is.n,
			yuan_text(now_is.total), now_is.n - now_is.men,
			yuan_text(now_is.total - now_is.to_men), now_is.men),
		p_programme || ': nobody else than who loses it');
	got := ARRAY(SELECT compile_preview(was || jsonb_build_object('from', m,
		'amount', format('(%s) / CASE WHEN enrolment = %s THEN 0 ELSE 1 END',
			was ->> 'amount', one)), m));
	PERFORM said_is(array_to_string(got[1:3], E'\n'),
		format(E'试算 %s：每月由 %s 人 %s 元变为 %s 人 %s 元\n'
			'新列入 0 人，不再列入 1 人，增加 0 人，减少 0 人，算不出来 1 人\n'
			'案例（东北村居委会）%s → 算不出来（division by zero）', m, now_is.n,
			yuan_text(now_is.total), now_is.n - 1,
			yuan_text(now_is.total - now_is.to_one), yuan_text(now_is.to_one)),
		p_programme || ': one by nought is named, the rest goes on');
	PERFORM said_is((SELECT count(*) FROM programme_version)::text, versions::text,
		p_programme || ': a dry run stores nothing');

	SELECT count(d.amount) INTO men
	FROM unnest(compile_month(p_programme, month_add(m, 1))) d
	JOIN resident r ON r.county = d.county AND r.id = d.resident
	WHERE r.sex = '1';
	PERFORM said_is(substring(programme_load(was || jsonb_build_object('from', m,
			'stop', coalesce(was -> 'stop', '[]')
			|| '[{"sql": "sex = ''1''", "reason": "试停"}]')) FROM '从 [0-9]+ 起'),
		format('从 %s 起', m), p_programme || ': another version');
	PERFORM said_is(string_agg(format('%s: %s', c.n, now.due), '；'), NULL,
		p_programme || ': earlier months as before, later ones by the new rule')
	FROM cases c
	CROSS JOIN LATERAL (SELECT case_due(c) AS due) now
	WHERE c.programme = p_programme AND c.due ~ '^[0-9]'
		AND now.due <> CASE WHEN c.month >= m AND c.sex = '1' THEN '试停'
			ELSE c.due END;
	got := ARRAY(SELECT compile_preview(was || jsonb_build_object('from',
		month_add(m, 1)), month_add(m, 1)));
	INSERT INTO batch (county, programme, programme_version, month, div)
	VALUES (371082, p_programme, 2, m, 371082000000)
	ON CONFLICT DO NOTHING;
	PERFORM said_is(said_error(was || jsonb_build_object('from', m, 'amount', '1')),
		'from: 规则', p_programme || ': what a month was computed by isn''t changed');
	PERFORM said_is(said_error(was || '{"amount": "1"}'), 'from: 第 ',
		p_programme || ': nor what held before');
	PERFORM said_is(got[2], format('新列入 %s 人，不再列入 0 人，增加 0 人，减少 0 人',
		men), p_programme || ': taken back, they would gain it');
END
$$;
SELECT programme_try(code) FROM programme WHERE code <> 'elder' ORDER BY code;
SELECT replace(line, 'ok # -', format('ok %s -', :before + n)) FROM said ORDER BY n;
SELECT '1..' || :before + max(n) FROM said;

-- What "zhenctl verify" asks, county by county: is the chain whole, do the
-- tables hold what the trace says, do the batches add up.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION audit_liar(
	p_county int,
	p_seq bigint,
	p_hashes bigint[]
)
RETURNS text
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce((
		SELECT format('留痕的第 %s 行被改动：%s', a.row_no,
			left(coalesce(a.new, a.old)::text, 300))
		FROM audit a
		WHERE a.county = p_county AND a.seq = p_seq
			AND hashtextextended(audit_line(a), 0)
				IS DISTINCT FROM p_hashes[a.row_no]
		ORDER BY a.row_no
		LIMIT 1), '留痕行或短摘要被改动，摘要不符')
$$;
COMMENT ON FUNCTION audit_liar IS 'the row of a statement that was changed';

CREATE FUNCTION verify_links(
	p_county int,
	p_since timestamptz
) RETURNS TABLE (
	link bigint,
	seq bigint,
	problem text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
SET work_mem = '128MB'
AS $$
	WITH first AS (
		SELECT coalesce(min(a.seq), 0) AS seq
		FROM audit a
		WHERE p_since IS NOT NULL AND a.county = p_county AND a.at >= p_since
	), bodies AS (
		SELECT a.seq, count(*) AS rows,
			string_agg(audit_line(a), E'\n' ORDER BY a.row_no) AS lines
		FROM audit a
		WHERE a.county = p_county AND a.seq >= (SELECT f.seq FROM first f)
		GROUP BY a.seq
	), links AS (
		SELECT c.*,
			lag(c.link) OVER chain AS prev_link,
			lag(c.digest) OVER chain AS prev_digest
		FROM audit_chain c
		WHERE c.county = p_county AND c.seq >= (SELECT f.seq FROM first f)
		WINDOW chain AS (ORDER BY c.link)
	)
	SELECT
		k.link,
		coalesce(k.seq, b.seq),
		CASE
			WHEN k.seq IS NULL THEN '链上没有这条语句：留痕是后加的，或链被删'
			WHEN k.link IS NULL THEN '语句没有接上链'
			WHEN k.prev_link IS NULL AND k.link <> 1 AND p_since IS NULL THEN
				format('缺少第 1 至 %s 条语句', k.link - 1)
			WHEN k.link <> k.prev_link + 1 THEN
				format('缺少第 %s 至 %s 条语句', k.prev_link + 1, k.link - 1)
			WHEN k.prev <> coalesce(k.prev_digest, sha256('')) THEN
				'与前一条语句的摘要不相接'
			WHEN b.seq IS NULL THEN '留痕行全部被删'
			WHEN b.rows <> k.rows THEN
				format('应有 %s 行，实有 %s 行', k.rows, b.rows)
			WHEN k.body <> audit_body(b.lines, k.hashes) THEN
				audit_liar(k.county, k.seq, k.hashes)
			ELSE '链上的摘要被改动'
		END
	FROM links k
	FULL JOIN bodies b ON b.seq = k.seq
	WHERE k.seq IS NULL OR k.link IS NULL OR b.seq IS NULL
		OR k.link <> coalesce(k.prev_link, CASE WHEN p_since IS NULL THEN 0
			ELSE k.link - 1 END) + 1
		OR k.prev <> coalesce(k.prev_digest, CASE WHEN p_since IS NULL
			THEN sha256('') ELSE k.prev END)
		OR b.rows <> k.rows
		OR k.body <> audit_body(b.lines, k.hashes)
		OR k.digest IS DISTINCT FROM audit_digest(k.prev, k.county, k.link,
			k.seq, k.rows, k.body)
	ORDER BY k.link NULLS LAST, 2
	LIMIT 1
$$;
COMMENT ON FUNCTION verify_links IS
	'the first statement of a county''s chain that isn''t as it was written';

CREATE FUNCTION verify_head(p_county int)
RETURNS TABLE (
	link bigint,
	seq bigint,
	problem text
)
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT
		coalesce(e.link, h.link),
		e.seq,
		format('链的末端不符：链到第 %s 条，末端记的是第 %s 条，最后的语句被删或被改',
			coalesce(e.link, 0), coalesce(h.link, 0))
	FROM (SELECT p_county AS county) one
	LEFT JOIN audit_head h ON h.county = one.county
	LEFT JOIN LATERAL (
		SELECT c.link, c.seq, c.digest
		FROM audit_chain c
		WHERE c.county = p_county AND c.link IS NOT NULL
		ORDER BY c.link DESC
		LIMIT 1
	) e ON true
	WHERE coalesce(e.link, 0) <> coalesce(h.link, 0)
		OR coalesce(h.link, 0) > 0 AND e.digest IS DISTINCT FROM h.digest
$$;
COMMENT ON FUNCTION verify_head IS 'the chain ends where it is said to end';

CREATE FUNCTION verify_may(p_county int)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT session_is_superuser()
		OR p_county BETWEEN scope_county_lo() AND scope_county_hi()
$$;
COMMENT ON FUNCTION verify_may IS
	'what verify finds names people, so that it is for those of the county';

CREATE FUNCTION verify_require(p_county int)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF verify_may(p_county) IS NOT TRUE THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('县区 %s 不在您的管辖范围，请由当地核对', p_county);
	END IF;
END
$$;

CREATE FUNCTION verify_county(
	p_county int,
	p_since date DEFAULT NULL
) RETURNS TABLE (
	county int,
	seq bigint,
	problem text
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	one audit_table;
BEGIN
	PERFORM verify_require(p_county);
	SET CONSTRAINTS audit_link IMMEDIATE;
	SET CONSTRAINTS audit_link DEFERRED;
	RETURN QUERY
	SELECT p_county, v.seq, format('第 %s 条（%s）：%s', coalesce(v.link::text,
		'？'), audit_statement(p_county, v.seq), v.problem)
	FROM verify_links(p_county, p_since) v
	UNION ALL
	SELECT p_county, v.seq, v.problem
	FROM verify_head(p_county) v;
	FOR one IN SELECT * FROM audit_table ORDER BY tbl LOOP
		CONTINUE WHEN to_regclass(one.tbl) IS NULL
			OR NOT audit_has(one.tbl::text::regclass, 'county')
			AND p_county <> audit_root();
		RETURN QUERY
		SELECT p_county, NULL::bigint, said
		FROM (
			SELECT verify_sums(p_county, one.tbl, p_since)
			WHERE one.part IS NOT NULL
			UNION ALL
			SELECT verify_state(p_county, one.tbl)
			WHERE one.part IS NULL
		) v (said)
		WHERE said IS NOT NULL;
	END LOOP;
	RETURN QUERY
	SELECT p_county, NULL::bigint, said
	FROM (
		SELECT verify_batches(p_county)
		UNION ALL
		SELECT verify_corrections(p_county)
		UNION ALL
		SELECT verify_setoff(p_county)
		UNION ALL
		SELECT verify_ledger(p_county)
	) v (said)
	WHERE said IS NOT NULL;
END
$$;
COMMENT ON FUNCTION verify_county IS
	'what is wrong with a county''s record, the first of each kind; no row when
all is as it was written. Since a day: the chain and digests from then on';

CREATE FUNCTION verify_counties()
RETURNS TABLE (
	county int,
	name text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT county, coalesce(division_name(county * 1000000::bigint), '')
	FROM (
		SELECT county FROM division WHERE level IN ('city', 'county')
		UNION
		SELECT county FROM audit_head
		UNION
		SELECT county FROM audit_chain
	) c
	WHERE verify_may(county)
	ORDER BY 1
$$;
COMMENT ON FUNCTION verify_counties IS 'whose records verify_county() can prove';

CREATE FUNCTION verify()
RETURNS TABLE (
	county int,
	seq bigint,
	problem text
)
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT v.*
	FROM verify_counties() c
	CROSS JOIN LATERAL verify_county(c.county) v
$$;
COMMENT ON FUNCTION verify IS
	'all counties in one go; no row when all is as it was written';

CREATE FUNCTION verify_heads()
RETURNS TABLE (
	county int,
	link bigint,
	digest text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT county, link, encode(digest, 'hex')
	FROM audit_head
	WHERE verify_may(county)
	ORDER BY 1
$$;
COMMENT ON FUNCTION verify_heads IS
	'where each chain ends, to be written down where no administrator can reach';

CREATE FUNCTION verify_against(
	p_county int,
	p_link bigint,
	p_digest text
) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT CASE
		WHEN length(p_digest) < 16 THEN '抄下的摘要太短，至少要 16 位'
		WHEN c.link IS NULL THEN
			format('第 %s 条已不在链上：链被截短或重做过', p_link)
		WHEN NOT starts_with(encode(c.digest, 'hex'), lower(p_digest)) THEN
			format('第 %s 条的摘要与抄下的不同：链在那以后重做过', p_link)
	END
	FROM (SELECT 1) one
	LEFT JOIN audit_chain c ON c.county = p_county AND c.link = p_link
	WHERE p_link > 0
$$;
COMMENT ON FUNCTION verify_against IS
	'null when the chain still runs through a head that was written down';
GRANT EXECUTE ON FUNCTION verify, verify_county, verify_counties, verify_heads,
	verify_against
TO zhen_admin, zhen_auditor;

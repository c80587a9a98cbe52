-- What was changed, by whom: append-only. A statement's rows make one ordered
-- sha256 digest, which contains the digest before it, county by county; so a
-- row that is changed, removed or put in later shows in verify().
-- Saves carry the client's key, so that a save that is sent twice counts once.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE FUNCTION client_address()
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT coalesce(host(inet_client_addr()), 'local')
$$;
COMMENT ON FUNCTION client_address IS
	'where the session comes from, as the server sees it: unlike
application_name and the screen, a client can''t choose it';
GRANT EXECUTE ON FUNCTION client_address TO zhen_operator;

CREATE TABLE request (
	key uuid NOT NULL,
	county county_code NOT NULL,
	div div_code NOT NULL,
	operator name NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	screen line_text,
	client line_text,
	address text COLLATE "C" NOT NULL DEFAULT client_address(),
	rows int NOT NULL DEFAULT 0,
	CONSTRAINT request_key_key PRIMARY KEY (key)
);
COMMENT ON TABLE request IS '保存请求';
COMMENT ON COLUMN request.key IS '客户端给的标识，每次保存一个';
COMMENT ON COLUMN request.county IS '操作员所在县区';
COMMENT ON COLUMN request.div IS '操作员所在区划';
COMMENT ON COLUMN request.operator IS '操作员';
COMMENT ON COLUMN request.at IS '时间';
COMMENT ON COLUMN request.screen IS '画面';
COMMENT ON COLUMN request.client IS '客户端，由客户端自报';
COMMENT ON COLUMN request.address IS '来自何处：网络地址，本机为 local';
COMMENT ON COLUMN request.rows IS '改动的行数';
COMMENT ON CONSTRAINT request_key_key ON request IS
	'这次保存先前已经成功，不用再存';
SELECT scope_guard('request');
GRANT SELECT ON request TO zhen_auditor, zhen_supervisor, zhen_admin;

CREATE TABLE audit (
	county county_code NOT NULL,
	seq bigint NOT NULL,
	row_no int NOT NULL,
	at timestamptz NOT NULL,
	operator name NOT NULL,
	address text NOT NULL,
	client text,
	request uuid,
	screen text,
	op text NOT NULL,
	tbl name NOT NULL,
	div div_code NOT NULL,
	old jsonb,
	new jsonb,
	CONSTRAINT audit_seq_key PRIMARY KEY (county, seq, row_no)
) PARTITION BY LIST (county);
CREATE INDEX audit_at ON audit (at);
COMMENT ON TABLE audit IS '操作留痕：每行改动前后';
COMMENT ON COLUMN audit.county IS '县区';
COMMENT ON COLUMN audit.seq IS '语句序号，与 audit_chain 对应';
COMMENT ON COLUMN audit.row_no IS '语句内行号';
COMMENT ON COLUMN audit.at IS '时间';
COMMENT ON COLUMN audit.operator IS '操作员';
COMMENT ON COLUMN audit.address IS '来自何处：网络地址，本机为 local';
COMMENT ON COLUMN audit.client IS '客户端，由客户端自报';
COMMENT ON COLUMN audit.request IS '保存请求';
COMMENT ON COLUMN audit.screen IS '画面，由客户端自报';
COMMENT ON COLUMN audit.op IS '操作：INSERT、UPDATE、DELETE，LOOK 为查看';
COMMENT ON COLUMN audit.tbl IS '表';
COMMENT ON COLUMN audit.div IS '区划';
COMMENT ON COLUMN audit.old IS '改动前';
COMMENT ON COLUMN audit.new IS '改动后';
COMMENT ON CONSTRAINT audit_seq_key ON audit IS
	'留痕的序号已有，请联系管理员运行 zhenctl verify';
SELECT scope_guard('audit');
GRANT SELECT ON audit TO zhen_auditor, zhen_supervisor, zhen_admin;

CREATE TABLE audit_chain (
	county county_code NOT NULL,
	seq bigint NOT NULL,
	rows int NOT NULL,
	digest bytea NOT NULL,
	prev bytea NOT NULL,
	CONSTRAINT audit_chain_seq_key PRIMARY KEY (county, seq)
);
COMMENT ON TABLE audit_chain IS '留痕链：每条语句一个摘要，含前一个摘要';
COMMENT ON COLUMN audit_chain.county IS '县区';
COMMENT ON COLUMN audit_chain.seq IS '语句序号';
COMMENT ON COLUMN audit_chain.rows IS '行数';
COMMENT ON COLUMN audit_chain.digest IS '摘要（SHA-256）';
COMMENT ON COLUMN audit_chain.prev IS '前一个摘要';
COMMENT ON CONSTRAINT audit_chain_seq_key ON audit_chain IS
	'留痕链的序号已有，请联系管理员运行 zhenctl verify';
GRANT SELECT ON audit_chain TO zhen_admin;

CREATE TABLE audit_head (
	county county_code NOT NULL,
	seq bigint NOT NULL,
	digest bytea NOT NULL,
	CONSTRAINT audit_head_county_key PRIMARY KEY (county)
);
COMMENT ON TABLE audit_head IS '留痕链末端；写入时加锁，使链不分叉';
COMMENT ON COLUMN audit_head.county IS '县区';
COMMENT ON COLUMN audit_head.seq IS '最后的语句序号';
COMMENT ON COLUMN audit_head.digest IS '最后的摘要';
COMMENT ON CONSTRAINT audit_head_county_key ON audit_head IS
	'此县区的留痕链已有，请联系管理员运行 zhenctl verify';
GRANT SELECT ON audit_head TO zhen_admin;

CREATE FUNCTION audit_line(a audit)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT concat(a.row_no, '|', extract(epoch FROM a.at), '|', a.operator,
		'|', a.address, '|', a.client, '|', a.request, '|', a.screen, '|', a.op, '|', a.tbl, '|', a.div,
		'|', coalesce(a.old::text, '-'), '|', coalesce(a.new::text, '-'))
$$;
COMMENT ON FUNCTION audit_line IS
	'a row as it goes into the digest, whatever the session''s settings';

CREATE FUNCTION audit_digest(
	p_prev bytea,
	p_county int,
	p_seq bigint,
	p_lines text
) RETURNS bytea
LANGUAGE sql IMMUTABLE
AS $$
	SELECT sha256(p_prev || convert_to(
		concat(p_county, '|', p_seq, E'\n', p_lines), 'UTF8'))
$$;

CREATE FUNCTION audit_link(
	p_county int,
	p_seq bigint,
	p_prev bytea
) RETURNS int
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	count int;
	lines text;
	link bytea;
BEGIN
	SELECT count(*), string_agg(audit_line(a), E'\n' ORDER BY a.row_no)
	INTO count, lines
	FROM audit a
	WHERE a.county = p_county AND a.seq = p_seq;
	link := audit_digest(p_prev, p_county, p_seq, lines);
	INSERT INTO audit_chain (county, seq, rows, digest, prev)
	VALUES (p_county, p_seq, count, link, p_prev);
	UPDATE audit_head SET seq = p_seq, digest = link
	WHERE county = p_county;
	RETURN count;
END
$$;
COMMENT ON FUNCTION audit_link IS
	'closes a statement''s rows of a county; the head is locked';

CREATE FUNCTION audit_head_lock(p_county int)
RETURNS audit_head
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	head audit_head;
BEGIN
	INSERT INTO audit_head (county, seq, digest)
	VALUES (p_county, 0, sha256(''))
	ON CONFLICT DO NOTHING;
	SELECT * INTO head FROM audit_head WHERE county = p_county FOR UPDATE;
	RETURN head;
END
$$;

CREATE FUNCTION audit_client()
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT left(current_setting('application_name'), 200)
$$;

CREATE FUNCTION audit_request()
RETURNS request
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT r
	FROM request r
	WHERE r.key = nullif(current_setting('zhen.request', true), '')::uuid
		AND r.operator = session_user
$$;
COMMENT ON FUNCTION audit_request IS 'the save that is under way, if any';

CREATE FUNCTION audit_look(
	p_county int,
	p_div bigint,
	p_table name,
	p_key jsonb,
	p_columns text[],
	p_reason text
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	head audit_head := audit_head_lock(p_county);
	req request := audit_request();
BEGIN
	INSERT INTO audit (county, seq, row_no, at, operator, address, client,
		request, screen, op, tbl, div, new)
	VALUES (p_county, head.seq + 1, 1, statement_timestamp(), session_user,
		client_address(), audit_client(), req.key, req.screen, 'LOOK',
		p_table, p_div, p_key || jsonb_build_object('columns', p_columns,
		'reason', p_reason));
	PERFORM audit_link(p_county, head.seq + 1, head.digest);
END
$$;
COMMENT ON FUNCTION audit_look IS
	'puts a look at masked columns on record; for functions of the owner, which
show them in the same transaction. The key is an object of the table''s columns';

CREATE FUNCTION audit_write()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	pairs text := TG_ARGV[CASE TG_OP WHEN 'UPDATE' THEN 1 ELSE 0 END];
	one int;
	head audit_head;
	req request;
	count int := 0;
BEGIN
	req := audit_request();
	FOR one IN EXECUTE format('SELECT DISTINCT county FROM (%s) p ORDER BY 1',
		pairs) LOOP
		head := audit_head_lock(one);
		EXECUTE format('INSERT INTO audit (county, seq, row_no, at, operator,
				address, client, request, screen, op, tbl, div, old, new)
			SELECT county, $2, row_number() OVER (), statement_timestamp(),
				session_user, client_address(), audit_client(),
				$3, $4, $5, $6, div, old, new
			FROM (%s) p
			WHERE county = $1', pairs)
		USING one, head.seq + 1, req.key, req.screen, TG_OP, TG_TABLE_NAME;
		count := count + audit_link(one, head.seq + 1, head.digest);
	END LOOP;
	IF req.key IS NOT NULL AND count > 0 THEN
		UPDATE request r SET rows = r.rows + count WHERE r.key = req.key;
	END IF;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_write IS
	'after a statement; its arguments are queries made by audit_attach()';

CREATE FUNCTION audit_root()
RETURNS int
LANGUAGE sql STABLE
AS $$
	SELECT county FROM division WHERE level = 'city' ORDER BY code LIMIT 1
$$;
COMMENT ON FUNCTION audit_root IS
	'where tables that belong to no county leave their trace';

CREATE FUNCTION audit_place(
	p_table regclass,
	p_div name,
	p_row text
) RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('%s AS county, %s AS div',
		CASE WHEN EXISTS (SELECT FROM pg_attribute
				WHERE attrelid = p_table AND attname = 'county')
			THEN format(p_row, 'county')
			ELSE 'audit_root()' END,
		CASE WHEN EXISTS (SELECT FROM pg_attribute
				WHERE attrelid = p_table AND attname = p_div)
			THEN format(p_row, p_div)
			ELSE 'audit_root()::bigint * 1000000' END)
$$;

CREATE FUNCTION audit_attach(
	p_table regclass,
	p_div name DEFAULT 'div'
) RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	keys text;
	one text;
	pair text;
	kind record;
BEGIN
	SELECT string_agg(format('o.%1$I = n.%1$I', a.attname), ' AND ')
	INTO keys
	FROM pg_index i
	JOIN pg_attribute a ON a.attrelid = i.indrelid
		AND a.attnum = ANY (i.indkey::smallint[])
	WHERE i.indrelid = p_table AND i.indisprimary;
	one := format('SELECT %s, %%s FROM changed r',
		audit_place(p_table, p_div, 'r.%I'));
	pair := format('SELECT %s, to_jsonb(o) AS old, to_jsonb(n) AS new
		FROM before o FULL JOIN changed n ON %s',
		audit_place(p_table, p_div, 'coalesce(n.%1$I, o.%1$I)'), keys);
	FOR kind IN
		SELECT *
		FROM (VALUES
			('insert', 'NEW TABLE AS changed',
				'NULL::jsonb AS old, to_jsonb(r) AS new'),
			('update', 'OLD TABLE AS before NEW TABLE AS changed', ''),
			('delete', 'OLD TABLE AS changed',
				'to_jsonb(r) AS old, NULL::jsonb AS new')
		) k (op, tables, sides)
	LOOP
		EXECUTE format('CREATE TRIGGER audit_%1$s AFTER %1$s ON %2$s
			REFERENCING %3$s FOR EACH STATEMENT
			EXECUTE FUNCTION audit_write(%4$L, %5$L)',
			kind.op, p_table, kind.tables, format(one, kind.sides), pair);
	END LOOP;
END
$$;
COMMENT ON FUNCTION audit_attach IS
	'from now on every change of the table is on record';

CREATE FUNCTION request_open(
	p_key uuid,
	p_screen text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO request (key, county, div, operator, screen, client)
	SELECT p_key, o.county, o.home_div, o.role, p_screen,
		left(current_setting('application_name'), 200)
	FROM operator o
	WHERE o.role = session_user AND NOT o.is_shut
	ON CONFLICT (key) DO NOTHING;
	IF FOUND THEN
		PERFORM set_config('zhen.request', p_key::text, true);
	ELSIF EXISTS (SELECT FROM request WHERE key = p_key
		AND operator = session_user) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH100',
			MESSAGE = '这次保存先前已经成功，不用再存';
	ELSIF EXISTS (SELECT FROM request WHERE key = p_key) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = '这次保存的标识是别人的，请退出后重新登录再存';
	ELSE
		RAISE EXCEPTION USING ERRCODE = 'ZH403',
			MESSAGE = format('%s 不能保存：不是操作员或已停用，请联系管理员',
				session_user);
	END IF;
END
$$;
COMMENT ON FUNCTION request_open IS
	'begins a save; ZH100 when this key has been saved before';
GRANT EXECUTE ON FUNCTION request_open TO zhen_operator;

CREATE FUNCTION request_close(p_key uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM request WHERE key = p_key
		AND operator = session_user AND rows > 0) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH101',
			MESSAGE = '此记录已被别人改过，请看对方改了什么，再决定是否保存';
	END IF;
END
$$;
COMMENT ON FUNCTION request_close IS
	'ends a save; ZH101 when it changed nothing, so that all is undone';
GRANT EXECUTE ON FUNCTION request_close TO zhen_operator;

CREATE FUNCTION request_own(p_keys uuid[])
RETURNS SETOF request
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT * FROM request
	WHERE key = ANY (p_keys) AND operator = session_user
$$;
COMMENT ON FUNCTION request_own IS 'which of these saves the operator has made';
GRANT EXECUTE ON FUNCTION request_own TO zhen_operator;

CREATE FUNCTION request_met(p_rows bigint)
RETURNS void
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
BEGIN
	IF p_rows = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH101',
			MESSAGE = '此记录已被别人改过，请看对方改了什么，再决定是否保存';
	END IF;
END
$$;
COMMENT ON FUNCTION request_met IS
	'one change of a save of several; ZH101 when it met no row';

CREATE FUNCTION request_keep(p_row jsonb)
RETURNS void
LANGUAGE sql
AS $$
	SELECT set_config('zhen.kept', p_row::text, true)
$$;
COMMENT ON FUNCTION request_keep IS
	'what a save inserted first: its details, which come behind it, ask for
the key that it was given';

CREATE FUNCTION request_kept()
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT current_setting('zhen.kept')::jsonb
$$;
COMMENT ON FUNCTION request_kept IS 'what request_keep() was told';
GRANT EXECUTE ON FUNCTION request_met, request_keep, request_kept
TO zhen_operator;

CREATE FUNCTION verify()
RETURNS TABLE (
	county int,
	seq bigint,
	problem text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	WITH lines AS (
		SELECT
			a.county,
			a.seq,
			count(*) AS rows,
			string_agg(audit_line(a), E'\n' ORDER BY a.row_no) AS text
		FROM audit a
		GROUP BY a.county, a.seq
	), links AS (
		SELECT
			c.*,
			lag(c.seq, 1, 0::bigint) OVER chain AS prev_seq,
			lag(c.digest, 1, sha256('')) OVER chain AS prev_digest
		FROM audit_chain c
		WINDOW chain AS (PARTITION BY c.county ORDER BY c.seq)
	), ends AS (
		SELECT DISTINCT ON (c.county) c.county, c.seq, c.digest
		FROM audit_chain c
		ORDER BY c.county, c.seq DESC
	)
	SELECT
		coalesce(k.county, l.county)::int,
		coalesce(k.seq, l.seq),
		CASE
			WHEN k.seq IS NULL THEN '链上没有这条语句，留痕是后加的或链被删'
			WHEN k.seq <> k.prev_seq + 1 THEN
				format('缺少第 %s 至 %s 条语句', k.prev_seq + 1, k.seq - 1)
			WHEN k.prev <> k.prev_digest THEN '与前一条语句的摘要不相接'
			WHEN l.seq IS NULL THEN '留痕行全部被删'
			WHEN l.rows <> k.rows THEN
				format('应有 %s 行，实有 %s 行', k.rows, l.rows)
			ELSE '留痕行被改动，摘要不符'
		END
	FROM links k
	FULL JOIN lines l ON l.county = k.county AND l.seq = k.seq
	WHERE k.seq IS NULL
		OR k.seq <> k.prev_seq + 1
		OR k.prev <> k.prev_digest
		OR l.seq IS NULL
		OR k.digest <> audit_digest(k.prev, k.county, k.seq, l.text)
	UNION ALL
	SELECT
		coalesce(h.county, e.county)::int,
		coalesce(h.seq, e.seq),
		'链的末端不符，最后的语句被删或被改'
	FROM audit_head h
	FULL JOIN ends e ON e.county = h.county
	WHERE e.seq IS DISTINCT FROM nullif(h.seq, 0)
		OR h.seq > 0 AND e.digest IS DISTINCT FROM h.digest
	ORDER BY 1, 2
$$;
COMMENT ON FUNCTION verify IS
	'walks every county''s chain; no row when all is as it was written';
GRANT EXECUTE ON FUNCTION verify TO zhen_admin;

SELECT audit_attach('operator', 'home_div');
SELECT audit_attach('office');
SELECT audit_attach('station');

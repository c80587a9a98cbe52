-- What was changed, by whom, from where: append-only. A statement's rows make
-- one ordered sha256 digest, which contains the digest before it, county by
-- county; so a row that is changed, removed or put in later shows in verify().
-- chain.sql writes it. Saves carry the client's key, so that a save that is
-- sent twice counts once.

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

CREATE TABLE review_pass (
	xact xid8 NOT NULL,
	maker name,
	rule bigint,
	div div_code,
	amount yuan,
	CONSTRAINT review_pass_xact_key PRIMARY KEY (xact)
);
COMMENT ON TABLE review_pass IS
	'本次事务正在试存或落实送复核的改动，见 review.sql；事务结束时总是空的';
COMMENT ON COLUMN review_pass.xact IS '事务';
COMMENT ON COLUMN review_pass.maker IS '落实的是谁经办的';
COMMENT ON COLUMN review_pass.rule IS '碰到的规则';
COMMENT ON COLUMN review_pass.div IS '所属区划';
COMMENT ON COLUMN review_pass.amount IS '金额';
COMMENT ON CONSTRAINT review_pass_xact_key ON review_pass IS
	'一次只能落实一项改动，请分开办理';

CREATE FUNCTION review_maker()
RETURNS name
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT maker FROM review_pass
	WHERE xact = pg_current_xact_id_if_assigned()
$$;
COMMENT ON FUNCTION review_maker IS
	'who made the change that a second person is making happen, or null';
GRANT EXECUTE ON FUNCTION review_maker TO zhen_operator;

CREATE FUNCTION author()
RETURNS name
LANGUAGE sql STABLE
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(review_maker(), session_user)
$$;
COMMENT ON FUNCTION author IS
	'who made a record, for its columns that say so: the operator, or who handed
it in for review';
GRANT EXECUTE ON FUNCTION author TO zhen_operator;

CREATE FUNCTION on_behalf()
RETURNS name
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT coalesce(review_maker(), (
		SELECT cover_of FROM operator
		WHERE role = session_user AND cover_ends > now()))
$$;
COMMENT ON FUNCTION on_behalf IS
	'for whom the operator stands in or whose change they approve, or null';
GRANT EXECUTE ON FUNCTION on_behalf TO zhen_operator;

CREATE TABLE request (
	key uuid NOT NULL,
	county county_code NOT NULL,
	div div_code NOT NULL,
	operator name NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	screen line_text,
	client line_text,
	digest line_text,
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
COMMENT ON COLUMN request.digest IS '所存内容的摘要，由客户端计算';
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
	on_behalf name DEFAULT on_behalf(),
	CONSTRAINT audit_seq_key PRIMARY KEY (county, seq, row_no)
) PARTITION BY LIST (county);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_by ON audit (operator, at);
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
COMMENT ON COLUMN audit.op IS
	'操作：INSERT、UPDATE、DELETE，LOOK 为查看，ADOPT 为接收先前没有留痕的行';
COMMENT ON COLUMN audit.tbl IS '表';
COMMENT ON COLUMN audit.div IS '区划';
COMMENT ON COLUMN audit.old IS '改动前';
COMMENT ON COLUMN audit.new IS '改动后';
COMMENT ON COLUMN audit.on_behalf IS '替谁办的：代班的同事，或送复核的经办人';
COMMENT ON CONSTRAINT audit_seq_key ON audit IS
	'留痕的序号已有，请联系管理员运行 zhenctl verify';
SELECT scope_guard('audit');
GRANT SELECT ON audit TO zhen_auditor, zhen_supervisor, zhen_admin;

CREATE SEQUENCE audit_seq;

CREATE TABLE audit_chain (
	county county_code NOT NULL,
	seq bigint NOT NULL,
	rows int NOT NULL,
	body bytea NOT NULL,
	hashes bigint[],
	removed text[],
	link bigint,
	prev bytea,
	digest bytea,
	CONSTRAINT audit_chain_seq_key PRIMARY KEY (county, seq),
	CONSTRAINT audit_chain_link_key UNIQUE (county, link)
) PARTITION BY LIST (county);
ALTER TABLE audit_chain ALTER hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE audit_chain IS '留痕链：每条语句一个摘要，含前一个摘要';
COMMENT ON COLUMN audit_chain.county IS '县区';
COMMENT ON COLUMN audit_chain.seq IS '语句序号';
COMMENT ON COLUMN audit_chain.rows IS '行数';
COMMENT ON COLUMN audit_chain.body IS '这条语句各行的摘要（SHA-256）';
COMMENT ON COLUMN audit_chain.hashes IS
	'多行时逐行的短摘要，用来找出哪一行不对；作证的是 body';
COMMENT ON COLUMN audit_chain.removed IS '只记摘要的表里被删去的行，原文';
COMMENT ON COLUMN audit_chain.link IS '在链上的位置，提交时才定';
COMMENT ON COLUMN audit_chain.prev IS '前一个摘要';
COMMENT ON COLUMN audit_chain.digest IS '链上的摘要：位置、body 和前一个摘要';
COMMENT ON CONSTRAINT audit_chain_seq_key ON audit_chain IS
	'留痕链的序号已有，请联系管理员运行 zhenctl verify';
COMMENT ON CONSTRAINT audit_chain_link_key ON audit_chain IS
	'留痕链上的位置已有，请联系管理员运行 zhenctl verify';
GRANT SELECT (county, seq, rows, link, prev, digest) ON audit_chain TO zhen_admin;

CREATE TABLE audit_head (
	county county_code NOT NULL,
	link bigint NOT NULL,
	digest bytea NOT NULL,
	CONSTRAINT audit_head_county_key PRIMARY KEY (county)
);
COMMENT ON TABLE audit_head IS '留痕链末端；提交时加锁，使链不分叉';
COMMENT ON COLUMN audit_head.county IS '县区';
COMMENT ON COLUMN audit_head.link IS '最后的位置';
COMMENT ON COLUMN audit_head.digest IS '最后的摘要';
COMMENT ON CONSTRAINT audit_head_county_key ON audit_head IS
	'此县区的留痕链已有，请联系管理员运行 zhenctl verify';
GRANT SELECT ON audit_head TO zhen_admin;

CREATE TABLE audit_table (
	tbl name NOT NULL,
	part name[],
	CONSTRAINT audit_table_tbl_key PRIMARY KEY (tbl)
);
COMMENT ON TABLE audit_table IS '留痕的表';
COMMENT ON COLUMN audit_table.tbl IS '表';
COMMENT ON COLUMN audit_table.part IS
	'只增不改的表按这些列分段记摘要，表里的行就是留痕；空为逐行记改动前后';
COMMENT ON CONSTRAINT audit_table_tbl_key ON audit_table IS
	'此表已留痕';

CREATE FUNCTION audit_refuse()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'ZH403',
		MESSAGE = '留痕只增不改，谁也不能改动或删除';
END
$$;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit_chain
FOR EACH ROW
WHEN (OLD.link IS NOT NULL OR NEW.link IS NULL
	OR (OLD.county, OLD.seq, OLD.rows, OLD.body, OLD.hashes, OLD.removed)
		IS DISTINCT FROM (NEW.county, NEW.seq, NEW.rows, NEW.body, NEW.hashes,
			NEW.removed))
EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_row BEFORE DELETE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit_head
FOR EACH ROW
WHEN (NEW.county <> OLD.county OR NEW.link <> OLD.link + 1)
EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_row BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION request_open(
	p_key uuid,
	p_screen text,
	p_digest text DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	INSERT INTO request (key, county, div, operator, screen, client, digest)
	SELECT p_key, p.div / 1000000, p.div, o.role, p_screen,
		left(current_setting('application_name'), 200), p_digest
	FROM operator o
	CROSS JOIN LATERAL (SELECT CASE WHEN o.cover_ends > now()
		THEN o.cover_div ELSE o.home_div END AS div) p
	WHERE o.role = session_user AND NOT o.is_shut
	ON CONFLICT (key) DO NOTHING;
	IF FOUND THEN
		PERFORM set_config('zhen.request', p_key::text, true);
	ELSIF EXISTS (SELECT FROM request WHERE key = p_key
		AND operator = session_user AND digest IS DISTINCT FROM p_digest) THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH102',
			MESSAGE = '这份先前已经存过，内容和现在的不一样，请查出已存的核对';
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
	'begins a save; ZH100 when this key has been saved before, ZH102 when
something else has: the digest is what the client makes of what it sends';
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

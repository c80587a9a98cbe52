-- Standing in for a colleague (代班). A cover gives the colleague's place until
-- a day, and no duty: whoever covers must have the duties themselves, and does
-- all under their own name, so that nobody checks their own work through it.
-- It is on record for whom. The operator begins and ends it; it ends by itself,
-- because scope_lo() and scope_hi() look at the time.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE SEQUENCE cover_id;

CREATE TABLE cover_grant (
	county county_code NOT NULL,
	id bigint NOT NULL DEFAULT nextval('cover_id'),
	operator name NOT NULL,
	colleague name NOT NULL,
	home_div div_code NOT NULL,
	since timestamptz NOT NULL DEFAULT now(),
	ends timestamptz NOT NULL,
	made_by name NOT NULL DEFAULT session_user,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT cover_grant_id_key PRIMARY KEY (county, id),
	CONSTRAINT cover_grant_operator_fk FOREIGN KEY (operator)
		REFERENCES operator (role),
	CONSTRAINT cover_grant_colleague_fk FOREIGN KEY (colleague)
		REFERENCES operator (role),
	CONSTRAINT cover_grant_colleague_check CHECK (colleague <> operator),
	CONSTRAINT cover_grant_county_check CHECK (county = home_div / 1000000)
);
CREATE INDEX cover_grant_operator ON cover_grant (operator, ends);
COMMENT ON TABLE cover_grant IS '代班：在期限内可以到同事的岗位办理，职责不变';
COMMENT ON COLUMN cover_grant.county IS '同事所在县区';
COMMENT ON COLUMN cover_grant.id IS '编号';
COMMENT ON COLUMN cover_grant.operator IS '代班人';
COMMENT ON COLUMN cover_grant.colleague IS '被代班的同事';
COMMENT ON COLUMN cover_grant.home_div IS '同事当时所在区划';
COMMENT ON COLUMN cover_grant.since IS '从何时起';
COMMENT ON COLUMN cover_grant.ends IS '到何时止';
COMMENT ON COLUMN cover_grant.made_by IS '安排的管理员';
COMMENT ON COLUMN cover_grant.version IS '版本';
COMMENT ON CONSTRAINT cover_grant_id_key ON cover_grant IS '此编号已有，请重试';
COMMENT ON CONSTRAINT cover_grant_operator_fk ON cover_grant IS
	'没有这个代班人，请用 zhenctl operator list 核对';
COMMENT ON CONSTRAINT cover_grant_colleague_fk ON cover_grant IS
	'没有这个同事，请用 zhenctl operator list 核对';
COMMENT ON CONSTRAINT cover_grant_colleague_check ON cover_grant IS
	'不能给自己代班，请换一个人';
COMMENT ON CONSTRAINT cover_grant_county_check ON cover_grant IS
	'县区应为所在区划的前六位，请核对';
SELECT scope_guard('cover_grant', 'home_div');
CREATE POLICY keeper ON cover_grant TO zhen_keeper USING (true);
COMMENT ON POLICY keeper ON cover_grant IS 'operator_cover() 自己核对管辖范围';
GRANT SELECT, INSERT, UPDATE ON cover_grant TO zhen_keeper;
GRANT USAGE ON SEQUENCE cover_id TO zhen_keeper;
GRANT SELECT ON cover_grant TO zhen_admin, zhen_auditor;
SELECT audit_attach('cover_grant', 'home_div');

CREATE FUNCTION cover_date(p_until text)
RETURNS date
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	until date;
BEGIN
	until := p_until;
	IF until < current_date OR until > current_date + 366 THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
			MESSAGE = '代班到哪一天，应在今天到一年之内，请核对';
	END IF;
	RETURN until;
EXCEPTION WHEN data_exception THEN
	RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'until',
		MESSAGE = format('“%s”不是日期，请输如 2026-12-31，或 end 结束代班',
			p_until);
END
$$;
GRANT EXECUTE ON FUNCTION cover_date TO zhen_keeper;

CREATE FUNCTION cover_stop(
	p_role name,
	p_colleague name
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = zhen, pg_temp
AS $$
DECLARE
	was boolean;
BEGIN
	UPDATE cover_grant SET ends = now(), version = version + 1
	WHERE operator = p_role AND colleague = p_colleague AND ends > now();
	was := FOUND;
	UPDATE operator SET cover_of = NULL, cover_div = NULL, cover_ends = NULL,
		version = version + 1
	WHERE role = p_role AND cover_of = p_colleague;
	RETURN was;
END
$$;
COMMENT ON FUNCTION cover_stop IS 'ends a cover before its time; true if it was';
GRANT EXECUTE ON FUNCTION cover_stop TO zhen_keeper;

CREATE FUNCTION operator_cover(
	p_role text,
	p_colleague text,
	p_until text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one operator := operator_manage(p_role, '安排代班');
	other operator;
	until date;
	was boolean;
BEGIN
	SELECT * INTO other FROM operator WHERE role = p_colleague;
	IF other.role IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH001', COLUMN = 'colleague',
			MESSAGE = format('没有操作员 %s，请用 zhenctl operator list 核对',
				p_colleague);
	END IF;
	IF NOT session_is_superuser() THEN
		PERFORM scope_require(other.home_div);
	END IF;
	IF p_until <> 'end' THEN
		until := cover_date(p_until);
	END IF;
	was := cover_stop(one.role, other.role);
	IF until IS NULL THEN
		RETURN CASE WHEN was THEN format('%s 不再给 %s 代班', one.name,
			other.name) ELSE format('%s 没有给 %s 代班', one.name, other.name) END;
	END IF;
	INSERT INTO cover_grant (county, operator, colleague, home_div, ends)
	VALUES (other.county, one.role, other.role, other.home_div,
		(until + 1)::timestamptz);
	RETURN format('%s 给 %s 代班到 %s，地点 %s；职责仍是自己的 %s', one.name,
		other.name, until, division_path(other.home_div),
		operator_duties(one.role));
END
$$;
COMMENT ON FUNCTION operator_cover IS
	'lets an operator stand in for a colleague until a day, or no longer (end)';
REVOKE EXECUTE ON FUNCTION operator_cover FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_cover TO zhen_admin;

CREATE FUNCTION cover_mine()
RETURNS TABLE (
	colleague text,
	name text,
	place text,
	until text,
	state text
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT c.colleague::text, o.name::text, division_path(c.home_div),
		to_char(c.ends - interval '1 second', 'YYYY-MM-DD'),
		CASE WHEN me.cover_of = c.colleague AND me.cover_ends > now()
			THEN '正在代班' ELSE '' END
	FROM cover_grant c
	JOIN operator o ON o.role = c.colleague
	JOIN operator me ON me.role = c.operator AND NOT me.is_shut
	WHERE c.operator = session_user AND c.ends > now()
	ORDER BY c.ends, c.colleague
$$;
COMMENT ON FUNCTION cover_mine IS 'for whom the operator may stand in now';
GRANT EXECUTE ON FUNCTION cover_mine TO zhen_operator;

CREATE FUNCTION cover_begin(colleague text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
DECLARE
	one cover_grant;
BEGIN
	SELECT c.* INTO one
	FROM cover_grant c
	JOIN operator me ON me.role = c.operator AND NOT me.is_shut
	WHERE c.operator = session_user AND c.ends > now()
		AND c.colleague = cover_begin.colleague
	ORDER BY c.ends DESC
	LIMIT 1;
	IF one.id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'ZH403', COLUMN = 'colleague',
			MESSAGE = '没有安排您给这位同事代班，请联系管理员安排';
	END IF;
	UPDATE operator SET cover_of = one.colleague, cover_div = one.home_div,
		cover_ends = one.ends, version = version + 1
	WHERE role = session_user;
	RETURN format('现在给 %s 代班，办理的仍记在您自己名下',
		operator_name(one.colleague));
END
$$;
COMMENT ON FUNCTION cover_begin IS
	'from now on the operator works at the colleague''s place';
GRANT EXECUTE ON FUNCTION cover_begin TO zhen_operator;

CREATE FUNCTION cover_end()
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
BEGIN
	UPDATE operator SET cover_of = NULL, cover_div = NULL, cover_ends = NULL,
		version = version + 1
	WHERE role = session_user AND cover_of IS NOT NULL;
	RETURN '已回到自己的岗位';
END
$$;
COMMENT ON FUNCTION cover_end IS 'back at the own place';
GRANT EXECUTE ON FUNCTION cover_end TO zhen_operator;

CREATE FUNCTION cover_until(p_role name)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	SELECT '；可给 ' || string_agg(format('%s 代班至 %s',
		operator_name(c.colleague),
		to_char(c.ends - interval '1 second', 'MM-DD')), '、' ORDER BY c.ends)
	FROM cover_grant c
	WHERE c.operator = p_role AND c.ends > now()
$$;
COMMENT ON FUNCTION cover_until IS 'the covers of an operator, or null';
GRANT EXECUTE ON FUNCTION cover_until TO zhen_admin;

RESET ROLE;
ALTER FUNCTION operator_cover OWNER TO zhen_keeper;

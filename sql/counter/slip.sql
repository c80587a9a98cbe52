-- Slips: every one that is printed is on record, so that a second one of the
-- same record can say that it is one.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE printed_slip (
	id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
	form line_text NOT NULL,
	record line_text NOT NULL,
	printed_at timestamptz NOT NULL DEFAULT now(),
	printed_by name NOT NULL DEFAULT session_user,
	scope_lo div_code NOT NULL,
	scope_hi div_code NOT NULL,
	CONSTRAINT printed_slip_id_key PRIMARY KEY (id),
	CONSTRAINT printed_slip_form_check CHECK (length(form) BETWEEN 1 AND 63),
	CONSTRAINT printed_slip_record_check CHECK (length(record) BETWEEN 1 AND 200)
);
CREATE INDEX printed_slip_record ON printed_slip (form, record);
COMMENT ON TABLE printed_slip IS '打印过的回执和凭单';
COMMENT ON COLUMN printed_slip.id IS '编号';
COMMENT ON COLUMN printed_slip.form IS '画面';
COMMENT ON COLUMN printed_slip.record IS '记录的主键';
COMMENT ON COLUMN printed_slip.printed_at IS '打印时间';
COMMENT ON COLUMN printed_slip.printed_by IS '打印人';
COMMENT ON COLUMN printed_slip.scope_lo IS '打印人当时的管辖范围起';
COMMENT ON COLUMN printed_slip.scope_hi IS '打印人当时的管辖范围止';
COMMENT ON CONSTRAINT printed_slip_id_key ON printed_slip IS '此编号已有，请重试';
COMMENT ON CONSTRAINT printed_slip_form_check ON printed_slip IS '画面名称不对，请联系技术人员';
COMMENT ON CONSTRAINT printed_slip_record_check ON printed_slip IS
	'记录的主键不对，请联系技术人员';

CREATE FUNCTION slip_print(p_form text, p_record text)
RETURNS integer
LANGUAGE sql SECURITY DEFINER
SET search_path = zhen, pg_temp
AS $$
	WITH printed AS (
		INSERT INTO printed_slip (form, record, scope_lo, scope_hi)
		VALUES (p_form, p_record, scope_lo(), scope_hi())
	)
	SELECT count(*)::integer
	FROM printed_slip s
	WHERE s.form = p_form AND s.record = p_record
		AND s.scope_lo <= scope_hi() AND s.scope_hi >= scope_lo()
$$;
COMMENT ON FUNCTION slip_print IS
	'puts a slip of that record on record; how many there were before. It takes
the asker''s word for the record, so those of people whose scopes have nothing in
common, who can''t see one record, don''t count';
REVOKE EXECUTE ON FUNCTION slip_print FROM PUBLIC;
GRANT EXECUTE ON FUNCTION slip_print TO zhen_operator;

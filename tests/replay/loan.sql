-- What a newcomer writes from form(5) alone: a register of things lent.
SET ROLE zhen_owner;
CREATE TABLE loan (
	county int GENERATED ALWAYS AS (village / 1000000) STORED,
	id bigint GENERATED ALWAYS AS IDENTITY,
	village bigint NOT NULL,
	thing text NOT NULL,
	kind text NOT NULL,
	borrower text NOT NULL,
	lent_on date NOT NULL,
	back_on date,
	version int NOT NULL DEFAULT 1,
	PRIMARY KEY (county, id),
	CONSTRAINT loan_back_on_check CHECK (back_on >= lent_on)
);
COMMENT ON TABLE loan IS '物品借用';
COMMENT ON CONSTRAINT loan_back_on_check ON loan IS '归还早于借出，请核对';
CREATE FUNCTION loan_before() RETURNS trigger
LANGUAGE plpgsql SET search_path = zhen, pg_temp AS $$
BEGIN
	PERFORM code_check('thing_kind', NEW.kind, 'kind');
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER loan_before BEFORE INSERT OR UPDATE ON loan
FOR EACH ROW EXECUTE FUNCTION loan_before();
SELECT scope_guard('loan', 'village');
SELECT audit_attach('loan', 'village');
GRANT SELECT ON loan TO zhen_operator;
GRANT INSERT (village, thing, kind, borrower, lent_on, back_on),
	UPDATE (village, thing, kind, borrower, lent_on, back_on)
ON loan TO zhen_window;
INSERT INTO code (set, code, name, sort, source)
VALUES ('thing_kind', '1', '设备', 1, 'zhen'), ('thing_kind', '2', '书籍', 2, 'zhen');
SELECT setup();

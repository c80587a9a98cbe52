-- A record with two kinds of rows, of which one kind stays for good.
CREATE TABLE bill (
	county int NOT NULL DEFAULT 371002,
	id bigint GENERATED ALWAYS AS IDENTITY,
	name text NOT NULL,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT bill_id_key PRIMARY KEY (county, id)
);
CREATE TABLE bill_item (
	county int NOT NULL,
	bill bigint NOT NULL,
	line bigint GENERATED ALWAYS AS IDENTITY,
	code text NOT NULL,
	kind text,
	note text,
	count int,
	price numeric(12,2),
	is_removed boolean,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT bill_item_line_key PRIMARY KEY (county, bill, line),
	CONSTRAINT bill_item_bill_fk FOREIGN KEY (county, bill)
		REFERENCES bill (county, id),
	CONSTRAINT bill_item_count_check CHECK (count < 100)
);
COMMENT ON CONSTRAINT bill_item_count_check ON bill_item IS
	'一次最多 99 件，请分两行';
CREATE TABLE bill_paper (
	county int NOT NULL,
	bill bigint NOT NULL,
	id bigint GENERATED ALWAYS AS IDENTITY,
	title text NOT NULL,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT bill_paper_id_key PRIMARY KEY (county, bill, id)
);
SELECT audit_attach('bill'), audit_attach('bill_item'), audit_attach('bill_paper');
CREATE FUNCTION bill_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER before BEFORE UPDATE ON bill
FOR EACH ROW EXECUTE FUNCTION bill_before();
CREATE TRIGGER before BEFORE UPDATE ON bill_item
FOR EACH ROW EXECUTE FUNCTION bill_before();
GRANT SELECT, INSERT, UPDATE ON bill, bill_item, bill_paper TO zhen_operator;
GRANT EXECUTE ON FUNCTION bill_before TO zhen_operator;

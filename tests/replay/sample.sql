-- A table for what no screen of ours has.
CREATE TABLE sample (
	county int NOT NULL DEFAULT 371002,
	id bigint GENERATED ALWAYS AS IDENTITY,
	kind text,
	plate text,
	post text,
	room text,
	letter text,
	step int,
	came date,
	told text,
	why text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT sample_id_key PRIMARY KEY (county, id)
);
SELECT audit_attach('sample');
GRANT SELECT, INSERT, UPDATE ON sample TO zhen_operator;

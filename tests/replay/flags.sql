-- For the plain attributes of fields.
CREATE TABLE flags (
	county int NOT NULL DEFAULT 371002,
	id bigint GENERATED ALWAYS AS IDENTITY,
	card text,
	account text,
	way text,
	state text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT flags_id_key PRIMARY KEY (county, id)
);
SELECT audit_attach('flags');
GRANT SELECT, INSERT, UPDATE ON flags TO zhen_operator;

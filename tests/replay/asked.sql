-- For what the server gives to a form while it is filled in.
CREATE TABLE asked (
	county int NOT NULL DEFAULT 371002,
	id bigint GENERATED ALWAYS AS IDENTITY,
	number text,
	village text,
	village_name text,
	village_note text,
	born date,
	transport yuan,
	meal yuan,
	note text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT asked_id_key PRIMARY KEY (county, id)
);
SELECT audit_attach('asked');
GRANT SELECT, INSERT, UPDATE ON asked TO zhen_operator;

-- A table for a field of several lines.
CREATE TABLE memo (
	county int NOT NULL DEFAULT 371002,
	id bigint GENERATED ALWAYS AS IDENTITY,
	name text,
	told text,
	done text,
	version int NOT NULL DEFAULT 1,
	CONSTRAINT memo_id_key PRIMARY KEY (county, id),
	CONSTRAINT memo_told_check CHECK (told !~ '[\u0001-\u0009\u000b-\u001f]')
);
CREATE FUNCTION memo_renew()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER memo_renew BEFORE UPDATE ON memo
	FOR EACH ROW EXECUTE FUNCTION memo_renew();
SELECT audit_attach('memo');
GRANT SELECT, INSERT, UPDATE ON memo TO zhen_operator;

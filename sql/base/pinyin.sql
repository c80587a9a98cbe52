-- Pinyin as data: readings of characters, and surnames with readings of
-- their own. Names are found by initials, places also by full spelling.

SET LOCAL ROLE zhen_owner;
SET LOCAL search_path = zhen, pg_temp;

CREATE TABLE pinyin (
	ch text COLLATE "C" NOT NULL,
	reading text COLLATE "C" NOT NULL,
	CONSTRAINT pinyin_ch_key PRIMARY KEY (ch) INCLUDE (reading)
);
COMMENT ON TABLE pinyin IS '汉字读音（Unihan kMandarin，无声调，ü 作 v）';
COMMENT ON COLUMN pinyin.ch IS '汉字';
COMMENT ON COLUMN pinyin.reading IS '读音';
COMMENT ON CONSTRAINT pinyin_ch_key ON pinyin IS
	'此字已有读音，请直接修改';
GRANT SELECT ON pinyin TO zhen_operator;

CREATE TABLE surname (
	name text COLLATE "C" NOT NULL,
	reading text COLLATE "C" NOT NULL,
	CONSTRAINT surname_name_key PRIMARY KEY (name)
);
COMMENT ON TABLE surname IS '读音特殊的姓和复姓';
COMMENT ON COLUMN surname.name IS '姓';
COMMENT ON COLUMN surname.reading IS '读音，复姓两字之间空格';
COMMENT ON CONSTRAINT surname_name_key ON surname IS
	'此姓已有读音，请直接修改';
GRANT SELECT ON surname TO zhen_operator;

CREATE FUNCTION pinyin_readings(p_text text)
RETURNS text[]
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT coalesce(array_agg(reading ORDER BY n)
		FILTER (WHERE reading IS NOT NULL), '{}')
	FROM (
		SELECT (SELECT reading FROM pinyin p WHERE p.ch = t.ch), t.n
		FROM string_to_table(p_text, NULL) WITH ORDINALITY AS t (ch, n)
	) read
$$;
COMMENT ON FUNCTION pinyin_readings IS
	'character by character; what has no reading is skipped. A subquery and not
a join: each character is one look into the index';
GRANT EXECUTE ON FUNCTION pinyin_readings TO zhen_operator;

CREATE FUNCTION pinyin_name_readings(p_name text)
RETURNS text[]
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT coalesce(
		(
			SELECT string_to_array(s.reading, ' ')
				|| pinyin_readings(substr(p_name, length(s.name) + 1))
			FROM surname s
			WHERE s.name = left(p_name, 1)
				OR s.name = left(p_name, 2) AND length(p_name) > 2
			ORDER BY length(s.name) DESC
			LIMIT 1
		),
		pinyin_readings(p_name))
$$;
COMMENT ON FUNCTION pinyin_name_readings IS
	'of a person: the surname may be read in a way of its own';
GRANT EXECUTE ON FUNCTION pinyin_name_readings TO zhen_operator;

CREATE FUNCTION pinyin_spelling(p_name text)
RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT array_to_string(pinyin_name_readings(p_name), '')
$$;
COMMENT ON FUNCTION pinyin_spelling IS '单建国 → shanjianguo';
GRANT EXECUTE ON FUNCTION pinyin_spelling TO zhen_operator;

CREATE FUNCTION pinyin_initials(p_name text)
RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT coalesce(string_agg(left(r.reading, 1), '' ORDER BY r.n), '')
	FROM unnest(pinyin_name_readings(p_name))
		WITH ORDINALITY AS r (reading, n)
$$;
COMMENT ON FUNCTION pinyin_initials IS '单建国 → sjg';
GRANT EXECUTE ON FUNCTION pinyin_initials TO zhen_operator;

CREATE FUNCTION pinyin_place_spelling(p_text text)
RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT array_to_string(pinyin_readings(p_text), '')
$$;
COMMENT ON FUNCTION pinyin_place_spelling IS
	'of a place or a term, which has no surname';
GRANT EXECUTE ON FUNCTION pinyin_place_spelling TO zhen_operator;

CREATE FUNCTION pinyin_place_initials(p_text text)
RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
	SELECT coalesce(string_agg(left(r.reading, 1), '' ORDER BY r.n), '')
	FROM unnest(pinyin_readings(p_text))
		WITH ORDINALITY AS r (reading, n)
$$;
COMMENT ON FUNCTION pinyin_place_initials IS
	'of a place or a term, which has no surname';
GRANT EXECUTE ON FUNCTION pinyin_place_initials TO zhen_operator;

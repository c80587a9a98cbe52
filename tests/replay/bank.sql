SET SESSION AUTHORIZATION wang;
SELECT bank_file_make(county::int, id, 0) FROM batch
WHERE programme = 'aid' AND month = 202610 AND div = 371002001000;
SELECT bank_return_read('回盘.txt', ARRAY(
	SELECT line_text || CASE i WHEN 1 THEN '' WHEN 2 THEN '|失败|账号不存在'
		WHEN 3 THEN '|失败|户名不符' ELSE '|成功|' END
	FROM bank_file_text(s.county::int, s.id) WITH ORDINALITY t (line_text, i)
	ORDER BY i), NULL)
FROM bank_sent s;

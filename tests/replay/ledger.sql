-- What spreadsheets stumble over, and more rows than a page of an export.
CREATE VIEW ledger_row AS
SELECT *
FROM (VALUES
	(1, '=HYPERLINK("http://x","y")', '371002198001011235', 1234.50, '1980-01-01'::date, 202611, '第一行
第二行'),
	(2, '+8613800000000', '6217990000000012399', -12.50, '1899-12-31', NULL, ''),
	(3, '@SUM(A1)', NULL, NULL, NULL, NULL, '说"好",了'),
	(4, '张　三', '000123', 0.10, '2026-02-28', 202612, '-1+1'),
	(5, E'买买提·䶮𠮷', '-5', 12345678901234567.89, NULL, NULL, E'\u202e反')
) AS v (n, name, number, amount, day, month, note)
UNION ALL
SELECT n, format('第 %s 行', n), NULL, 1.01, NULL, NULL, NULL
FROM generate_series(6, 4500) n;
GRANT SELECT ON ledger_row TO zhen_operator;

-- What the demo has none of: something spent, a letter that is late, and the
-- count after it.
INSERT INTO fund_entry (county, div, year, class, source, kind, amount, on_date, payee,
	thing, purpose, voucher, made_by)
SELECT 371002, 371002001000, 2026, 'work', '1', kind, amount, '2026-11-10',
	'环翠文印社', '宣传单', '1', 'P-1', 'wang'
FROM (VALUES ('received', 5000), ('spent', 320)) v (kind, amount);
INSERT INTO petition (village, received_on, way, name, matter, content)
SELECT 371002001001, '2026-06-01', min(w.code), '丛建军', min(m.code), '问养老金'
FROM code w, code m WHERE w.set = 'petition_way' AND m.set = 'petition_matter';

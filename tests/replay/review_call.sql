INSERT INTO review_rule (div, tbl, amount, from_amount, basis) VALUES
	(371002000000, 'hold', NULL, NULL, '演示：暂缓要两个人'),
	(371002000000, 'household', NULL, NULL, '演示：户的改动要两个人'),
	(371002000000, 'fund_entry', 'amount', 100, '演示：一百元起要两个人');
INSERT INTO fund_entry (div, year, class, source, kind, amount, on_date, voucher)
VALUES (371002001000, 2026, 'work', '1', 'received', 500, '2026-11-02', 'X1'),
	(371002001000, 2026, 'work', '1', 'received', 500, '2026-11-02', 'X2');

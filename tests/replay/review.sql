INSERT INTO review_rule (div, tbl, columns, basis)
VALUES (371002000000, 'account', 'number, bank', '演示：改账号要两个人');

-- Readings of names and places.
BEGIN;
SET LOCAL search_path = zhen, tap;
SELECT plan(19);

SELECT is(pinyin_spelling(n), s, n)
FROM (VALUES
	('王建国', 'wangjianguo'),
	('单雄信', 'shanxiongxin'),
	('仇英', 'qiuying'),
	('曾国藩', 'zengguofan'),
	('解缙', 'xiejin'),
	('查良镛', 'zhaliangyong'),
	('区寄', 'ouji'),
	('尉迟恭', 'yuchigong'),
	('单于', 'shanyu'),
	('单于冒', 'chanyumao'),
	('吕女', 'lvnv'),
	('张志𠮷', 'zhangzhiji'),
	('阿依古丽·买买提', 'ayigulimaimaiti'),
	('Ann', '')
) c (n, s);
SELECT is(pinyin_initials('尉迟恭'), 'ycg', 'initials of a double surname');
SELECT is(pinyin_initials('王䶮'), 'wy', 'initials outside GBK');
SELECT is(pinyin_place_spelling('单家村'), 'danjiacun',
	'a place has no surname');
SELECT is(pinyin_place_initials('环翠楼街道'), 'hcljd', 'initials of a place');
SELECT is(pinyin_initials(NULL), NULL, 'null');

SELECT * FROM finish();
ROLLBACK;

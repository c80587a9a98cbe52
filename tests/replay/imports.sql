-- Two ledgers of the demo town, as zhenctl import sends them.
SET SESSION AUTHORIZATION wang;
SELECT import AS one FROM import_open('resident_entry', '居民登记', '东北村台账.csv', 'one',
	'按 GBK 读，逗号分隔，标题在第 3 行', '{id_no,name,hukou,village}',
	'{身份证号,姓名,户口性质,所属村居}', false) \gset
SELECT import_put(:one, replace(replace(
	'4,371002197112049554,丛海燕,1,371002001001;5,371002197111039557,丛海军,1,371002001001',
	',', E'\x1f'), ';', E'\x1e'), '');
SELECT import_step(:one, 1, 9, false);
SELECT import_step(:one, 1, 9, true);
SELECT * FROM import_close(:one);
SELECT import AS two FROM import_open('resident_entry', '居民登记', '旧台账.xlsx', 'two',
	'按电子表格读，工作表“台账”，标题在第 1 行', '{id_no,name,hukou,village}',
	'{身份证号,姓名,户口性质,所属村居}', false) \gset
SELECT import_put(:two, replace(replace(
	'2,371002197112049554,丛海燕,1,371002001001;3,371002197111039557,丛海君,1,371002001001;4,37100219711002955X,丛海涛,1,371002001003',
	',', E'\x1f'), ';', E'\x1e'), E'5\x1fbad\x1f身份证号\x1f3.70634E+17\x1f号码被电子表格舍入，只剩 15 位有效数字，后面的找不回来：请把这一列改成文本，照证件重新输入号码\x1e');
SELECT import_step(:two, 1, 9, false);
SELECT import_step(:two, 1, 9, true);
SELECT * FROM import_close(:two);
RESET SESSION AUTHORIZATION;

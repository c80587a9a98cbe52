-- Names of the frequency that people have them.

CREATE TABLE demo.surname AS
SELECT
	row_number() OVER () - 1 AS slot,
	s.name,
	zhen.pinyin_spelling(s.name || '一') AS spelling,
	zhen.pinyin_initials(s.name || '一') AS initials
FROM string_to_table('王 李 张 刘 陈 杨 赵 孙 于 姜 宋 丛 周 徐 吴 毕 '
	'马 朱 胡 林 郭 何 高 罗 郑 梁 谢 唐 许 冯 邹 鞠 邓 韩 曹 曾 彭 萧 蔡 '
	'潘 田 董 袁 余 叶 蒋 杜 苏 魏 程 吕 丁 沈 任 姚 卢 傅 钟 崔 汪 范 陆 '
	'廖 石 金 韦 贾 夏 付 方 白 邵 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 '
	'黎 贺 顾 毛 郝 龚 万 钱 严 赖 覃 洪 连 车 隋 单 仇 解 查 区 朴 盖 欧阳 '
	'尉迟 令狐', ' ') WITH ORDINALITY AS s (name, rank)
CROSS JOIN LATERAL generate_series(1,
	greatest(1, (330 / (s.rank + 5))::int)) AS times
ORDER BY s.rank;
UPDATE demo.surname SET
	spelling = left(spelling, -2),
	initials = left(initials, -1);

-- kind: 0 men, 1 women, 2 and 3 those born since 1985; 8 not in GBK; 9 what
-- an old ledger left behind where it couldn't write the character.
CREATE TABLE demo.given AS
SELECT
	k.kind,
	c.n - 1 AS slot,
	c.ch,
	zhen.pinyin_place_spelling(c.ch) AS spelling,
	zhen.pinyin_place_initials(c.ch) AS initials
FROM (VALUES
	(0, '国建文明德华志军永玉海成平春忠福新林世学庆荣光金胜义祥水东宝'
		'强民生利山振长亮云贵'),
	(1, '秀英玉兰桂芳淑丽华红霞梅凤珍爱春云美琴艳萍香敏月荣莲玲素娟'
		'翠芝燕娥花金惠静洁彩蓉'),
	(2, '浩宇子轩晓俊涛鹏杰明伟超文博磊泽睿志强凯飞龙嘉昊天辰翔斌'
		'家豪帅成阳佳旭峰健波林乐'),
	(3, '欣怡子涵雨婷佳晓雪梦琳静雅诗思颖慧瑶丹文娜倩璐悦琪莹馨萌'
		'语彤洁艺玥晨蕾露宁舒悠盈'),
	(8, '𠮷䶮㛃'),
	(9, '○？' || chr(59491))
) k (kind, chars)
CROSS JOIN LATERAL string_to_table(k.chars, NULL)
	WITH ORDINALITY AS c (ch, n);

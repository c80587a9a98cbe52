INSERT INTO programme_fund (county, div, programme, since, until, payer, class, source, purpose)
VALUES (371002, 371002001000, 'training', '2026-11-01', '2026-12-31', 371002001000,
	'project', '3', '6');

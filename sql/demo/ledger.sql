-- What was made without triggers is in the ledger from its opening.

INSERT INTO demo.step VALUES
	(20, 2, '总账', 'SELECT ledger_open()');

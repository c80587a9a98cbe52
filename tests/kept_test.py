#!/usr/bin/python3
"""The plans of a card: made once for a line, made again when what they read has
changed, and owed by nobody when one of its queries fails."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import tap
import zhen_test
from zhen_test import cut_line, mend_line, sql

LIST = '''list kept_list "几张" code 9001
query {SELECT n FROM generate_series(1, 9) n}
order n
column n "号" integer 4
key Enter "打开" opens kept with n
'''
CARD = '''entry kept "留着" code 9002
with n
query {
	SELECT :n::int AS n, count(*) || ' 个' AS plans,
		current_setting('plan_cache_mode') AS mode
	FROM pg_prepared_statements
}
section ""
n "号" integer 4
plans "计划" text 10
mode "方式" text 24
detail lines "行" rows 2
query {SELECT word, 8 / (5 - :n::int) AS part FROM kept_view}
column word "词" text 20
column part "份" integer 4
'''


def setUpModule():
    zhen_test.setUpModule()
    global FORMS
    FORMS = zhen_test.own_forms(kept_list=LIST, kept=CARD)
    sql("CREATE VIEW kept_view AS SELECT '甲'::text AS word; "
        'GRANT SELECT ON kept_view TO PUBLIC')


def tearDownModule():
    zhen_test.tearDownModule()


class Kept(unittest.TestCase):
    def start(self):
        term = zhen_test.start('utf-8', '--forms', FORMS)
        term.wait_for('F10 退出')
        term.send('/9001')
        term.press('Enter')
        term.wait_for('几张')
        return term

    def open(self, term, *said):
        term.press('Enter')
        for word in said:
            term.wait_for(word)

    def close(self, term):
        term.press('F10')
        term.wait_for('几张')

    def test_made_once(self):
        with self.start() as term:
            self.open(term, '1 个', 'force_generic_plan', '甲')
            self.close(term)
            for _ in range(2):
                self.open(term, '2 个', '甲')
                self.close(term)

    def test_made_again_when_columns_change(self):
        with self.start() as term:
            self.open(term, '甲')
            self.close(term)
            sql("DROP VIEW kept_view; CREATE VIEW kept_view AS "
                "SELECT '乙'::varchar(9) AS word; "
                'GRANT SELECT ON kept_view TO PUBLIC')
            for _ in range(2):
                self.open(term, '乙')
                self.close(term)
            sql("DROP VIEW kept_view; CREATE VIEW kept_view AS "
                "SELECT '甲'::text AS word; GRANT SELECT ON kept_view TO PUBLIC")
            self.open(term, '甲')

    def test_query_that_fails(self):
        with self.start() as term:
            for _ in range(4):
                term.press('Down')
            self.open(term, 'division by zero')
            self.close(term)
            term.press('Up')
            self.open(term, '甲', '8')

    def test_line_that_drops(self):
        with self.start() as term:
            self.open(term, '甲')
            self.close(term)
            cut_line()
            term.wait_for('线路中断')
            mend_line()
            term.wait_for(lambda term: '线路中断' not in term.text(), 30)
            self.open(term, '1 个', '甲')


if __name__ == '__main__':
    tap.main()

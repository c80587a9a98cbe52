check_PROGRAMS += tests/type_test tests/form_test tests/sql_test \
	tests/layout_test tests/picture_test tests/slip_test tests/record_test tests/statement_test \
	tests/find_test
TAP_TESTS += tests/type_test tests/form_test tests/sql_test \
	tests/layout_test tests/picture_test tests/slip_test tests/record_test tests/statement_test \
	tests/find_test

FORM_TEST_LIBS = libform.a libtext.a libbase.a $(LIBICONV)
tests_type_test_SOURCES = tests/type_test.c tests/tap.h
tests_type_test_LDADD = $(FORM_TEST_LIBS)
tests_form_test_SOURCES = tests/form_test.c tests/tap.h
tests_form_test_LDADD = $(FORM_TEST_LIBS)
tests_sql_test_SOURCES = tests/sql_test.c tests/tap.h
tests_sql_test_LDADD = $(FORM_TEST_LIBS)
tests_layout_test_SOURCES = tests/layout_test.c tests/tap.h
tests_layout_test_LDADD = $(FORM_TEST_LIBS)
tests_slip_test_SOURCES = tests/slip_test.c tests/tap.h
tests_slip_test_LDADD = $(FORM_TEST_LIBS)
tests_picture_test_SOURCES = tests/picture_test.c tests/tap.h
tests_picture_test_LDADD = $(FORM_TEST_LIBS)
tests_record_test_SOURCES = tests/record_test.c tests/tap.h
tests_record_test_LDADD = $(FORM_TEST_LIBS)
tests_statement_test_SOURCES = tests/statement_test.c tests/tap.h
tests_statement_test_LDADD = libdb.a $(FORM_TEST_LIBS)
tests_find_test_SOURCES = tests/find_test.c tests/tap.h
tests_find_test_LDADD = libdb.a $(FORM_TEST_LIBS)

EXTRA_DIST += tests/types tests/forms tests/corpus

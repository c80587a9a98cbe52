check_PROGRAMS += tests/text_test
TAP_TESTS += tests/text_test

tests_text_test_SOURCES = tests/text_test.c tests/tap.h
tests_text_test_LDADD = libtext.a libbase.a $(LIBICONV)

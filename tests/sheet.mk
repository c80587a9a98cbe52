check_PROGRAMS += tests/sheet_test
TAP_TESTS += tests/sheet_test

tests_sheet_test_SOURCES = tests/sheet_test.c tests/tap.h
tests_sheet_test_LDADD = libsheet.a libtext.a libbase.a $(LIBZIP_LIBS) \
	$(EXPAT_LIBS) $(LIBICONV) -lm

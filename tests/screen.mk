check_PROGRAMS += tests/bar_test tests/command_test
TAP_TESTS += tests/bar_test tests/command_test

tests_bar_test_SOURCES = tests/bar_test.c tests/tap.h
tests_bar_test_LDADD = libscreen.a libtext.a libbase.a $(LIBICONV)

tests_command_test_SOURCES = tests/command_test.c tests/tap.h
tests_command_test_LDADD = libscreen.a libui.a libdb.a libform.a libtext.a \
	libbase.a $(CURSES_LIBS) $(LIBPQ_LIBS) $(XLSXWRITER_LIBS) $(LIBICONV)
tests_command_test_LDFLAGS = $(UI_LINK)

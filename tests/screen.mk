check_PROGRAMS += tests/command_test
TAP_TESTS += tests/command_test

tests_command_test_SOURCES = tests/command_test.c tests/tap.h
tests_command_test_LDADD = libscreen.a libui.a libdb.a libform.a libtext.a \
	libbase.a $(CURSES_LIBS) $(LIBPQ_LIBS) $(LIBICONV)
tests_command_test_LDFLAGS = $(UI_LINK)

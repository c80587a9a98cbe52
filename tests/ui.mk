check_PROGRAMS += tests/key_test tests/editor_test tests/theme_test \
	tests/profile_test tests/ui_demo
TAP_TESTS += tests/key_test tests/editor_test tests/theme_test \
	tests/profile_test

tests_key_test_SOURCES = tests/key_test.c tests/tap.h
tests_key_test_LDADD = $(UI_LIBS)
tests_editor_test_SOURCES = tests/editor_test.c tests/tap.h
tests_editor_test_LDADD = $(UI_LIBS)
tests_editor_test_LDFLAGS = $(UI_LINK)
tests_theme_test_SOURCES = tests/theme_test.c tests/tap.h
tests_theme_test_LDADD = $(UI_LIBS) -lm
tests_theme_test_LDFLAGS = $(UI_LINK)
tests_profile_test_SOURCES = tests/profile_test.c tests/tap.h
tests_profile_test_LDADD = $(UI_LIBS)
tests_profile_test_LDFLAGS = $(UI_LINK)
tests_ui_demo_SOURCES = tests/ui_demo.c
tests_ui_demo_LDADD = $(UI_LIBS)
tests_ui_demo_LDFLAGS = $(UI_LINK)

EXTRA_DIST += tests/pty_term.py tests/pty_test.py tests/tap.py \
	tests/data/keys.tsv tests/data/profiles.tsv tests/profiles

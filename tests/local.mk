# Programs that print TAP; tests/run finds the other kinds by their folders.
include $(srcdir)/tests/text.mk
include $(srcdir)/tests/form.mk
include $(srcdir)/tests/sheet.mk
include $(srcdir)/tests/ui.mk
include $(srcdir)/tests/screen.mk

# tests/soak/fuzz in short.
FUZZ_TESTS = tests/fuzz_form tests/fuzz_criterion tests/fuzz_key \
	tests/fuzz_charset
check_PROGRAMS += $(FUZZ_TESTS)
TAP_TESTS += $(FUZZ_TESTS)
tests_fuzz_form_SOURCES = tests/fuzz_form.c tests/fuzz_main.c
tests_fuzz_form_LDADD = $(FORM_TEST_LIBS)
tests_fuzz_criterion_SOURCES = tests/fuzz_criterion.c tests/fuzz_main.c
tests_fuzz_criterion_LDADD = $(FORM_TEST_LIBS)
tests_fuzz_key_SOURCES = tests/fuzz_key.c tests/fuzz_main.c
tests_fuzz_key_LDADD = $(UI_LIBS)
tests_fuzz_key_LDFLAGS = $(UI_LINK)
tests_fuzz_charset_SOURCES = tests/fuzz_charset.c tests/fuzz_main.c
tests_fuzz_charset_LDADD = libtext.a libbase.a $(LIBICONV)

EXTRA_DIST += tests/run tests/replay.sh tests/layers.sh tests/lsan.supp \
	tests/bytes_test.sh tests/check_test.sh tests/doctor_test.sh tests/upgrade_test.sh tests/tls_test.sh tests/backup_test.sh tests/hostile_test.sh tests/import_test.sh tests/list_test.sh tests/verify_test.sh tests/show_test.sh tests/paper_test.sh tests/card_test.sh tests/new_test.sh tests/one_file_test.sh tests/application_test.sh tests/bank_test.sh tests/cases_test.sh \
	tests/attack tests/attack_test.py tests/kept_test.py tests/line_test.py tests/wait_test.py tests/proxy.py tests/zhen_test.py tests/closed_test.py tests/lock_test.py tests/cells_test.py tests/kill_test.py tests/check tests/data tests/replay \
	tests/soak tests/sql

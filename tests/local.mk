# Programs that print TAP; tests/run finds the other kinds by their folders.
include $(srcdir)/tests/text.mk
include $(srcdir)/tests/form.mk
include $(srcdir)/tests/ui.mk
include $(srcdir)/tests/screen.mk

EXTRA_DIST += tests/run tests/replay.sh tests/layers.sh tests/lsan.supp \
	tests/bytes_test.sh tests/check_test.sh tests/hostile_test.sh tests/list_test.sh tests/show_test.sh tests/new_test.sh tests/one_file_test.sh \
	tests/fuzz_key.c tests/line_test.py tests/proxy.py tests/zhen_test.py tests/cells_test.py tests/check tests/data tests/replay \
	tests/soak tests/sql

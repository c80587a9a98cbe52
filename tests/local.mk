# Programs that print TAP; tests/run finds the other kinds by their folders.
include $(srcdir)/tests/text.mk
include $(srcdir)/tests/form.mk
include $(srcdir)/tests/ui.mk

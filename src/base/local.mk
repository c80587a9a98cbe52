noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/buf.c src/base/buf.h \
	src/base/closed.c src/base/closed.h \
	src/base/error.c src/base/error.h \
	src/base/i18n.c src/base/i18n.h \
	src/base/mem.c src/base/mem.h \
	src/base/monotonic.c src/base/monotonic.h \
	src/base/password.c src/base/password.h \
	src/base/progress.c src/base/progress.h

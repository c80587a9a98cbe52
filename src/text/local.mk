noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = \
	src/text/charset.c src/text/charset.h \
	src/text/fold.c src/text/fold.h \
	src/text/tell.c src/text/tell.h \
	src/text/utf8.c src/text/utf8.h \
	src/text/width.c src/text/width.h src/text/width_table.h
EXTRA_DIST += tools/width-table

noinst_LIBRARIES += libsheet.a
libsheet_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBZIP_CFLAGS) $(EXPAT_CFLAGS)
libsheet_a_SOURCES = \
	src/sheet/book.c src/sheet/book.h \
	src/sheet/book_part.c src/sheet/book_part.h \
	src/sheet/book_rows.c \
	src/sheet/cells.c src/sheet/cells.h \
	src/sheet/lines.c src/sheet/lines.h \
	src/sheet/sheet.c src/sheet/sheet.h src/sheet/reader.h \
	src/sheet/sniff.c src/sheet/sniff.h \
	src/sheet/text.c

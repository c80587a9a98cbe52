noinst_LIBRARIES += libdb.a
libdb_a_CPPFLAGS = $(AM_CPPFLAGS) $(LIBPQ_CFLAGS)
libdb_a_SOURCES = \
	src/db/array.c src/db/array.h \
	src/db/cancel.c src/db/cancel.h \
	src/db/connect.c src/db/connect.h \
	src/db/cost.c src/db/cost.h \
	src/db/db.c src/db/db.h \
	src/db/digest.c src/db/digest.h \
	src/db/inside.h src/db/state.c \
	src/db/kept.c src/db/kept.h \
	src/db/key.c \
	src/db/link.c src/db/link.h \
	src/db/patience.c src/db/patience.h \
	src/db/queue.c src/db/queue.h \
	src/db/replica.c src/db/replica.h \
	src/db/request.c src/db/request.h \
	src/db/run.c src/db/run.h \
	src/db/server.h \
	src/db/statement.c src/db/statement.h \
	src/db/statement_detail.c \
	src/db/statement_find.c \
	src/db/statement_page.c \
	src/db/statement_review.c \
	src/db/statement_text.c src/db/statement_text.h \
	src/db/table.c src/db/table.h src/db/table_pq.h

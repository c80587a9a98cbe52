noinst_LIBRARIES += libscreen.a
libscreen_a_SOURCES = \
	src/screen/action.c src/screen/action.h \
	src/screen/ahead.c src/screen/ahead.h \
	src/screen/aside.c src/screen/aside.h \
	src/screen/ask.c src/screen/ask.h \
	src/screen/bar.c src/screen/bar.h \
	src/screen/character.c src/screen/character.h \
	src/screen/checks.c src/screen/checks.h \
	src/screen/choices.c src/screen/choices.h src/screen/choices_rank.c \
	src/screen/clock.c src/screen/clock.h \
	src/screen/command.c src/screen/command.h \
	src/screen/common.c src/screen/common.h \
	src/screen/conflict.c src/screen/conflict.h \
	src/screen/conflict_paint.c \
	src/screen/detail.c src/screen/detail.h \
	src/screen/detail_draft.c src/screen/detail_paint.c \
	src/screen/detail_save.c \
	src/screen/draft.c src/screen/draft.h \
	src/screen/draft_news.c src/screen/draft_news.h \
	src/screen/drafts.c src/screen/drafts.h \
	src/screen/entry.c src/screen/entry.h src/screen/entry_commands.c \
	src/screen/entry_draft.c \
	src/screen/entry_known.c src/screen/entry_paint.c src/screen/entry_part.c \
	src/screen/entry_read.c src/screen/entry_review.c \
	src/screen/entry_save.c src/screen/entry_sent.c \
	src/screen/entry_step.c \
	src/screen/export.c src/screen/export.h \
	src/screen/fields.c src/screen/fields.h \
	src/screen/fields_check.c src/screen/fields_check.h \
	src/screen/fields_edit.c src/screen/fields_edit.h \
	src/screen/hidden.c src/screen/hidden.h \
	src/screen/fields_commit.c src/screen/fields_help.c \
	src/screen/fields_merge.c \
	src/screen/fields_paint.c src/screen/fields_reset.c \
	src/screen/fields_paste.c src/screen/fields_paste.h \
	src/screen/fields_server.c src/screen/fields_server.h \
	src/screen/fields_sql.c src/screen/fields_sql.h \
	src/screen/fields_words.c \
	src/screen/file.c src/screen/file.h \
	src/screen/ledger.c src/screen/ledger.h \
	src/screen/ledger_card.c src/screen/ledger_list.c \
	src/screen/ledger_what.c \
	src/screen/list_sort.c \
	src/screen/listing.c src/screen/listing.h \
	src/screen/line.c src/screen/line.h \
	src/screen/list.c src/screen/list.h \
	src/screen/login.c src/screen/login.h \
	src/screen/loop.c src/screen/loop.h \
	src/screen/find.c src/screen/find.h src/screen/find_saved.c \
	src/screen/list_commands.c \
	src/screen/list_read.c \
	src/screen/marks.c src/screen/marks.h \
	src/screen/looks.c src/screen/looks.h \
	src/screen/menu.c src/screen/menu.h \
	src/screen/needle.c src/screen/needle.h \
	src/screen/offer.c src/screen/offer.h \
	src/screen/palette.c src/screen/palette.h \
	src/screen/lock.c src/screen/lock.h \
	src/screen/paper.c src/screen/paper.h \
	src/screen/slip.c src/screen/slip.h \
	src/screen/password.c src/screen/password.h \
	src/screen/secret.c src/screen/secret.h \
	src/screen/picker.c src/screen/picker.h \
	src/screen/picker_set.c \
	src/screen/print.c src/screen/print.h \
	src/screen/recent.c src/screen/recent.h \
	src/screen/replay.c src/screen/replay.h \
	src/screen/screen.h \
	src/screen/session.c src/screen/session.h \
	src/screen/session_paint.c \
	src/screen/session_rights.c \
	src/screen/settings.c src/screen/settings.h \
	src/screen/sheet.c src/screen/sheet.h src/screen/sheet_csv.c \
	src/screen/sheet_paper.c src/screen/sheet_xlsx.c \
	src/screen/xlsx_chart.c src/screen/xlsx_chart.h \
	src/screen/spelling.c src/screen/spelling.h \
	src/screen/tree.c src/screen/tree.h \
	src/screen/values.c src/screen/values.h \
	src/screen/viewer.c src/screen/viewer.h \
	src/screen/wait.c src/screen/wait.h \
	src/screen/write.c src/screen/write.h

bin_PROGRAMS += zhen
zhen_SOURCES = src/zhen.c
zhen_LDADD = libscreen.a libui.a libdb.a libform.a libtext.a libbase.a \
	$(CURSES_LIBS) $(LIBPQ_LIBS) $(XLSXWRITER_LIBS) $(LIBICONV)
zhen_LDFLAGS = $(UI_LINK)

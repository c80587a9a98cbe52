noinst_LIBRARIES += libadmin.a
libadmin_a_SOURCES = \
	src/admin/backup.c src/admin/bank.c \
	src/admin/check.c src/admin/check.h src/admin/checking.h \
	src/admin/check_duty.c src/admin/check_field.c \
	src/admin/check_screen.c src/admin/check_slip.c \
	src/admin/command.c src/admin/command.h \
	src/admin/demo.c \
	src/admin/doctor.c \
	src/admin/import.c src/admin/import.h \
	src/admin/import_cell.c \
	src/admin/import_columns.c \
	src/admin/import_report.c \
	src/admin/import_row.c \
	src/admin/import_send.c \
	src/admin/import_values.c \
	src/admin/init.c \
	src/admin/operator.c \
	src/admin/programme.c \
	src/admin/progress.c src/admin/progress.h \
	src/admin/schema.c src/admin/schema.h \
	src/admin/settings.c \
	src/admin/show.c \
	src/admin/upgrade.c \
	src/admin/verify.c

sbin_PROGRAMS += zhenctl
zhenctl_SOURCES = src/zhenctl.c
zhenctl_LDADD = libadmin.a libsheet.a libdb.a libform.a libtext.a libbase.a \
	$(LIBPQ_LIBS) $(LIBZIP_LIBS) $(EXPAT_LIBS) $(LIBICONV) -lm

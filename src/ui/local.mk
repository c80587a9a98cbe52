# curses asks wcwidth() for every column, and ours answers by the terminal's
# profile: it has to be in the executable, and visible to the shared library.
UI_LINK = -Wl,-u,wcwidth -Wl,--export-dynamic-symbol=wcwidth
UI_LIBS = libui.a libtext.a libbase.a $(CURSES_LIBS) $(LIBICONV)

noinst_LIBRARIES += libui.a
libui_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURSES_CFLAGS)
libui_a_SOURCES = \
	src/ui/crash.c src/ui/crash.h \
	src/ui/editor.c src/ui/editor.h \
	src/ui/lines.c src/ui/lines.h \
	src/ui/grid.c src/ui/grid.h \
	src/ui/key.c src/ui/key.h \
	src/ui/key_table.c src/ui/key_table.h \
	src/ui/locale.c src/ui/locale.h \
	src/ui/probe.c src/ui/probe.h \
	src/ui/printer.c src/ui/printer.h \
	src/ui/profile.c src/ui/profile.h \
	src/ui/setup.c src/ui/setup.h \
	src/ui/style.c src/ui/style.h \
	src/ui/term.c src/ui/term.h \
	src/ui/terminfo.c src/ui/terminfo.h \
	src/ui/theme.c src/ui/theme.h \
	src/ui/view.c src/ui/view.h \
	src/ui/wcwidth.c

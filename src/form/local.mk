noinst_LIBRARIES += libform.a
libform_a_SOURCES = \
	src/form/calendar.c src/form/calendar.h \
	src/form/criterion.c src/form/criterion.h \
	src/form/example.c src/form/example.h \
	src/form/form.c src/form/form.h \
	src/form/layout.c src/form/layout.h \
	src/form/layout_row.c \
	src/form/lexer.c src/form/lexer.h \
	src/form/numeral.c src/form/numeral.h \
	src/form/picture.c src/form/picture.h \
	src/form/programme.c src/form/programme.h \
	src/form/reader.c src/form/reader.h \
	src/form/reader_action.c \
	src/form/reader_check.c \
	src/form/reader_field.c \
	src/form/reader_flow.c \
	src/form/reader_names.c \
	src/form/reader_programme.c \
	src/form/reader_row.c \
	src/form/reader_rows.c \
	src/form/reader_slip.c src/form/reader_token.c \
	src/form/reader_value.c \
	src/form/reader_values.c \
	src/form/record.c src/form/record.h \
	src/form/slip.c src/form/slip.h \
	src/form/sql.c src/form/sql.h \
	src/form/sum.c src/form/sum.h \
	src/form/suggest.c src/form/suggest.h \
	src/form/type.c src/form/type.h src/form/types.h \
	src/form/type_account.c \
	src/form/type_code.c \
	src/form/type_creditcode.c \
	src/form/type_date.c \
	src/form/type_decimal.c \
	src/form/type_division.c \
	src/form/type_idcard.c \
	src/form/type_integer.c \
	src/form/type_lookup.c \
	src/form/type_memo.c \
	src/form/type_money.c \
	src/form/type_month.c \
	src/form/type_name.c \
	src/form/type_percent.c \
	src/form/type_phone.c \
	src/form/type_text.c \
	src/form/type_time.c \
	src/form/type_yesno.c \
	src/form/typed.c src/form/typed.h

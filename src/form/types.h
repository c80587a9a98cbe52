/* Inside the floor: the field types, for their list in type.c. */
#ifndef ZHEN_FORM_TYPES_H
#define ZHEN_FORM_TYPES_H

#include "form/type.h"

extern const struct type type_text, type_name, type_integer, type_decimal,
    type_money, type_percent, type_date, type_month, type_yesno, type_code,
    type_lookup, type_idcard, type_phone, type_account, type_creditcode,
    type_time, type_memo, type_division;

#endif

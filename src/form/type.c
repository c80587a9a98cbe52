/* The list of field types: a new one is its file and two lines here. */
#include "form/type.h"

#include <string.h>

#include "form/types.h"

const struct type *const type_all[] = {
	&type_text,
	&type_memo,
	&type_name,
	&type_integer,
	&type_decimal,
	&type_money,
	&type_percent,
	&type_date,
	&type_month,
	&type_time,
	&type_yesno,
	&type_code,
	&type_lookup,
	&type_division,
	&type_idcard,
	&type_phone,
	&type_account,
	&type_creditcode,
	NULL,
};

const struct type *
type_find(const char *name)
{
	for (size_t i = 0; type_all[i]; i++)
		if (strcmp(type_all[i]->name, name) == 0)
			return type_all[i];
	return NULL;
}

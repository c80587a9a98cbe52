/* A parameter of type text[]. */
#include "db/array.h"

#include <string.h>

void
array_add(struct buf *array, const char *text)
{
	buf_adds(array, array->len ? ",\"" : "{\"");
	for (; *text; text++) {
		if (strchr("\"\\", *text))
			buf_addc(array, '\\');
		buf_addc(array, *text);
	}
	buf_addc(array, '"');
}

void
array_end(struct buf *array)
{
	buf_adds(array, array->len ? "}" : "{}");
}

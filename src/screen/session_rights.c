/* What the operator may do, as the server said at the login. */
#include <string.h>

#include "screen/session.h"

/* Of a list with commas between. */
static bool
list_has(const char *list, const char *word)
{
	while (list && *list) {
		size_t len = strcspn(list, ",");

		if (strlen(word) == len && strncmp(word, list, len) == 0)
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

bool
session_has_duty(const struct session *s, const struct names *duties)
{
	const char *mine = values_get(&s->values, "duties");

	for (size_t i = 0; i < duties->count; i++)
		if (list_has(mine, duties->name[i]))
			return true;
	return duties->count == 0;
}

bool
session_may_write(const struct session *s, const char *relation)
{
	return list_has(values_get(&s->values, "writes"), relation);
}

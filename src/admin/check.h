/* Forms held against the live database. */
#ifndef ZHEN_ADMIN_CHECK_H
#define ZHEN_ADMIN_CHECK_H

#include <stddef.h>

#include "admin/command.h"
#include "form/form.h"

/* Prints "path:line: text"; the shape of form_complain. */
void check_complain(void *data, const char *path, int line, const char *text);

/*
 * Tells every mistake and returns their number.  path's folder is where the
 * screens that it opens are looked for.
 */
size_t check_form(struct admin *a, const struct form *form, const char *path);

#endif

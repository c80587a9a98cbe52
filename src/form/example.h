/* What a find is made of: an entry form's twins, made when it is asked for. */
#ifndef ZHEN_FORM_EXAMPLE_H
#define ZHEN_FORM_EXAMPLE_H

#include "form/form.h"

/* The same fields where they were, each for a condition; yours to free. */
struct form *example_conditions(const struct form *form, const char *title);

/*
 * A list of its records: the columns that it names, or else its fields as far
 * as they fit; sorted by key; Enter opens one.  Yours to free.
 */
struct form *example_list(const struct form *form, const char *title);

#endif

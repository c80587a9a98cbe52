/*
 * A subsidy programme as the server takes it: the form's text, told to
 * programme_load() as one JSON object.
 */
#ifndef ZHEN_FORM_PROGRAMME_H
#define ZHEN_FORM_PROGRAMME_H

#include "form/form.h"

/*
 * {"programme", "title", "form", "table", "basis", "fund", "rates",
 * "require", "stop", "excludes", "period", "in", "amount", "because",
 * "fields"} and, if there are such, "back", "recheck", "payee", "who",
 * "materials" and "steps"; and where in the file each rule stands; yours to
 * free.  All fields of the form are there; which are the programme's own is for the server to say.
 * NULL if the form is no programme.
 */
char *programme_json(const struct form *form);

#endif
